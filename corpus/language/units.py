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
# Before a unit, but for `sáu tháng đầu năm`, the first half of a year.
_IN_WORDS = re.compile(
    rf"(?<!\w)(?:(?:(?P<tens>{one_of(NUMBERS_VI)})\s+)?(?P<ten>mười|mươi)"
    rf"(?:\s+(?P<rest>{one_of(_ONES)}))?|(?P<one>{one_of(set(NUMBERS_VI) - {'một'})}))"
    rf"(?=\s+(?:{one_of(_VIETNAMESE)})(?!\w)(?!\s+(?:đầu|cuối)\b))",
    re.IGNORECASE,
)
_BOUNDS = tuple(
    (re.compile(rf"\b(?:{vietnamese})(?=\s+\d)", re.IGNORECASE), english)
    for vietnamese, english in (
        ("(?:ít nhất|tối thiểu|từ)(?: là)?", "at least"),
        ("(?:tối đa|không quá|nhiều nhất)(?: là)?", "at most"),
        ("(?:thấp|ít|nhỏ|ngắn) hơn|dưới|chưa đến|chưa tới", "less than"),
        ("(?:(?:cao|lớn|nhiều|dài) )?hơn|trên|vượt", "more than"),
        ("khoảng|gần|xấp xỉ", "about"),
    )
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
