"""The acts of our own making are read without a fault."""

from __future__ import annotations

import pytest

from tests.quality import acts


def test_every_line_and_fact_of_an_act_is_right() -> None:
    figures = acts.measure(rows=acts.questions()[:3])
    assert figures.wrong == ()


@pytest.mark.whole
def test_questions_by_place_or_number() -> None:
    right, of = acts.measure().questions
    assert of == 60 and right >= 58
