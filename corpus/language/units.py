"""Units and currencies, with the words for them."""

from __future__ import annotations

import re

from corpus.language.numerals import NUMBERS_VI
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


_VIETNAMESE = {word.lower(): english for word, english in table("vietnamese_units")}
# Two at most behind a number: `1.200 tỷ đồng`. No unit is the month or year of a date.
_MEASURED = re.compile(
    r"(?<![\w.,/])(?P<number>\d+(?:[.,]\d+)*)(?P<gap>\s*)"
    rf"(?P<first>{one_of(_VIETNAMESE)})?(?(first)(?:\s+(?P<second>{one_of(_VIETNAMESE)}))?)"
    r"(?!\w)(?!\s+\d)",
    re.IGNORECASE,
)
_ONES = {"mốt": 1, "tư": 4, "lăm": 5, **NUMBERS_VI}
_IN_WORDS = re.compile(
    rf"(?<!\w)(?:(?:(?P<tens>{one_of(NUMBERS_VI)})\s+)?(?P<ten>mười|mươi)(?:\s+(?P<rest>{one_of(_ONES)}))?"
    rf"|(?P<one>{one_of(set(NUMBERS_VI) - {'một'})}))(?=\s+(?:{one_of(_VIETNAMESE)})(?!\w))",
    re.IGNORECASE,
)
_BOUNDS = (
    (re.compile(r"\b(?:ít nhất|tối thiểu|từ)(?: là)?(?=\s+\d)", re.IGNORECASE), "at least"),
    (re.compile(r"\b(?:tối đa|không quá|nhiều nhất)(?: là)?(?=\s+\d)", re.IGNORECASE), "at most"),
    (re.compile(r"\b(?:hơn|trên|vượt)(?=\s+\d)", re.IGNORECASE), "more than"),
    (re.compile(r"\b(?:dưới|chưa đến|chưa tới)(?=\s+\d)", re.IGNORECASE), "less than"),
    (re.compile(r"\b(?:khoảng|gần|xấp xỉ)(?=\s+\d)", re.IGNORECASE), "about"),
)


def in_english_notation(text: str) -> str:
    """A Vietnamese text with the numbers in its figures, their units and limits as in English, so
    that `quantities` reads them: `ít nhất 1.200,5 tỷ đồng` is `at least 1200.5 billion dong`.

    Its dates have to be taken out before. Offsets change.
    """

    def english(match: re.Match[str]) -> str:
        number = match["number"]
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", number):
            number = number.replace(".", "").replace(",", ".")
        elif not re.fullmatch(r"\d{1,3}(?:,\d{3})+", number):
            number = number.replace(",", ".")
        units = [
            _VIETNAMESE[" ".join(match[part].lower().split())]
            for part in ("first", "second")
            if match[part]
        ]
        return " ".join([number, *units]) if units else number + match["gap"]

    def figures(match: re.Match[str]) -> str:
        if match["one"]:
            return str(NUMBERS_VI[match["one"].lower()])
        tens = NUMBERS_VI.get((match["tens"] or "một").lower(), 1)
        return str(10 * tens + _ONES.get((match["rest"] or "").lower(), 0))

    text = _IN_WORDS.sub(figures, text)
    for pattern, words in _BOUNDS:
        text = pattern.sub(words, text)
    return _MEASURED.sub(english, text)
