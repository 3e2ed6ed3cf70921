"""Seals: whatever is shown of the library is what was stored, or it is told; and folders that were
made before there were seals have them."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from assistant.answering import calibration
from assistant.answering.calibration import Calibration
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.faq.keeping.records import FaqRecords
from assistant.gaps import GapList
from assistant.settings import Settings
from assistant.training.practice.practice import Practice
from assistant.training.saved_packs import KeptPacks
from corpus.errors import AssistantError, LibraryDamaged
from index import ingest
from index.models.multilingual_e5 import MultilingualE5
from index.store import database
from index.store.library import Library
from index.store.seal import opened_json, seal, sealed_json
from tests.support.hashing_embedder import HashingEmbedder
from tests.support.pack_sample import sample_pack

OLD = Path(__file__).parent / "library_0_3_0"
FEES = "\n".join(
    f"## Class {n}-{one}\n\nThe fee of class {n}-{one} is {n * 7 + one * 3 + 11} units.\n"
    for n in range(4)
    for one in range(4)
    if n != one
)


def sql(path: Path, statement: str, *values: object) -> int:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).rowcount


@pytest.fixture
def fees(tmp_path: Path) -> Assistant:
    path = tmp_path / "fees.md"
    path.write_text(f"---\ntitle: Fees\ndate: 2024-05-01\n---\n# Fees\n\n{FEES}")
    return opened(tmp_path, path)


def opened(folder: Path, *files: Path) -> Assistant:
    settings = Settings(data_dir=folder / "data", reader="words", chunk_tokens=32)
    assistant = assemble(settings, HashingEmbedder())
    assert all(report.stored for report in assistant.ingest(files))
    return assistant


def test_a_seal_tells_every_row_from_every_other() -> None:
    rows = [
        ("a", "b"), ("ab", ""), ("", "ab"), ("a", "b", ""), ("a", None), ("a", "None"),
        (1, "1"), ("1", 1), (1.0, "1"), (b"a", "b"), ("a 1 b",), ("str 1 a", "b"),
    ]  # fmt: skip
    assert len({seal(row) for row in rows}) == len(rows)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE documents SET title = 'Fines'",
        "UPDATE documents SET date = '2025-05-01'",
        "UPDATE documents SET publisher = 'Nobody'",
        "UPDATE documents SET source = 'fines.md'",
        "UPDATE documents SET topics = '[\"x\"]'",
        "UPDATE documents SET page_starts = '[0, 40]'",
        "UPDATE documents SET added_at = '2020-01-01'",
        "UPDATE documents SET blocks = '[]'",
        "UPDATE documents SET sha256 = replace(sha256, 'a', 'b')",
        "UPDATE names SET source = 'fines.md'",
        "UPDATE chunks SET page = 7",
        "UPDATE chunks SET start = start + 1",
        "UPDATE chunks SET headings = '[\"Fines\"]', heading_words = 'Fines'",
    ],
)
def test_no_field_of_a_row_can_change_unseen(fees: Assistant, change: str) -> None:
    question = "What is the fee of class 0-3?"
    true = fees.ask(question, keep=False)
    assert true.status == "answered"
    assert sql(fees.folder / "library.sqlite", change)
    now = fees.ask(question, keep=False)
    if not change.startswith(("UPDATE names", "UPDATE documents SET blocks")):
        assert now.status != "answered" and now.short_answer is None
        assert any("damaged" in note for note in now.notes)
    for citation in now.citations:
        assert (citation.source, citation.title) == ("fees.md", "Fees")
    for record in fees.documents():
        assert (record.title, record.source) == ("Fees", "fees.md") or "damaged" in record.source
    (wrong,) = [check for check in fees.checks() if check.name == "library"]
    assert not wrong.ok and "damaged" in wrong.detail


def test_a_withheld_passage_is_told_and_no_other_answers_for_it(fees: Assistant) -> None:
    question = "What is the fee of class 0-3?"
    assert fees.ask(question, keep=False).status == "answered"
    where = "WHERE text LIKE '%class 0-3 is%'"
    path = fees.folder / "library.sqlite"
    assert sql(path, f"UPDATE chunks SET text = replace(text, '20', '99') {where}")
    now = fees.ask(question)
    assert now.status != "answered" and now.short_answer is None
    assert any("1 passage that was found for this question is damaged" in n for n in now.notes)
    assert fees.gaps() == [], "what is missing is not the documents' fault"
    # And where the row is gone altogether, without any change that the program made.
    assert sql(path, f"DELETE FROM chunks {where}")
    assert fees.ask(question, keep=False).status != "answered"


def test_a_damaged_document_can_be_removed_and_added_again(fees: Assistant, tmp_path: Path) -> None:
    sql(fees.folder / "library.sqlite", "UPDATE documents SET title = 'Fines'")
    (record,) = fees.documents()
    assert record.source == f"damaged document {record.id}" and record.title is None
    fees.remove(record.id)
    assert all(report.stored for report in fees.ingest([tmp_path / "fees.md"]))
    assert all(check.ok for check in fees.checks())
    assert fees.documents()[0].title == "Fees"


def test_a_damaged_original_is_not_handed_out(fees: Assistant) -> None:
    (record,) = fees.documents()
    path = fees.original(record.id)
    assert path is not None
    path.write_bytes(path.read_bytes().replace(b"units", b"euros"))
    with pytest.raises(LibraryDamaged, match="is damaged and is not shown"):
        fees.original(record.id)
    assert any(str(path) in check.detail for check in fees.checks() if not check.ok)


def test_a_damaged_keyword_index_is_told_and_made_anew(fees: Assistant, tmp_path: Path) -> None:
    path = fees.folder / "library.sqlite"
    # In place of the block with the words, one of another library: SQLite finds nothing wrong.
    sql(path, "UPDATE keywords_docsize SET sz = x'0101' WHERE id = 2")
    fees.close()
    again = opened(tmp_path)  # an ingest of nothing has mended it
    assert all(check.ok for check in again.checks())
    sql(path, "UPDATE keywords_docsize SET sz = x'0101' WHERE id = 2")
    sql(path, "UPDATE meta SET value = value + 1 WHERE key = 'revision'")
    answer = again.ask("What is the fee of class 0-3?", keep=False)
    assert answer.status != "answered"
    assert any("keyword index is damaged" in note for note in answer.notes)
    assert any("keyword index is damaged" in check.detail for check in again.checks())


def test_a_run_that_was_killed_leaves_an_index_that_is_sealed(
    fees: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "GROUP", 1)
    more = [tmp_path / name for name in ("rents.md", "taxes.md")]
    for path in more:
        path.write_text(f"# {path.stem}\n\nThe office of {path.stem} opens at 9.\n")
    run = fees.ingest(more)
    assert next(run).stored  # and the run has not ended
    question = "What is the fee of class 0-3?"
    true = fees.ask(question, keep=False)
    assert true.status == "answered" and not any("damaged" in note for note in true.notes)
    shutil.copytree(tmp_path / "data", tmp_path / "killed" / "data")
    assert [report.status for report in run] == ["indexed"]
    assert seal_of(tmp_path / "data") and all(check.ok for check in fees.checks())

    path = tmp_path / "killed" / "data" / "library.sqlite"
    assert seal_of(path.parent)
    killed = assemble(Settings(data_dir=path.parent, reader="words"), HashingEmbedder())
    assert all(check.ok for check in killed.checks()), "compared with the passages, it is whole"
    sql(path, "UPDATE keywords_docsize SET sz = x'0101' WHERE id = 2")
    assert any("keyword index" in check.detail for check in killed.checks())
    told = killed.ask(question, keep=False)
    assert any("keyword index is damaged" in note for note in told.notes)
    assert [report.status for report in killed.ingest(more)] == ["unchanged", "indexed"]
    assert killed.ask(question, keep=False).citations == true.citations
    assert all(check.ok for check in killed.checks()) and seal_of(path.parent)


def test_a_removal_seals_no_damage(fees: Assistant, tmp_path: Path) -> None:
    (tmp_path / "rents.md").write_text("# Rents\n\nThe office of rents opens at 9.\n")
    list(fees.ingest([tmp_path / "rents.md"]))
    path = fees.folder / "library.sqlite"
    sql(path, "UPDATE keywords_docsize SET sz = x'0101' WHERE id = 2")
    fees.remove("rents.md")
    assert any("keyword index is damaged" in check.detail for check in fees.checks())
    told = fees.ask("What is the fee of class 0-3?", keep=False)
    assert any("keyword index is damaged" in note for note in told.notes)
    assert [report.status for report in fees.ingest([tmp_path / "fees.md"])] == ["unchanged"]
    assert fees.ask("What is the fee of class 0-3?", keep=False).status == "answered"
    assert sql(path, "DELETE FROM keywords_docsize WHERE id = 2 AND sz = x'0101'") == 0
    assert seal_of(fees.folder) and all(check.ok for check in fees.checks())


def seal_of(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "library.sqlite")) as connection:
        return str(connection.execute("SELECT * FROM keyword_seals ORDER BY part").fetchall())


# What people keep


def folder_of_before(tmp_path: Path) -> Path:
    shutil.copytree(OLD, tmp_path / "data")
    return tmp_path / "data"


def test_a_folder_of_the_version_before_opens_and_is_sealed(tmp_path: Path) -> None:
    folder = folder_of_before(tmp_path)
    library = Library(folder, MultilingualE5.name, 384)
    assert library.problems() == []
    assert [record.source for record in library.records()] == [
        "harbour-plan.md", "pilot-memo.txt", "quota-notice.html",
    ]  # fmt: skip
    assert all(library.original(record.id) for record in library.records())
    library.close()
    records, practice = FaqRecords(folder), Practice(folder)
    assert [one.entry.id for one in records.find()] == ["pilots"]
    assert [one.action for one in records.history("pilots")] == ["added", "edited"]
    assert [one.right for one in practice.results()] == [False, True]
    assert practice.schedule("Lan", sample_pack())
    assert (records.check(), practice.check()) == (1, 2)
    (gap,) = GapList(folder).gaps()
    assert gap.question == "Who won the world cup in 1966?"
    (pack,) = KeptPacks(folder).all()
    assert pack.problem == "" and pack.pack is not None
    assert opened_json((folder / "packs" / f"{pack.name}.json").read_bytes())[1], "sealed now"
    assert calibration.load(folder, "trained") == Calibration(1.2, 0.1, 0.35, "trained", 60)
    for path in (folder, *folder.rglob("*")):
        if "packs" not in path.parts and os.name == "posix":
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_migration_that_fails_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of_before(tmp_path)
    before = (folder / "library.sqlite").read_bytes()

    def full(*arguments: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("index.store.migration._finish", full)
        with pytest.raises(AssistantError, match="disk is full"):
            Library(folder, MultilingualE5.name, 384)
    with closing(sqlite3.connect(folder / "library.sqlite")) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(documents)")}
    assert "seal" not in columns and len(before) == (folder / "library.sqlite").stat().st_size


@pytest.mark.parametrize(
    ("file", "change", "look"),
    [
        ("faq.sqlite", "UPDATE entries SET state = 'approved'", lambda f: FaqRecords(f).find()),
        ("faq.sqlite", "UPDATE entries SET version = 9", lambda f: FaqRecords(f).get("pilots")),
        ("faq.sqlite", "UPDATE changes SET who = 'X'", lambda f: FaqRecords(f).history("pilots")),
        ("faq.sqlite", "UPDATE changes SET who = 'X'", lambda f: FaqRecords(f).check()),
        ("practice.sqlite", "UPDATE results SET right = 1", lambda f: Practice(f).results()),
        ("practice.sqlite", "UPDATE results SET stem = 'X'", lambda f: Practice(f).results()),
        ("practice.sqlite", "UPDATE cards SET card = replace(card, '2026-03-02', '2026-03-03')",
         lambda f: Practice(f).check()),
        ("gaps.db", "UPDATE gaps SET times = 40", lambda f: GapList(f).gaps()),
        ("gaps.db", "UPDATE gaps SET question = 'X'", lambda f: GapList(f).gaps()),
    ],
)  # fmt: skip
def test_what_people_keep_cannot_change_unseen(
    tmp_path: Path, file: str, change: str, look: Callable[[Path], object]
) -> None:
    folder = folder_of_before(tmp_path)
    FaqRecords(folder).check(), Practice(folder).check()
    GapList(folder).clear()
    gaps = GapList(folder)
    from assistant.answer import Answer
    from assistant.answer_parts import written

    gaps.record(Answer("One?", "One?", "not_found", written("Nothing.")), 1)
    look(folder)
    assert sql(folder / file, change)
    with pytest.raises(LibraryDamaged):
        look(folder)


def test_a_pack_and_a_calibration_cannot_change_unseen(tmp_path: Path) -> None:
    packs = KeptPacks(tmp_path)
    name = packs.add(sample_pack())
    path = packs.folder / f"{name}.json"
    told = path.read_text()
    path.write_text(told.replace("NVIDIA", "NVIDIB", 1))
    assert path.read_text() != told and "checksum" in packs.all()[0].problem
    Calibration(1.2, 0.1, 0.35, "words", 60).save(tmp_path)
    path = tmp_path / calibration.FILE_NAME
    path.write_text(path.read_text().replace("0.35", "0.05"))
    with pytest.raises(AssistantError, match="checksum"):
        calibration.load(tmp_path, "words")


@pytest.mark.parametrize("wrong", [{"slope": 500.0}, {"slope": 0.0001}, {"intercept": 90.0},
                                   {"threshold": 1.5}, {"questions": -1}])  # fmt: skip
def test_a_calibration_beyond_its_bounds_is_refused(
    tmp_path: Path, wrong: dict[str, float]
) -> None:
    told = {"slope": 1.2, "intercept": 0.1, "threshold": 0.35, "reader": "words", "questions": 60}
    path = tmp_path / calibration.FILE_NAME
    for data in (json.dumps({**told, **wrong}).encode(), sealed_json({**told, **wrong})):
        path.write_bytes(data)
        with pytest.raises(AssistantError, match=next(iter(wrong))):
            calibration.load(tmp_path, "words")


# Private


@pytest.mark.skipif(os.name != "posix", reason="the permissions of POSIX")
def test_what_is_stored_is_for_its_owner_alone(fees: Assistant, tmp_path: Path) -> None:
    fees.ask("Who painted the Mona Lisa?")
    KeptPacks(fees.folder).add(sample_pack())
    Calibration(1.2, 0.1, 0.35, "words", 60).save(fees.folder)
    folder_of_others = tmp_path / "out.md"
    database.write_whole(folder_of_others, b"given out", database.SHARED_FILE)
    seen = [fees.folder, *fees.folder.rglob("*")]
    assert {path.name for path in seen} >= {"library.sqlite", "gaps.db", "writer.lock", "ballast"}
    for path in seen:
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(folder_of_others.stat().st_mode) == 0o666 & ~umask
