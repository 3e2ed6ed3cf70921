"""The network's logits as scores of passages and their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.reader.encoding import Window

SPAN_TOKENS = 30  # the longest short answer
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class SentenceLogits:
    """`evidence`: mean logit of its tokens. `span`: logit of its best answer over no answer;
    that answer stands at (`start`, `end`) in the passage. `lead` is by how much the best answer
    is above the best one that does not touch it.
    """

    evidence: float
    span: float
    start: int
    end: int
    lead: float


@dataclass(frozen=True, slots=True)
class PassageLogits:
    """`answers`, `related`: logits that the passage answers, is on the subject. Sentences in
    order, None for one that was not read."""

    answers: float
    related: float
    sentences: tuple[SentenceLogits | None, ...]


def passage_logits(read: Sequence[tuple[Window, Array, Array]], sentences: int) -> PassageLogits:
    """Of the windows of one passage: each with its `whole` (2,) and `token` (tokens, 3) logits."""
    found: list[SentenceLogits | None] = [None] * sentences
    for window, _, token in read:
        null = float(token[0, 0] + token[0, 1])
        for which, place in enumerate(window.sentences):
            if place is None:
                continue
            score = _sentence(window, token, null, *place)
            old = found[which]
            if old is None or score.evidence > old.evidence:
                found[which] = score
    return PassageLogits(
        max(float(whole[0]) for _, whole, _ in read),
        max(float(whole[1]) for _, whole, _ in read),
        tuple(found),
    )


def _sentence(window: Window, token: Array, null: float, first: int, end: int) -> SentenceLogits:
    own = token[first:end]
    both = own[:, 0][:, None] + own[:, 1][None, :]
    reach = np.arange(len(own))[None, :] - np.arange(len(own))[:, None]
    both = np.where((reach >= 0) & (reach < SPAN_TOKENS), both, -np.inf)
    left, right = divmod(int(both.argmax()), len(own))
    best = float(both[left, right])
    # The best answer that shares no token with it.
    apart = both.copy()
    apart[: right + 1, left:] = -np.inf
    second = float(apart.max())
    offsets = window.offsets
    return SentenceLogits(
        float(own[:, 2].mean()),
        best - null,
        offsets[first - window.first + left][0],
        offsets[first - window.first + right][1],
        best - max(second, null - 20.0),
    )
