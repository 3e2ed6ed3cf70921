"""The main clause of a sentence: who does what, found from closed classes and a table of verbs.

There is no tagger here. A verb counts as the main one where what stands before it can be a
subject and agrees with it; a sentence in which that is not clear has no clause, and gives no
question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus.language.clauses.asides import is_broken, plain
from corpus.language.clauses.closed_classes import (
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    HAVE,
    MODALS,
    NEGATIVES,
    PREPOSITIONS,
    RELATIVES,
    SUBORDINATORS,
    TOKEN,
    is_adverb,
    is_plural,
)
from corpus.language.clauses.subjects import (
    LONGEST_SUBJECT,
    apposition,
    head,
    is_subject,
    without_adverbs,
)
from corpus.language.clauses.verbs import (
    active_of_gerund,
    is_noun_too,
    is_participle,
    participle_base,
    readings,
)
from corpus.language.word_lists import grouped

_WORDS = grouped("closed_classes")

Voice = Literal["active", "passive", "copula", "progressive"]
Finite = Literal["", "base", "third", "past"]
LONGEST_SENTENCE = 700  # characters
LONGEST_LEAD = 18


@dataclass(frozen=True, slots=True)
class Clause:
    """The main clause of a sentence.

    In `Since 2024, the agency has been led by Ann`: `lead` is `Since 2024`, `subject` `the
    agency`, `auxiliary` `has`, `group` `been led`, `verb` `lead` (its base form, or "" where
    that is not known), `rest` `by Ann`. Where the verb itself is finite, `auxiliary` and
    `group` are empty and `finite` is its form. `apposition` is what commas set off after the
    subject. Adverbs within the verb are left out; `negative` says that a word denies the clause.
    """

    lead: str
    subject: str
    apposition: str
    auxiliary: str
    finite: Finite
    group: str
    verb: str
    voice: Voice
    rest: str
    negative: bool
    opens_list: bool

    @property
    def plural(self) -> bool:
        """Whether the subject is one of several, as far as the verb tells."""
        return self.finite == "base" or self.auxiliary in ("are", "were", "have")


@dataclass(frozen=True, slots=True)
class _Predicate:
    auxiliary: str
    finite: Finite
    group: tuple[str, ...]
    verb: str
    voice: Voice
    end: int  # the first word after it
    passed: tuple[str, ...]  # the adverbs that were left out


def parsed(sentence: str) -> Clause | None:
    """The main clause of a sentence, or None where it is not clear."""
    text = plain(sentence)
    if is_broken(sentence) or not 8 <= len(text) <= LONGEST_SENTENCE:
        return None
    marks = list(TOKEN.finditer(text))
    words = [mark[0] for mark in marks]
    for begin in _beginnings(words):
        place = _main_verb(words, begin)
        predicate = None if place is None else _predicate(words, begin, place)
        if place is not None and predicate is not None:
            clause = _clause(text, marks, words, begin, place, predicate)
            return replace(clause, opens_list=":" in clause.rest or sentence.rstrip().endswith(":"))
    return None


def _beginnings(words: Sequence[str]) -> list[int]:
    """Where the main clause may begin: at the start, or after a fronted phrase's comma."""
    if not words:
        return []
    first = words[0].casefold()
    if first not in PREPOSITIONS and first not in SUBORDINATORS:
        return [0]
    commas = [place for place, word in enumerate(words[:LONGEST_LEAD]) if word == ","]
    return [place + 1 for place in commas[:4]]


def _clause(
    text: str,
    marks: Sequence[re.Match[str]],
    words: Sequence[str],
    begin: int,
    place: int,
    predicate: _Predicate,
) -> Clause:
    end = without_adverbs(words, begin, place)
    comma = apposition(words, begin, end)
    rest = text[marks[predicate.end].start() :] if predicate.end < len(words) else ""
    denying = [word.casefold() for word in words[begin:place]]
    return Clause(
        lead=text[: marks[begin - 1].start()] if begin else "",
        subject=text[marks[begin].start() : marks[(comma or end) - 1].end()],
        apposition=text[marks[comma + 1].start() : marks[end - 2].end()] if comma else "",
        auxiliary=predicate.auxiliary,
        finite=predicate.finite,
        group=" ".join(predicate.group),
        verb=predicate.verb,
        voice=predicate.voice,
        rest=rest,
        negative=not NEGATIVES.isdisjoint([*predicate.passed, *denying])
        or rest.casefold().startswith(("not ", "no ", "neither ", "nothing ", "less ")),
        opens_list=False,
    )


# The main verb


