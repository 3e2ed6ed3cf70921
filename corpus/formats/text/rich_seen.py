"""What is seen of rich text (.rtf): without its hidden, white, deleted and struck-out words.

Such words are marked by switches that hold until they are taken back or their group ends:
`{\\v hidden}`, `\\strike struck\\strike0`. striprtf reads through all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.formats.left_out import LeftOut

TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\\'[0-9a-fA-F]{2}|\\.|[{}]|[^\\{}]+|\\", re.DOTALL
)
COLOUR_TABLE = re.compile(r"\{\\colortbl([^{}]{0,20000})\}")
PARTS = re.compile(r"\\(red|green|blue)(\d{1,3})")
PALE = 240  # of 255, in each of red, green and blue
# Groups that are no text of the document: what is in them is left as it is.
APART = {
    "stylesheet", "fonttbl", "colortbl", "info", "header", "headerl", "headerr", "headerf",
    "footer", "footerl", "footerr", "footerf", "pict", "object", "listtable", "footnote",
}  # fmt: skip
GROUNDS = {"cb", "highlight", "chcbpat", "clcbpat", "cbpat"}


@dataclass(frozen=True, slots=True)
class _Look:
    """How words are shown at a place."""

    hidden: bool = False
    struck: bool = False
    deleted: bool = False
    colour: int = 0
    ground: int = 0
    apart: bool = False


def seen_of(source: str, left_out: LeftOut) -> str:
    """The source of a file of rich text without the words that nobody sees, which are counted."""
    white = _white(source)
    kept: list[str] = []
    look, outer = _Look(), list[_Look]()
    before = None  # why the words before were left out
    at = 0
    while match := TOKEN.match(source, at):
        at = match.end()
        token, word = match[0], match[1]
        if token == "{":
            outer.append(look)
        elif token == "}":
            look = outer.pop() if outer else _Look()
        elif word == "bin":
            at += max(0, int(match[2] or 0))
            token = source[match.start() : at]
        elif word is not None and word != "u":
            look = _switched(look, word, match[2])
        elif token == "\\*":
            look = replace(look, apart=True)
        else:
            why = _unseen(look, white)
            if why is not None:
                if token.strip() and why != before:
                    _count(why, left_out)
                    before = why
                continue
            before = before if not token.strip() else None
        kept.append(token)
    return "".join(kept)


def _switched(look: _Look, word: str, value: str | None) -> _Look:
    on = value != "0"
    if word == "v":
        return replace(look, hidden=on)
    if word in ("strike", "striked"):
        return replace(look, struck=on)
    if word == "deleted":
        return replace(look, deleted=on)
    if word == "cf":
        return replace(look, colour=int(value or 0))
    if word in GROUNDS:
        return replace(look, ground=int(value or 0))
    if word == "plain":
        return _Look(apart=look.apart)
    return replace(look, apart=True) if word in APART else look


def _unseen(look: _Look, white: frozenset[int]) -> str | None:
    if look.apart:
        return None
    if look.hidden:
        return "hidden"
    if look.deleted:
        return "deleted"
    if look.struck:
        return "struck"
    return "hidden" if look.colour in white and not look.ground else None


def _count(why: str, left_out: LeftOut) -> None:
    left_out.hidden += why == "hidden"
    left_out.struck += why == "struck"
    if why == "deleted":
        left_out.unread["deleted text"] += 1


def _white(source: str) -> frozenset[int]:
    """The numbers of the colours that are white, or nearly."""
    table = COLOUR_TABLE.search(source)
    found = set()
    for number, colour in enumerate(table[1].split(";") if table else ()):
        parts = {name: int(value) for name, value in PARTS.findall(colour)}
        if len(parts) == 3 and min(parts.values()) >= PALE:
            found.add(number)
    return frozenset(found)
