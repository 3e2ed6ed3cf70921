"""Values as a quiz asks for them: a bare value, the unit beside it, and the form they share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.training.typed_values import date_form
from corpus.language.dates import DateSpan
from corpus.language.numerals import NUMBER_WORDS
from corpus.language.quantities import Quantity
from corpus.language.values import Value, dates_in, numbers_in
from corpus.language.word_lists import grouped, one_of

FactKind = Literal["date", "number", "person", "office", "body", "country", "instrument"]
_WORDS = grouped("fact_words")


@dataclass(frozen=True, slots=True)
class FactValue:
    """A value at `text[start:end]` of its sentence. `bare` is what an option says, without the
    `unit`, which stays in the question; `form` is what two values that fit one gap share.
    """

    start: int
    end: int
    bare: str
    kind: FactKind
    form: str
    unit: str = ""
    value: Value | None = None

    @property
    def size(self) -> float | None:
        """A number, or the days of a date, to tell what stands near; None for a name."""
        if isinstance(self.value, Quantity):
            return self.value.readings[0]
        if isinstance(self.value, DateSpan):
            return float(self.value.readings[0][0].toordinal())
        return None


def values_of(text: str, language: str) -> Iterator[FactValue]:
    """Dates, numbers and instruments of a text; names are found by what is said of them."""
    for date in dates_in(text):
        if not isinstance(date.value, DateSpan) or len(date.value.readings) != 1:
            continue
        start, bare = date.start, date.text
        if language == "vi":
            bare = _VIETNAMESE_DAY.sub("", bare)
            start = date.end - len(bare)
        form = date_form(bare, date.value)
        written = " in words" if "tháng" in bare else ""
        if date.value.has_year and form in _FORMS:
            yield FactValue(start, date.end, bare, "date", form + written, "", date.value)
    for number in numbers_in(text):
        if isinstance(number.value, Quantity):
            found = _number(number.start, number.text, number.value, language)
            if found is not None:
                yield found
    for match in _INSTRUMENT.finditer(text):
        yield FactValue(match.start(), match.end(), match[0], "instrument", match["noun"])


def _number(start: int, text: str, value: Quantity, language: str) -> FactValue | None:
    match = (_VIETNAMESE_NUMBER if language == "vi" else _NUMBER).fullmatch(text.strip())
    if match is None or len(value.readings) != 1 or value.top is not None or value.unit == "rank":
        return None
    bare, unit = match["number"], match["unit"].strip(" -")
    if bare.casefold() in ("one", "1", "a", "an", "một"):
        return None
    return FactValue(start, start + len(text), bare, "number", number_form(bare), unit, value)


def number_form(bare: str) -> str:
    """How a number is written: in words or digits, with decimals, a scale, two digits."""
    if bare.casefold() in NUMBER_WORDS or not bare[:1].isdigit():
        return "words"
    scale = re.sub(r"[\d.,\s]+", "", bare)
    decimals = re.search(r"[.,](\d{1,2})$", bare)
    padded = "0" if bare[0] == "0" and len(bare) == 2 else ""
    return f"digits{padded} {len(decimals[1]) if decimals else 0} {scale}".strip()


_FORMS = ("D M Y", "M D Y", "ISO", "year", "month and year")
_VIETNAMESE_DAY = re.compile(r"^(?:ngày|năm|tháng)\s+", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?P<number>(?:\d[\d.,]*|[a-z]+(?:-[a-z]+)?)(?:\s(?:thousand|million|billion|trillion))?)"
    r"(?P<unit>(?:%|\s?per\s?cent|[\s-][a-zA-Z°/ -]+)?)",
    re.IGNORECASE,
)
_VIETNAMESE_NUMBER = re.compile(r"(?P<number>\d[\d.,]*)(?P<unit>(?:%|\s?[^\W\d][^\d]*)?)")
_INSTRUMENT = re.compile(
    rf"\b(?P<noun>{one_of(_WORDS['instruments'])})\s(?:No\.?\s|số\s)?\d[\w/.-]*[\w](?:\sof\s\d{{4}})?"
)
