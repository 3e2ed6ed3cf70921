"""Reciprocal rank fusion, against sums written out by hand."""

from __future__ import annotations

import pytest

from index.fusion import reciprocal_rank_fusion


def test_a_score_is_the_sum_over_the_rankings_with_ranks_from_one() -> None:
    fused = reciprocal_rank_fusion([[7, 8, 9], [9, 7]])
    assert fused == [
        (7, 1 / (60 + 1) + 1 / (60 + 2)),
        (9, 1 / (60 + 3) + 1 / (60 + 1)),
        (8, 1 / (60 + 2)),
    ]


def test_weights_and_smoothing_are_used() -> None:
    fused = dict(reciprocal_rank_fusion([[1, 2], [2]], weights=[1.0, 0.5], smoothing=10))
    assert fused == {1: 1 / 11, 2: 1 / 12 + 0.5 / 11}


def test_both_lists_beat_a_first_place_in_one() -> None:
    assert next(iter(reciprocal_rank_fusion([[1, 2, 3], [4, 3, 2]])))[0] == 2


def test_equal_scores_are_in_order_of_id() -> None:
    assert [number for number, _ in reciprocal_rank_fusion([[5], [3], [4]])] == [3, 4, 5]


def test_nothing_to_fuse_is_nothing() -> None:
    assert reciprocal_rank_fusion([]) == []
    assert reciprocal_rank_fusion([[], []]) == []


def test_a_weight_for_each_ranking_is_needed() -> None:
    with pytest.raises(ValueError):
        reciprocal_rank_fusion([[1], [2]], weights=[1.0])
