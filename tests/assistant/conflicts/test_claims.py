"""Which sentences speak of what is asked: how many of the question's words they need."""

from __future__ import annotations

import pytest

from assistant.conflicts.claims import speaks_of, touches
from assistant.question.analysis import analyse

WORDS = "wooden fishing boats use harbour pier crane market storage area".split()
TEN = analyse(f"How many {' '.join(WORDS)}?")
NAMED = analyse("How many boats of Bergen, Hue and Oslo carry grain and timber?")


def test_seven_words_of_ten_are_enough_and_six_are_not() -> None:
    assert len(TEN.terms) == 10 and not TEN.required
    assert speaks_of(TEN, f"The {' '.join(WORDS[:7])} are 40.", around="")
    assert not speaks_of(TEN, f"The {' '.join(WORDS[:6])} are 40.", around="")


def test_a_third_of_them_has_to_stand_in_the_sentence_itself() -> None:
    above = " ".join(WORDS[4:])
    assert speaks_of(TEN, f"The {' '.join(WORDS[:4])} are 40.", above)
    assert not speaks_of(TEN, f"The {' '.join(WORDS[:3])} are 40.", f"{WORDS[3]} {above}")
    assert touches(TEN, " ".join(WORDS[:4])) and not touches(TEN, " ".join(WORDS[:3]))


@pytest.mark.parametrize(
    ("said", "expected"), [("boats carry grain", True), ("boats carry", False), ("boats", False)]
)
def test_names_alone_are_not_what_is_asked(said: str, expected: bool) -> None:
    """Five of its seven words, over the seven tenths, but two of the four that are no names."""
    assert (len(NAMED.terms), len(NAMED.required)) == (7, 3)
    assert speaks_of(NAMED, f"Of Bergen, Hue and Oslo 40 {said}.", around="") is expected
