"""Whether two questions with the same words turn round who does what to whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.faq.matching.intent import Concept, Intent
from corpus.language.synonyms import stems_in

Pair = tuple[Concept, Concept]  # a term of the one question, and the same of the other

_ACTS = frozenset(("do", "by"))
_UNDERGOES = frozenset("to toward towards into against upon on".split())
_DIRECTED = _ACTS | _UNDERGOES | {"from", "after", "wh+"}
# An adjective made of a country's name, which is no object.
_ADJECTIVE = re.compile(
    r"(?:ese|ish|ian|ean|rican|ench|utch|wiss|erman|eek|hai|aeli|raqi|ani|lao)$", re.IGNORECASE
)
# Of these it does not matter who or what is named first.
_MUTUAL = stems_in(
    """differ difference compare comparison relation relationship cooperation cooperate versus
    link distinction distinguish balance"""
)


def is_reversed(one: Intent, other: Intent, pairs: Sequence[Pair]) -> bool:
    """Whether who acts in the one question is acted on in the other: `exports of Vietnam to
    China`, `exports of China to Vietnam`. `pairs` are the terms of both that match.
    """
    if any(term.stem in _MUTUAL for term in (*one.terms, *other.terms)):
        return False
    for place, (a, b) in enumerate(pairs):
        if a.name and b.name and {_role(a), _role(b)} == {"acts", "undergoes"}:
            return True
        if any(_crossed(one, other, (a, b), pair) for pair in pairs[:place]):
            return True
    return False


def _role(term: Concept) -> str:
    """Whether a name acts or undergoes, where its place in the sentence tells."""
    if term.link in _ACTS or (term.possessive and term.link in ("", "wh", "be")):
        return "acts"
    if term.link in ("after", "wh+"):
        # Behind the subject there is an object, unless the name describes what follows.
        return "" if term.possessive or _ADJECTIVE.search(term.written) else "undergoes"
    return "undergoes" if term.link in _UNDERGOES else ""


def _crossed(one: Intent, other: Intent, pair: Pair, second: Pair) -> bool:
    """Whether two terms of the one question have changed places in the other."""
    (a, b), (c, d) = pair, second
    links = {a.link, c.link}
    if a.link == c.link or (a.link, c.link) != (d.link, b.link):
        return False
    if links.isdisjoint(_DIRECTED) and not (a.name and c.name):
        return False
    if links.isdisjoint(("after", "wh+")):
        return True
    # Only a verb between them makes the second the object of the first.
    return _are_apart(one, a, c) and _are_apart(other, b, d)


def _are_apart(asked: Intent, a: Concept, b: Concept) -> bool:
    first, last = sorted((a.start, b.start))
    return any(first < term.start < last for term in asked.terms)
