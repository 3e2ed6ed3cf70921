"""Two rankings to one: by scores (what search uses) and by ranks (what it is compared with).

Reciprocal rank fusion forgets by how much the first hit leads; see tests/benchmarks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

Scored = Sequence[tuple[int, float]]  # (id, score), best first

SMOOTHING = 60
# How far apart the inner products of the nearest passage and of the hundredth are, at the median
# over collections that may be read. Were it that of the question at hand, what is furthest away
# would say how the nearest are weighed.
SPAN = 0.46


def convex_combination(dense: Scored, keyword: Scored, weight: float) -> list[tuple[int, float]]:
    """(id, score up to about 1), best first: weight * dense + (1 - weight) * keyword.

    A dense score is 1 for the highest and 0 for what is SPAN below it; keyword scores are from 0
    to about 1. An id that a list lacks gets 0 from it. Equal scores are in order of id. Bruch, Gai
    and Ingber 2023, arXiv:2210.11934.
    """
    scores: dict[int, float] = defaultdict(float)
    best = max((score for _, score in dense), default=0.0)
    for number, score in dense:
        scores[number] += weight * (1 - (best - score) / SPAN)
    for number, score in keyword:
        scores[number] += (1 - weight) * score
    return _ranked(scores)


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[int]], smoothing: float = SMOOTHING
) -> list[tuple[int, float]]:
    """(id, score), best first: score = sum over rankings of 1 / (smoothing + rank).

    Ranks start at 1; an id that a ranking lacks gets nothing from it. Equal scores are in
    order of id. Cormack, Clarke and Buettcher, SIGIR 2009, doi:10.1145/1571941.1572114.
    """
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, number in enumerate(ranking, start=1):
            scores[number] += 1 / (smoothing + rank)
    return _ranked(scores)


def _ranked(scores: dict[int, float]) -> list[tuple[int, float]]:
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
