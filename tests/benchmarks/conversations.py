"""How long kept conversations take: one of 200 turns is opened, 10,000 are searched.

python -m tests.benchmarks.conversations
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from assistant.answer import Answer, Citation
from assistant.answer_parts import written
from assistant.conversations.conversation_file import ConversationFile
from assistant.conversations.conversations import Conversations
from corpus.document import Chunk
from index.passage import Passage
from index.store import database

TURNS, CONVERSATIONS = 200, 10_000
OWNER = "a" * 64
TRIES = 9
WORDS = [
    first + second
    for first in "ba ca da fa ga ha ka la ma na pa ra sa ta va".split()
    for second in "bel cor dan fen gil hol kam lun mor nis pol rud sev tur vim wex".split()
]


def answer(random: Random, words: int = 60, passages: int = 5) -> Answer:
    """An answer as long as the usual, in words that are drawn, with passages as long as those."""

    def text(length: int) -> str:
        return " ".join(random.choices(WORDS, weights=range(len(WORDS), 0, -1), k=length))

    quote, question = text(words), f"What is {text(8)}?"
    place = ("0123456789abcdef", 0, len(quote), quote, ("Part", "Section"))
    found = Passage(Chunk(*place, page=3), 0.5, "file.pdf", "Title")
    cited = Citation(1, "0123456789abcdef", "file.pdf", quote, 0, len(quote), "Title", page=3)
    return Answer(
        question, question, "answered", written(f"{quote} [1]"), text(6), (cited,),
        (found,) * passages, 0.9, elapsed_ms=300.0,
    )  # fmt: skip


def fill(folder: Path, count: int, turns: int, random: Random) -> Conversations:
    """Conversations of one owner, all in one transaction."""
    kept = Conversations(folder)
    file = ConversationFile(kept.path)
    file.create()
    with file.writing() as connection:
        for number in range(count):
            for turn in range(turns):
                id, at = f"conversation-{number}", database.now()
                row = file.begin(connection, OWNER, id, at)
                assert row is not None
                file.put(connection, row, f"{number}-{turn}", answer(random), at)
    return kept


def milliseconds(work: Callable[[], object]) -> float:
    """The median of some tries."""
    taken = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


def shown(kept: Conversations, id: str) -> str:
    """A conversation as the page shows it."""
    from ui.page.ask import render

    _, turns = kept.open(OWNER, id)
    return "".join(render.turn(n, one.answer) for n, one in enumerate(turns) if one.answer)


def main() -> None:
    random = Random(7)
    with tempfile.TemporaryDirectory() as folder:
        long = fill(Path(folder) / "long", 1, TURNS, random)
        took = milliseconds(lambda: shown(long, "conversation-0"))
        print(f"opened and drawn, {TURNS} turns: {took:.0f} ms (at most 1,000)")
        many = fill(Path(folder) / "many", CONVERSATIONS, 3, random)
        size = many.path.stat().st_size / 1e6
        print(f"{CONVERSATIONS:,} conversations of 3 turns: {size:.0f} MB")
        rare, common = WORDS[-1], WORDS[0]
        searches = {
            "a rare word": rare,
            "common words": f"{common} {WORDS[1]} {WORDS[2]}",
            "one letter": "b",
            "no such word": "zebra",
            "none, the list alone": "",
        }
        slowest = 0.0
        for name, words in searches.items():
            found = many.find(OWNER, words).total
            took = milliseconds(lambda words=words: many.find(OWNER, words))  # type: ignore[misc]
            slowest = max(slowest, took)
            print(f"searched, {name}: {found:,} found in {took:.0f} ms (at most 200)")
        keeping = milliseconds(
            lambda: many.keep(OWNER, "new", str(random.random()), answer(random))
        )
        print(f"one answer kept: {keeping:.0f} ms")
        begun = time.perf_counter()
        many.delete(OWNER, "conversation-5")
        print(f"one of them deleted: {1000 * (time.perf_counter() - begun):.0f} ms")
        sys.exit(slowest > 200)


if __name__ == "__main__":
    main()
