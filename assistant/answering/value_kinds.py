"""Whether a text holds the kind of thing that a question asks for, by its form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from assistant.reader.reading import ScoredSentence
from corpus.language.dates import DateSpan, year_spans
from corpus.language.grammar import CAPITAL
from corpus.language.names.countries import is_country
from corpus.language.names.people import HELD_OFFICE, people
from corpus.language.quantities import Quantity, references
from corpus.language.stems import word_stems
from corpus.language.values import amounts_in, dates_in, numbers_in
from corpus.language.words import STOP_WORDS, words
from index.question import Question

_WHEN_WILL = re.compile(r"\bwhen (?:will|shall|is .+ (?:to|going to)\b)", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:will|shall|would|by|until|from|expect\w*|plan(?:s|ned)?|schedul\w+|due|target\w*"
    r"|to be|next|upcoming|starting|beginning|deadline)\b",
    re.IGNORECASE,
)
_WHICH_DAY = re.compile(
    r"\b(?:what|which) (?:exact |precise )?(?:date|day)\b|\bexact date\b", re.IGNORECASE
)
_WHICH_CITY = re.compile(r"\b(?:what|which) (?:\w+ )?(?:city|town|capital)\b", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:in|at|near|to|from|of|around|outside|via|city|capital),? (?:the city of )?"
    rf"(?P<name>{CAPITAL}[\w’'-]+(?: {CAPITAL}[\w’'-]+)*)"
)
_ROLE = re.compile(
    rf"(?P<before>(?:\w+ ){{0,2}})\b(?P<role>{HELD_OFFICE})\b",
    re.IGNORECASE,
)
_LESSER = re.compile(r"\b(?:deputy|vice|assistant|former|acting|under)\b", re.IGNORECASE)
# Only people do that; what else is asked with `who` may be an organisation, or `schools`.
_BY_A_PERSON = re.compile(
    r"\b(?:led|leads?|leading|runs?|ran|chair(?:ed|s)?|head(?:ed|s)?|witness\w*|said|says|wrote|spoke|gave"
    r"|author\w*|visit\w*|met|minister|president|ambassador|chair\w*|director|secretary|governor"
    r"|delegate|speaker|person|name)\b",
    re.IGNORECASE,
)
_OF_KIND = ("date", "person", "place")


def fits(asked: Question, text: str) -> bool:
    """Whether a sentence holds what is asked for: a count, an amount, a date, a number, a person
    of the rank asked for, a city. True for questions that ask for nothing of the kind.
    """
    if asked.counted:
        return any(True for _ in counts(asked, text))
    if asked.amount:
        return bool(amounts_in(text))
    if asked.kind == "date":
        days_only = _WHICH_DAY.search(asked.text) is not None
        ahead = _WHEN_WILL.search(asked.text) is None or _AHEAD.search(text) is not None
        return ahead and any(
            isinstance(found.value, DateSpan) and (found.value.unit == "day" or not days_only)
            for found in dates_in(text)
        )
    if asked.kind == "number":
        return bool(numbers_in(text))
    if asked.kind == "person":
        if not _BY_A_PERSON.search(asked.text):
            return True
        return bool(people(text)) and _of_rank(asked.text, text)
    if _WHICH_CITY.search(asked.text):
        return any(
            match["name"] not in asked.text and not is_country(match["name"])
            for match in _PLACE.finditer(text)
        )
    return True


def _of_rank(question: str, text: str) -> bool:
    """Whether a text that names the office asked for does not only name its deputies."""
    asked = _ROLE.search(question)
    if asked is None or _LESSER.search(asked["before"]):
        return True
    role = asked["role"].casefold()
    same = [match for match in _ROLE.finditer(text) if match["role"].casefold() == role]
    return not same or any(not _LESSER.search(match["before"]) for match in same)


def of_other_year(asked: Question, text: str) -> bool:
    """Whether a text names years, and none of those that the question names."""
    wanted, given = ({one[slice(*span)] for span in year_spans(one)} for one in (asked.text, text))
    return bool(wanted and given) and wanted.isdisjoint(given)


def of_other_reference(asked: Question, text: str) -> bool:
    """Whether a text names another one of what the question names by its number: `Resolution 57`
    where `Resolution 71` is asked for.
    """
    wanted, given = (_references(one) for one in (asked.text, text))
    return any(
        noun in given and numbers.isdisjoint(given[noun]) for noun, numbers in wanted.items()
    )


def _references(text: str) -> dict[str, set[str]]:
    """The numbers by which each kind of document is named."""
    found: dict[str, set[str]] = {}
    for start, end in references(text):
        noun, *rest = text[start:end].casefold().split()
        found.setdefault(noun, set()).add(" ".join(rest))
    return found


def lacks_count(asked: Question, sentences: Sequence[ScoredSentence]) -> bool:
    """Whether a count or an amount is asked for that no sentence gives."""
    return (asked.counted != frozenset() or asked.amount) and not any(s.fits for s in sentences)


def lacks_kind(asked: Question, sentences: Sequence[ScoredSentence]) -> bool:
    """Whether no sentence holds what is asked for: a count, a date, a person, a city."""
    wanted = asked.kind in _OF_KIND or asked.counted != frozenset() or asked.amount
    return wanted and not any(sentence.fits for sentence in sentences)


def counts(asked: Question, text: str) -> Iterator[str]:
    """The numbers in a text that count what `how many` asks about, as they are written."""
    numbers = numbers_in(text)
    for number, after in zip_longest(numbers, numbers[1:]):
        said = number.value.said if isinstance(number.value, Quantity) else ""
        written = number.text[: len(number.text) - len(said)].rstrip(" -")
        end = number.start + len(written)
        following = text[end : min(end + 80, after.start if after else len(text))]
        near: list[str] = []
        for word in words(following)[:4]:
            if word.casefold() in STOP_WORDS and word.casefold() not in ("of", "the"):
                break  # the noun phrase that the number begins has ended
            near.extend(word_stems(word))
        if not asked.counted.isdisjoint(near):
            yield written
