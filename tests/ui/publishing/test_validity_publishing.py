"""In files that leave the house, a source that is not in force says so beside its title."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.faq.entry import Faq
from assistant.training.citing import badged
from assistant.training.pack import Pack
from tests.support.pack_sample import sample_pack
from tests.support.publishing_sample import sample
from ui.page.ask.export import as_markdown, as_text
from ui.publishing.faq.document import faq_document
from ui.publishing.faq.formats import WRITERS
from ui.publishing.pack import formats as pack_formats

SAID = "No longer in force: replaced by “New rules”, from 2026-01-02"


def outdated(faq: Faq, said: str = SAID) -> tuple[Faq, str, str]:
    """The FAQ with its first cited document out of force; its id, and its title."""
    first = next(c for one in faq.entries for c in one.answer.citations)
    entries = []
    for one in faq.entries:
        told = tuple(
            replace(c, validity=said) if c.document_id == first.document_id else c
            for c in one.answer.citations
        )
        entries.append(replace(one, answer=replace(one.answer, citations=told)))
    return replace(faq, entries=tuple(entries)), first.document_id, first.title or first.source


def words_of(data: bytes, suffix: str) -> str:
    """The text of a file, without the marks of its format."""
    if suffix in (".docx", ".xlsx"):
        archive = zipfile.ZipFile(io.BytesIO(data))
        inner = [name for name in archive.namelist() if name.endswith(".xml")]
        text = " ".join(archive.read(name).decode() for name in inner)
    else:
        text = data.decode("utf-8-sig")
    text = re.sub(r"<[^<>]*>", " ", text)
    return " ".join(html.unescape(text).replace("\\", "").split())


@pytest.mark.parametrize("suffix", WRITERS)
def test_an_faq_says_which_of_its_sources_are_not_in_force(suffix: str) -> None:
    faq, id_, _ = outdated(sample())
    document = faq_document(faq)
    (source,) = [one for one in document.sources if one.validity]
    assert (source.cited.document_id, source.validity) == (id_, SAID)
    assert source.reference.startswith(f"{source.title} [{SAID}]. ")
    assert SAID in words_of(WRITERS[suffix](document, None), suffix)
    assert SAID not in words_of(WRITERS[suffix](faq_document(sample()), None), suffix)
    if suffix in (".html", ".docx", ".md"):
        beside = re.escape(source.title) + r"[\s\[]{1,3}" + re.escape(SAID)
        assert re.search(beside, words_of(WRITERS[suffix](document, None), suffix))


def test_an_faq_for_programs_names_it_by_its_key() -> None:
    faq, id_, _ = outdated(sample())
    told = json.loads(WRITERS[".json"](faq_document(faq), None))
    assert {one["validity"] for one in told["sources"] if one["document_id"] == id_} == {SAID}
    assert {one["validity"] for one in told["sources"] if one["document_id"] != id_} == {None}
    faq, _, _ = outdated(sample(), "replaced by “<b>New</b>”")
    page = WRITERS[".html"](faq_document(faq), None).decode()
    assert "“&lt;b&gt;New&lt;/b&gt;”" in page and "“<b>New" not in page
    told = WRITERS[".md"](faq_document(faq), None).decode()
    assert "<b>New" not in told.replace("\\<b", "")


def test_an_exported_answer_says_it_beside_the_title() -> None:
    faq, _, title = outdated(sample())
    answer = next(one.answer for one in faq.entries if one.answer.citations)
    assert f"] {title} [{SAID}]. " in as_text(answer)
    told = as_markdown(answer)
    assert re.search(r"\*\*1\. .*\*\* \*\[No longer in force: replaced by “New rules”", told)


def outdated_pack() -> tuple[Pack, str, str]:
    pack = sample_pack()
    first = pack.sources[0]
    made = badged(pack, lambda titles: {first.document_id: SAID})
    return made, first.document_id, first.title or first.source


@pytest.mark.parametrize(
    "name", ["trainer.docx", "participant.docx", "trainer.html", "participant.html", "trainer.md"]
)
def test_a_pack_says_which_of_its_sources_are_not_in_force(name: str) -> None:
    pack, _, title = outdated_pack()
    suffix = Path(name).suffix
    told = words_of(pack_formats.write(pack, name), suffix)
    assert re.search(re.escape(title) + r"[\s\[]{1,3}" + re.escape(SAID), told)
    assert SAID not in words_of(pack_formats.write(sample_pack(), name), suffix)


def test_a_pack_keeps_it_and_takes_it_back() -> None:
    pack, id_, _ = outdated_pack()
    told = json.loads(pack_formats.write(pack, "pack.json"))
    assert [one["validity"] for one in told["sources"]][:2] == [SAID, None]
    assert Pack.from_dict(told) == pack
    for source in told["sources"]:
        del source["validity"]  # a pack of before
    assert Pack.from_dict(told) == sample_pack()
    assert badged(pack, lambda titles: {}) == sample_pack()
