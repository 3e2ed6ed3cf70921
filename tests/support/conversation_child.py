"""What `test_conversations.py` runs in processes of their own: keepers that are killed, or meet."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Citation
from assistant.answer_parts import written
from assistant.conversations.conversations import Conversations
from corpus.document import Chunk
from corpus.errors import LibraryError
from index.passage import Passage
from index.store import database

OWNER = "a" * 64
QUOTE = "The fee of the harbour is 40 euros."


def answer(question: str, text: str = QUOTE) -> Answer:
    cited = Citation(1, "0123456789abcdef", "fees.md", text, 3, 3 + len(text), "Fees", page=2)
    chunk = Chunk("0123456789abcdef", 3, 3 + len(text), text, ("Fees",), page=2)
    near = Passage(chunk, 0.5, "fees.md", "Fees", "2025-03-26", "Ministry")
    return Answer(
        question, question, "answered", written(f"{text} [1]"), "40 euros", (cited,), (near,), 0.9
    )


def keep_and_die(folder: Path, action: str, call: int) -> None:
    """Keep a turn or delete a conversation, and be killed before this call of SQLite, from 1."""
    calls = 0

    class Deadly(database.Connection):
        def _count(self) -> None:
            nonlocal calls
            calls += 1
            if calls == call:
                os.kill(os.getpid(), signal.SIGKILL)

        def execute(self, *given: Any) -> Any:  # type: ignore[override]
            self._count()
            return super().execute(*given)

        def __exit__(self, *given: Any) -> Any:
            self._count()
            result = super().__exit__(*given)
            self._count()  # after the commit too
            return result

    database.Connection = Deadly  # type: ignore[misc]
    kept = Conversations(folder)
    if action == "keep":
        kept.keep(OWNER, "old", "second", answer("What is the fee of the second berth?"))
    else:
        kept.delete(OWNER, "old")


def keep_on(folder: Path, name: str, times: int) -> None:
    """Keep turns in one conversation, beside another process that does the same."""
    for number in range(times):
        Conversations(folder).keep(OWNER, "old", f"{name}{number}", answer(f"{name} {number}?"))


def keep_on_a_full_disk(folder: Path, max_file_bytes: int, told: Path) -> None:
    """Keep turns where no file may grow beyond a limit; what is said goes to `told`."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (max_file_bytes, resource.RLIM_INFINITY))
    try:
        for number in range(20):
            Conversations(folder).keep(OWNER, "new", str(number), answer("q?", "word " * 3000))
        said = "kept"
    except LibraryError as error:
        said = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    told.write_text(said)
