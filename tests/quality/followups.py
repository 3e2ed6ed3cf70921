"""How well follow-ups are made self-contained: by what is found with them.

    python -m tests.quality.followups DATA/rewriting/followups.jsonl [--half held-out] [--limit N]

The rows are follow-ups with the turns before them and the wording that a person gave them so
that they stand by themselves. Rows of one page (CANARD) or one topic (CAsT 2020) are all in
one half, by a hash: rules are developed on `development`, figures quoted from `held-out`.

CANARD: the collection is the answers of all dialogues, each under the title of its page and
section, which the rewriter is never shown. Each follow-up that has turns before it and whose
answer is known is searched for three times, as it was typed, as we rewrite it and as the
person did, with the program's own fused search; the one text to find is its own answer.
`share` is our figure by the person's. The last part asks first questions that the person left
as they were after the turns of another dialogue: none should change.

CAsT 2020 has no answers. Recall is how many of the content words that the person added we
added too, precision how many of those that we added stand in the person's wording.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track

from assistant.answer import Turn
from assistant.question.following.follow_up import self_contained
from corpus.language.stems import stems
from corpus.language.words import content_words
from index.models.multilingual_e5 import MultilingualE5
from tests.quality.text_search import TextSearch

DEPTH = 10
UNKNOWN = "I don't know."
WORDINGS = ("as typed", "ours", "person's")
Rewrite = Callable[[str, Sequence[Turn]], str]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question in a conversation; `answer` is the place of its answer in the collection."""

    id: str
    group: str
    question: str
    turns: tuple[Turn, ...]
    rewrite: str
    answer: int | None = None

    @property
    def alone(self) -> bool:
        """Whether the person left the question as it was."""
        return _plain(self.question) == _plain(self.rewrite)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=Path)
    parser.add_argument("--half", choices=("development", "held-out"), default="held-out")
    parser.add_argument("--limit", type=int, help="search for so many follow-ups only")
    given = parser.parse_args()
    lines = given.rows.read_text(encoding="utf-8").splitlines()
    rows, texts = conversations([json.loads(line) for line in lines])
    rows = [row for row in rows if half(row.group) == given.half]
    asked = [row for row in rows if row.turns and row.answer is not None]
    if given.limit:
        asked = random.Random(1).sample(asked, min(given.limit, len(asked)))
    print(f"{len(texts)} texts; {len(asked)} follow-ups of the {given.half} half", flush=True)
    retrieval(TextSearch(texts, MultilingualE5()), asked, self_contained)
    for name in ("canard", "cast2020"):
        added([row for row in rows if row.turns and row.id.startswith(name[:4])], self_contained)
    out_of_place(rows, self_contained)


def half(group: str) -> str:
    return "held-out" if hashlib.sha256(group.encode()).digest()[0] % 2 else "development"


def conversations(rows: Sequence[dict[str, Any]]) -> tuple[list[FollowUp], list[str]]:
    """The questions, and the texts to search in.

    The answer to a question stands in the history of the next one of its dialogue.
    """
    texts: dict[str, int] = {}
    found: list[FollowUp] = []
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        said, question, answer = row["history"], row["question"], None
        if row["set"] == "cast2020":
            group, turns = row["id"].rsplit("-", 1)[0], tuple(map(Turn, said))
        else:
            group = row["title"][0]
            turns = tuple(map(Turn, said[::2], said[1::2]))
            follows = after is not None and after["title"] == row["title"]
            if follows and after and after["history"][:-1] == [*said, question]:
                text = after["history"][-1]
                heading = " - ".join(row["title"])
                if text != UNKNOWN:
                    answer = texts.setdefault(f"{heading}\n{text}", len(texts))
        found.append(FollowUp(row["id"], group, question, turns, row["rewrite"], answer))
    return found, list(texts)


def rewritten(row: FollowUp, rewrite: Rewrite) -> str:
    """As the assistant does it: the earlier turns are made self-contained first."""
    return rewrite(row.question, context(row.turns, rewrite))


def context(turns: Sequence[Turn], rewrite: Rewrite) -> list[Turn]:
    before: list[Turn] = []
    for turn in turns:
        before.append(replace(turn, question=rewrite(turn.question, before)))
    return before


def retrieval(search: TextSearch, asked: Sequence[FollowUp], rewrite: Rewrite) -> None:
    """The figures of the three wordings; of all, and of those that the person left alone."""
    started = time.perf_counter()
    ours = [rewritten(row, rewrite) for row in asked]
    each = (time.perf_counter() - started) / max(sum(len(row.turns) + 1 for row in asked), 1)
    print(f"{1e6 * each:.0f} microseconds for one rewriting")
    ranks = np.array(
        [
            [_rank(search, wording, row.answer) for wording in (row.question, own, row.rewrite)]
            for row, own in track(list(zip(asked, ours, strict=True)), "Searching")
        ]
    )
    alone = np.array([row.alone for row in asked])
    changed = np.array([row.question != own for row, own in zip(asked, ours, strict=True)])
    _table("all", ranks)
    _table("left as typed by the person", ranks[alone])
    _table("left as typed by the person, changed by us", ranks[alone & changed])
    print(f"changed by the person ({np.sum(~alone)}), left by us: {np.sum(~alone & ~changed)}")


def _rank(search: TextSearch, wording: str, answer: int | None) -> float:
    found = [hit.place for hit in search.best(wording, DEPTH)]
    return found.index(answer) + 1 if answer in found else math.inf


def _table(name: str, ranks: Any) -> None:
    print(f"{name} ({len(ranks)})")
    if not len(ranks):
        return
    print(f"  {'':8}" + "".join(f"{wording:>10}" for wording in WORDINGS) + f"{'share':>8}")
    for metric, value in (
        ("MRR@10", 1 / ranks),
        ("hit@1", ranks == 1),
        ("hit@10", ranks <= DEPTH),
        ("nDCG@10", 1 / np.log2(1 + ranks)),
    ):
        typed, ours, person = value.mean(axis=0)
        share = ours / person if person else math.nan
        print(f"  {metric:8}{typed:10.3f}{ours:10.3f}{person:10.3f}{share:8.3f}", flush=True)


def added(asked: Sequence[FollowUp], rewrite: Rewrite) -> None:
    """Of the words that the person added, how many we added; of ours, how many are right."""
    both = by_person = by_us = 0
    for row in asked:
        typed, person = _content(row.question), _content(row.rewrite)
        ours = _content(rewritten(row, rewrite))
        both += len((ours & person) - typed)
        by_person += len(person - typed)
        by_us += len(ours - typed)
    print(
        f"{asked[0].id.split('-')[0]} ({len(asked)}): recall {both / max(by_person, 1):.3f}, "
        f"precision {both / max(by_us, 1):.3f} of the content words that were added"
    )


def out_of_place(rows: Sequence[FollowUp], rewrite: Rewrite) -> None:
    """First questions after the turns of another dialogue."""
    rng = random.Random(1)
    first = [row for row in rows if not row.turns and row.alone]
    others = [row for row in rows if len(row.turns) > 2]
    changed = 0
    for row in first:
        other = rng.choice([other for other in others if other.group != row.group])
        changed += rewrite(row.question, context(other.turns, rewrite)) != row.question
    print(f"first questions after another dialogue: {changed} of {len(first)} changed")


def _content(text: str) -> frozenset[str]:
    return stems(" ".join(content_words(text)))


def _plain(text: str) -> str:
    letters = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return " ".join(letters.split())


if __name__ == "__main__":
    main()
