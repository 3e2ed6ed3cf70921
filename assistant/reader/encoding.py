"""A question and a passage as the reader's input: tokens, types, and where each sentence stands.

    <s> question </s> </s> lead before BODY after </s>

Type 1 marks the BODY (the passage itself) and nothing else; outputs count only there. The lead
is the document's title, its date and the headings above the passage; `before` and `after` are
the sentences next to the passage in the same section (for a list that goes on, its lead-in).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

CLS, PAD, SEP = 0, 1, 2
MAX_TOKENS = 320
QUESTION_TOKENS, TITLE_TOKENS, DATE_TOKENS, HEADING_TOKENS = 80, 18, 8, 24
BEFORE_TOKENS, AFTER_TOKENS = 28, 16
OVERLAP = 32


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text: their ids, and the characters that each covers."""

    ids: list[int]
    offsets: list[tuple[int, int]]


Tokenize = Callable[[str], Tokens]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a passage in its document."""

    title: str = ""
    date: str = ""
    headings: tuple[str, ...] = ()
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the network.

    `first` is the token at which the body begins, `offsets` the characters of the passage that
    each body token covers, `sentences` for each sentence of the passage its tokens
    (first, past the last) in this window, or None where the window does not hold it.
    """

    ids: list[int]
    types: list[int]
    first: int
    offsets: list[tuple[int, int]]
    sentences: list[tuple[int, int] | None]

    @property
    def end(self) -> int:
        """Past the last body token."""
        return self.first + len(self.offsets)


def windows(
    tokenize: Tokenize,
    question: str,
    passage: str,
    sentences: Sequence[tuple[int, int]],
    around: Surroundings,
) -> list[Window]:
    """The inputs that read a passage: one for nearly every chunk, more for a long passage."""

    def ids_of(text: str) -> list[int]:
        return tokenize(text).ids if text else []

    asked = ids_of(question)[:QUESTION_TOKENS]
    lead = ids_of(around.title)[:TITLE_TOKENS] + ids_of(around.date)[:DATE_TOKENS]
    lead += ids_of(" > ".join(around.headings))[-HEADING_TOKENS:]
    before = ids_of(around.before)[-BEFORE_TOKENS:]
    after = ids_of(around.after)[:AFTER_TOKENS]
    body = tokenize(passage)
    head = [CLS, *asked, SEP, SEP, *lead, *before]
    room = MAX_TOKENS - len(head) - len(after) - 1
    made: list[Window] = []
    start = 0
    while True:
        ids, offsets = body.ids[start : start + room], body.offsets[start : start + room]
        whole = [*head, *ids, *after, SEP]
        types = [0] * len(head) + [1] * len(ids) + [0] * (len(after) + 1)
        places = [_tokens(offsets, begin, end, len(head)) for begin, end in sentences]
        made.append(Window(whole, types, len(head), list(offsets), places))
        if start + room >= len(body.ids):
            return made
        start += room - OVERLAP


def _tokens(
    offsets: Sequence[tuple[int, int]], begin: int, end: int, first: int
) -> tuple[int, int] | None:
    inside = [place for place, (left, right) in enumerate(offsets) if left < end and right > begin]
    return (first + inside[0], first + inside[-1] + 1) if inside else None
