"""What the gate calls a date, a number or a person is what the comparison calls one."""

from __future__ import annotations

import calendar
from datetime import date

from assistant.answering.short_answer import short_answer
from assistant.answering.value_kinds import fits
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.question.analysis import analyse
from corpus.language.dates import DateSpan
from corpus.language.numerals import NUMBER_WORDS
from corpus.language.quantities import Quantity
from corpus.language.values import dates_in, numbers_in, people_in, person_name, same

WHEN = analyse("When was it signed?")
HOW_LARGE = analyse("How large is the network?")
WHO = analyse("Who led the delegation?")

days = st.dates(date(1000, 1, 1), date(2100, 12, 31))


@st.composite
def dated(draw: st.DrawFn) -> tuple[str, DateSpan]:
    """A date in one of the notations, as it stands in a sentence, and the days that it is."""
    day = draw(days)
    year, month, name = day.year, day.month, calendar.month_name[day.month]
    whole = DateSpan(((day, day),))
    last = day.replace(day=calendar.monthrange(year, month)[1])
    in_month = DateSpan(((day.replace(day=1), last),))
    in_year = DateSpan(((date(year, 1, 1), date(year, 12, 31)),))
    to_year = DateSpan(((date(year, 1, 1), date(year + 4, 12, 31)),))
    return draw(
        st.sampled_from(
            [
                (f"on {day.day} {name} {year}", whole),
                (f"on {name} {day.day}, {year}", whole),
                (f"on the {day.day}th of {name}, {year}", whole),
                (f"on {day.day} {calendar.month_abbr[month]} {year}", whole),
                (f"on {day.isoformat()}", whole),
                (f"on {day.day}.{month}.{year}", whole),
                (f"ngày {day.day}/{month}/{year}", whole),
                (f"ngày {day.day} tháng {month} năm {year}", whole),
                (f"in {name} {year}", in_month),
                (f"tháng {month} năm {year}", in_month),
                (f"in {year}", in_year),
                (f"năm {year}", in_year),
                (f"from {year} to {year + 4}", to_year),
                (f"in {year}-{year + 4}", to_year),
            ]
        )
    )


@given(dated())
@example(("in 1648", DateSpan(((date(1648, 1, 1), date(1648, 12, 31)),))))
def test_a_date_in_any_notation_is_one_for_gate_short_answer_and_comparison(
    told: tuple[str, DateSpan],
) -> None:
    words, span = told
    text = f"It was signed {words}."
    assert fits(WHEN, text)
    (found,) = dates_in(text)
    assert same(found.value, span) == "equal"
    assert found.text in words and short_answer(WHEN, [text]) == found.text
    assert numbers_in(text) == (), "a date is no number"


@given(
    st.integers(1, 10**9),
    st.sampled_from(["{}", "{:,}", "USD {:,}", "{:,} km", "{} percent", "about {:,}"]),
)
def test_a_number_is_one_for_gate_and_comparison(number: int, notation: str) -> None:
    text = f"The network has {notation.format(number)} partners."
    assert fits(HOW_LARGE, text) and not fits(WHEN, text)
    (found,) = numbers_in(text)
    assert isinstance(found.value, Quantity)
    assert any(value % number == 0 for value in found.value.readings)


@given(st.sampled_from(list(NUMBER_WORDS)), st.sampled_from(["", " hundred", " thousand"]))
def test_a_number_in_words_is_one_for_gate_and_comparison(word: str, scale: str) -> None:
    text = f"The network has {word}{scale} partners."
    assert fits(HOW_LARGE, text) and len(numbers_in(text)) == 1


@given(
    st.sampled_from(["Minister", "Prime Minister", "Dr.", "Ambassador"]),
    st.lists(st.sampled_from("Nguyen Tran Binh Jean Roy Ana Ruiz".split()), min_size=2, max_size=3),
)
def test_a_person_is_one_for_gate_and_comparison(title: str, name: list[str]) -> None:
    text = f"{title} {' '.join(name)} led it."
    assert fits(WHO, text)
    (found,) = people_in(text)
    assert same(found.value, person_name(" ".join(name))) == "equal"


PIECES = st.sampled_from(
    """in on of the from to and between May March 5 05 12 1648 1850 2024 2024-12-05 26/06/2024 98
    1,200 5% $5 million two dozens third Resolution 57 Minister Tran Binh people officials km tháng
    ngày năm , . ( )""".split()
)


@given(st.one_of(st.lists(PIECES, max_size=12).map(" ".join), st.text(max_size=60)))
def test_gate_and_comparison_agree_on_any_text(text: str) -> None:
    assert fits(WHEN, text) == bool(dates_in(text))
    assert fits(HOW_LARGE, text) == bool(numbers_in(text))
    assert fits(WHO, text) <= bool(people_in(text))
