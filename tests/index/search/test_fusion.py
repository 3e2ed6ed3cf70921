"""Fusion of two rankings, against sums written out by hand."""

from __future__ import annotations

import pytest

from index.search.fusion import SPAN, convex_combination


def test_a_score_is_the_weighted_sum_of_the_scores() -> None:
    dense = [(1, 0.8), (2, 0.8 - SPAN / 2), (3, 0.8 - SPAN)]  # scaled: 1, 0.5, 0
    keyword = [(2, 1.0), (4, 0.25)]
    fused = convex_combination(dense, keyword, weight=0.4)
    assert [number for number, _ in fused] == [2, 1, 4, 3]
    assert dict(fused) == pytest.approx(
        {2: 0.4 * 0.5 + 0.6 * 1, 1: 0.4 * 1, 4: 0.6 * 0.25, 3: 0.4 * 0}
    )


def test_what_is_far_away_does_not_change_how_the_others_are_weighed() -> None:
    dense, keyword = [(1, 0.9), (2, 0.7)], [(2, 0.9)]
    few = dict(convex_combination(dense, keyword, 0.65))
    many = dict(convex_combination([*dense, (3, 0.1)], [*keyword, (4, 0.2)], 0.65))
    assert few == {number: many[number] for number in few}


@pytest.mark.parametrize(("behind", "first"), [(0.21, 2), (0.27, 1)])
def test_all_words_weigh_as_much_as_a_quarter_of_nearness(behind: float, first: int) -> None:
    fused = convex_combination([(1, 0.9), (2, 0.9 - behind)], [(2, 1.0)], 0.65)
    assert fused[0][0] == first


def test_nothing_to_fuse_is_nothing() -> None:
    assert convex_combination([], [], 0.8) == []


def test_one_empty_list_leaves_the_order_of_the_other() -> None:
    ranked = [(5, 0.9), (9, 0.5), (2, 0.1)]
    assert [number for number, _ in convex_combination(ranked, [], 0.8)] == [5, 9, 2]
    assert [number for number, _ in convex_combination([], ranked, 0.8)] == [5, 9, 2]


def test_equal_scores_count_fully_and_are_in_order_of_id() -> None:
    assert convex_combination([(4, 0.5), (3, 0.5)], [], 0.8) == [(3, 0.8), (4, 0.8)]
    assert convex_combination([], [(4, 1.0), (3, 1.0)], 0.8) == [
        (3, pytest.approx(0.2)),
        (4, pytest.approx(0.2)),
    ]
