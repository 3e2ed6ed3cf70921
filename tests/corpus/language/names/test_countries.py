"""A country is found under each of its names."""

from __future__ import annotations

import pytest

from assistant.question.analysis import analyse
from corpus.language.names.countries import (
    aliases,
    canonical,
    country_of,
    is_country,
    is_country_noun,
    is_union,
    names_of,
    with_one_name,
)
from corpus.language.stems import stems
from tests.support.countries import TABLE, VIETNAMESE_TABLE, refreshed


def test_the_words_of_a_group_stand_for_each_other() -> None:
    assert "russian" in aliases("Russia")
    assert aliases("harbour") == []
    assert canonical("Russians") == canonical("Russia") == "russia"
    assert canonical("Harbour") == "harbour"


def test_us_is_a_country_in_capitals_alone() -> None:
    assert canonical("US") == canonical("American")
    assert canonical("us") == "us"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("defence ties with Russia", "cooperation with the Russian Federation"),
        ("the U.S. position", "American companies"),
        ("Vietnam's aims", "Vietnamese aims"),
        ("tech diplomacy", "technology diplomacy"),
        ("the defence programme", "the defense program"),
    ],
)
def test_question_and_text_share_a_term(question: str, text: str) -> None:
    assert set(analyse(question).terms) & stems(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Viet Nam's ambassador", "Vietnam's ambassador"),
        ("the United States of America", "the USA"),
        ("VN and the European Union", "Vietnam and the EU"),
        ("an envelope", "an envelope"),
        ("the U.S. and U.K. firms", "the USA and UK firms"),
        ("South Korean chips", "Korea chips"),
        ("US$5 for us", "US$5 for us"),
        ("a vn cable", "a vn cable"),
    ],
)
def test_a_name_of_several_words_counts_as_one(written: str, meant: str) -> None:
    assert with_one_name(written) == meant
    assert stems(written) == stems(meant)


def test_a_country_is_meant_by_its_seat_of_government() -> None:
    assert country_of("Beijing") == "china"
    assert country_of("Hue") is None
    assert country_of("Pyongyang") == "north korea"


def test_a_country_is_told_from_other_names() -> None:
    assert is_country("South Korea") and is_country("Viet Nam") and is_country("United States")
    assert is_country("the Republic of Korea") and is_country("US") and is_country("Russians")
    assert not any(map(is_country, ("Da Nang", "us", "Michael Jordan", "North", "")))
    assert is_country_noun("Burma") and not is_country_noun("Burmese")
    assert is_union("the EU") and is_union("East Asia") and not is_union("Laos")
    assert names_of("USA") == names_of("U.S.") == ("United States", "USA")
    assert names_of("Harbour") == ()


def test_the_names_are_those_of_babel() -> None:
    how = "python -m tests.support.countries"
    assert TABLE.read_text(encoding="utf-8") == refreshed(), how
    written = VIETNAMESE_TABLE.read_text(encoding="utf-8")
    assert written == refreshed(VIETNAMESE_TABLE, "vi"), how
