"""A data folder of 0.1.0 opens, gives the same answers, and is lost at no point of the change."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assistant.assembly import assemble
from assistant.settings import Settings
from corpus.errors import LibraryError, LibraryMismatch, LibraryReadOnly
from index.models.multilingual_e5 import MultilingualE5
from index.store import migration
from index.store.database import FORMAT
from index.store.library import Library
from tests.support import faulty_child

OLD = Path(__file__).parent / "library_0_1_0"


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
        rows(folder, "SELECT * FROM chunks"),
        rows(folder, "SELECT * FROM names"),
        rows(folder, "SELECT * FROM meta WHERE key <> 'format' ORDER BY key"),
        rows(folder, "SELECT count(*) FROM keywords WHERE keywords MATCH 'pilots'"),
    ]  # fmt: skip


def format_of(folder: Path) -> str:
    return str(rows(folder, "SELECT value FROM meta WHERE key = 'format'")[0][0])


def covers(new: Any, old: Any) -> bool:
    """Whether `new` says all that `old` does; it may have further keys."""
    if isinstance(old, dict):
        return all(key in new and covers(new[key], value) for key, value in old.items())
    if isinstance(old, list):
        return len(new) == len(old) and all(map(covers, new, old))
    return bool(new == old)


def test_a_folder_of_0_1_0_gives_the_same_answers(folder: Path) -> None:
    # But for one short answer of 0.1.0, "million euros" without its number, which is gone.
    assistant = assemble(Settings(data_dir=folder, keep_gaps=False))
    for line in (OLD / "answers.jsonl").read_text(encoding="utf-8").splitlines():
        old = json.loads(line)
        del old["id"]
        new = json.loads(json.dumps(assistant.ask(old["question"], keep=False).to_dict()))
        assert covers(new, old), old["question"]


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
    assert "the lists of 2 documents were told from their lines" in caplog.text
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
