"""Answers to a question that a document asks itself, as a page of questions and answers does, or
a list of boxes to tick.

Where the reader is not sure enough, the document is: what it prints under the very question is its
answer, however the words of the two differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from assistant.answer import Answer, Citation
from assistant.answer_parts import AnswerPart, ListPart, QuotePart, quoted_words
from corpus.document import Block, Document
from corpus.errors import LibraryError
from corpus.language.words import words
from index.passage import Passage
from index.question import Question
from index.store.library import Library

MOST_PASSAGES = 8  # in which the question is looked for
LEAST_WORDS = 3  # of a question: `What is it?` is asked of many things
MOST_WORDS = 120  # of what is quoted under it
BOXES = ("☐", "☑", "☒")
LIKELY = 0.6


class PrintedQuestions:
    """What stands under the questions that the documents of one library print."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def answer(self, question: Question, passages: Sequence[Passage]) -> Answer | None:
        """What stands under the same question in one of the best passages, or the box for what is
        asked; None where none has it, or where two documents answer it otherwise."""
        asked = _in_words(question.text)
        if len(asked) < LEAST_WORDS:
            return None
        found: dict[tuple[str, ...], tuple[Document, list[Block]]] = {}
        for document, start, end in self._parts(passages):
            for line in document.lines_in(start, end):
                if _is_question(line) and _in_words(line.words) == asked:
                    said = list(_below(document, line))
                elif _is_box_of(line, asked):
                    said = [line]
                else:
                    continue
                if said:
                    found.setdefault(tuple(one.text for one in said), (document, said))
        if len(found) != 1:
            return None
        ((document, lines),) = found.values()
        citation = Citation.of(document, lines[0].start, lines[-1].end, 1)
        told = [QuotePart(quoted_words(line.text), (1,)) for line in lines]
        part: AnswerPart = ListPart(told[0], tuple(told[1:])) if len(told) > 1 else told[0]
        answer = Answer.found(question, (part,), (citation,), LIKELY)
        return replace(answer, passages=tuple(passages[:MOST_PASSAGES]))

    def _parts(self, passages: Sequence[Passage]) -> Iterator[tuple[Document, int, int]]:
        for passage in passages[:MOST_PASSAGES]:
            chunk = passage.chunk
            try:
                document = self._library.document(chunk.document_id)
            except LibraryError:  # said by whoever reads the passage
                continue
            place = document.place_of(chunk.start)
            while place > 0 and document.lines[place - 1].kind == "heading":  # over the passage
                place -= 1
            yield document, document.lines[place].start if place >= 0 else 0, chunk.end


def _in_words(text: str) -> list[str]:
    return [word.casefold() for word in words(text)]


def _is_question(line: Block) -> bool:
    return line.kind != "row" and line.text.rstrip().endswith(("?", "？"))


def _is_box_of(line: Block, asked: Sequence[str]) -> bool:
    """Whether a line is a box, ticked or not, for what is asked: `☐ Cleared by the treasury`."""
    said = _in_words(line.text)
    return line.mark in BOXES and len(said) >= LEAST_WORDS and set(said) <= set(asked)


def _below(document: Document, line: Block) -> Iterator[Block]:
    """The lines under a question, to the next question or heading, up to MOST_WORDS words."""
    count = 0
    following = document.lines[document.place_of(line.start) + 1 :]
    for one in takewhile(lambda other: other.kind != "heading", following):
        count += len(words(one.text))
        if _is_question(one) or (count > MOST_WORDS and one != following[0]):
            return
        yield one
