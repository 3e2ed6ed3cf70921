"""Reciprocal rank fusion: several rankings of ids to one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

SMOOTHING = 60


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[int]],
    weights: Sequence[float] | None = None,
    smoothing: float = SMOOTHING,
) -> list[tuple[int, float]]:
    """(id, score), best first: score = sum over rankings of weight / (smoothing + rank).

    Ranks start at 1; an id that a ranking lacks gets nothing from it. Equal scores are in
    order of id. Cormack, Clarke and Buettcher, SIGIR 2009, doi:10.1145/1571941.1572114.
    """
    scores: dict[int, float] = defaultdict(float)
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, number in enumerate(ranking, start=1):
            scores[number] += weight / (smoothing + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
