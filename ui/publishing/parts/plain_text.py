"""Words of people and documents, made fit for the files in which they will stand."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
# What XML cannot hold (control characters, halves of characters, U+FFFE and U+FFFF), the
# unused controls from U+007F on, and the two that turn the words behind them around.
_UNREADABLE = re.compile(
    "[^\t\n\u0020-\u007e\u00a0-\u202c\u202f-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_MARKDOWN = re.compile(r"[\\`*_\[\]<>|$~&]")
# A list, a heading, a rule: what only the beginning of a line can be.
_MARKDOWN_LINE_START = re.compile(r"^( ?)([0-9]{1,9}(?=[.)](?:\s|$))|(?=[#+=:-]))")


def clean(text: str) -> str:
    """`text` with plain line ends and without what no document can show."""
    return _UNREADABLE.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """`text` cleaned, on one line, with single spaces."""
    return " ".join(clean(text).split())


def markdown(text: str) -> str:
    """`text` on one line, with all that Markdown would obey escaped, wherever it will stand.

    A space at either end stays, for the text may be a part of a line.
    """
    escaped = _MARKDOWN.sub(r"\\\g<0>", re.sub(r"\s+", " ", clean(text)))
    return _MARKDOWN_LINE_START.sub(r"\1\2\\", escaped)


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left (UAX 9, P2-P3)."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((d for d in directions if d in ("L", "R", "AL")), "L") != "L"
