"""A short form of the measure of questions to tables: one table of each kind."""

from __future__ import annotations

import random

from tests.quality.cells import asked_of, judged
from tests.quality.tables import made_tables


def test_the_right_cells_answer() -> None:
    chance = random.Random(11)
    wrong = []
    for place, made in list(enumerate(made_tables(seed=11)))[5:15]:
        for asked, answer in asked_of(made, place, chance):
            right, bold = judged(asked, answer)
            assert not bold, (asked, answer.short_answer)
            if not right:
                wrong.append((asked, answer.text))
    assert len(wrong) <= 5, wrong  # 90 in 100 are the target
