"""The fusion of ranks that search is compared with, against sums written out by hand."""

from __future__ import annotations

from tests.benchmarks.retrieval import reciprocal_rank_fusion


def test_a_rank_score_is_the_sum_over_the_rankings_with_ranks_from_one() -> None:
    fused = reciprocal_rank_fusion([[7, 8, 9], [9, 7]])
    assert fused == [
        (7, 1 / (60 + 1) + 1 / (60 + 2)),
        (9, (1 / (60 + 3)) + (1 / (60 + 1))),
        (8, 1 / (60 + 2)),
    ]


def test_the_smoothing_of_ranks_is_used() -> None:
    assert dict(reciprocal_rank_fusion([[1, 2], [2]], smoothing=10)) == {
        1: 1 / 11,
        2: 1 / 12 + 1 / 11,
    }


def test_equal_rank_scores_are_in_order_of_id() -> None:
    assert [number for number, _ in reciprocal_rank_fusion([[5], [3], [4]])] == [3, 4, 5]


def test_no_ranks_to_fuse_are_nothing() -> None:
    assert reciprocal_rank_fusion([[], []]) == []
