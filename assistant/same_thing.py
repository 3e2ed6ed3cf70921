"""Whether two sentences give a value for the same thing: what a conflict needs.

Two sentences that speak of what is asked still speak of two things when they name two years,
two partners, two editions; a part and the whole; a plan and what came of it; a year's sum and
five years'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.moments import Moment, same_moment
from assistant.quantities import Quantity
from assistant.questions import Question, stems, word_stems
from assistant.same_number import apart_by_number
from assistant.topic import (
    EVENTS,
    ORDINAL,
    TOKEN,
    Claim,
    asked_terms,
    meanings,
    means,
    stems_of,
    years_in,
)
from assistant.values import Found, dates_in, names_in, numbers_in, same, without_values
from index.words import STOP_WORDS


def same_thing(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether nothing in two sentences says that they speak of two things."""
    if _is_vague(asked) and not _similar(one, other):
        return False
    if _apart_in_time(asked, one, other) or _apart_by_ordinal(one, other):
        return False
    if _tells_again(one) != _tells_again(other):
        return False
    if _apart_by_context(asked, one, other) or _apart_by_subject(asked, one, other):
        return False
    numbers = all(isinstance(claim.value.value, Quantity) for claim in (one, other))
    return not (numbers and apart_by_number(asked, one, other))


FEW, SIMILAR = 3, 0.4
_AGAIN = re.compile(r"\b(?:again|once more|another|a second time)\b", re.IGNORECASE)


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
    return isinstance(claim.value.value, Moment) and _AGAIN.search(claim.text) is not None


_RELATIVE = re.compile(r"\b(last|this|next) year\b", re.IGNORECASE)
_RELATIVE_YEARS = {"last": -1, "this": 0, "next": 1}
_YEAR_IS_OF = re.compile(
    r"(?P<verb>\w+(?:ed|un|aw))?\s*\b(?:in|during|of|for|by|over|the|to|,)\s*$"
)
_STATUS = re.compile(r"\b(?:as of|as at|since|from|until|dated?)\s*(?:the\s+)?$", re.IGNORECASE)
_STATE = re.compile(
    r"\b(?:has|have|is|are|counts?|stands?|numbers?|employs?|totals?|belongs?|consists?)\b"
)


