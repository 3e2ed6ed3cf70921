"""Verbs of formal English and their forms: what a sentence says back to what a question asks.

A question needs the base form (`signed` becomes `did ... sign`), and a verb is known for one by
the table `verbs` alone: a sentence with another verb gives no question rather than a wrong one.
The forms are those of lemminflect, British ones first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from corpus.language.word_lists import table, word_list

Form = Literal["base", "third", "past", "participle"]

_VERBS = {
    base: (third, past.split(), participle.split())
    for base, third, past, participle, _ in table("verbs")
}
# Forms that are as often a noun: `results`, `support`. They are the verb where nothing else is.
_NOUNS = frozenset(base for base, *_, noun_too in table("verbs") if noun_too == "yes")
_NO_PARTICIPLES = word_list("no_participles")


def third_person(base: str) -> str:
    """`carries` for `carry`. Raises KeyError for a verb that is not known here."""
    return _VERBS[base][0]


def past(base: str) -> str:
    """`carried` for `carry`, `led` for `lead`. Raises KeyError for a verb not known here."""
    return _VERBS[base][1][0]


def readings(word: str) -> tuple[tuple[str, Form], ...]:
    """The (base, form) that a word in lower case may be; none where it is no verb known here."""
    return _READINGS.get(word, ())


def is_participle(word: str) -> bool:
    """Whether a word may follow `was` as a passive: known, or by its ending."""
    known = any(form == "participle" for _, form in readings(word))
    return known or (len(word) > 4 and word.endswith("ed") and word not in _NO_PARTICIPLES)


def participle_base(word: str) -> str | None:
    """The base form of a participle, where it is known."""
    return next((base for base, form in readings(word) if form == "participle"), None)


def active_of_gerund(word: str) -> str | None:
    """The base form of `building` or `making`, where the verb is known."""
    if not word.endswith("ing") or len(word) < 6:
        return None
    stem = word[:-3]
    for base in (stem, stem + "e", stem[:-1]):
        if any(form == "base" for _, form in readings(base)):
            return base
    return None


def is_noun_too(word: str) -> bool:
    """Whether a form of a verb is as often a noun."""
    return any(base in _NOUNS and form in ("base", "third") for base, form in readings(word))


def _forms() -> Iterator[tuple[str, str, Form]]:
    for base, (third, pasts, participles) in _VERBS.items():
        yield base, base, "base"
        yield third, base, "third"
        yield from ((form, base, "past") for form in pasts)
        yield from ((form, base, "participle") for form in participles)


_READINGS: dict[str, tuple[tuple[str, Form], ...]] = {}
for _form, _base, _kind in _forms():
    _READINGS[_form] = (*_READINGS.get(_form, ()), (_base, _kind))
# The past of `find`; that someone `founds` a body is never said in this form.
_READINGS["found"] = (("find", "past"), ("find", "participle"))
