"""What `test_conversations.py` runs in processes of their own: keepers that are killed, or meet."""

from __future__ import annotations

from pathlib import Path

from assistant.answer import Answer, Citation
from assistant.answer_parts import written
from assistant.conversations.conversations import Conversations
from corpus.document import Chunk
from index.passage import Passage
from tests.support.dying import die_at, full_disk

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
    die_at(call)
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
    with full_disk(max_file_bytes, told):
        for number in range(20):
            Conversations(folder).keep(OWNER, "new", str(number), answer("q?", "word " * 3000))