def _main_verb(words: Sequence[str], begin: int) -> int | None:
    """The place of the finite verb of the clause that begins at `begin`."""
    perhaps: int | None = None  # a form that is as often a noun
    in_relative = False
    for place in range(begin + 1, min(len(words), begin + LONGEST_SUBJECT + 3)):
        low, before = words[place].casefold(), words[place - 1].casefold()
        if low in (";", ":", "—", "–") or low in SUBORDINATORS:
            break
        if low in RELATIVES:
            if before in PREPOSITIONS or before == "," or perhaps == place - 1:
                break
            in_relative = True
            continue
        if not _may_be_finite(words, place) or before == "to" or before in MODALS:
            continue
        if in_relative:
            in_relative = before in AUXILIARIES  # its verb group goes on
            if not in_relative and low in AUXILIARIES:
                in_relative = _group_goes_on(words, place)
            continue
        if before in AUXILIARIES or not _agrees(words, begin, place):
            continue
        if low in AUXILIARIES or not is_noun_too(low):
            past = low not in AUXILIARIES and _is_past(low)
            if past and perhaps is not None:
                break  # `uses targeted protections`
            return None if past and _is_reduced_relative(words, place) else place
        if _infinitive_follows(words, place):
            return place
        if perhaps is None and place + 1 < len(words):
            perhaps = place
    return perhaps


def _may_be_finite(words: Sequence[str], place: int) -> bool:
    word = words[place]
    if not word[0].islower():
        return False
    return word in AUXILIARIES or any(form != "participle" for _, form in readings(word))


def _group_goes_on(words: Sequence[str], place: int) -> bool:
    """Whether a verb form follows an auxiliary at once, as in `that may be used`."""
    following = words[place + 1].casefold() if place + 1 < len(words) else ""
    return bool(following in AUXILIARIES or any(f != "participle" for _, f in readings(following)))


def _infinitive_follows(words: Sequence[str], place: int) -> bool:
    """Whether a word like `plans` or `needs` is followed by `to` and a verb."""
    after = [word.casefold() for word in words[place + 1 : place + 3]]
    if len(after) < 2 or after[0] != "to":
        return False
    return after[1] in ("be", "have") or any(form == "base" for _, form in readings(after[1]))


def _is_past(word: str) -> bool:
    return any(form == "past" for _, form in readings(word))


def _is_reduced_relative(words: Sequence[str], place: int) -> bool:
    """Whether a past form is a participle: `the agreement signed in Paris covers ...`."""
    following = words[place + 1].casefold() if place + 1 < len(words) else ""
    if words[place] in _OFTEN_PARTICIPLES and following in PREPOSITIONS:
        return True
    for later in range(place + 1, len(words)):
        low, before = words[later].casefold(), words[later - 1].casefold()
        if low in SUBORDINATORS or low in RELATIVES or low in ";:,—–" or low in CONJUNCTIONS:
            return False
        if before == "to" or not _may_be_finite(words, later):
            continue
        if low in AUXILIARIES or (
            not is_noun_too(low) and any(form in ("third", "base") for _, form in readings(low))
        ):
            return True
    return False


_OFTEN_PARTICIPLES = _WORDS["often_participles"]


def _agrees(words: Sequence[str], begin: int, place: int) -> bool:
    end = without_adverbs(words, begin, place)
    comma = apposition(words, begin, end)
    subject = words[begin : comma or end]
    return is_subject(subject) and (
        words[place] in AUXILIARIES or _finite_reading(words[place], subject) is not None
    )


def _finite_reading(word: str, subject: Sequence[str]) -> tuple[str, Finite] | None:
    """The base and form of a finite verb that agrees with its subject."""
    plural = is_plural(head(subject))
    for base, form in readings(word):
        if form == "third" and not plural:
            return base, "third"
        if form == "base" and (plural or "and" in subject):
            return base, "base"
        if form == "past":
            return base, "past"
    return None


def _predicate(words: Sequence[str], begin: int, place: int) -> _Predicate | None:
    low = words[place].casefold()
    after, passed = _past_adverbs(words, place + 1)
    following = words[after].casefold() if after < len(words) else ""
    if low in HAVE and following != "been" and not is_participle(following):
        return _Predicate("", _HAVE_FORMS[low], (), "have", "active", after, passed)
    if low not in AUXILIARIES:
        found = _finite_reading(low, words[begin : without_adverbs(words, begin, place)])
        return found and _Predicate("", found[1], (), found[0], "active", after, passed)
    group: list[str] = []
    be = low in BE
    if following in ("be", "been"):
        group.append(following)
        after, more = _past_adverbs(words, after + 1)
        passed += more
        following = words[after].casefold() if after < len(words) else ""
        be = True
    if following == "being":
        return None
    if not be:
        base = (participle_base(following) or "") if low in HAVE else following
        if not base.isalpha() or (following in AUXILIARIES and following != "have"):
            return None
        return _Predicate(low, "", (following,), base, "active", after + 1, passed)
    if is_participle(following):
        base = participle_base(following) or ""
        return _Predicate(low, "", (*group, following), base, "passive", after + 1, passed)
    if doing := active_of_gerund(following):
        return _Predicate(low, "", (*group, following), doing, "progressive", after + 1, passed)
    return _Predicate(low, "", tuple(group), "be", "copula", after, passed)


_HAVE_FORMS: dict[str, Finite] = {"has": "third", "have": "base", "had": "past"}


def _past_adverbs(words: Sequence[str], place: int) -> tuple[int, tuple[str, ...]]:
    """The next word that is no adverb, and those passed."""
    passed: list[str] = []
    while place < len(words):
        low = words[place].casefold()
        if low != "not" and not is_adverb(low):
            break
        passed.append(low)
        place += 1
    return place, tuple(passed)
