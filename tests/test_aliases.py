"""A country is found under each of its names."""

from __future__ import annotations

import pytest

from assistant.questions import analyse, stems
from index.aliases import aliases, canonical


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
