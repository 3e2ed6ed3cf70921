"""The language of the reader: how it is chosen, what is said in it, and its whole catalogues."""

from __future__ import annotations

import string
import threading
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from corpus import wording
from tests.support import make_wording, messages

PATHS = make_wording.catalogues()


@pytest.fixture(scope="module")
def used() -> Catalog:
    return messages.used()


@pytest.fixture
def vietnamese() -> Iterator[None]:
    with wording.using("vi"):
        yield


def test_there_is_a_catalogue_of_each_language() -> None:
    assert ("en", *(path.parents[1].name for path in PATHS)) == wording.LANGUAGES
    assert "vi" in wording.LANGUAGES
    assert [wording.own_name(one) for one in ("en", "vi")] == ["English", "Tiếng Việt"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.parents[1].name)
def test_all_that_is_said_is_in_the_catalogue_and_nothing_else(path: Path, used: Catalog) -> None:
    kept = {(one.context, one.id) for one in make_wording.read(path) if one.id}
    said = {(one.context, one.id) for one in used if one.id}
    assert len(said) > 500
    assert said - kept == set(), "make wording, and translate them"
    assert kept - said == set(), "make wording"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.parents[1].name)
def test_every_message_is_translated_and_keeps_what_is_filled_in(path: Path) -> None:
    catalogue = make_wording.read(path)
    assert list(catalogue.obsolete) == []
    for one in catalogue:
        if not one.id:
            continue
        ids = make_wording.strings(one.id)
        for said in make_wording.strings(one.string):
            assert said.strip(), one.id
            assert filled(said) == filled(ids[-1]), one.id
            assert [said[0].isspace(), said[-1].isspace()] == [
                ids[-1][0].isspace(), ids[-1][-1].isspace(),
            ], one.id  # fmt: skip
            assert not set("<>&") & set(said) - set(ids[-1]), one.id  # it stands in HTML as it is
        assert "fuzzy" not in one.flags, one.id


def filled(text: str) -> set[tuple[str, str | None, str | None]]:
    """The places of a message that are filled in, with how."""
    found = string.Formatter().parse(text)
    return {(name, spec, turned) for _, name, spec, turned in found if name is not None}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.parents[1].name)
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    catalogue = make_wording.read(path)
    assert path.with_suffix(".mo").read_bytes() == make_wording.compiled(catalogue)
    assert path.read_bytes() == make_wording.written(catalogue)


def test_these_tests_see_what_they_look_for(tmp_path: Path) -> None:
    code = (
        "a = f'<p>{_(\"in an f-string\")}</p>'\n"
        "b = _('two ' 'parts {name}').format(name=1)\n"
        "c = ngettext('{count} one', '{count} ones', 3)\nd = pgettext('tab', 'Ask')\n"
        "e = later('marked')\nf = both('{count} a', '{count} b')\ng = other('not said')\n"
    )
    file = tmp_path / "code.py"
    file.write_text(code, encoding="utf-8")
    with file.open("rb") as opened:
        found = {words for _, _, words, _ in messages.python(opened, messages.KEYWORDS)}
    assert ("in an f-string",) in found and ("two parts {name}",) in found
    assert ("marked",) in found and ("not said",) not in found
    file.write_text('x = _("of a script"); y = t_("no"); z = a._("no")', encoding="utf-8")
    with file.open("rb") as opened:
        assert [words for _, _, words, _ in messages.script(opened)] == [("of a script",)]
    assert filled("{a} of {b!r}, {c:g}") == {("a", "", None), ("b", "", "r"), ("c", "g", None)}


def test_words_are_in_the_language_of_the_reader() -> None:
    assert wording._("The library is empty.") == "The library is empty."
    with wording.using("vi"):
        assert wording._("The library is empty.") == "Thư viện trống."
        assert wording.pgettext("date", "Added") != wording._("Added")
        assert wording._("what no catalogue has") == "what no catalogue has"
        with wording.using("tlh"):
            assert wording.language() == "en"
    assert wording.language() == "en"


def test_another_thread_speaks_the_language_only_where_it_is_given_it() -> None:
    heard = []
    with wording.using("vi"):
        context = copy_context()
        for run in (lambda: heard.append(wording.language()), None):
            target = run or (lambda: context.run(lambda: heard.append(wording.language())))
            thread = threading.Thread(target=target)
            thread.start()
            thread.join()
    assert heard == ["en", "vi"]


def test_what_a_process_speaks_holds_in_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "_of_the_process", ["en"])
    wording.use("vi")
    heard = []
    thread = threading.Thread(target=lambda: heard.append(wording.language()))
    thread.start()
    thread.join()
    assert heard == ["vi"]
    wording.use("no language")
    assert wording.language() == "en"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "vi_VN", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "en_GB.UTF-8", "ASSISTANT_LANGUAGE": "vi"}, "vi"),
        ({"LANG": "vi_VN.UTF-8", "ASSISTANT_LANGUAGE": "en"}, "en"),
        ({"LANG": "vi_VN.UTF-8", "ASSISTANT_LANGUAGE": "", "LC_ALL": ""}, "vi"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_a_terminal_speaks_the_language_of_its_system(
    environment: dict[str, str], language: str
) -> None:
    assert wording.of_environment(environment) == language


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, None, "en"),
        (None, "vi", "vi"),
        (None, "vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        (None, "en-US,en;q=0.9,vi;q=0.8", "en"),
        (None, "en;q=0.3, vi;q=0.7", "vi"),
        (None, "fr-FR, vi;q=0.5", "vi"),
        (None, "vi;q=0, de", "en"),
        (None, "*", "en"),
        (None, ";;,q=,vi;q=x" + "," * 5_000, "vi"),
        ("en", "vi", "en"),
        ("vi", "en", "vi"),
        ("../../etc", "vi", "vi"),
    ],
)
def test_a_page_speaks_what_was_chosen_or_else_what_the_browser_accepts(
    chosen: str | None, accepted: str | None, language: str
) -> None:
    assert wording.of_browser(chosen, accepted) == language


def test_numbers_and_dates_in_english() -> None:
    assert [wording.number(one) for one in (0, 12_000, 1_234_567)] == ["0", "12,000", "1,234,567"]
    assert wording.number(1234.56, 1) == "1,234.6"
    assert wording.percent(0.456) == "46%"
    assert wording.readable_date("2025-03-06") == "6 March 2025"
    assert wording.readable_date("2025-03") == "March 2025"
    assert wording.counted(1, "passage") == "1 passage"
    assert wording.counted(12_000, "passage") == "12,000 passages"


@pytest.mark.usefixtures("vietnamese")
def test_numbers_and_dates_in_vietnamese() -> None:
    assert [wording.number(one) for one in (0, 12_000, 1_234_567)] == ["0", "12.000", "1.234.567"]
    assert wording.number(1234.56, 1) == "1.234,6"
    assert wording.percent(0.456) == "46%"
    assert wording.readable_date("2025-02-14") == "14 tháng 2, 2025"
    assert wording.readable_date("2025-03") == "tháng 3 năm 2025"
    assert [wording.counted(n, "document") for n in (1, 2)] == ["1 tài liệu", "2 tài liệu"]


@pytest.mark.parametrize("value", ["", None, "2025", "2025-13-01", "2025-02-30", "in March"])
def test_what_is_no_day_or_month_is_left_as_it_is(value: str | None) -> None:
    assert wording.readable_date(value) == (value or "")
