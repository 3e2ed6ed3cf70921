"""Values in a text, and whether two are one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.dates import DateSpan
from corpus.language.quantities import Quantity
from corpus.language.values import (
    Found,
    comparable,
    dates_in,
    names_in,
    numbers_in,
    other_name,
    people_in,
    person_name,
    same,
    values_in,
    without_values,
)


def only(found: tuple[Found, ...]) -> Found:
    assert len(found) == 1, found
    return found[0]


def span(text: str) -> tuple[str, str]:
    value = only(dates_in(text)).value
    assert isinstance(value, DateSpan)
    first, last = value.readings[0]
    return first.isoformat(), last.isoformat()


# --- dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("signed on 5 December 2024", "2024-12-05", "2024-12-05"),
        ("the 5th of December, 2024", "2024-12-05", "2024-12-05"),
        ("Dec. 5, 2024", "2024-12-05", "2024-12-05"),
        ("2024-12-05", "2024-12-05", "2024-12-05"),
        ("26/06/2024", "2024-06-26", "2024-06-26"),
        ("12.05.2023", "2023-05-12", "2023-05-12"),
        ("ngày 5 tháng 12 năm 2024", "2024-12-05", "2024-12-05"),
        ("in December 2024.", "2024-12-01", "2024-12-31"),
        ("in 2024", "2024-01-01", "2024-12-31"),
        ("from 3 to 5 May 2025", "2025-05-03", "2025-05-05"),
        ("May 5-7, 2025", "2025-05-05", "2025-05-07"),
        ("28 April to 3 May 2025", "2025-04-28", "2025-05-03"),
        ("between March and May 2025", "2025-03-01", "2025-05-31"),
        ("from 2021 to 2025", "2021-01-01", "2025-12-31"),
        ("2024/25", "2024-01-01", "2025-12-31"),
        ("Q3 2025", "2025-07-01", "2025-09-30"),
        ("the first half of 2025", "2025-01-01", "2025-06-30"),
        ("mid-2025", "2025-05-01", "2025-08-31"),
        ("by the end of 2024", "2024-12-01", "2024-12-31"),
        ("the end of March 2025", "2025-03-20", "2025-03-31"),
    ],
)
def test_dates_as_spans_of_days(text: str, first: str, last: str) -> None:
    assert span(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["trained 2000 officials", "You may 5 times", "31 February 2025", "$2024", "Resolution 57"],
)
def test_what_is_no_date(text: str) -> None:
    assert dates_in(text) == ()


def test_a_date_that_two_countries_read_differently_has_both_readings() -> None:
    value = only(dates_in("05/12/2024")).value
    assert isinstance(value, DateSpan) and len(value.readings) == 2


def date_of(text: str) -> DateSpan:
    value = only(dates_in(text)).value
    assert isinstance(value, DateSpan)
    return value


@pytest.mark.parametrize(
    ("one", "other", "sameness"),
    [
        ("5 December 2024", "December 5, 2024", "equal"),
        ("5 December 2024", "2024-12-05", "equal"),
        ("05/12/2024", "5 December 2024", "equal"),
        ("05/12/2024", "12 May 2024", "equal"),
        ("5 December 2024", "December 2024", "compatible"),
        ("December 2024", "2024", "compatible"),
        ("5 December", "5 December 2024", "compatible"),
        ("October 1", "1 October 2025", "compatible"),
        ("2 May 2025", "from 1 to 5 May 2025", "compatible"),
        ("31 March 2025", "the end of March 2025", "compatible"),
        ("5 December 2024", "6 December 2024", "different"),
        ("5 December", "6 December 2024", "different"),
        ("2023", "2024", "different"),
        ("from 1 to 5 May 2025", "from 4 to 8 May 2025", "different"),
    ],
)
def test_dates_compared(one: str, other: str, sameness: str) -> None:
    assert same(date_of(one), date_of(other)) == sameness
    assert same(date_of(other), date_of(one)) == sameness


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_one_day_in_three_notations_is_one(day: date) -> None:
    texts = (f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}", day.isoformat())
    values = [date_of(text) for text in texts]
    assert all(same(values[0], value) == "equal" for value in values)


# --- numbers ----------------------------------------------------------------------------------


def number_of(text: str) -> Quantity:
    value = only(numbers_in(text)).value
    assert isinstance(value, Quantity)
    return value


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("98 agencies", 98, ""),
        ("ninety-eight agencies", 98, ""),
        ("10,000 people", 10_000, ""),
        ("10 000 people", 10_000, ""),
        ("ten thousand people", 10_000, ""),
        ("one hundred and twenty", 120, ""),
        ("two and a half million", 2_500_000, ""),
        ("a dozen officials", 12, ""),
        ("1.250.000 dong", 1_250_000, "vnd"),
        ("VND 1.2 trillion", 1.2e12, "vnd"),
        ("US$5m", 5e6, "usd"),
        ("5 million US dollars", 5e6, "usd"),
        ("€2.5bn", 2.5e9, "eur"),
        ("3.5 per cent", 3.5, "%"),
        ("two thirds of them", 200 / 3, "%"),
        ("half a million", 500_000, ""),
        ("1,200 MW", 1.2e9, "W"),
        ("36 months", 3 * 365.25, "day"),
        ("30 working days", 30, "working day"),
        ("44th", 44, "rank"),
    ],
)
def test_numbers_with_their_units(text: str, number: float, unit: str) -> None:
    value = number_of(text)
    assert value.readings[0] == pytest.approx(number) and value.unit == unit


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("98", "exact"),
        ("more than 90", "more"),
        ("at least 90", "more"),
        ("100+ partners", "more"),
        ("up to 30 days", "less"),
        ("about 100", "about"),
        ("between 90 and 100", "range"),
        ("20-25 percent", "range"),
        ("two-three-year", "range"),
        ("dozens of people", "range"),
    ],
)
def test_how_exact_a_number_is(text: str, bound: str) -> None:
    assert number_of(text).bound == bound


@pytest.mark.parametrize(
    "text",
    ["Resolution 57", "Decree 36/2025/NĐ-CP", "Article 5", "at 09:30", "5G", "COP29", "COVID-19"],
)
def test_a_number_in_a_name_is_none(text: str) -> None:
    assert numbers_in(text) == ()


def test_what_was_and_what_is_are_two_numbers() -> None:
    assert [found.text for found in numbers_in("rose from 94 to 98 agencies")] == ["94", "98"]
    assert [found.text for found in numbers_in("two officials and 45 soldiers")] == ["two", "45"]
    assert [found.text for found in numbers_in("one of the 12 agencies")] == ["12"]


@pytest.mark.parametrize(
    ("one", "other", "sameness"),
    [
        ("10,000", "ten thousand", "equal"),
        ("10 thousand", "10,000", "equal"),
        ("10.000", "10,000", "equal"),  # as Vietnamese writes it
        ("VND 1.2 trillion", "1,200 billion dong", "equal"),
        ("three years", "36 months", "equal"),
        ("0.21 km", "210 metres", "equal"),
        ("half of them", "50 percent", "equal"),
        ("3 months", "90 days", "equal"),
        ("1.2 million", "1,187,400", "compatible"),
        ("more than 40", "43", "compatible"),
        ("about 500", "487", "compatible"),
        ("between 90 and 100", "98", "compatible"),
        ("up to 30 days", "25 days", "compatible"),
        ("98", "94", "different"),
        ("1 trillion dong", "800 billion dong", "different"),
        ("5 million", "5.3 million", "different"),
        ("more than 40", "400", "different"),
        ("at least 3 years", "at least 5 years", "different"),
        ("between 90 and 100", "120", "different"),
        ("$5 million", "€5 million", "different"),
        ("50 percent", "50", "different"),
        ("97 percent", "97.4 percent", "different"),
    ],
)
def test_numbers_compared(one: str, other: str, sameness: str) -> None:
    assert same(number_of(one), number_of(other)) == sameness
    assert same(number_of(other), number_of(one)) == sameness


@given(st.integers(min_value=1000, max_value=10**12))
def test_separators_change_nothing(number: int) -> None:
    plain, grouped = number_of(f"{number} things"), number_of(f"{number:,} things")
    assert same(plain, grouped) == "equal" or 1800 <= number < 2200


# --- names ------------------------------------------------------------------------------------


def test_persons_without_their_titles() -> None:
    text = "Prime Minister Pham Minh Chinh and NVIDIA Chairman Jensen Huang met in Hanoi."
    assert [found.value.words for found in people_in(text)] == [  # type: ignore[union-attr]
        ("pham", "minh", "chinh"),
        ("nvidia", "chairman", "jensen", "huang"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "sameness"),
    [
        ("Prime Minister Pham Minh Chinh", "Phạm Minh Chính", "equal"),
        ("Jensen Huang", "Mr Huang", "compatible"),
        ("J. Huang", "Jensen Huang", "compatible"),
        ("Minister of Foreign Affairs Le Hoai Trung", "Dr. Le Hoai Trung", "equal"),
        ("General Secretary To Lam", "To Lam", "equal"),
        ("Nguyen Van An", "Nguyen Thi Binh", "different"),
        ("Le Thi Thu Hang", "Pham Thu Hang", "different"),
    ],
)
def test_persons_compared(one: str, other: str, sameness: str) -> None:
    assert same(person_name(one), person_name(other)) == sameness


@pytest.mark.parametrize(
    ("one", "other", "sameness"),
    [
        ("Viet Nam", "Vietnam", "equal"),
        ("Ministry of Science and Technology", "MOST", "compatible"),
        ("the United Nations", "UN", "compatible"),
        ("Ho Chi Minh City", "HCMC", "compatible"),
        ("Ministry of Finance", "Ministry of Science and Technology", "different"),
        ("Jakarta", "Bangkok", "different"),
        ("Resolution 57", "Resolution 71", "different"),
    ],
)
def test_other_names_compared(one: str, other: str, sameness: str) -> None:
    assert same(other_name(one), other_name(other)) == sameness


def test_names_of_any_kind() -> None:
    text = "In Hue the Ministry of Finance agreed on Resolution 57 with Samsung."
    assert [found.text for found in names_in(text)] == [
        "Hue",
        "Ministry of Finance",
        "Resolution 57",
        "Samsung",
    ]


# --- all of them ------------------------------------------------------------------------------


def test_values_stand_where_they_say() -> None:
    text = "On 5 December 2024 Mr Jensen Huang promised $5 million to 12 schools."
    found = values_in(text)
    assert [text[one.start : one.end] for one in found] == [
        "5 December 2024",
        "Mr Jensen Huang",
        "$5 million",
        "12",
    ]
    assert not comparable(found[0].value, found[2].value)
    assert same(found[0].value, found[2].value) == "different"
    assert without_values(text).split()[:3] == ["On", "Mr", "Jensen"]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for one in (*values_in(text), *names_in(text)):
        assert text[one.start : one.end].strip() == one.text.strip()
        assert same(one.value, one.value) in ("equal", "different")


def test_a_small_letter_with_an_accent_begins_no_name() -> None:
    found = names_in("The attachés of Đà Nẵng met an élite in Ōsaka.")
    assert [one.text for one in found] == ["Đà Nẵng", "Ōsaka"]
