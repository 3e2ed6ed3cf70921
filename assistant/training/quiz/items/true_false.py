"""True or false: a sentence as it stands, or with one value of it swapped for another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from assistant.training.pack import FALSE, TRUE, Difficulty
from assistant.training.quiz.items.cloze import is_telling
from assistant.training.quiz.items.distractors import (
    Choice,
    Distractor,
    distractors,
    shape,
    subjects_like,
    values_like,
)
from assistant.training.quiz.pool import CandidateItem, Pool
from assistant.training.quiz.predicates import Predicate
from assistant.training.quiz.questions import Definition
from assistant.training.sentence import Sentence
from corpus.language.stems import content

LONG = 25  # words of a sentence from which it holds a detail
FAR = 0.41  # cosine up to which a sentence is about other things
FEWEST_TOLD = 3  # words with content that make a predicate specific
HELD_BY_ANOTHER = 0.85  # share of the words of a false sentence that make another one say it


@dataclass(frozen=True, slots=True, eq=False)
class _Swap:
    """`text[start:end]` of a sentence, what stands there, and what may stand there instead."""

    sentence: Sentence
    start: int
    end: int
    right: str
    others: tuple[Distractor, ...]
    detail: bool


def true_false(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """For each sentence with something to swap, the true item and the false ones."""
    for swaps in _swaps(pool):
        sentence = swaps[0].sentence
        yield _item(sentence, sentence.text, TRUE, detail=False)
        for swap in swaps:
            false = _swapped(pool, swap, random)
            if false is not None:
                yield _item(sentence, false, FALSE, detail=swap.detail)


def _swaps(pool: Pool) -> Iterator[list[_Swap]]:
    told = {one.sentence: one for one in pool.told}
    terms = {one.sentence: one for one in pool.own_definitions}
    for sentence in pool.sentences:
        found: list[_Swap] = []
        if " stands for " in sentence.text or " stand for " in sentence.text:
            continue
        for value in sentence.values:
            if not is_telling(pool, sentence, value):
                continue
            if value.text.isupper():
                continue  # letters for letters: nobody would take the one for the other
            start = value.start - (len(value.article) + 1 if value.article else 0)
            right = sentence.text[start : value.end]
            others = tuple(values_like(pool, value))
            found.append(_Swap(sentence, start, value.end, right, others, True))
        term = terms.get(sentence)
        if term is not None and sentence.text.startswith(term.term[:1].upper() + term.term[1:]):
            end = len(term.term)
            others = tuple(_terms_like(pool, term))
            found.append(_Swap(sentence, 0, end, term.term, others, False))
        one = told.get(sentence)
        if term is None and one is not None and _is_specific(pool, one):
            start = sentence.text.casefold().find(one.subject.casefold())
            if start >= 0 and sentence.text[start + len(one.subject) :][:2] != " (":
                end = start + len(one.subject)
                others = tuple(
                    other
                    for other in subjects_like(pool, one)
                    if pool.closeness(other.sentence, sentence) <= FAR
                    and not _names_country(other)
                    and not content(other.text) & content(one.subject)
                )
                found.append(_Swap(sentence, start, end, one.subject, others, False))
        if found:
            yield found


def _is_specific(pool: Pool, told: Predicate) -> bool:
    """Whether what is told of a subject can hardly be told of another: it is told of a name, or
    holds a value, and is no matter of judgement.
    """
    kinds = {value.kind for value in told.sentence.values if value.text not in told.subject}
    if "country" in kinds and not kinds & {"date", "number"}:
        return False
    if told.sort[0] not in ("actor", "person", "agent", "gerund"):
        return False  # of a kind that no other shares for sure
    if told.sort[0] in ("agent", "gerund") and not kinds:
        return False
    return not pool.is_common(told.subject) and len(content(told.predicate)) >= FEWEST_TOLD


def _terms_like(pool: Pool, term: Definition) -> Iterator[Distractor]:
    """The other terms of which the same grammar may say what they mean."""
    article = shape(term.term)[0]
    for other in pool.definitions:
        alike = other.plural == term.plural and shape(other.term)[0] == article
        if alike and not content(other.term) & content(term.term):
            yield Distractor(other.term, other.sentence)


def _names_country(option: Distractor) -> bool:
    return any(
        value.kind == "country" and value.text in option.text for value in option.sentence.values
    )


def _swapped(pool: Pool, swap: _Swap, random: Random) -> str | None:
    """The sentence with the swap made, where nothing in the material says so; or None."""
    text = swap.sentence.text
    rest = f"{text[: swap.start]} {text[swap.end :]}"
    choice = Choice(swap.sentence, rest, swap.right, swap.others, any_length=True)
    chosen = distractors(pool, choice, random, 1)
    if chosen is None:
        return None
    other = chosen[0].text
    if text[swap.start].isupper():
        other = other[:1].upper() + other[1:]
    false = text[: swap.start] + other + text[swap.end :]
    return None if _is_said(pool, false, swap.sentence) else false


def _is_said(pool: Pool, false: str, sentence: Sentence) -> bool:
    said = content(false)
    own = said - sentence.stems
    return any(
        len(said & other.stems) >= HELD_BY_ANOTHER * len(said)
        for other in pool.mentioning(own)
        if other is not sentence
    )


def _item(sentence: Sentence, text: str, key: str, *, detail: bool) -> CandidateItem:
    """Recognition is easy; a date, number or item of a list that was swapped is a detail."""
    level: Difficulty = "medium" if detail or len(text.split()) >= LONG else "easy"
    return CandidateItem.of("true_false", (text, key), level, (sentence,), options=(TRUE, FALSE))
