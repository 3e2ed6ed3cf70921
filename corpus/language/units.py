"""Units and currencies, with the words for them."""

from __future__ import annotations

from corpus.language.word_lists import one_of, table

_CURRENCIES = frozenset(currency for _, currency, _ in table("currencies"))
_UNITS = {word: (currency, 1.0) for word, currency, _ in table("currencies")} | {
    word: (unit, float(factor)) for word, unit, factor in table("measures")
}
SIGN = one_of(word for word, _, is_sign in table("currencies") if is_sign == "yes")
UNIT = one_of(word for word in _UNITS if not word.endswith("$"))

MEASURE = one_of(word for word, unit, _ in table("measures") if "day" not in unit)


def unit_of(sign: str | None, word: str | None) -> tuple[str, float]:
    """The unit that is meant by a sign before a number and a word behind it, with its factor."""
    after = " ".join((word or "").lower().split())
    if sign and _UNITS.get(after, ("",))[0] not in _CURRENCIES:
        after = sign.lower()
    return _UNITS.get(after, ("", 1.0))
