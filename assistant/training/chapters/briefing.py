"""The briefing of a pack: exact sentences that cover a topic without repetition, under headings.

What is chosen maximises a monotone submodular function under a budget of words, greedily by gain
and cost (Lin and Bilmes, 2011, A Class of Submodular Functions for Document Summarization): how
well the chosen cover all that the documents say of the topic, and a reward that falls with each
further sentence of the same section and of the same document.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.training.chapters.points import KeyPoint, points
from assistant.training.chapters.sections import sections
from assistant.training.material import Material
from assistant.training.pack import Section
from corpus.language.stems import stems

WORDS_PER_PAGE = 380
MOST_ALIKE = 0.77  # cosine of two sentences; those nearer say the same
SAME_WORDS = 0.8  # of the shorter one's stems: as above
COVERAGE, REWARD, BY_DOCUMENT = 2.0, 3.0, 0.1  # of what the gain of a point is made
COST = 0.7  # the power of the number of words that a gain is divided by
LEAST_RELEVANCE = 0.55  # of a sentence, as a share of the highest


def briefing(material: Material, *, pages: int = 2) -> tuple[Section, ...]:
    """The key points of a topic on that many pages or fewer, cited, in an order that reads well."""
    return sections(_chosen(points(material), material, WORDS_PER_PAGE * pages), material)


def _chosen(found: Sequence[KeyPoint], material: Material, budget: int) -> list[KeyPoint]:
    """The points that cover the material best within a number of words."""
    if not found:
        return []
    least = LEAST_RELEVANCE * max(point.span.relevance for point in found)
    found = [point for point in found if point.span.relevance >= least]
    weights = np.array([one.relevance**2 for one in material.sentences])
    near = np.maximum(0.0, material.vectors @ material.vectors.T)
    likeness = np.stack([near[:, point.rows].max(axis=1) for point in found], axis=1)
    alike = np.stack([likeness[list(point.rows)].max(axis=0) for point in found])
    costs = np.array([point.length for point in found], dtype=float) ** COST
    worth = np.array([point.worth for point in found])
    own = [stems(point.span.text) for point in found]
    sections = _numbers([(point.span.document.id, point.headings) for point in found])
    documents = _numbers([point.span.document.id for point in found])

    covered = np.zeros(len(material.sentences))
    by_section, by_document = np.zeros(sections.max() + 1), np.zeros(documents.max() + 1)
    open_ = np.ones(len(found), dtype=bool)
    chosen: list[int] = []
    left = budget
    while open_.any():
        gain = COVERAGE * (weights @ np.maximum(0.0, likeness - covered[:, None])) / weights.sum()
        scale = len(found) ** 0.5
        gain += (REWARD / scale) * (
            np.sqrt(by_section[sections] + worth) - np.sqrt(by_section[sections])
        )
        gain += (BY_DOCUMENT / scale) * (
            np.sqrt(by_document[documents] + worth) - np.sqrt(by_document[documents])
        )
        gain = np.where(open_, gain * worth / costs, -1.0)
        best = int(gain.argmax())
        open_[best] = False
        if found[best].length > left or any(
            _share(own[best], own[other]) >= SAME_WORDS or found[best].overlaps(found[other])
            for other in chosen
        ):
            continue
        chosen.append(best)
        left -= found[best].length
        covered = np.maximum(covered, likeness[:, best])
        by_section[sections[best]] += worth[best]
        by_document[documents[best]] += worth[best]
        open_ &= alike[best] <= MOST_ALIKE
    return [found[place] for place in sorted(chosen)]


def _numbers(keys: Sequence[object]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Equal keys as equal numbers from 0."""
    known: dict[object, int] = {}
    return np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int64)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
