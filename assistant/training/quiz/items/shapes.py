"""The shape of a phrase: what has to be alike so that grammar gives no option away."""

from __future__ import annotations

import re

from corpus.language.clauses import closed_classes as of
from corpus.language.clauses.subjects import head
from corpus.language.clauses.verbs import readings


def shape(phrase: str) -> tuple[str, bool]:
    """The kind of the first word of a phrase, and whether its noun is a plural."""
    words = phrase.split()
    first = words[0].casefold().strip("\"“‘'") if words else ""
    kind = _first(first, words)
    counted = kind in ("a", "the", "noun", "name")
    return kind, counted and bool(words) and of.is_plural(head(words))


def _first(first: str, words: list[str]) -> str:
    if words and words[0][0] in "\"“‘'":
        return "quoted"
    if first in ("a", "an"):
        return "a"
    if first == "the" or first == "to" or first in of.RELATIVES:
        return first
    if first in of.PREPOSITIONS:
        return "preposition"
    if re.match(r"\d", first) or first in of.NUMBERS:
        return "number"
    if re.match(r"[a-z]{3,}ing$", first):
        return "gerund"
    if any(form == "base" for _, form in readings(first)) and len(words) > 1:
        return "verb"
    return "name" if words and words[0][:1].isupper() else "noun"
