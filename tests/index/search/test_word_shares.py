"""What the words of a question are worth in each passage, counted among those near it."""

from __future__ import annotations

import pytest

from index.search.word_shares import word_shares

FORMS = [frozenset({"harbour"}), frozenset({"berth"})]
TEXTS = {1: "harbour berths", 2: "harbour pilots", 3: "harbour fees", 4: "school fees"}
NEAR = {1: 0.8, 2: 0.8, 3: 0.8, 4: 0.8}


def test_a_word_that_all_near_passages_have_counts_less() -> None:
    shares = word_shares(FORMS, TEXTS, NEAR)
    assert shares[1] - shares[2] > 2 * shares[2] > 0, "berth is rare, harbour is not"
    assert shares[2] == shares[3] and 4 not in shares
    assert shares[1] == pytest.approx(0.9, abs=0.2), "all words once"


@pytest.mark.parametrize(("away", "changed"), [(0.04, True), (0.4, False)])
def test_passages_far_from_the_question_do_not_count(away: float, changed: bool) -> None:
    others = {10 + n: "berths of a train " * 9 for n in range(10)}
    before = word_shares(FORMS, TEXTS, NEAR)
    after = word_shares(FORMS, TEXTS | others, NEAR | dict.fromkeys(others, 0.8 - away))
    assert (after[1] == pytest.approx(before[1], rel=0.2)) is not changed


def test_another_form_of_a_word_counts_as_the_word() -> None:
    forms = [frozenset({"the", "thể"})]
    assert set(word_shares(forms, {1: "thể", 2: "thế"}, {1: 0.5, 2: 0.5})) == {1}


@pytest.mark.parametrize(("forms", "texts"), [([], TEXTS), (FORMS, {})])
def test_nothing_to_weigh_is_nothing(forms: list[frozenset[str]], texts: dict[int, str]) -> None:
    assert word_shares(forms, texts, NEAR) == {}
