"""A data folder of an earlier format opens, keeps all it has, and is lost at no point of the
change: of 0.1.0, whose documents are read again, and of the format before this one."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.faq.entry import Entry
from assistant.settings import Settings
from corpus.errors import LibraryError, LibraryMismatch, LibraryReadOnly
from index.models.multilingual_e5 import MultilingualE5
from index.store import migration
from index.store.library import Library
from index.store.tables.schema import FORMAT
from tests.support import faulty_child

OLD = Path(__file__).parent / "library_0_1_0"
BEFORE = Path(__file__).parent / "library_format_3"  # the same documents, in the format before


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(OLD, tmp_path / "data")
    return tmp_path / "data"


def opened(folder: Path) -> Library:
    return Library(folder, MultilingualE5.name, 384)


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "library.sqlite")) as connection:
        return connection.execute(query).fetchall()


def kept(folder: Path) -> list[Any]:
    """All that a change of format must leave as it is."""
    return [
        rows(folder, "SELECT id, sha256, suffix, source, title, date, text, added_at, superseded_by"
             " FROM documents ORDER BY id"),
        rows(folder, "SELECT id, document_id, start, end, page, headings, heading_words, text,"
             " text_sha256, embedded_sha256, embedding, embedding_sha256 FROM chunks"),
        rows(folder, "SELECT id, source, location, document_id FROM names"),
        rows(folder, "SELECT * FROM meta WHERE key NOT IN ('format', 'keywords_seal')"
             " ORDER BY key"),
        rows(folder, "SELECT count(*) FROM keywords WHERE keywords MATCH 'pilots'"),
    ]  # fmt: skip


def format_of(folder: Path) -> str:
    return str(rows(folder, "SELECT value FROM meta WHERE key = 'format'")[0][0])


# What it answers


def old_answers() -> list[Answer]:
    """What 0.1.0 answered over this folder, with its own models."""
    lines = (OLD / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    return [Answer.from_dict(json.loads(line)) for line in lines]


@pytest.fixture
def assistant(folder: Path) -> Iterator[Assistant]:
    opened = assemble(Settings(data_dir=folder))
    yield opened
    opened.close()


def test_every_quote_of_0_1_0_stands_where_it_stood(assistant: Assistant) -> None:
    quoted = [citation for answer in old_answers() for citation in answer.citations]
    assert len(quoted) > 10
    for one in quoted:
        assert assistant.read(one.document_id).text[one.start : one.end] == one.quote


def test_words_answer_with_a_note_until_the_reindex(assistant: Assistant) -> None:
    assert [record.source for record in assistant.documents()] == [
        "harbour-plan.md",
        "pilot-memo.txt",
        "quota-notice.html",
    ]
    question = "How many pilots does the service have?"
    answer = assistant.ask(question, keep=False)
    assert answer.status == "answered" and "34 pilots" in answer.text
    assert all(passage.cosine is None for passage in answer.passages)
    assert any("all-MiniLM-L6-v2" in n and "assistant reindex" in n for n in answer.notes)
    (wrong,) = [check for check in assistant.checks() if not check.ok]
    assert wrong.name == "vectors" and "assistant reindex" in wrong.detail


def test_after_the_reindex_it_answers_as_a_new_library_does(
    assistant: Assistant, tmp_path: Path
) -> None:
    last = list(assistant.reindex())[-1]
    assert (last.done, last.total) == (3, 3)
    assert list(assistant.reindex()) == []
    assert all(check.ok for check in assistant.checks()), assistant.checks()

    new = assemble(Settings(data_dir=tmp_path / "new"))
    files = {assistant.original(record.id): record.source for record in assistant.documents()}
    names = {path: name for path, name in files.items() if path}
    assert all(report.stored for report in new.ingest([*names], names=names))
    # The table of the notice is told otherwise today than it was stored; its cells answer the same.
    for library in (assistant, new):
        quota = library.ask("What is the quota for herring?", keep=False)
        assert (quota.status, quota.short_answer) == ("answered", "12,000")
        assert [one.source for one in quota.citations] == ["quota-notice.html"]
        (notice,) = (one for one in library.documents() if one.source == "quota-notice.html")
        library.remove(notice.id)
    for old in old_answers():
        ours, theirs = (one.ask(old.question, keep=False) for one in (assistant, new))
        assert (ours.status, ours.text) == (theirs.status, theirs.text)
        assert quotes(ours) == quotes(theirs)
        assert not any("reindex" in note for note in ours.notes)
    new.close()


def test_what_people_keep_stays_through_the_reindex(assistant: Assistant) -> None:
    gap = "Who won the world cup in 1966?"
    assert assistant.ask(gap).status == "not_found"
    told = next(answer for answer in old_answers() if answer.status == "answered")
    assistant.faq.add([Entry("adopted", "Ports", told)], "An")
    before = assistant.faq.get("adopted"), assistant.faq.history("adopted"), assistant.gaps()
    assert [one.question for one in before[2]] == [gap]
    assert list(assistant.reindex())
    after = assistant.faq.get("adopted"), assistant.faq.history("adopted"), assistant.gaps()
    assert after == before


def quotes(answer: Answer) -> list[tuple[str, str]]:
    """Rows with the names of their columns, which a text that was stored before says itself."""
    return [(one.document_id, one.told) for one in answer.citations]


# What is stored


def test_ids_vectors_and_texts_stay_and_blocks_come(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = kept(folder)
    library = opened(folder)
    assert kept(folder) == before
    assert format_of(folder) == str(FORMAT)
    assert "documents (3) are read once more" in caplog.text
    plan = library.document(library.record("harbour-plan.md").id)
    assert [len(b.parts) for b in plan.blocks if b.kind == "table"] == [3]
    assert plan.blocks[-1].kind == "note"
    assert [h.text for h in plan.headings] == ["Harbour Plan 2026", "Core measures", "Budget"]
    assert library.problems() == []
    library.close()
    caplog.clear()
    opened(folder).close()
    assert caplog.text == ""


def test_blocks_are_told_from_lines_where_the_original_is_gone_or_another(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(folder / "originals" / "da")
    (memo,) = (folder / "originals" / "a6").iterdir()
    memo.write_text("Another text.")
    library = opened(folder)
    # The third is the notice, whose table is read with the names of its columns today.
    assert "the lists of 3 documents were told from their lines" in caplog.text
    plan = library.document(library.record("harbour-plan.md").id)
    items = [block for block in plan.blocks if block.kind == "item"]
    assert [(item.level, item.mark) for item in items] == [
        (1, "-"), (1, "-"), (2, "1."), (2, "2."), (1, "-"),
    ]  # fmt: skip
    assert [(h.level, h.text) for h in plan.headings] == [
        (1, "Harbour Plan 2026"), (2, "Core measures"), (2, "Budget"),
    ]  # fmt: skip


def test_a_newer_format_is_refused_naming_both(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "library.sqlite")) as connection, connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'format'")
    with pytest.raises(LibraryMismatch, match=f"format 99.*up to {FORMAT}"):
        opened(folder)


@pytest.mark.parametrize(("point", "hit"), [
    ("before a document is read again", 1),
    ("after a document was read again", 1),
    ("after a document was read again", 3),
    ("before the format changes", 1),
])  # fmt: skip
def test_a_kill_on_the_way_loses_nothing(folder: Path, point: str, hit: int) -> None:
    before = kept(folder)
    child = multiprocessing.get_context("forkserver").Process(
        target=faulty_child.migrate, args=(folder, point, hit)
    )
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    library = opened(folder)
    assert kept(folder) == before
    assert library.problems() == []
    assert format_of(folder) == str(FORMAT)


def test_what_fails_on_the_way_is_rolled_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(folder)

    def full(*arguments: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(migration, "_read_again", full)
        with pytest.raises(LibraryError, match="disk is full"):
            opened(folder)
    assert (kept(folder), format_of(folder)) == (before, "1")
    opened(folder).close()
    assert (kept(folder), format_of(folder)) == (before, str(FORMAT))


def test_a_folder_that_cannot_be_written_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("index.store.writer_lock.FileLock.acquire", refused)
    with pytest.raises(LibraryReadOnly, match="make it writable"):
        opened(folder)
    assert format_of(folder) == "1"


# From the format before


@pytest.fixture
def before(tmp_path: Path) -> Path:
    shutil.copytree(BEFORE, tmp_path / "before")
    return tmp_path / "before"


def test_a_library_of_the_format_before_is_migrated_with_a_message(
    before: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stored = kept(before)
    assert format_of(before) == "3"
    library = opened(before)
    assert "is from an earlier version" in caplog.text
    assert "All its documents (3) are in the collection “library” now" in caplog.text
    assert f"has format {FORMAT} now" in caplog.text
    assert (kept(before), format_of(before)) == (stored, str(FORMAT))
    assert {record.collections for record in library.records()} == {("library",)}
    assert library.problems() == []
    library.close()
    caplog.clear()
    opened(before).close()
    assert caplog.text == ""


def test_a_migrated_library_answers_as_a_new_one_does(before: Path, tmp_path: Path) -> None:
    migrated = assemble(Settings(data_dir=before))
    new = assemble(Settings(data_dir=tmp_path / "new"))
    files = {migrated.original(record.id): record.source for record in migrated.documents()}
    names = {path: name for path, name in files.items() if path}
    assert all(report.stored for report in new.ingest([*names], names=names))
    told = (BEFORE / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    for old in map(Answer.from_dict, map(json.loads, told)):
        for one in old.citations:
            assert migrated.read(one.document_id).text[one.start : one.end] == one.quote
        both = [one.ask(old.question, keep=False) for one in (migrated, new)]
        assert quotes(both[0]) == quotes(both[1])
        ours, theirs = (one.to_dict() for one in both)
        for told in (ours, theirs):
            for cited in told["citations"]:  # a row stands otherwise there, and what is behind it
                for key in ("quote", "start", "end", "columns"):
                    del cited[key]
        # Vectors that were made in other company differ in their last digits, and scores do.
        for key in ("elapsed_ms", "confidence", "passages"):
            del ours[key], theirs[key]
        assert ours == theirs
        assert ours["status"] == "answered"
    migrated.close()
    new.close()


def test_a_library_of_format_5_has_its_words_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(BEFORE.with_name("library_format_5"), tmp_path / "data")
    library = opened(tmp_path / "data")
    assert "The words of its passages (6) are counted now" in caplog.text
    assert library.chunk_count() == 6 and dict(library.words_folded("herring"))["herring"] > 0
    assert library.keywords_intact() and library.problems() == []
    assert library.match('"herring"', 5)
    library.close()


def test_a_damaged_keyword_index_is_not_made_good_by_the_change(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(BEFORE.with_name("library_format_5"), folder)
    with closing(sqlite3.connect(folder / "library.sqlite")) as connection, connection:
        changed = connection.execute("UPDATE keywords_docsize SET sz = x'0101' WHERE id = 2")
        assert changed.rowcount == 1
    library = opened(folder)
    assert library.keywords_intact() and library.problems() == []
    assert rows(folder, "SELECT sz FROM keywords_docsize WHERE id = 2") != [(b"\x01\x01",)]
    library.close()


@pytest.mark.parametrize("point", ["before the format changes"])
@pytest.mark.parametrize("made", ["3", "4", "5"])
def test_a_kill_on_the_way_from_a_format_before_loses_nothing(
    tmp_path: Path, point: str, made: str
) -> None:
    before = tmp_path / "killed"
    shutil.copytree(BEFORE.with_name(f"library_format_{made}"), before)
    stored = kept(before)
    child = multiprocessing.get_context("forkserver").Process(
        target=faulty_child.migrate, args=(before, point, 1)
    )
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert (kept(before), format_of(before)) == (stored, made)
    library = opened(before)
    assert library.problems() == []
    assert format_of(before) == str(FORMAT)
    library.close()