def _apart_in_time(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether both say of which time they speak, and the times differ."""
    first, second = _times(asked, one), _times(asked, other)
    if not first and not second and not _STATE.search(one.text + other.text):
        # Reports on two years: what they count is of the year in their titles.
        first, second = years_in(one.around), years_in(other.around)
        return bool(first and second) and first.isdisjoint(second)
    if not first or not second:
        return False
    return not any(a == b or _overlap(a, b) for a in first for b in second)


def _overlap(one: object, other: object) -> bool:
    if isinstance(one, Moment) and isinstance(other, Moment):
        return same_moment(one, other) != "different"
    moment, year = (one, other) if isinstance(one, Moment) else (other, one)
    return isinstance(moment, Moment) and (year in moment.years or not moment.has_year)


def _times(asked: Question, claim: Claim) -> frozenset[Moment | int]:
    """The times that a sentence says its value is of: years, or dates."""
    found: set[Moment | int] = set()
    for date in dates_in(claim.text):
        moment = date.value
        inside = date.start < claim.value.end and claim.value.start < date.end
        if inside or not isinstance(moment, Moment):
            continue
        before = claim.text[max(0, date.start - 40) : date.start]
        if _STATUS.search(before):
            continue
        cue = _YEAR_IS_OF.search(before)
        verb = cue["verb"] if cue else None
        if verb and not meanings(word_stems(verb)) & meanings(asked.terms):
            continue  # `founded in 2010`: not when what is counted was so
        found.add(moment)
    for match in _RELATIVE.finditer(claim.text):
        if claim.year is not None:
            found.add(claim.year + _RELATIVE_YEARS[match[1].lower()])
    return frozenset(found)


def _apart_by_ordinal(one: Claim, other: Claim) -> bool:
    first, second = (
        {match[0].lower() for match in ORDINAL.finditer(_without_dates(claim))} - {"first"}
        for claim in (one, other)
    )
    return bool(first and second) and first.isdisjoint(second)


def _without_dates(claim: Claim) -> str:
    text = claim.text
    for found in (*dates_in(text), claim.value):
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text


_ARTICLES = frozenset("the a an its their this that our".split())
_LINKS = frozenset("of for with in at to from on between among against under".split())
_SLOT_WORDS = 3


def _apart_by_context(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether a word of the question stands with two different words: `agreement with X`."""
    terms = meanings(asked_terms(asked))
    first, second = _slots(one, terms), _slots(other, terms)
    if not asked.required:
        # Only the titles tell which fund `the fund` is.
        first = {**_slots(one, terms, one.around), **first}
        second = {**_slots(other, terms, other.around), **second}
    for key in first.keys() & second.keys():
        word, relation = key
        a, b = first[key], second[key]
        if meanings(stems_of(a)) & meanings(stems_of(b)):
            continue
        if relation == "before" and word[1:] in EVENTS and _capital(a) != _capital(b):
            continue  # `the minister signed`, `Vietnam signed`
        return True
    return _apart_by_names(asked, one, other)


def _slots(
    claim: Claim, terms: frozenset[str], text: str | None = None
) -> dict[tuple[str, str], tuple[str, ...]]:
    """What stands before each word of the question, and after it behind `of`, `with` ...

    In the claim's sentence, or in another `text`.
    """
    source = claim.text if text is None else text
    taken = [(found.start, found.end) for found in (*dates_in(source), *numbers_in(source))]
    if text is None:
        taken += [(found.start, found.end) for found in (claim.value, *claim.others)]
    tokens = [(match[0], match.start()) for match in TOKEN.finditer(source)]

    def is_free(position: int) -> bool:
        """Whether a token is a word of content, and no value."""
        word, start = tokens[position]
        outside = not any(first <= start < last for first, last in taken)
        return outside and word[0].isalpha() and word.lower() not in STOP_WORDS | {"s"}

    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for position, (word, _) in enumerate(tokens):
        names = meanings(word_stems(word)) & terms if word[0].isalnum() else frozenset()
        if not names:
            continue
        name = min(names)
        if position and is_free(position - 1) and not means(tokens[position - 1][0], terms):
            found.setdefault((name, "before"), (tokens[position - 1][0],))
        link = tokens[position + 1][0].lower() if position + 1 < len(tokens) else ""
        if link in _LINKS:
            after: list[str] = []
            for place in range(position + 2, len(tokens)):
                if tokens[place][0].lower() in _ARTICLES and not after:
                    continue
                if not is_free(place) or len(after) == _SLOT_WORDS:
                    break
                after.append(tokens[place][0])
            if after and not any(means(word, terms) for word in after):
                found.setdefault((name, link), tuple(after))
    return found


def _capital(words: Sequence[str]) -> bool:
    return any(word[0].isupper() for word in words)


_SUBJECT = re.compile(
    r"\W*(?:(?:for|and|but|so|since|because|as|while|that) )?(?:the |an? |its |their )?"
    r"(?P<noun>[\w'’-]+(?: [\w'’-]+){0,5}?)"
    r"(?: (?:of|with|between|on|for|to|in|from|at) .+?)?"
    r" (?:was|were|is|are|has|have|had|will|must)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:] ")
# Nouns that stand for what they are of: `the number of agencies is 98`.
_STANDING = frozenset(
    """number total share rate amount date deadline figure sum level end start beginning course
    framework basis case members consists consist made composed out""".split()
)
_OF = re.compile(
    r"\b(?:the|an?|its|their) (?:[\w-]+ ){0,2}?(?P<outer>[a-z]+) of (?:the |its |this )?"
    r"(?P<inner>(?:[\w'’-]+ ?){1,4})",
    re.IGNORECASE,
)
_ADVERBS_BEHIND = frozenset("alone only itself also already now today currently then".split())
_QUALIFIED = re.compile(
    r"\b(?P<kind>deputy|vice|former|acting|assistant|honorary|interim|designate)[ -](?P<role>\w+)",
    re.IGNORECASE,
)


def _apart_by_subject(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether the one sentence is about what is asked, and the other about something of it:
    `the bridge between X and Y`, `the bus line between X and Y`.
    """
    terms = meanings(asked.terms)
    heads = (_head_of_subject(one), _head_of_subject(other))
    if all(heads) and sum(means(head, terms) for head in heads if head) == 1:
        return True
    if _only_inside(asked, one) ^ _only_inside(asked, other):
        return True
    known = {match[0].lower() for match in _QUALIFIED.finditer(asked.text)}
    first, second = (
        {m[0].lower() for m in _QUALIFIED.finditer(c.text) if means(m["role"], terms)} - known
        for c in (one, other)
    )
    return first != second


def _only_inside(asked: Question, claim: Claim) -> frozenset[str]:
    """The question's words that a sentence has only as `the laboratory of the institute`."""
    terms, known = meanings(asked.terms), meanings(stems(asked.text))
    outer: set[str] = set()
    free = claim.text
    for match in _OF.finditer(claim.text):
        word = match["outer"]
        value = any(found.start <= match.start() < found.end for found in numbers_in(claim.text))
        if not (value or word in STOP_WORDS | _STANDING or means(word, known)):
            outer |= meanings(stems(match["inner"])) & terms
            free = free.replace(match[0], " ")
    return frozenset(outer - meanings(stems(free)))


def _head_of_subject(claim: Claim) -> str | None:
    """The noun of the subject in the value's clause; None for names, pronouns, unclear ones."""
    before = list(_CLAUSE.finditer(claim.text, 0, claim.value.start))
    match = _SUBJECT.match(claim.text, before[-1].end() if before else 0)
    words = match["noun"].split() if match else []
    while words and words[-1] in _ADVERBS_BEHIND:
        words.pop()
    noun = words[-1] if words else ""
    ordinary = noun.isalpha() and noun.islower() and noun not in STOP_WORDS | _STANDING
    return noun if ordinary else None


def _apart_by_names(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether both have a name in the same place of the sentence, and not the same one."""
    first, second = _placed_names(asked, one), _placed_names(asked, other)
    return any(
        all(same(a.value, b.value) == "different" for a in first[link] for b in second[link])
        for link in first.keys() & second.keys()
    )


def _placed_names(asked: Question, claim: Claim) -> dict[str, list[Found]]:
    """The names that the question does not have, by the preposition before them."""
    known = stems(asked.text)
    found: dict[str, list[Found]] = {}
    for name in names_in(claim.text):
        before = re.search(r"(\w+)\s+(?:the\s+)?$", claim.text[: name.start])
        link = before[1].lower() if before else ""
        inside = any(
            value.start < name.end and name.start < value.end
            for value in (claim.value, *claim.others)
        )
        if link in _LINKS and not inside and not stems(name.text) & known:
            found.setdefault(link, []).append(name)
    return found
