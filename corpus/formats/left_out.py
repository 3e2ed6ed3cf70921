"""What a reader leaves out since nobody sees it, or since it was struck out: counted, and told."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

# How a style of HTML keeps its element from being seen.
HIDING_STYLE = re.compile(
    r"(?<![-\w])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*(?:0(?![.\d]*[1-9])|[01](?:px|pt)\b)"
    r"|(?:text-indent|left|right|top|bottom|margin-left|margin-top)\s*:\s*-\s*\d{4,}"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)"
    r"|clip-path\s*:\s*inset\(\s*(?:50|100)%|color\s*:\s*transparent"
    r"|transform\s*:\s*scale\(\s*0\s*\))",
    re.IGNORECASE,
)
FADED = re.compile(r"(?<![-\w])opacity\s*:\s*0(?![.\d]*[1-9])", re.IGNORECASE)
NO_SIZE = re.compile(
    r"(?<![-\w])(?:max-)?(?:height|width)\s*:\s*(?:0(?![.\d]*[1-9])|1px)", re.IGNORECASE
)
CUT_OFF = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_WHITES = (
    r"(?:white|snow|ivory|#f[0-9a-f]f[0-9a-f]f[0-9a-f]|#fff\b"
    r"|rgba?\(\s*25[0-5]\s*,\s*25[0-5]\s*,\s*25[0-5])"
)
WHITE = re.compile(rf"(?<![-\w])color\s*:\s*{_WHITES}", re.IGNORECASE)
WHITE_BEHIND = re.compile(rf"(?<![-\w])background(?:-color)?\s*:\s*{_WHITES}", re.IGNORECASE)
STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,100}line-through", re.IGNORECASE)
STRUCK_TAGS = ("del", "s", "strike")


@dataclass
class LeftOut:
    """How many pieces of a file were left out, by what they are."""

    hidden: int = 0
    struck: int = 0
    slanted: int = 0  # as a watermark stands across a page
    comments: int = 0  # of readers, beside the text
    parts: int = 0  # files inside the file
    # What is beside the text, or for programs, by what it is: "alt text", "form fields".
    unread: Counter[str] = field(default_factory=Counter)

    def notes(self) -> tuple[str, ...]:
        """A few words for each kind that there is."""
        kinds = (
            ("piece", " of hidden text", self.hidden),
            ("piece", " of struck-out text", self.struck),
            ("piece", " of slanted text", self.slanted),
            ("comment", "", self.comments),
            ("embedded file", "", self.parts),
        )
        return tuple(
            f"{count} {one}{'s' if count > 1 else ''}{what} left out"
            for one, what, count in kinds
            if count
        )


def hides(style: str) -> bool:
    """Whether a style by itself keeps an element from being seen; colours and fading aside."""
    if not style:
        return False
    return bool(HIDING_STYLE.search(style) or (NO_SIZE.search(style) and CUT_OFF.search(style)))


def strikes(tag: str, style: str) -> bool:
    """Whether an element of HTML shows its text as struck out."""
    return tag in STRUCK_TAGS or bool(style and STRUCK_STYLE.search(style))
