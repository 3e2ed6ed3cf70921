"""What the pronouns and descriptions of a question stand for, where the turns make that plain.

Names are weighted by place as in Lappin and Leass 1994 (Computational Linguistics 20:4):
subjects and possessors before the rest, recent turns before old ones.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.question.anaphora import (
    PERSONAL,
    PLURAL,
    POSSESSIVES,
    open_description,
    open_pronoun,
)
from assistant.question.conversation import LINKS, Past, runs, term
from corpus.language.grammar import AUXILIARY, CAPITAL, NO_NAME, PREPOSITION, any_of
from corpus.language.names.countries import is_country
from corpus.language.names.people import is_of_no_person, people
from corpus.language.stems import POSSESSIVE, stems

FAR = 3  # turns from a pronoun to what it stands for
PERSON_WEIGHT, NAME_WEIGHT = 2, 4  # what a name must weigh to stand for `he`; to be added
OLDER = 0.95  # of its weight, what a name keeps from one turn to the next
_WORD = rf"(?:{CAPITAL}\.|{CAPITAL}[\w'’-]*)"  # or an initial: `William S. Taylor`
_NAME = re.compile(
    rf"{_WORD}(?:\s+(?:{any_of('of de la van von der du bin al')}\s+(?:the\s+)?)?{_WORD})*"
)
_VERB = re.compile(
    rf"\s+(?:{AUXILIARY}|also|began|became|won|took|made|went|left|said|wrote|\w+ed)\b"
)
# Endings of nouns that are seldom names, for words that open a sentence.
_COMMON = re.compile(r"(?:[^aeiou]s|ings?|ions?|ments?|ity|ities|[ae]nces?|ness|isms?|acy|ogy)$")
_PLACED = re.compile(rf"{PREPOSITION}|the")
_MARKER = re.compile(r"\[\d+\]")
_ASKS_WHO = re.compile(r"\W*(?:who|which)\b", re.I)


def filled(question: str, turns: Sequence[Past], thread: Sequence[Past]) -> str:
    """The question with a pronoun or a description replaced; unchanged where it is not plain
    what is meant. `it` and `they` stand for something of the thread."""
    pronoun = open_pronoun(question)
    if pronoun is None:
        return _described(question, turns)
    word, after = pronoun[0].casefold(), question[pronoun.end() :]
    if word in PERSONAL:
        name, weight = salient(turns, person=True, besides=stems(question))
        phrase = name if weight >= PERSON_WEIGHT else ""
    else:
        terms = (term(turn.question) for turn in thread[: -FAR - 1 : -1])
        phrase = next((found for found in terms if found and _agrees(found, word)), "")
    if not phrase:
        return question
    if word in POSSESSIVES and (word != "her" or re.match(r"\s+\w", after)):
        phrase += "'s"
    return question[: pronoun.start()] + phrase + after


def _agrees(phrase: str, pronoun: str) -> bool:
    """Whether a phrase and a pronoun are both singular or both plural."""
    head = phrase.split()[-1]
    plural = head.endswith("s") and not head.endswith(("ss", "us", "is"))
    return head[0].isupper() or plural == (pronoun in PLURAL)


def _described(question: str, turns: Sequence[Past]) -> str:
    """`the convention` by the longer phrase of a question before: `the Hanoi Convention`."""
    match = open_description(question)
    if match is None:
        return question
    noun = match["phrase"].split()[0]
    for turn in reversed(turns):
        for run in runs(turn.question):
            plain = [word.casefold() for word in run]
            if noun.casefold() not in plain[1:]:
                continue
            place = plain.index(noun.casefold(), 1)
            start = max((n + 1 for n in range(place) if plain[n] in LINKS), default=0)
            if start < place:
                phrase = " ".join(run[start : place + 1])
                article = "" if re.search(r"['’]s? ", phrase) else "the "
                rest = question[match.start("phrase") + len(noun) :]
                return f"{question[: match.start()]}{article}{phrase}{rest}"
    return question


class Mention(NamedTuple):
    name: str
    weight: float
    placed: bool  # after `in`, `with`, `the`: seldom a person


def salient(
    turns: Sequence[Past], person: bool = False, besides: frozenset[str] = frozenset()
) -> tuple[str, float]:
    """The name that the turns are most about, and its weight; an empty one where there is none.

    With `person`, one that may be a person's; `besides` are stems that it must not have.
    """
    scores: defaultdict[str, float] = defaultdict(float)
    for age, turn in enumerate(reversed(turns)):
        # `he` and a name beside it are two
        for mention in () if open_pronoun(turn.question) else mentions(turn.question):
            if not (person and mention.placed):
                scores[mention.name] += 2 * OLDER**age
        asks_who = person and _ASKS_WHO.match(turn.question)
        for mention in mentions(turn.answer):
            least = PERSON_WEIGHT if asks_who and " " in mention.name else 0
            scores[mention.name] += max(mention.weight, least) * OLDER**age
    plain = [_small_words(text) for turn in turns for text in (turn.question, turn.answer)]
    for name in sorted(scores, key=lambda name: -scores[name]):
        common = any(name.casefold() in small for small in plain)
        if common or (person and not _may_be_person(name)) or stems(name) & besides:
            continue
        return name, scores[name]
    return "", 0.0


def _may_be_person(name: str) -> bool:
    if " " in name:
        return bool(people(name))
    return not (name.isupper() or is_of_no_person(name) or is_country(name))


@lru_cache(maxsize=256)
def _small_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\b[a-z]\w+", text))


@lru_cache(maxsize=256)
def mentions(text: str) -> tuple[Mention, ...]:
    """The names in a text, weighted by the places where they stand."""
    text = _MARKER.sub(" ", text)
    found = []
    for match in _NAME.finditer(text):
        parts = match[0].split()
        while parts and parts[0].casefold().rstrip(".") in NO_NAME:
            parts.pop(0)
        name = POSSESSIVE.sub("", " ".join(parts)).strip(".,")
        if len(name) < 2:
            continue
        before, after = text[: match.start()].rstrip(), text[match.end() :]
        previous = (before.rstrip('("“').split()[-1:] or [""])[0].casefold()
        owns = match[0] != POSSESSIVE.sub("", match[0])
        weight = 1.0
        if not before or before[-1] in ".!?":
            common = " " not in name and _COMMON.search(name)
            weight = 0.6 if common else 2.0 if re.match(r"\s+[a-z]", after) else 1.0
        if owns or _VERB.match(after):
            weight *= 2.5
        if " " not in name:
            weight *= 0.3 if name.isupper() else 1.3
        found.append(Mention(name, weight, _PLACED.fullmatch(previous) is not None))
    return tuple(found)
