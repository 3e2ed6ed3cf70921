"""A country is found under each of its names."""

from __future__ import annotations

import pytest

from assistant.question.analysis import analyse
from corpus.language.aliases import aliases, canonical, country_of, is_country, joined, spelled_out
from corpus.language.stems import stems


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
        ("a vn cable", "a vn cable"),
    ],
)
def test_a_name_of_several_words_counts_as_one(written: str, meant: str) -> None:
    assert joined(written) == meant
    assert stems(written) == stems(meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("S&T diplomacy", "science and technology diplomacy"),
        ("What does MOFA do?", "What does Ministry of Foreign Affairs do?"),
        ("Who heads MOST?", "Who heads Ministry of Science and Technology?"),
        ("THE MOST IMPORTANT TASK", "THE MOST IMPORTANT TASK"),
        ("most important", "most important"),
        ("AT&T", "AT&T"),
    ],
)
def test_abbreviations_are_read_as_what_they_stand_for(written: str, meant: str) -> None:
    assert spelled_out(written) == meant


def test_a_country_is_meant_by_its_seat_of_government() -> None:
    assert country_of("Beijing") == "china"
    assert country_of("Hue") is None
    assert is_country("South Korea") and is_country("Viet Nam") and is_country("United States")
    assert not is_country("Da Nang")
