"""Both fusions, against sums written out by hand."""

from __future__ import annotations

import pytest

from index.fusion import convex_combination, reciprocal_rank_fusion


def test_a_reciprocal_rank_score_is_the_sum_over_the_rankings_with_ranks_from_one() -> None:
    assert reciprocal_rank_fusion([[7, 8, 9], [9, 7]]) == [
        (7, 1 / (60 + 1) + 1 / (60 + 2)),
        (9, 1 / (60 + 3) + 1 / (60 + 1)),
        (8, 1 / (60 + 2)),
    ]


def test_the_smoothing_is_used() -> None:
    assert dict(reciprocal_rank_fusion([[1, 2], [2]], smoothing=10)) == {
        1: 1 / 11,
        2: 1 / 12 + 1 / 11,
    }


def test_two_good_ranks_beat_one_first_rank() -> None:
    assert next(iter(reciprocal_rank_fusion([[1, 2, 3], [4, 3, 2]])))[0] == 2


def test_a_convex_score_is_the_weighted_sum_of_scaled_scores() -> None:
    dense = [(7, 0.9), (8, 0.6), (9, 0.5)]  # scaled to 1, 0.25 and 0
    keyword = [(9, 8.0), (8, 5.0)]  # scaled to 1 and 0.625
    assert convex_combination(dense, keyword, weight=0.4) == [
        (9, pytest.approx(0.4 * 0 + 0.6 * 1)),
        (8, pytest.approx(0.4 * 0.25 + 0.6 * 0.625)),
        (7, pytest.approx(0.4 * 1)),
    ]


def test_the_lead_of_the_first_keyword_hit_counts() -> None:
    """What ranks alone forget: 5 leads by far among the keyword hits."""
    dense = [(4, 0.52), (3, 0.51), (5, 0.40), (6, 0.3)]
    keyword = [(5, 9.0), (4, 2.0), (3, 1.9)]
    assert convex_combination(dense, keyword)[0][0] == 5
    by_rank = reciprocal_rank_fusion([[n for n, _ in ranked] for ranked in (dense, keyword)])
    assert by_rank[0][0] == 4


def test_equal_scores_are_in_order_of_id() -> None:
    assert [number for number, _ in reciprocal_rank_fusion([[5], [3], [4]])] == [3, 4, 5]
    fused = convex_combination([(9, 0.5), (2, 0.5)], [])
    assert [number for number, _ in fused] == [2, 9]


def test_one_list_or_none_is_enough() -> None:
    assert reciprocal_rank_fusion([]) == reciprocal_rank_fusion([[], []]) == []
    assert convex_combination([], []) == []
    assert convex_combination([], [(3, 0.0)]) == [(3, pytest.approx(0.65))]
    assert convex_combination([(1, 0.7)], [])[0][0] == 1
