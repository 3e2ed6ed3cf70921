"""Questions from text without columns: a line, list item, paragraph or heading each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.faq.lists.grid import MOST_COLUMNS, RawQuestion
from assistant.faq.lists.question_text import (
    cleaned,
    is_item,
    is_marked_answer,
    is_marked_question,
    looks_asked,
)
from corpus.blocks import clean_line

_HEADING = re.compile(r"#{1,6}\s+(\S)(.*)")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_FENCE = re.compile(r"```|~~~")
_RULE = re.compile(r"(?:[-*_]\s*){3,}")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,1000}\)")
_EMPHASIS = re.compile(r"(\*{1,3}|(?<!\w)_{1,3}|`)(?=\S)(.{1,300}?)(?<=\S)\1(?!\w)")
_SENTENCE_END = re.compile(r"(?<!\W)[^\w.?!:;…？。！]*+[.?!:;…？。！]\W*+$")
_LEAST_WRAPPED = 40  # characters of a line that may go on in the next one
_MOST_TOPIC_WORDS = 6  # of a line that ends in a colon
_LONG = 5_000  # characters; beyond these nothing of a paragraph can be part of a question
_BORDER = re.compile(r"(?<!\\)\|")
_TABLE_RULE = re.compile(r"[|:\-\s]+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or line of a text, and what it is there."""

    line: int
    kind: Literal["heading", "item", "words", "asked", "answer"]
    text: str


def lines_of(text: str) -> list[Paragraph]:
    """The lines of plain text; a short one that ends in a colon and asks nothing is a heading."""
    paragraphs: list[Paragraph] = []
    goes_on = False
    for number, line in enumerate(text.split("\n"), start=1):
        words = clean_line(line)
        if not words:
            goes_on = False
            continue
        paragraph = _paragraph(number, words)
        short = len(words.split()) <= _MOST_TOPIC_WORDS
        if short and paragraph.kind == "words" and _is_lead(words):
            paragraph = replace(paragraph, kind="heading", text=words[:-1])
        if goes_on and paragraph.kind == "words" and _continues(paragraphs[-1], line, words):
            paragraphs[-1] = _joined(paragraphs[-1], words)
        else:
            paragraphs.append(paragraph)
        goes_on = True
    return paragraphs


def markdown_paragraphs(text: str) -> list[Paragraph]:
    """The headings, list items and paragraphs of Markdown; code and comments are left out."""
    # Their line ends stay, so that the lines keep their numbers.
    text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    paragraphs: list[Paragraph] = []
    goes_on = fenced = False
    for number, line in enumerate(text.split("\n"), start=1):
        words = clean_line(line).lstrip("> ")
        if _FENCE.match(words):
            fenced = not fenced
        elif goes_on and _UNDERLINE.fullmatch(words) and paragraphs[-1].kind == "words":
            paragraphs[-1] = replace(paragraphs[-1], kind="heading")
        elif words and not fenced and not _RULE.fullmatch(words) and not words.startswith("|"):
            paragraph = _paragraph(number, _without_markup(words))
            if goes_on and paragraph.kind == "words" and _is_open(paragraphs[-1]):
                paragraphs[-1] = _joined(paragraphs[-1], paragraph.text)
            else:
                paragraphs.append(paragraph)
            goes_on = True
            continue
        goes_on = False
    return paragraphs


def markdown_tables(text: str) -> Iterator[list[tuple[int, list[str]]]]:
    """The rows of each pipe table, with their line numbers, without the rule under the header."""
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        words = line.strip()
        if words.startswith("|"):
            if not _TABLE_RULE.fullmatch(words):
                cells = _BORDER.split(words.removeprefix("|").removesuffix("|"), MOST_COLUMNS + 1)
                plain = (_without_markup(cell.replace("\\|", "|").strip()) for cell in cells)
                rows.append((number, list(plain)))
        elif rows:
            yield rows
            rows = []


def asked_in(
    paragraphs: Sequence[Paragraph], *, every_line: bool
) -> tuple[list[RawQuestion], list[int]]:
    """(questions with the heading above each as their topic, lines that were left out).

    Where questions and answers are marked, the marked questions are taken, and of what stands
    before the first answer the items that look like questions. Else the items of a list are, if
    half of them look like questions, and whatever else looks like one. In a text without a list
    `every_line` is a question.
    """
    kinds = {paragraph.kind for paragraph in paragraphs}
    marked = {"asked", "answer"} <= kinds
    items = [one for one in paragraphs if one.kind in ("item", "asked")]
    is_list = len(items) > 1
    asking = sum(looks_asked(item.text) for item in items)
    any_asks = any(looks_asked(one.text) for one in paragraphs if one.kind != "answer")
    whole_list = is_list and (every_line or 2 * asking >= len(items) or not any_asks)

    first_answer = min((one.line for one in paragraphs if one.kind == "answer"), default=0)

    def is_asked(one: Paragraph) -> bool:
        if marked:
            of_a_list = one.kind == "item" and one.line < first_answer
            return one.kind == "asked" or (of_a_list and looks_asked(one.text))
        if one.kind in ("item", "asked") and whole_list:
            return True
        if one.kind == "heading":
            return looks_asked(one.text) and not one.text[-1].isalpha()  # not `Who we are`
        if one.kind == "words" and every_line and not is_list:
            return not _is_lead(one.text)
        return looks_asked(one.text)

    questions: list[RawQuestion] = []
    left_out: list[int] = []
    topic = ""
    for one in paragraphs:
        if one.kind != "answer" and is_asked(one):
            questions.append(RawQuestion(one.line, one.text, topic=topic))
        elif one.kind == "heading":
            topic = cleaned(one.text)
        else:
            left_out.append(one.line)
    return questions, left_out


def classified(line: int, words: str, *, item: bool = False) -> Paragraph:
    """A paragraph that is no heading, told by how it begins."""
    if is_marked_answer(words):
        return Paragraph(line, "answer", words)
    if is_marked_question(words):
        return Paragraph(line, "asked", words)
    return Paragraph(line, "item" if item or is_item(words) else "words", words)


def _paragraph(line: int, words: str) -> Paragraph:
    heading = _HEADING.fullmatch(words)
    if heading is None:
        return classified(line, words)
    return Paragraph(line, "heading", heading[1] + heading[2].rstrip("#").rstrip())


def _continues(previous: Paragraph, line: str, words: str) -> bool:
    """Whether a line only goes on with the one before, which was broken at the page's width."""
    if not _is_open(previous) or _SENTENCE_END.search(previous.text):
        return False
    if previous.kind == "asked":
        return True
    if previous.kind != "words":
        return line[0].isspace() or words[0].islower()
    broken = len(previous.text) >= _LEAST_WRAPPED and not previous.text[0].islower()
    return broken and words[0].islower()


def _joined(previous: Paragraph, words: str) -> Paragraph:
    return replace(previous, text=f"{previous.text} {words}")


def _is_open(previous: Paragraph) -> bool:
    return previous.kind != "heading" and len(previous.text) < _LONG


def _is_lead(words: str) -> bool:
    """Whether a line only leads to what follows: `Energy:`, `Please answer these:`."""
    return words.endswith((":", "：")) and not looks_asked(words)


def _without_markup(words: str) -> str:
    if len(words) > _LONG:
        return words
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", words))
