"""A topic as people write it, taken apart: `instruments and debates of trade` is two topics."""

from __future__ import annotations

import re

from corpus.language.words import content_words

MOST_PARTS = 4
_TOGETHER = "\0"  # stands for an `and` that does not join two subjects
# What is said of the depth or the form of a pack, not of its subject.
_ASIDE = re.compile(
    r"\b(?:(?:the|an?) )?(?:basics?|fundamentals?|essentials?|overview|introduction|primer|summary"
    r"|briefing|key (?:points|facts|concepts)|main points|background|training|course|workshop"
    r"|topics?)"
    r"(?: (?:of|on|to|about|for|in))?\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:(?<!\s)\s++)?(?:,|;|/|&|\band\b|,\s*and\b)\s*+")
_BETWEEN = re.compile(r"\b(between\s[^,;]+?)\sand\s")  # of two sides is one subject
_COMPLEMENT = re.compile(r"\s(?:of|in|for|on|about|between|within|under)\s.+$")


def parts_of(topic: str) -> tuple[str, ...]:
    """The subjects of a topic: itself without words for its form, or each of those it joins.

    What follows the last of joined subjects (`of trade`) belongs to each that has none.
    """
    plain = " ".join(_ASIDE.sub(" ", topic).split()).strip(" ,;:-") or topic.strip()
    whole = _BETWEEN.sub(rf"\1 {_TOGETHER} ", plain)
    pieces = [piece.strip() for piece in _JOINED.split(whole) if content_words(piece)]
    pieces = [piece.replace(_TOGETHER, "and") for piece in pieces]
    if not 1 < len(pieces) <= MOST_PARTS:
        return (plain,)
    shared = _COMPLEMENT.search(pieces[-1])
    if shared:
        pieces = [one if _COMPLEMENT.search(one) else one + shared[0] for one in pieces]
    return tuple(pieces)
