"""Facts: a value of a sentence, with the question that asks for it in its place.

    facts(sentence)     what can be asked of a sentence in English or Vietnamese

The question is the sentence with the value asked for where it stands ("... is closed until which
date?", "... cho bao nhiêu hợp đồng?"): this needs no parser, is the same in both languages, and
the unit stays in the question, so that options are bare values of one form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.training.quiz.evidence.asked_english import asked_in_english
from assistant.training.quiz.evidence.asked_vietnamese import (
    asked_in_vietnamese,
    named_in_vietnamese,
    names_in_vietnamese,
)
from assistant.training.quiz.evidence.values import FactValue, values_of
from assistant.training.sentence import Sentence
from corpus.language.identification import language_of
from corpus.language.stems import content

MOST_WORDS, FEWEST_WORDS = 28, 6  # of a question
NAMED = ("person", "office", "body", "country")  # kinds of those who act
FEWEST_TOLD = 3  # words with content that are left of it


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """`sentence.text[start:end]` is what is asked; `answer` how an option writes it, and `told`
    the part of the sentence that the question was made of, with the value in it.
    """

    sentence: Sentence
    value: FactValue
    question: str
    told: str

    @property
    def answer(self) -> str:
        return self.value.bare


@dataclass(frozen=True, slots=True, eq=False)
class PlacedValue:
    """A value and the sentence that it stands in."""

    value: FactValue
    sentence: Sentence


def placed_values(sentence: Sentence) -> Iterator[PlacedValue]:
    """The values of a sentence, whether it can be asked or not."""
    language = language_of(sentence.text)
    for value in values_of(sentence.text, language):
        yield PlacedValue(value, sentence)
    if language == "vi":
        for value in names_in_vietnamese(sentence.text):
            yield PlacedValue(value, sentence)


def facts(sentence: Sentence) -> tuple[Fact, ...]:
    """The facts of a sentence, in its order; none where it is no plain statement."""
    text = sentence.text.partition("; ")[0]
    if sentence.lead or "?" in text or ": " in text or "\n" in text:
        return ()
    return tuple(_facts(sentence, text, language_of(text)))


def _facts(sentence: Sentence, text: str, language: str) -> Iterator[Fact]:
    if language == "vi":
        yield from _kept(sentence, named_in_vietnamese(text))
    for value in values_of(text, language):
        asked = asked_in_vietnamese if language == "vi" else asked_in_english
        found = asked(text, value)
        yield from _kept(sentence, () if found is None else (found,))


def _kept(sentence: Sentence, found: Iterable[tuple[FactValue, str, str]]) -> Iterator[Fact]:
    for value, question, told in found:
        said = question.split()
        if not FEWEST_WORDS <= len(said) <= MOST_WORDS or _LEFT_OPEN.search(question):
            continue
        if len(content(question)) < FEWEST_TOLD or _repeats(question, value.bare):
            continue
        yield Fact(sentence, value, question[:1].upper() + question[1:], told)


def _repeats(question: str, answer: str) -> bool:
    return re.search(rf"(?<![\w.,]){re.escape(answer)}(?![\w]|[.,]\d)", question) is not None


_LEFT_OPEN = re.compile(r"[“”\"\[\]]|\(\s*\)|\b(?:respectively|lần lượt|tương ứng)\b")
