"""Lines of text without markup: joining wrapped lines, and telling list items and headings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from corpus.language.document_dates import tells_about_document
from corpus.language.list_marks import SIGNS

BULLET = re.compile(rf"[-*+–{SIGNS}]\s+(?=\S)")
NUMBER = re.compile(r"(?:\d{1,3}[.)]|\(\d{1,3}\)|[a-zđ]\)|\([a-zđ]\)|\((?:[ivx]{1,5})\))\s+(?=\S)")
NUMBERED_HEADING = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=[^\W\d_])")
NAMED_HEADING = re.compile(
    r"(part|chapter|section|article|annex|appendix|phần|chương|mục|điều|phụ lục)"
    r"\s+(?:\d{1,3}|[ivxlc]{1,7}|[a-z])(?:[.:]?$|[.:]?\s|\s*[-–—]\s)",
    re.IGNORECASE,
)
OUTER_PARTS = ("part", "chapter", "annex", "appendix", "phần", "chương", "phụ lục")
CREDIT = re.compile(r"\((?:source|photo|image|illustration|ảnh|nguồn)\b", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
HYPHENS = ("-", "\u2010")

MAX_HEADING_WORDS = 12
MAX_HEADING_LENGTH = 90


def item_text(line: str) -> str | None:
    """Return a list item with its marker (`- ` or its number), or None for any other line."""
    if match := BULLET.match(line):
        return "- " + line[match.end() :]
    return line if NUMBER.match(line) else None


def heading_like(line: str) -> bool:
    """Whether a line, seen alone, could be a heading."""
    if not line or len(line) > MAX_HEADING_LENGTH or line[-1] in ".;:,!" or "|" in line:
        return False
    if line.count(" ") >= MAX_HEADING_WORDS or line[0].islower() or not WORD.search(line):
        return False
    return not (BULLET.match(line) or CREDIT.search(line) or tells_about_document(line))


def numbered_level(line: str) -> int | None:
    """The level of a heading like `2.1 Scope` or `Article 5. Scope`, or None."""
    if match := NAMED_HEADING.match(line):
        return 2 if match[1].lower() in OUTER_PARTS else 3
    if match := NUMBERED_HEADING.match(line):
        return 2 + match[1].count(".")
    return None


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """The words of a text in lower case, hyphenated words whole: what `join` decides by.

    Both halves of a word divided at a line's end are left out: they are what is in question.
    """
    words: set[str] = set()
    divided = False
    for line in lines:
        whole = line.split(" ", 1)[-1] if divided else line
        divided = line.endswith(HYPHENS)
        whole = whole.rpartition(" ")[0] if divided else whole
        words.update(word.lower() for word in WORD.findall(whole))
    return frozenset(words)


def join(first: str, second: str, words: Collection[str]) -> str:
    """Join two lines of one paragraph, undoing a hyphen that only marks the line's end.

    The hyphen stays where the hyphenated word, or both halves as words of their own, stand
    elsewhere in the text (`words`), as in "long-term"; it goes where the joined word does.
    """
    if len(first) < 2 or not first.endswith(HYPHENS) or not first[-2].isalpha():
        return f"{first} {second}"
    head, tail = first[:-1].rsplit(" ", 1)[-1], second.split(" ", 1)[0]
    start = WORD.match(tail)
    left = WORD.findall(head)[-1].lower()
    if start is None or not tail[0].islower():
        return first + second
    right = start[0].lower()
    if left + right in words:
        return first[:-1] + second
    if f"{left}-{right}" in words or "-" in left or (left in words and right in words):
        return first + second
    return first[:-1] + second


def wrap_width(lines: list[str]) -> int | None:
    """The column at which a text was broken into lines, or None where its lines are paragraphs."""
    filled = [line for line in lines if line]
    inner = [(a, b) for a, b in zip(lines, lines[1:], strict=False) if a and b]
    if not inner or sum(len(line) > 100 for line in filled) > 0.1 * len(filled):
        return None
    lengths = sorted(len(first) for first, _ in inner)
    width = lengths[int(0.9 * (len(lengths) - 1))]
    full = [second for first, second in inner if len(first) >= width - 20]
    # Where lines are broken by width, many begin in the middle of a sentence.
    running = sum(not second[0].isupper() and item_text(second) is None for second in full)
    return width if 40 <= width <= 100 and running >= 0.3 * len(full) else None


def unwrap(lines: list[str]) -> list[str]:
    """Return the paragraphs of lines broken at a fixed width; other lines are left alone."""
    width = wrap_width(lines)
    if width is None:
        return [line for line in lines if line]
    words = vocabulary(lines)
    paragraphs: list[list[str]] = []
    previous = ""
    for line in lines:
        if line and previous and _goes_on(previous, line, width):
            paragraphs[-1].append(line)
        elif line:
            paragraphs.append([line])
        previous = line
    return [_joined(paragraph, words) for paragraph in paragraphs]


def _goes_on(first: str, second: str, width: int) -> bool:
    if item_text(second) or second[0] in "#|" or first[0] in "#|":
        return False
    fits = len(first) + 1 + len(second.split(" ", 1)[0]) <= width - 8
    return not fits or (second[0].islower() and len(first) >= width // 2)


def _joined(paragraph: list[str], words: Collection[str]) -> str:
    # Piece by piece into a list: adding to one long string would be quadratic.
    pieces = [paragraph[0]]
    for line in paragraph[1:]:
        last = pieces.pop()
        tail_start = max(last.rfind(" ") + 1, 0)
        pieces.append(last[:tail_start])
        pieces.append(join(last[tail_start:], line, words))
    return "".join(pieces)
