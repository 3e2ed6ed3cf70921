"""Locks: on POSIX a process loses all its locks on a file when it closes any descriptor of it, so
no file of SQLite is opened beside its connections."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.faq.keeping import record_file
from assistant.faq.keeping.record_file import RecordFile
from index.store import database
from index.store.library import Library

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the locks of POSIX")
WRITES = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
try:
    connection.execute("BEGIN IMMEDIATE")
except sqlite3.OperationalError as error:
    print(error)
else:
    print("writing")
"""
# The whole program at work in one process, with an eye on every file that Python opens.
WORKS = """
import os, sys
from pathlib import Path
from assistant.assembly import assemble
from assistant.faq.entry import Entry
from assistant.faq.keeping.records import FaqRecords
from assistant.health import doctor
from assistant.settings import Settings
from tests.support.hashing_embedder import HashingEmbedder

opened = []

def watch(event, arguments):
    if event == "open" and not (arguments[2] & os.O_EXCL):
        opened.append(os.fsdecode(arguments[0]) if not isinstance(arguments[0], int) else "")

sys.addaudithook(watch)
folder = Path(sys.argv[1])
settings = Settings(data_dir=folder / "data", reader="words")
assistant = assemble(settings, HashingEmbedder())
(folder / "a.md").write_text("# Fees\\n\\nThe fee of the office is 40 euros.\\n")
list(assistant.ingest([folder / "a.md"]))
answer = assistant.ask("What is the fee of the office?")
assistant.ask("Who painted the Mona Lisa?")
assistant.faq.add([Entry("fee", "Fees", answer)], "An")
assistant.faq.stamp(), assistant.faq.check(), assistant.gaps(), assistant.checks()
doctor(settings)
assistant.remove("a.md")
assert any(name.endswith("a.md") for name in opened), "nothing was watched"
print([name for name in opened if name.endswith((".sqlite", ".db"))])
"""


def another_process(path: Path) -> str:
    """What a second process is told that asks for the write lock."""
    run = [sys.executable, "-c", WRITES, str(path)]
    return subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip()


def look_at_library(path: Path) -> None:
    Library(path.parent, "hashing", 8).close()


def look_at_entries(path: Path) -> None:
    assert RecordFile(path).stamp() is not None


@pytest.mark.parametrize(
    ("name", "look"),
    [(database.FILE_NAME, look_at_library), (record_file.FILE_NAME, look_at_entries)],
)
def test_a_look_at_a_file_leaves_the_locks_of_its_connections(
    tmp_path: Path, name: str, look: Callable[[Path], None]
) -> None:
    Library(tmp_path, "hashing", 8).close()
    RecordFile(tmp_path / record_file.FILE_NAME).create()
    path = tmp_path / name
    connection = database.connect(path)
    connection.execute("BEGIN IMMEDIATE")
    assert "locked" in another_process(path)
    thread = threading.Thread(target=look, args=[path])
    thread.start()
    thread.join()
    assert "locked" in another_process(path)
    path.open("rb").close()  # the fault itself: without it this test would show nothing
    assert another_process(path) == "writing"
    connection.close()


def test_no_file_of_sqlite_is_opened_beside_its_connections(tmp_path: Path) -> None:
    run = [sys.executable, "-c", WORKS, str(tmp_path)]
    done = subprocess.run(run, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
