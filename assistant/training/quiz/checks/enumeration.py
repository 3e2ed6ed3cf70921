"""Enumerations: what a sentence says alike of several things."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from assistant.training.quiz.checks.item_words import asked_stems, held, kind_of
from corpus.language.clauses.closed_classes import RELATIVES
from corpus.language.clauses.verbs import is_noun_too, readings
from corpus.language.stems import content, content_in_order
from corpus.language.values import people_in, person_name, same
from corpus.language.word_lists import grouped
from corpus.language.words import words

_WORDS = grouped("training_words")

_SEPARATOR = re.compile(
    r"(?:(?<!\s)\s++)?"
    r"(?:,\s*+(?:and|or|as well as)?|;|\band\b|\bor\b|\bas well as\b|\btogether with\b)\s*+"
)
# Between two persons: an apposition of the first, the joining words, a title of the second.
_JOINED = re.compile(
    r"^(?:, [^,.;]{3,80},|,)? ?(?:(?:\w+ ){0,7}?together with|and(?: by| with)?)\b[^,.;]{0,60}$"
    r"|^, [^.;]{3,80} together with [^,.;]{0,60}$"
)
_AND = re.compile(r"\b(?:and|or|as well as|together with)\b")
_SMALL = _WORDS["small_words"]


def side_by_side(text: str, key: str, option: str, needed: frozenset[str]) -> bool:
    """Whether two things are members of one enumeration, of which both say what is asked."""
    members = _members(text)
    at_key = [n for n, member in enumerate(members) if content(key) <= content(member)]
    at_option = [n for n, member in enumerate(members) if content(option) <= content(member)]
    if not at_key or not at_option or set(at_key) & set(at_option):
        return False
    first, last = sorted((at_key[0], at_option[0]))
    between = members[first + 1 : last]
    limit = max(len(words(key)), len(words(option)), 3) + 3
    if any(len(words(member)) > limit for member in between):
        return False
    # The members at the ends reach into the rest of the sentence, on their outer side only.
    if not _begins_with(members[last], option if last == at_option[0] else key):
        return False
    return 2 * len(held(needed, own_words(members[at_key[0]], key))) <= len(needed)


def beside(text: str, key: str) -> Iterator[str]:
    """The other members of an enumeration that the key stands in, of the key's length.

    The first member ends with the key, the last one begins with it: `supplies Arden, Brisk and
    Calder daily`. What no `and` or `or` ends is none: `in Paris, France`.
    """
    members, joined = _members(text), [bool(_AND.search(one)) for one in _SEPARATOR.findall(text)]
    own = content_in_order(key)
    for n, member in enumerate(members):
        said = content_in_order(member)
        if said == own:
            near = [n - 1, n + 1]
        elif said[-len(own) :] == own and any(joined[n : n + 2]):
            near = [n + 1]
        elif said[: len(own)] == own and any(joined[max(0, n - 1) : n]):
            near = [n - 1]
        else:
            continue
        for other in near:
            if not 0 <= other < len(members):
                continue
            member = members[other].strip(" .")
            if other > n and joined[n] and kind_of(key) == "name":
                member = _name_at_start(member)
            if _may_replace(member, key):
                yield member


def _name_at_start(member: str) -> str:
    """The name that a last member begins with: `IEEE` of `IEEE are examples of such bodies`."""
    named = itertools.takewhile(lambda word: word[0].isupper(), words(member))
    return " ".join(named)


def _may_replace(member: str, key: str) -> bool:
    """Whether a member is a thing of the key's sort and length, and not what is told next."""
    if not 0 < len(content_in_order(member)) <= len(content_in_order(key)) + 1:
        return False
    kind, first = kind_of(key), words(member)[0]
    if kind in ("date", "number", "name"):
        return kind_of(member) == kind
    return first not in RELATIVES and (is_noun_too(first) or not readings(first))


def together_with(text: str, key: str, stem: str) -> str | None:
    """Another person that a sentence tells the same of: `chaired by one and by another`."""
    people = [one for one in people_in(text) if not content(one.text) <= content(stem)]
    own = [one for one in people if same(one.value, person_name(key)) != "different"]
    asked = asked_stems(stem)
    if 2 * len(held(asked, own_words(text, key))) > len(asked):
        return None  # asked is the title before the name
    for one, other in itertools.permutations(people, 2):
        first, second = sorted((one, other), key=lambda found: found.start)
        if one in own and other not in own and _JOINED.search(text[first.end : second.start]):
            return other.text
    return None


def own_words(member: str, key: str) -> frozenset[str]:
    """The stems of the capitalised words that touch a name: `NVIDIA Chairman` of the chairman."""
    said, own = words(member), content(key)
    places = [n for n, word in enumerate(said) if content(word) and content(word) <= own]
    if not places:
        return frozenset()
    first, last = places[0], places[-1]
    while first > 0 and said[first - 1][0].isupper():
        first -= 1
    while last + 1 < len(said) and said[last + 1][0].isupper():
        last += 1
    return content(" ".join(said[first : last + 1])) - own


def _members(text: str) -> list[str]:
    return [member for member in _SEPARATOR.split(text) if member.strip()]


def _begins_with(member: str, thing: str) -> bool:
    said = [w for w in words(member) if w.casefold() not in _SMALL]
    wanted = content(thing)
    return content(" ".join(said[: len(words(thing)) + 3])) >= wanted
