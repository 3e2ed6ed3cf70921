"""How much each sentence is about a topic: by its meaning, its headings, its words, its passage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.training.sentence import Sentence
from corpus.language.stems import stems
from corpus.language.words import content_words
from index.passage import Passage

AT_ONCE = 64  # texts that are embedded before progress is told
NEAR = 0.45  # cosine of a sentence to the topic, from which it is about it
NEAR_IN_WORDS = 0.23  # the same, where a passage has most words of the topic
SENTENCE, SECTION, PASSAGE, SHARED = 0.2, 0.35, 0.1, 0.35  # what relevance is made of
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """Of n sentences: relevance, (n,) from 0 to 1; unit rows of their meaning, (n, d) float32; and
    whether the topic is spoken of at all. `nearness` is by meaning alone: the mean of the cosine of
    a sentence and of what it stands under to the topic.
    """

    relevance: NDArray[np.float32]
    nearness: NDArray[np.float32]
    above: NDArray[np.float32]  # the cosine of what it stands under alone
    vectors: Vectors
    covered: bool


def judged(
    assistant: Assistant,
    chosen: Sequence[Sentence],
    found: Mapping[str, Sequence[Passage]],
    parts: Sequence[str],
    on_read: Callable[[float], None],
) -> JudgedSentence:
    """How relevant each of the sentences is; `found` are the passages of a search, by document.

    Each part of the topic is judged by itself, against the sentence nearest to it, so that the
    part the documents say most of does not hide the others.
    """
    paths = [one.headings for one in chosen]
    texts = [" ".join(one.told.split()) for one in chosen]
    # The title says what all is about, the heading next above what this part of it is about.
    above = [(": ".join(path) or "-", path[-1] if path else "-") for path in paths]
    sections = list(dict.fromkeys(heading for both in above for heading in both))
    shown = [" ".join(one.unlabelled().told.split()) for one in chosen]
    embedded = _embedded(assistant, [*shown, *sections, *parts], on_read)
    vectors, headed, topics = np.split(embedded, [len(texts), len(texts) + len(sections)])
    row = {section: number for number, section in enumerate(sections)}
    near = vectors @ topics.T
    under = headed @ topics.T
    whole, last = (under[[row[both[part]] for both in above]] for part in (0, 1))
    headed_near = np.maximum(last, (whole + last) / 2)
    nearness = (near + headed_near) / 2
    relevance = SENTENCE * near
    for both in zip(*above, strict=True):
        relevance += SECTION / 2 * under[[row[heading] for heading in both]]
    told = [f"{whole} {text}" for (whole, _), text in zip(above, texts, strict=True)]
    relevance += SHARED * _shared(parts, told)
    relevance += PASSAGE * np.array(
        [[passage_cosine(found.get(one.document.id, ()), one.start)] for one in chosen]
    )
    highest = relevance.max(axis=0)
    share = np.where(near.max(axis=0) >= NEAR_IN_WORDS, relevance / highest, 0.0).max(axis=1)
    return JudgedSentence(
        np.clip(share * highest.max(), 0.0, 1.0),
        nearness.max(axis=1),
        headed_near.max(axis=1),
        vectors,
        _is_covered(found, parts, float(near.max())),
    )


def _embedded(
    assistant: Assistant, texts: Sequence[str], on_read: Callable[[float], None]
) -> Vectors:
    """Unit rows of texts, some at a time, so that the work can be followed and stopped."""
    rows = []
    for start in range(0, len(texts), AT_ONCE):
        on_read(start / len(texts))
        rows.append(assistant.embed(texts[start : start + AT_ONCE]))
    return np.concatenate(rows)


def _shared(parts: Sequence[str], texts: Sequence[str]) -> Vectors:
    """The share of each part's words that each text has, (texts, parts), the rarer words of the
    texts counting for more."""
    stemmed = [stems(text) for text in texts]
    held = Counter(stem for some in stemmed for stem in some)
    shares = np.zeros((len(texts), len(parts)), dtype=np.float32)
    for column, part in enumerate(parts):
        weights = {
            stem: log(1 + len(texts) / (1 + held[stem]))
            for stem in stems(" ".join(content_words(part)))
        }
        for place, some in enumerate(stemmed):
            shares[place, column] = sum(weights[stem] for stem in weights.keys() & some)
        shares[:, column] /= sum(weights.values()) or 1.0
    return shares


def _is_covered(
    found: Mapping[str, Sequence[Passage]], parts: Sequence[str], nearest: float
) -> bool:
    """Whether something is about the topic: near to it, or less near but in most of its words."""
    if nearest >= NEAR:
        return True
    wanted = [stems(" ".join(content_words(part))) for part in parts]
    return nearest >= NEAR_IN_WORDS and any(
        2 * len(some & stems(passage.chunk.text)) > len(some)
        for some in wanted
        for passages in found.values()
        for passage in passages
    )


def share_of(wanted: frozenset[str], text: str) -> float:
    """The share of the topic's words that a text has."""
    return len(wanted & stems(text)) / max(1, len(wanted))


def passage_cosine(passages: Sequence[Passage], offset: int) -> float:
    """The nearness to the topic of the passage that holds a place, 0 where none does."""
    return max(
        (cosine(one) for one in passages if one.chunk.start <= offset < one.chunk.end),
        default=0.0,
    )


def cosine(passage: Passage) -> float:
    return passage.cosine or 0.0
