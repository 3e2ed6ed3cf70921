"""True or false: what a sentence says, or the same with one value changed for one that stands
near: another number of the same form, another day, another body or term of the same kind."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from assistant.training.pack import FALSE, TRUE, Difficulty
from assistant.training.quiz.evidence.deeds import Deed
from assistant.training.quiz.evidence.facts import Fact
from assistant.training.quiz.evidence.near_values import near_values
from assistant.training.quiz.items.cloze import is_telling
from assistant.training.quiz.items.distractors import (
    Choice,
    Distractor,
    distractors,
    shape,
    values_like,
)
from assistant.training.quiz.items.exceptions import exception_statements
from assistant.training.quiz.items.listed import listed_statements
from assistant.training.quiz.items.meanings import meaning_statements
from assistant.training.quiz.items.prose import OTHER_THINGS, doers_like, is_specific
from assistant.training.quiz.items.sayings import said_statements
from assistant.training.quiz.pool import CandidateItem, JudgedBy, Pool
from assistant.training.quiz.questions import Definition
from assistant.training.sentence import Sentence
from corpus.language.identification import language_of
from corpus.language.names.bodies import body_of
from corpus.language.stems import content

LONG = 20  # words of a statement from which it holds a detail
MOST_WORDS = 30
HELD_BY_ANOTHER = 0.85  # share of the words of a false sentence that make another one say it
NAMES = ("person", "organisation", "country")  # that are changed for others of their kind


def true_false(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """For each fact, the true statement and the false one; then bodies, persons and terms."""
    for fact in pool.facts:
        if len(fact.told.split()) > MOST_WORDS or "(" in fact.told:
            continue
        judged: JudgedBy = (fact.question, fact.answer, ())
        yield _item(fact.sentence, fact.told, TRUE, detail=True, judged_by=judged)
        near = near_values(pool, fact, random, count=1)
        false = _changed(fact, near[0].value.bare) if near else None
        if near and false and not _is_said(pool, false, fact.sentence):
            judged = (fact.question, fact.answer, (near[0].value.bare,))
            yield _item(fact.sentence, false, FALSE, detail=True, judged_by=judged)
    for sentence in pool.sentences:
        if len(sentence.text.split()) <= MOST_WORDS and language_of(sentence.text) != "vi":
            yield from _named(pool, sentence, random)
    for definition in pool.own_definitions:
        yield from _defined(pool, definition, random)
    yield from exception_statements(pool, random)
    yield from listed_statements(pool, random)
    yield from meaning_statements(pool, random)
    yield from said_statements(pool, random)
    defined = {definition.sentence for definition in pool.own_definitions}
    for deed in pool.deeds:
        if deed.sentence not in defined and is_specific(pool, deed):
            yield from _done(pool, deed, random)


def _changed(fact: Fact, other: str) -> str | None:
    """The statement with another value of the same kind and form."""
    value = fact.value
    at = fact.told.find(value.bare, max(0, value.start - 1))
    return None if at < 0 else fact.told[:at] + other + fact.told[at + len(value.bare) :]


def _named(pool: Pool, sentence: Sentence, random: Random) -> Iterator[CandidateItem]:
    """A sentence with a person or body of it changed for another one."""
    text = sentence.text
    for value in sentence.values:
        if value.kind not in NAMES or (value.text.isupper() and value.kind != "country"):
            continue
        if not is_telling(pool, sentence, value):
            continue
        start = value.start - (len(value.article) + 1 if value.article else 0)
        noun = body_of(value.text)
        if value.kind == "organisation" and not noun:
            continue
        others = tuple(one for one in values_like(pool, value) if body_of(one.text) == noun)
        false = _swapped(pool, sentence, (start, value.end), others, random)
        if false is not None:
            yield _item(sentence, text, TRUE, detail=len(text.split()) > LONG)
            yield _item(sentence, false, FALSE, detail=True)


def _done(pool: Pool, deed: Deed, random: Random) -> Iterator[CandidateItem]:
    """What someone does, told of another of the same kind who is said to do other things."""
    sentence = deed.sentence
    if deed.sort[0] == "agent":
        return  # what scientists do pioneering countries may do as well: nothing says that not
    start = sentence.text.casefold().find(deed.subject.casefold())
    end = start + len(deed.subject)
    if start < 0 or len(sentence.text.split()) > MOST_WORDS or sentence.text[end:][:2] == " (":
        return
    others = [
        other
        for other in doers_like(pool, deed, closely=True)
        if pool.closeness(other.sentence, sentence) <= OTHER_THINGS
    ]
    false = _swapped(pool, sentence, (start, end), tuple(others), random)
    if false is not None:
        yield _item(sentence, sentence.text, TRUE, detail=False)
        yield _item(sentence, false, FALSE, detail=False)


def _defined(pool: Pool, term: Definition, random: Random) -> Iterator[CandidateItem]:
    """A definition with the term of another one, near to it in meaning."""
    sentence = term.sentence
    if not sentence.text.startswith(term.term[:1].upper() + term.term[1:]):
        return
    false = _swapped(pool, sentence, (0, len(term.term)), tuple(_terms_like(pool, term)), random)
    yield _item(sentence, sentence.text, TRUE, detail=False)
    if false is not None:
        yield _item(sentence, false, FALSE, detail=False)


def _terms_like(pool: Pool, term: Definition) -> Iterator[Distractor]:
    """The other terms of which the same grammar may say what they mean."""
    article = shape(term.term)[0]
    for other in pool.definitions:
        alike = other.plural == term.plural and shape(other.term)[0] == article
        shared = content(other.term) & content(term.term)  # `cyber diplomacy`, `tech diplomacy`
        if alike and shared and content(other.term) != content(term.term):
            yield Distractor(other.term, other.sentence)


def _swapped(
    pool: Pool,
    sentence: Sentence,
    span: tuple[int, int],
    others: tuple[Distractor, ...],
    random: Random,
) -> str | None:
    """The sentence with other words at a span, where nothing in the material says so; or None."""
    text, (start, end) = sentence.text, span
    choice = Choice(
        sentence, f"{text[:start]} {text[end:]}", text[start:end], others, any_length=True
    )
    chosen = distractors(pool, choice, random, 1)
    if chosen is None:
        return None
    other = chosen[0].text
    if text[start].isupper():
        other = other[:1].upper() + other[1:]
    false = text[:start] + other + text[end:]
    return None if _is_said(pool, false, sentence) else false


def _is_said(pool: Pool, false: str, sentence: Sentence) -> bool:
    said = content(false)
    own = said - sentence.stems
    return any(
        len(said & other.stems) >= HELD_BY_ANOTHER * len(said)
        for other in pool.mentioning(own)
        if other is not sentence
    )


def _item(
    sentence: Sentence, text: str, key: str, *, detail: bool, judged_by: JudgedBy | None = None
) -> CandidateItem:
    """Recognition is easy; a date or number that was changed is a detail."""
    level: Difficulty = "medium" if detail or len(text.split()) >= LONG else "easy"
    asked = text, key
    options = (TRUE, FALSE)
    return CandidateItem.of(
        "true_false", asked, level, (sentence,), options=options, judged_by=judged_by
    )
