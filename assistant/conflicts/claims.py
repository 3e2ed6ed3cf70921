"""What a sentence speaks of: whether it has what is asked, in the question's words or others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.language.dates import years_in
from corpus.language.names.people import ROLES
from corpus.language.numerals import ORDINAL
from corpus.language.stems import stems, word_stems
from corpus.language.synonyms import meanings
from corpus.language.values import Found, dates_in
from index.question import Question

EVENTS = frozenset(
    """sign open start found adopt ratify announce publish end force host chair direct appoint
    join visit write build introduce meet coordinate""".split()
)
_EVENT_GROUPS = frozenset(f"={event}" for event in EVENTS)


# --- what a sentence speaks of ------------------------------------------------------------------

TOKEN = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
_HOW = frozenset("long far old high large big often fast deep wide tall soon many much".split())
RANK = re.compile(rf"\b(?:{ORDINAL}|\d{{1,3}}(?:st|nd|rd|th))\b", re.IGNORECASE)
_LIMIT = re.compile(
    r"\b(?:by|until|till|before|(?:no|not) later than|close[sd]?(?: on)?|ends?(?: on)?)\s*$", re.I
)
RESTRICTING = frozenset(
    """new additional another further other remaining extra female male young foreign domestic
    local regional provincial overseas private public permanent temporary senior junior active
    pilot rural urban northern southern eastern western central women men international
    part-time full-time""".split()
)
# Of the question's words: with the headings; in the sentence alone; of those that are no names.
ENOUGH, ENOUGH_OWN, ENOUGH_TELLING = 0.7, 0.34, 0.7


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that gives a value for what is asked.

    `value` is that one; `others` are the further ones of its kind in the sentence. `around`
    are the words above the sentence, `year` is that of its document.
    """

    text: str
    value: Found
    others: tuple[Found, ...] = ()
    around: str = ""
    year: int | None = None


def speaks_of(asked: Question, text: str, around: str) -> bool:
    """Whether a sentence, under these headings, is about what is asked, and all of it."""
    terms = asked_terms(asked)
    own = _said(asked, text)
    everything = own | _meant(around)
    if _share(terms, everything) < ENOUGH or _share(terms, own) < ENOUGH_OWN:
        return False
    named = {stem for word in asked.required for stem in word_stems(word)}
    telling = [term for term in terms if term not in named]
    if telling and _share(telling, everything) < ENOUGH_TELLING:
        return False
    if _share(telling, everything) < 1 and _tells_other_event(asked, own):
        return False
    return _has_required(asked, text, own, everything) and _has_event(asked, own)


def touches(asked: Question, text: str) -> bool:
    """Whether a sentence has some of the question's words at least."""
    return _share(asked_terms(asked), _said(asked, text)) >= ENOUGH_OWN


def asked_terms(asked: Question) -> tuple[str, ...]:
    """The question's terms, without those that only say how it asks."""
    return tuple(term for term in asked.terms if term not in _HOW) or asked.terms


def _share(terms: Sequence[str], said: frozenset[str]) -> float:
    return sum(bool(meanings((term,)) & said) for term in terms) / max(1, len(terms))


@lru_cache(maxsize=2048)
def _meant(text: str) -> frozenset[str]:
    return meanings(stems(text))


def _said(asked: Question, text: str) -> frozenset[str]:
    """What a sentence says, in meanings; a limit of time is a deadline."""
    own = _meant(text)
    deadline = meanings(word_stems("deadline"))
    if deadline & meanings(asked.terms) and any(
        _LIMIT.search(text[: found.start]) for found in dates_in(text)
    ):
        own |= deadline
    return own


def _has_required(
    asked: Question, text: str, own: frozenset[str], everything: frozenset[str]
) -> bool:
    """Whether the names, years and ordinals that a question insists on are there."""
    for word in asked.required:
        if word.isdecimal() and int(word) in years_in(asked.text):
            years = years_in(text)
            if int(word) not in years and (years or word not in everything):
                return False
        elif not all(meanings((stem,)) & everything for stem in word_stems(word)):
            return False
    ordinals = {match[0].lower() for match in RANK.finditer(asked.text)}
    limiting = {m[0].lower() for m in TOKEN.finditer(asked.text)} & RESTRICTING
    return all(word in text.lower() for word in (*ordinals, *limiting))


def events_of(asked: Question) -> frozenset[str]:
    """What the question says that happened, in meanings."""
    return meanings(asked.terms) & _EVENT_GROUPS


def _tells_other_event(asked: Question, own: frozenset[str]) -> bool:
    """Whether a sentence tells of something that happened, and not of what is asked."""
    told = own & _EVENT_GROUPS
    return asked.kind in ("date", "person") and bool(told) and not told & meanings(asked.terms)


def _has_event(asked: Question, own: frozenset[str]) -> bool:
    """Whether what happened, or who did it as what, is the same as in the question."""
    events = events_of(asked)
    roles = {stem for role in ROLES for stem in word_stems(role)} & set(asked.terms)
    if events and not events & own:
        return False
    return not roles or any(meanings((role,)) & own for role in roles)


def means(word: str, terms: frozenset[str]) -> bool:
    """Whether a word is one of these meanings."""
    return bool(meanings(word_stems(word)) & terms)


def stems_of(words: Sequence[str]) -> frozenset[str]:
    return frozenset(stem for word in words for stem in word_stems(word))
