"""Whether two sentences give a value for the same thing: what a conflict needs.

Two sentences that speak of what is asked still speak of two things when they name two years,
two partners, two editions; a part and the whole; a plan and what came of it; a year's sum and
five years'.
"""

from __future__ import annotations

import re

from assistant.conflicts.claims import RANK, Claim, asked_terms
from assistant.conflicts.same_context import apart_by_context, apart_by_subject
from assistant.conflicts.same_number import apart_by_number
from assistant.conflicts.same_time import apart_in_time
from corpus.language.dates import DateSpan
from corpus.language.quantities import Quantity
from corpus.language.stems import stems, word_stems
from corpus.language.values import dates_in, without_values
from corpus.language.word_lists import one_of, table
from corpus.language.words import STOP_WORDS
from index.question import Question

FEW = 3  # words, of a question without names that many things fit
SIMILAR = 0.4  # of the shorter sentence's words, the least that the other has too
_DOCUMENT = one_of(
    word
    for _, *lists in table("document_kinds")
    for words in lists
    for word in filter(None, words.split(";"))
)
_ITSELF = re.compile(
    rf"\W*(?:(?:the|this|our) (?P<document>{_DOCUMENT})|(?P<this>{_DOCUMENT}) này)\b", re.IGNORECASE
)
_AGAIN = re.compile(r"\b(?:again|once more|another|a second time)\b", re.IGNORECASE)


def same_thing(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether nothing in two sentences says that they speak of two things."""
    if _is_vague(asked) and not _similar(one, other):
        return False
    if apart_in_time(asked, one, other) or _apart_by_ordinal(one, other):
        return False
    if _tells_again(one) != _tells_again(other) or _each_of_itself(one, other):
        return False
    if apart_by_context(asked, one, other) or apart_by_subject(asked, one, other):
        return False
    numbers = all(isinstance(claim.value.value, Quantity) for claim in (one, other))
    return not (numbers and apart_by_number(asked, one, other))


def _is_vague(asked: Question) -> bool:
    """Whether many things fit a question: `When was the article published?`, `How long is X?`"""
    if asked.required:
        named = {stem for word in asked.required for stem in word_stems(word)}
        return set(asked_terms(asked)) <= named
    return len(asked_terms(asked)) < FEW


def _similar(one: Claim, other: Claim) -> bool:
    """Whether two sentences say the same in their words, none of them more than one way."""
    first, second = (stems(without_values(c.text)) - STOP_WORDS for c in (one, other))
    first, second = first - stems(one.value.text), second - stems(other.value.text)
    common = len(first & second) >= SIMILAR * min(len(first), len(second))
    return common and not (first - second and second - first)


def _tells_again(claim: Claim) -> bool:
    """Whether a date is that of another time: `visited the institute again`."""
    return isinstance(claim.value.value, DateSpan) and _AGAIN.search(claim.text) is not None


def _each_of_itself(one: Claim, other: Claim) -> bool:
    """Whether each sentence is about the document that it stands in, `The strategy costs ...`, and
    these are no two editions of one."""
    for claim in (one, other):
        itself = _ITSELF.match(claim.text)
        if itself is None or not stems(itself["document"] or itself["this"]) <= stems(claim.around):
            return False
    first, second = (
        {stem for stem in stems(claim.around) if not any(map(str.isdigit, stem))} - STOP_WORDS
        for claim in (one, other)
    )
    return bool(first - second and second - first)


def _apart_by_ordinal(one: Claim, other: Claim) -> bool:
    """Whether both tell which one they speak of, and not the same: `the second session`."""
    first, second = (
        {match[0].lower() for match in RANK.finditer(_without_dates(claim))} - {"first"}
        for claim in (one, other)
    )
    return bool(first and second) and first.isdisjoint(second)


def _without_dates(claim: Claim) -> str:
    text = claim.text
    for found in (*dates_in(text), claim.value):
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text
