"""Cues that tell the right option to who knows nothing: grammar, logic, length, a repeated word."""

from __future__ import annotations

import itertools
import re

from assistant.training.pack import BLANK, Item
from corpus.language.clauses.closed_classes import is_plural
from corpus.language.identification import language_of
from corpus.language.numerals import SMALL_NUMBER
from corpus.language.stems import content
from corpus.language.word_lists import grouped
from corpus.language.words import words
from corpus.wording import _

LONGER, LONGER_BY = 1.5, 14  # times the next longest option; characters
LONG_WORD = 4  # letters of a word that is noticed when it comes again
_OPPOSITES = tuple(tuple(pair.split(":")) for pair in sorted(grouped("rubric_words")["opposites"]))


def longest_option(item: Item) -> str:
    """The right option is much longer than the others."""
    others = _others(item)
    if not others:
        return ""
    longest, own = max(map(len, others)), len(str(item.answer))
    far = own >= LONGER * longest and own - longest >= LONGER_BY
    return _("the key is much longer than the others") if far else ""


def grammatical_cue(item: Item) -> str:
    """Only the right option, or not all wrong ones, go on from the stem."""
    others = _others(item)
    if not others:
        return ""
    stem = item.stem.replace(BLANK, "").rstrip(" :?.…")
    if match := _ARTICLE.search(stem):
        fits = [_begins_with_vowel(one) == (match[1].casefold() == "an") for one in item.options]
        if not all(fits):
            return _("not all options go on from “{word}”").format(word=match[1])
    if _WANTS_MANY.search(stem):
        plural = {one: _is_many(one) for one in item.options}
        if plural[str(item.answer)] and not any(plural[one] for one in others):
            return _("only the key is a plural, as the stem wants")
    if _WANTS_ONE.search(stem):
        plural = {one: _is_many(one) for one in item.options}
        if not plural[str(item.answer)] and all(plural[one] for one in others):
            return _("only the key is a singular, as the stem wants")
    starts = {one: _form(one) for one in item.options}
    own = starts[str(item.answer)]
    alone = own != "other" and all(starts[one] != own for one in others)
    shared = len({starts[one] for one in others}) == 1 and starts[others[0]] != "other"
    if len(others) > 1 and (alone or (shared and starts[others[0]] != own)):
        return _("only the key has its form")
    return ""


def logical_cue(item: Item) -> str:
    """Two options are opposites, so that one of them must be right."""
    others = _others(item)
    if not others:
        return ""
    key = str(item.answer)
    opposed = [
        (one, other)
        for one, other in itertools.combinations(item.options, 2)
        if _are_opposite(one, other)
    ]
    if len(opposed) == 1 and key in opposed[0] and len(item.options) > 2:
        return _("“{word}” and “{other}” are opposites, the others are not").format(
            word=opposed[0][0], other=opposed[0][1]
        )
    return ""


def word_repeated_from_stem(item: Item) -> str:
    """A word of the stem stands in the right option and in no other."""
    others = _others(item)
    if not others or language_of(item.stem) == "vi":
        return _repeated_vietnamese(item, others)
    held = frozenset().union(*(content(one) for one in others))
    stem = content(re.sub(r"“[^”]{0,400}”", "", item.stem))
    key = {
        word for word in content(str(item.answer)) if len(word) >= LONG_WORD and not word.isdigit()
    }
    again = sorted((key & stem) - held)
    return (
        _("“{word}” stands in the stem and in the key alone").format(word=again[0]) if again else ""
    )


def _repeated_vietnamese(item: Item, others: list[str]) -> str:
    """The same by two syllables together, since one is part of many words."""
    stem, key, *rest = (
        {pair for pair in itertools.pairwise(text.casefold().split()) if len("".join(pair)) > 5}
        for text in (re.sub(r"“[^”]{0,400}”", "", item.stem), str(item.answer), *others)
    )
    again = sorted((stem & key) - frozenset().union(*rest)) if others else []
    return (
        _("“{word}” stands in the stem and in the key alone").format(word=" ".join(again[0]))
        if again
        else ""
    )


def _others(item: Item) -> list[str]:
    if item.type != "multiple_choice":
        return []
    return [option for option in item.options if option != item.answer]


def _begins_with_vowel(option: str) -> bool:
    return re.match(r"\W*(?:[aeio]|u(?!n[ei]|s[aei]))", option, re.IGNORECASE) is not None


def _is_many(option: str) -> bool:
    found = words(option)
    head = found[-1] if found else ""
    first = re.split(r" (?:of|in|for|on|that|which|who|with|to|from)\b", option)[0].split()
    joined = re.search(r"\band\b", option) is not None
    return joined or is_plural(first[-1] if first else head)


def _form(option: str) -> str:
    match = _FORM.match(option.strip())
    return match.lastgroup or "other" if match else "other"


def _are_opposite(one: str, other: str) -> bool:
    first, second = (f" {' '.join(words(text.casefold()))} " for text in (one, other))
    for low, high in _OPPOSITES:
        for left, right in ((low, high), (high, low)):
            if f" {left} " in first and f" {right} " in second:
                rest = set(first.replace(left, " ").split()) ^ set(
                    second.replace(right, " ").split()
                )
                if len(rest) <= 1:
                    return True
    return False


_ARTICLE = re.compile(r"\b(an?)$", re.IGNORECASE)
_WANTS_MANY = re.compile(
    rf"^(?:which|what) (?:{SMALL_NUMBER}|are|were)\b|\b(?:are|were)$"
    r"|^(?:which|what) \w+s (?:are|were|have)\b",
    re.IGNORECASE,
)
_WANTS_ONE = re.compile(r"\b(?:is|was) (?:one|called)$|^(?:which|what) one\b", re.IGNORECASE)
_FORM = re.compile(
    r"(?P<infinitive>to [a-z]+)|(?P<gerund>[a-z]{2,}ing [a-z])|(?P<reason>because\b)"
    r"|(?P<agent>by [a-z]+)|(?P<time>(?:when|until|since)\b)",
    re.IGNORECASE,
)
