"""Lines of text without markup: joining wrapped lines, and telling list items and headings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from corpus.language.document_dates import tells_about_document
from corpus.language.list_marks import SIGNS, TICKS
from corpus.legal.divisions import mark_of

BULLET = re.compile(rf"[-*+–{SIGNS}]\s+(?=\S)")
NUMBER = re.compile(
    r"(?:\(?\d{1,3}[a-zđ]?\)|\d{1,3}[a-zđ]?\.|\(?[a-zđ]\)|\([A-ZĐ]\)|\(?[ivx]{2,6}\)|[ivx]{2,6}\."
    r"|[a-zđ]\.(?=\s+[^\W\d_a-zđ]))\s+(?=\S)"
)
# `2.2 The operator shall ...`; a short line that begins so is a heading.
NUMBER_IN_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+(?=[^\W\d_a-zđ])")
NUMBERED_HEADING = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=[^\W\d_])")
# `[x] Signed`, `[ ] Stamped`: boxes that somebody typed.
BOX = re.compile(r"(?:[-*+]\s+)?\[([ xX✓✔])\]\s+(?=\S)")
TICKED, UNTICKED = "☒", "☐"
OUTER_DIVISIONS = ("annex", "part", "title", "chapter")
SENTENCE_ENDS = (".", "!", "?", ":", ";", "”", '"', ")")
CREDIT = re.compile(r"\((?:source|photo|image|illustration|ảnh|nguồn)\b", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
HYPHENS = ("-", "\u2010")

MAX_HEADING_WORDS = 12
MAX_HEADING_LENGTH = 90


def item_text(line: str) -> str | None:
    """Return a list item with its marker (`- `, its number, a box), or None for other lines."""
    if line[1:2].isalpha() and line[0].isalpha() and line[0] not in "ivx":
        return None  # as most lines begin: with a word
    if match := BOX.match(line):
        return f"{UNTICKED if match[1].isspace() else TICKED} {line[match.end() :]}"
    if match := BULLET.match(line):
        return line if line[0] in TICKS else "- " + line[match.end() :]
    return line if number_mark(line) else None


def number_mark(line: str) -> re.Match[str] | None:
    """The number or letter that makes a line an item of a list, with the space behind it."""
    if match := NUMBER.match(line):
        return match
    match = NUMBER_IN_NUMBER.match(line)
    return None if match is None or heading_like(line) else match


def heading_like(line: str) -> bool:
    """Whether a line, seen alone, could be a heading."""
    if not line or len(line) > MAX_HEADING_LENGTH or line[-1] in ".;:,!" or "|" in line:
        return False
    if line.count(" ") >= MAX_HEADING_WORDS or line[0].islower() or not WORD.search(line):
        return False
    return not (BULLET.match(line) or CREDIT.search(line) or tells_about_document(line))


def numbered_level(line: str) -> int | None:
    """The level of a heading like `2.1 Scope` or `Article 5. Scope`, or None."""
    if mark := mark_of(line):
        return 2 if mark.kind in OUTER_DIVISIONS else 3
    if match := NUMBERED_HEADING.match(line):
        return 2 + match[1].count(".")
    return None


def begins_anew(line: str, before: str, first: str = "") -> bool:
    """Whether a line is a list item, or a heading such as `Article 5.`, and does not go on with
    the line before it, of a paragraph that begins with the line `first`: a sentence may name an
    article at the beginning of a line."""
    if item_text(line) is not None:
        return True
    mark = mark_of(line)
    if mark is None or not mark.closed:
        return False
    return before.endswith(SENTENCE_ENDS) or before.isupper() or mark_of(first) is not None


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """The words of a text in lower case, hyphenated words whole: what `join` decides by.

    Both halves of a word divided at a line's end are left out: they are what is in question.
    Without any such line there is nothing to decide, and no words.
    """
    lines = [*lines]
    words: set[str] = set()
    if not any(line.endswith(HYPHENS) for line in lines):
        return frozenset()
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
    return width if 30 <= width <= 100 and running >= 0.3 * len(full) else None


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
    if begins_anew(second, first) or second[0] in "#|" or first[0] in "#|":
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
