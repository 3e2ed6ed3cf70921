"""Two rankings to one, by their scores.

Reciprocal rank fusion forgets by how much the first hit leads; see tests/benchmarks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

Scored = Sequence[tuple[int, float]]  # (id, score), best first

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
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
