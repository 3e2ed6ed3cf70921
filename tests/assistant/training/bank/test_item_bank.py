"""The item bank: what is kept stays, what is edited is still an item, nothing changes unseen."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.health import doctor
from assistant.settings import Settings
from assistant.training.bank.item_bank import BankError, ItemBank
from assistant.training.pack import FALSE, Item
from assistant.training.quiz.criteria.rubric import broken
from assistant.training.quiz.editing import ItemError, answer_lines, edited
from corpus.errors import LibraryDamaged, LibraryMismatch, LibraryUnwritten
from index.store import database
from tests.support.bank_sample import polar_items


@pytest.fixture
def items(assistant: Assistant) -> dict[str, Item]:
    return {item.type: item for item in polar_items(assistant)}


def sql(path: Path, change: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(change).rowcount


def test_items_are_kept_once_with_their_tags_and_passages(
    bank: ItemBank, assistant: Assistant
) -> None:
    assert bank.items() == [] and not bank.path.exists()
    items = polar_items(assistant)
    kept = bank.keep(items, "  Polar   ships ", "Knows the fleet")
    assert len(kept.new) == 6 and kept.known == ()
    found = bank.items()
    assert [one.item for one in found] == list(items)
    assert {(one.topic, one.outcome, one.version, one.retired) for one in found} == {
        ("Polar ships", "Knows the fleet", 1, False)
    }
    again = bank.keep(items[:2], "Another topic")
    assert again.new == () and again.known == kept.new[:2]
    assert bank.items() == found


def test_an_edit_keeps_what_was_before_and_what_it_did_not_touch(
    bank: ItemBank, assistant: Assistant
) -> None:
    (id, *_rest) = bank.keep(polar_items(assistant), "Polar ships").new
    lines = "* Tromso\nBergen\nNarvik"
    new = bank.edit(id, version=1, answer=lines, outcome="Names the port")
    assert new.item.options == ("Tromso", "Bergen", "Narvik") and new.item.answer == "Tromso"
    assert (new.version, new.outcome, new.topic) == (2, "Names the port", "Polar ships")
    assert new.item.citations == polar_items(assistant)[0].citations and new.worded_at
    assert [one.version for one in bank.history(id)] == [1, 2]
    assert bank.history(id)[0].item.options == ("Bergen", "Tromso", "Hammerfest", "Narvik")
    # Tags alone do not begin its results anew; what changes nothing is no version.
    tagged = bank.edit(id, version=2, difficulty="hard", topic="Ports")
    assert tagged.worded_at == new.worded_at and tagged.item.difficulty == "hard"
    assert bank.edit(id, version=3, topic=" Ports ") == bank.get(id)
    # What was edited here is not brought back by keeping the pack again.
    assert bank.keep(polar_items(assistant)[:1], "Polar ships").known == (id,)
    assert bank.get(id) == tagged


def test_what_somebody_else_changed_is_not_overwritten(
    bank: ItemBank, assistant: Assistant
) -> None:
    (id, *_rest) = bank.keep(polar_items(assistant), "Polar ships").new
    bank.edit(id, version=1, outcome="First")
    with pytest.raises(BankError, match="changed meanwhile"):
        bank.edit(id, version=1, outcome="Second")
    with pytest.raises(BankError, match="changed meanwhile"):
        bank.retire(id, version=1)
    assert bank.get(id).outcome == "First"
    with pytest.raises(BankError, match="no item 'x'"):
        bank.retire("x", version=1)


def test_of_edits_that_come_at_once_one_is_kept(bank: ItemBank, assistant: Assistant) -> None:
    (id, *_rest) = bank.keep(polar_items(assistant), "Polar ships").new

    def edit(number: int) -> bool:
        try:
            ItemBank(assistant.folder).edit(id, version=1, outcome=f"Outcome {number}")
        except BankError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(edit, range(6))) == 1
    assert len(bank.history(id)) == 2


def test_a_retired_item_stays_and_can_come_back(bank: ItemBank, assistant: Assistant) -> None:
    (id, *_rest) = bank.keep(polar_items(assistant), "Polar ships").new
    assert bank.retire(id, version=1).retired and len(bank.items()) == 6
    assert bank.retire(id, version=2).version == 2, "nothing to change"
    assert not bank.retire(id, version=2, back=True).retired


@pytest.mark.parametrize(
    ("keep", "said"), [((" ", ""), "what topic"), (("Ships", "none"), "no items to keep")]
)
def test_what_cannot_be_kept_is_told(
    bank: ItemBank, assistant: Assistant, keep: tuple[str, str], said: str
) -> None:
    topic, outcome = keep
    with pytest.raises(BankError, match=said):
        bank.keep([] if outcome == "none" else polar_items(assistant), topic)
    assert not bank.path.exists()


def test_lines_say_an_item_whole(items: dict[str, Item]) -> None:
    for item in items.values():
        assert edited(item, stem=item.stem, answer=answer_lines(item)) == item
    choice = items["multiple_choice"]
    assert answer_lines(choice) == "Bergen\n* Tromso\nHammerfest\nNarvik"
    assert edited(items["true_false"], answer=" false ").answer == FALSE
    typed = edited(items["short_answer"], answer="18 million euros\nEUR 18 million\n")
    assert typed.accepted == ("EUR 18 million",)


def test_what_is_ordered_or_matched_takes_its_passage_along(items: dict[str, Item]) -> None:
    ordering = items["ordering"]
    turned = edited(ordering, answer="Corona\nBorealis\nAurora")
    assert turned.answer == ("Corona", "Borealis", "Aurora")
    assert turned.citations == ordering.citations[::-1]
    assert sorted(turned.options) == sorted(turned.answer) and turned.options != turned.answer
    matching = items["matching"]
    fewer = edited(matching, answer="Corona -> 2023\nAurora → 2019\n2017")
    assert fewer.answer == (("Corona", "2023"), ("Aurora", "2019"))
    assert fewer.citations == (matching.citations[2], matching.citations[0])
    assert sorted(fewer.options) == ["2017", "2019", "2023"]


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("multiple_choice", {"stem": " "}, "asks nothing"),
        ("multiple_choice", {"answer": "Bergen\nTromso"}, "Mark the one option"),
        ("multiple_choice", {"answer": "* Bergen\n* Tromso"}, "Mark the one option"),
        ("multiple_choice", {"answer": "* Tromso\ntromso"}, "none of them twice"),
        ("multiple_choice", {"answer": "* Tromso"}, "at least two options"),
        ("multiple_choice", {"answer": "\n".join(map(str, range(40)))}, "may have 30 lines"),
        ("true_false", {"answer": "Maybe"}, "Write True or False"),
        ("cloze", {"stem": "The ships cost 18 million euros."}, "Leave one gap"),
        ("short_answer", {"answer": " \n "}, "has no answer"),
        ("short_answer", {"answer": "x" * 3000}, "2000 characters"),
        ("ordering", {"answer": "Aurora\naurora"}, "at least two steps"),
        ("matching", {"answer": "Aurora → 2019\nBorealis 2021"}, "at least two pairs"),
        ("matching", {"answer": "Aurora → 2019\nAurora → 2021"}, "none of them twice"),
        ("matching", {"answer": "Aurora →\nBorealis → 2021"}, "at least two pairs"),
    ],
)
def test_what_is_no_item_is_told_in_a_sentence(
    items: dict[str, Item], kind: str, change: dict[str, str], said: str
) -> None:
    with pytest.raises(ItemError, match=said):
        edited(items[kind], **change)  # type: ignore[arg-type]


def test_an_edit_shows_the_criteria_that_it_breaks(items: dict[str, Item]) -> None:
    clean = items["multiple_choice"]
    assert broken(clean) == {}
    flawed = edited(clean, answer="* Tromso\nBergen\nNarvik\nNone of the above")
    assert "none or all of the above" in broken(flawed)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE items SET topic = 'Trade'",
        "UPDATE items SET retired = 1",
        "UPDATE items SET item = replace(item, 'Tromso', 'Bodo')",
        "UPDATE items SET version = 7 WHERE number = 1",
    ],
)
def test_a_bank_that_was_altered_is_refused_and_left_alone(
    bank: ItemBank, assistant: Assistant, change: str
) -> None:
    bank.keep(polar_items(assistant), "Polar ships")
    sql(bank.path, change)
    before = bank.path.read_bytes()
    with pytest.raises(LibraryDamaged, match=r"checksum.*backup"):
        bank.items()
    checks = {one.name: one for one in doctor(Settings(data_dir=assistant.folder, reader="words"))}
    assert not checks["bank"].ok and "checksum" in checks["bank"].detail
    assert bank.path.read_bytes() == before


def test_a_bank_of_a_newer_version_is_refused(bank: ItemBank, assistant: Assistant) -> None:
    bank.keep(polar_items(assistant), "Polar ships")
    sql(bank.path, "UPDATE meta SET value = '2' WHERE key = 'format'")
    with pytest.raises(LibraryMismatch, match="newer version"):
        bank.items()
    with pytest.raises(LibraryMismatch, match="newer version"):
        bank.keep(polar_items(assistant), "Polar ships")


def test_a_disk_that_is_full_loses_nothing(
    bank: ItemBank, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = polar_items(assistant)
    (id,) = bank.keep(items[:1], "Polar ships").new
    more = [replace(items[0], stem=f"{number} {'x' * 9_000}?") for number in range(50)]
    with bank._file.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connect = database.connect

    def small(*given: object, **named: object) -> database.Connection:
        connection = connect(*given, **named)  # type: ignore[arg-type]
        connection.execute(f"PRAGMA max_page_count = {pages + 4}")
        return connection

    with monkeypatch.context() as patched:
        patched.setattr(database, "connect", small)
        with pytest.raises(LibraryUnwritten, match=r"full.*free some space"):
            bank.keep(more, "Polar ships")
    assert [one.id for one in bank.items()] == [id]
