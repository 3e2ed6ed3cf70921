"""Practice: answers are marked as people mean them, kept, and due again when they should be; and
what the page shows of packs and items, without a browser.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.answer import Citation
from assistant.jobs import Job
from assistant.training.pack import Item, Pack, Quoted, Section
from assistant.training.practice.practice import Practice, PracticeError
from assistant.training.practice.scoring import GivenAnswer, score
from assistant.training.saved_packs import Kept, KeptPacks, PackError
from corpus.errors import LibraryDamaged, LibraryMismatch
from tests.support.pack_sample import sample_pack
from ui.page.boundary import progress
from ui.page.training import pack_render as training_render
from ui.page.training import practice_render
from ui.page.training import sources as training_sources
from ui.publishing.pack import practice_csv

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
QUOTE = "The fund pays for exports, and 30 per cent of it for polar stations."
PLACE = Citation(1, "0" * 16, "fund.md", QUOTE, 0, len(QUOTE))


def typed(answer: str, *accepted: str, stem: str = "What is it?", section: str = "Funds") -> Item:
    return Item(
        answer, "short_answer", stem, answer, "easy", (PLACE,), accepted=accepted, section=section
    )


CHOICE = Item(
    "choice", "multiple_choice", "Where is it?", "Lisbon", "easy", (PLACE,),
    options=("Bergen", "Lisbon", "Hue"), section="Places",
)  # fmt: skip
PAIRS = (("Seat", "Lisbon"), ("Fund", "Bergen"), ("Office", "Hue"), ("Port", "Oslo"))
MATCHING = Item(
    "matching", "matching", "What belongs together?", PAIRS, "hard", (PLACE,) * 4,
    options=("Hue", "Oslo", "Lisbon", "Bergen"), section="Places",
)  # fmt: skip
ORDER = ("Signing", "Entry into force", "Review")
ORDERING = Item(
    "ordering", "ordering", "What came first?", ORDER, "medium", (PLACE,) * 3,
    options=("Review", "Signing", "Entry into force"), section="Dates",
)  # fmt: skip
PACK = Pack("Polar research", 1, 2, 1, "2026-03-01", items=(CHOICE, MATCHING, ORDERING))


@pytest.mark.parametrize(
    ("form", "given"),
    [
        ("Lisbon", " lisbon. "),
        ("the Polar Institute", "Polar institute"),
        ("Phạm Minh Chính", "pham minh chinh"),
        ("Viet Nam", "Vietnam"),
        ("semiconductors", "semicondutors"),
        ("research stations", "reserach stations"),
        ("10,000", "ten thousand"),
        ("10,000 engineers", "10000"),
        ("ten thousand engineers", "10,000 enginers"),
        ("4.2 million euros", "EUR 4.2 million"),
        ("30%", "thirty per cent"),
        ("12 March 2026", "2026-03-12"),
        ("12 March 2026", "march 12, 2026"),
        ("12 March 2026", "12/03/2026"),
        ("by 2030", "2030"),
        ("Resolution 57", "resolution 57"),
    ],
)
def test_a_typed_answer_counts_however_it_is_written(form: str, given: str) -> None:
    assert score(typed(form), given).right


@pytest.mark.parametrize(
    ("form", "given"),
    [
        ("Lisbon", ""),
        ("Lisbon", "Lisbon or Bergen"),
        ("million", "billion"),
        ("Hue", "Hub"),
        ("experts", "exports"),  # a word of the document, and no misspelling
        ("4.2 million euros", "42 million euros"),
        ("4.2 million euros", "4.2 million dollars"),
        ("10,000", "about 10,000"),
        ("30%", "30"),
        ("12 March 2026", "13 March 2026"),
        ("12 March 2026", "March 2026"),
        ("Resolution 57", "Resolution 58"),
        ("Phase 2", "2"),
    ],
)
def test_another_answer_does_not(form: str, given: str) -> None:
    assert not score(typed(form), given).right


def test_further_forms_and_units_that_the_stem_names_count() -> None:
    assert score(typed("Ministry of Science", "MOST"), "most").right
    assert score(typed("30%", stem="What percentage goes to stations?"), "30").right
    assert score(typed("5 years", stem="How many years does it run?"), "five").right


@pytest.mark.parametrize(
    ("item", "given", "share"),
    [
        (CHOICE, "Lisbon", 1.0),
        (CHOICE, "lisbon", 0.0),
        (MATCHING, dict(PAIRS), 1.0),
        (MATCHING, {**dict(PAIRS), "Seat": "Oslo", "Port": "Lisbon"}, 0.5),
        (MATCHING, {"Seat": "Lisbon"}, 0.25),
        (ORDERING, ORDER, 1.0),
        (ORDERING, ("Entry into force", "Signing", "Review"), 1 / 3),
        (ORDERING, (), 0.0),
        (ORDERING, None, 0.0),
        (MATCHING, "Lisbon", 0.0),
    ],
)
def test_a_choice_is_exact_and_what_has_parts_counts_by_share(
    item: Item, given: GivenAnswer, share: float
) -> None:
    mark = score(item, given)
    assert mark.share == pytest.approx(share)
    assert mark.right == (share == 1.0)


def answer(
    practice: Practice,
    item: Item,
    given: GivenAnswer,
    at: datetime,
    who: str = "Ann",
    **options: bool,
) -> datetime:
    return practice.record(who, "polar", item, given, score(item, given), at, **options)


def test_what_was_wrong_comes_first_and_what_was_right_comes_days_later(tmp_path: Path) -> None:
    practice = Practice(tmp_path)
    assert practice.due("Ann", PACK, MONDAY) == ["choice", "matching", "ordering"]
    assert not practice.path.exists()  # looking writes nothing
    again = answer(practice, CHOICE, "Lisbon", MONDAY)
    assert again - MONDAY == 2 * DAY
    assert answer(practice, ORDERING, ORDER[::-1], MONDAY) == MONDAY
    assert practice.due("Ann", PACK, MONDAY) == ["ordering", "matching"]
    assert practice.due("ANN ", PACK, MONDAY + 2 * DAY) == ["ordering", "choice", "matching"]
    assert practice.due("Ben", PACK, MONDAY) == ["choice", "matching", "ordering"]
    assert practice.schedule("Ann", PACK) == {"choice": again, "ordering": MONDAY}


def test_right_after_a_retry_is_due_sooner_than_right_at_once(tmp_path: Path) -> None:
    practice = Practice(tmp_path)
    first = answer(practice, CHOICE, "Lisbon", MONDAY)
    answer(practice, ORDERING, None, MONDAY)
    second = answer(practice, ORDERING, ORDER, MONDAY, retry=True)
    assert MONDAY < second < first
    later = answer(practice, CHOICE, "Lisbon", first)
    assert later - first > first - MONDAY  # the longer it is known, the longer it may rest


def test_the_schedule_survives_a_clock_that_is_set_back(tmp_path: Path) -> None:
    practice = Practice(tmp_path)
    due = answer(practice, CHOICE, "Lisbon", MONDAY)
    assert answer(practice, CHOICE, "Lisbon", MONDAY - 30 * DAY) >= due


def test_a_pack_that_is_built_again_keeps_what_was_learnt(tmp_path: Path) -> None:
    practice = Practice(tmp_path)
    answer(practice, CHOICE, "Lisbon", MONDAY)
    renamed = replace(CHOICE, id="q17", options=("Lisbon", "Oslo"), section="Elsewhere")
    pack = replace(PACK, seed=2, items=(renamed, ORDERING))
    assert practice.due("Ann", pack, MONDAY) == ["ordering"]
    other = replace(pack, items=(replace(renamed, answer="Oslo"),))
    assert practice.due("Ann", other, MONDAY) == ["q17"]


def test_progress_is_told_by_section(tmp_path: Path) -> None:
    practice = Practice(tmp_path)
    answer(practice, CHOICE, "Lisbon", MONDAY)
    answer(practice, MATCHING, {}, MONDAY)
    answer(practice, MATCHING, dict(PAIRS), MONDAY, retry=True)
    answer(practice, ORDERING, (), MONDAY)
    told = [
        (p.section, p.items, p.answered, p.right, p.due)
        for p in practice.progress("Ann", PACK, MONDAY)
    ]
    assert told == [("Places", 2, 2, 2, 0), ("Dates", 1, 1, 0, 1)]


def test_results_are_rows_and_a_table_without_formulas(tmp_path: Path) -> None:
    practice = Practice(tmp_path)
    item = typed("Lisbon", stem="=HYPERLINK(1)", section="+1")
    answer(practice, item, "\u200b@SUM(1)", MONDAY, who="-Ann")
    answer(practice, CHOICE, "Lisbon", MONDAY + DAY, retry=True)
    practice.record("Ann", "other", CHOICE, "Hue", score(CHOICE, "Hue"), MONDAY)
    assert [one.pack for one in practice.results()] == ["polar", "polar", "other"]
    rows = list(
        csv.DictReader(
            io.StringIO(practice_csv.write(practice.results("polar")).decode("utf-8-sig"))
        )
    )
    assert rows[0]["stem"] == "'=HYPERLINK(1)"
    assert rows[0]["given"] == "'\u200b@SUM(1)"
    assert rows[0]["participant"] == "'-Ann"
    assert rows[0]["section"] == "'+1"
    assert (rows[0]["right"], rows[1]["right"], rows[1]["retry"]) == ("no", "yes", "yes")
    assert rows[1]["at"] == "2026-03-03T12:00:00+00:00"


def test_answers_that_come_at_once_are_all_kept(tmp_path: Path) -> None:
    def practise(who: str) -> None:
        practice = Practice(tmp_path)  # of a process of its own
        for day in range(5):
            answer(practice, CHOICE, "Lisbon", MONDAY + day * DAY, who=who)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(practise, ["Ann", "Ben", "Cleo"] * 2))
    assert len(Practice(tmp_path).results()) == 30


def test_a_name_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(PracticeError, match="Write your name first"):
        Practice(tmp_path).due("  ", PACK, MONDAY)
    practice = Practice(tmp_path)
    answer(practice, CHOICE, "Lisbon", MONDAY, who="Hải")
    assert "choice" in practice.due("Hai", PACK, MONDAY)
    assert "choice" not in practice.due("HA\u0309I", PACK, MONDAY)  # as another keyboard writes it
    with pytest.raises(PracticeError, match="80 characters"):
        Practice(tmp_path).due("x" * 81, PACK, MONDAY)


@pytest.mark.parametrize(
    "content", [b"", b"at,participant,right\n", b"SQLite format 3\0" + b"x" * 90]
)
def test_a_file_that_is_none_of_ours_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    practice = Practice(tmp_path)
    practice.path.write_bytes(content)
    with pytest.raises(LibraryDamaged, match="file of practice results .* is damaged"):
        practice.results()
    with pytest.raises(LibraryDamaged):
        answer(practice, CHOICE, "Lisbon", MONDAY)
    assert practice.path.read_bytes() == content


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE results SET right = 7",
        "UPDATE results SET share = 'much'",
        "UPDATE results SET at = 'yesterday'",
        "UPDATE results SET at = '2026-03-02'",
        "UPDATE results SET stem = x'00'",
        "UPDATE cards SET card = 'soon'",
        "UPDATE cards SET card = '{}'",
        "UPDATE cards SET card = replace(card, '\"stability\": ', '\"stability\": -')",
        "DROP TABLE cards",
        "UPDATE meta SET value = 'songs' WHERE key = 'holds'",
    ],
)
def test_a_file_edited_by_hand_gets_one_sentence(tmp_path: Path, change: str) -> None:
    practice = Practice(tmp_path)
    answer(practice, CHOICE, "Lisbon", MONDAY)
    with sqlite3.connect(practice.path) as connection:
        connection.execute(change)
    connection.close()
    before = practice.path.read_bytes()
    with pytest.raises(LibraryDamaged, match=r"is damaged \(.*\)\. It was left as it is"):
        practice.due("Ann", PACK, MONDAY)
    assert practice.path.read_bytes() == before


def test_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    practice = Practice(tmp_path)
    answer(practice, CHOICE, "Lisbon", MONDAY)
    with sqlite3.connect(practice.path) as connection:
        connection.execute("UPDATE meta SET value = '3' WHERE key = 'format'")
    connection.close()
    with pytest.raises(LibraryMismatch, match="newer version"):
        practice.results()


def test_packs_are_kept_under_names_of_their_own(tmp_path: Path) -> None:
    packs = KeptPacks(tmp_path)
    assert packs.all() == []
    assert packs.add(PACK) == "polar-research-a"
    assert packs.add(replace(PACK, items=())) == "polar-research-a-2"
    assert packs.add(replace(PACK, topic="../../Đối thoại", seed=2)) == "doi-thoai-b"
    assert packs.load("polar-research-a").items == PACK.items
    packs.change("polar-research-a", PACK, replace(PACK, items=(CHOICE,)))
    with pytest.raises(PackError, match="Someone else has changed"):
        packs.change("polar-research-a", PACK, replace(PACK, items=()))
    assert packs.load("polar-research-a").items == (CHOICE,)
    packs.delete("polar-research-a-2")
    assert [kept.name for kept in packs.all()] == ["doi-thoai-b", "polar-research-a"]
    for name in ("polar-research-a-2", "../practice", ""):
        with pytest.raises(PackError):
            packs.load(name)


@pytest.mark.parametrize("content", ["", "[]", '{"topic": 1}', "\x00", "[" * 100_000])
def test_a_pack_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path, content: str) -> None:
    packs = KeptPacks(tmp_path)
    packs.add(PACK)
    (packs.folder / "broken.json").write_text(content)
    broken, sound = packs.all()
    assert broken.pack is None
    assert str(packs.folder / "broken.json") in broken.problem
    assert sound.pack is not None
    told = json.loads((packs.folder / "polar-research-a.json").read_text())
    assert len(told.pop("sha256")) == 64 and told == PACK.to_dict()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "packs").write_text("a file")
    with pytest.raises(PackError, match="cannot be written"):
        KeptPacks(tmp_path).add(PACK)


HOSTILE = '<img src=x onerror="window.__xss=1"> [1] ${1} href="#cite-0-1"'


def test_words_of_documents_and_people_are_never_markup() -> None:
    place = replace(PLACE, quote=HOSTILE, title=HOSTILE, source=HOSTILE)
    items = [
        replace(one, stem=HOSTILE, section=HOSTILE, citations=(place,))
        for one in (CHOICE, MATCHING, ORDERING, typed(HOSTILE, HOSTILE))
    ]
    pack = Pack(
        HOSTILE, 1, 1, 1, HOSTILE, HOSTILE, notes=(HOSTILE,), items=tuple(items),
        briefing=(Section(HOSTILE, (Quoted(HOSTILE, place),)),),
    )  # fmt: skip
    shown = [
        training_render.packs([Kept("name", pack), Kept("other", None, HOSTILE)]),
        training_render.bar("name", pack),
        training_render.head(pack),
        training_render.quiz(pack),
        progress(Job(1, HOSTILE, HOSTILE), HOSTILE, HOSTILE, 'data-training="stop"'),
    ]
    for item in items:
        mark = score(item, HOSTILE)
        shown += [
            practice_render.question(item, 1, 1, 4, retry=False),
            practice_render.feedback(item, mark, HOSTILE, last=False),
            practice_render.score([(item, mark)], HOSTILE, retry=False),
        ]
    for html in shown:
        assert "<img" not in html
        assert 'href="#cite' not in html


def test_every_quote_of_a_pack_leads_to_its_place() -> None:
    pack = sample_pack()
    shown = training_render.head(pack) + training_render.quiz(pack)
    for section in pack.briefing:
        for one in section.sentences:
            assert f'href="{training_sources.href(one.citation)}"' in shown
    for item in pack.items:
        for citation in item.citations:
            assert f'href="{training_sources.href(citation)}"' in shown
    for answer_ in pack.questions:
        for citation in answer_.citations:
            assert f'href="{training_sources.href(citation)}"' in training_sources.answer_text(
                answer_
            )


def test_what_is_due_is_told_by_day() -> None:
    at = {"a": MONDAY + 2 * DAY, "b": MONDAY + 2 * DAY, "c": MONDAY + 9 * DAY, "d": MONDAY}
    assert practice_render.due({}, 0, MONDAY) == "Nothing is due now."
    assert practice_render.due(at, 1, MONDAY) == (
        "1 item due now. Due later: 2 on 4 March 2026, 1 on 11 March 2026."
    )
