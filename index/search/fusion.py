"""Two rankings to one: by scores (what search uses) and by ranks (what it is compared with).

Reciprocal rank fusion forgets by how much the first hit leads; see tests/benchmarks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

Scored = Sequence[tuple[int, float]]  # (id, score), best first

SMOOTHING = 60


def convex_combination(dense: Scored, keyword: Scored, weight: float) -> list[tuple[int, float]]:
    """(id, score from 0 to 1), best first: weight * dense + (1 - weight) * keyword.

    Dense scores are scaled so that the list runs from 0 to 1; keyword scores, whose floor is
    0, are divided by the highest. An id that a list lacks gets 0 from it. Equal scores are in
    order of id. Bruch, Gai and Ingber 2023, arXiv:2210.11934.
    """
    scores: dict[int, float] = defaultdict(float)
    if dense:
        low = min(score for _, score in dense)
        span = max(score for _, score in dense) - low
        for number, score in dense:
            scores[number] += weight * ((score - low) / span if span > 0 else 1.0)
    high = max((score for _, score in keyword), default=0.0)
    for number, score in keyword:
        scores[number] += (1 - weight) * (score / high if high > 0 else 1.0)
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
