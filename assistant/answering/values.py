"""What kinds of value stand in a text: dates, numbers, names."""

from __future__ import annotations

from corpus.language.values import dates_in, numbers_in


def holds_date(text: str) -> bool:
    return bool(dates_in(text))


def holds_number(text: str) -> bool:
    return bool(numbers_in(text))


def holds_name(text: str) -> bool:
    """Two words in a row that begin with a capital, the first word left out."""
    words = [word.lstrip("\"'“‘(") for word in text.split()[1:]]
    capital = [word[:1].isupper() for word in words]
    return any(left and right for left, right in zip(capital, capital[1:], strict=False))
