"""The arithmetic of an evaluation: pure functions, each figure with its definition.

Shares and scores lie between 0 and 1. A figure over nothing is None, never 0.
"""

from __future__ import annotations

import math
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

DEPTH = 10  # of the ranking that is measured
BINS = 10
THRESHOLDS = tuple(step / 20 for step in range(21))

# Texts


def _table(letters: str, plain: str) -> dict[int, str]:
    return {ord(letter): plain for letter in letters}


_PLAIN = {
    **_table("“”„‟«»″", '"'),
    **_table("‘’‚‛‹›′´`", "'"),
    **_table("‐‑‒–—―−", "-"),
    **_table("\u00ad\u200b\u200c\u200d\ufeff", ""),  # seen by no one
}
_NO_PUNCTUATION = dict.fromkeys(map(ord, string.punctuation))
_SHORT = 3  # letters; what is shorter than a stem has to be a whole word


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_PLAIN)).translate(_PLAIN).casefold()


def normalised(text: str) -> str:
    """`text` as texts are compared: in small letters, with one kind of space, quote and dash."""
    return re.sub(r" ?- ?", "-", " ".join(_plain(text).split()))


@lru_cache(maxsize=4096)
def _pattern(wanted: str) -> re.Pattern[str]:
    words = normalised(wanted)
    before = after = ""
    if words[:1].islower() or words[:1].isdigit():
        before = r"(?<!\w)(?<!\d[.,])" if words[0].isdigit() else r"(?<!\w)"
    if words[-1:].isdigit():
        after = r"(?!\d)(?![.,]\d)"
    elif words[-1:].islower() and len(words) <= _SHORT:
        after = r"(?!\w)"
    return re.compile(before + re.escape(words) + after)


def says(texts: Iterable[str], wanted: str) -> bool:
    """Whether one of the texts has the wanted words, compared as `normalised` does.

    They begin where a word begins (`art` is not in `part`). A number is not found in a longer
    number (`40` neither in `1,402` nor in `40.5`), nor up to three letters in a longer word.
    """
    pattern = _pattern(wanted)
    return any(pattern.search(normalised(text)) for text in texts)


def accepted(texts: Sequence[str], groups: Sequence[Sequence[str]]) -> bool:
    """Whether the texts say at least one of the strings of every group."""
    return all(any(says(texts, wanted) for wanted in group) for group in groups)


def token_f1(given: str | None, gold: Sequence[str]) -> float:
    """F1 of the words in common with the gold answer that is nearest, as SQuAD counts them.

    Without capitals, punctuation and articles. 0 where nothing was given.
    """
    return max((_f1(_tokens(given), _tokens(one)) for one in gold), default=0.0) if given else 0.0


def _tokens(text: str) -> list[str]:
    words = _plain(text).translate(_NO_PUNCTUATION).split()
    return [word for word in words if word not in ("a", "an", "the")]


def _f1(given: list[str], gold: list[str]) -> float:
    if not given or not gold:
        return float(given == gold)
    common = (Counter(given) & Counter(gold)).total()
    return 2 * common / (len(given) + len(gold))


# Places


@dataclass(frozen=True, slots=True)
class DocumentSpan:
    """The characters from `start` up to `end` of a stored document."""

    document_id: str
    start: int
    end: int


def overlap(one: DocumentSpan, other: DocumentSpan) -> int:
    """How many characters two spans have in common."""
    if one.document_id != other.document_id:
        return 0
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def same_place(one: DocumentSpan, other: DocumentSpan) -> bool:
    """Whether two spans have at least half of the shorter one in common."""
    shorter = min(one.end - one.start, other.end - other.start)
    return 0 < shorter <= 2 * overlap(one, other)


# Ranking


def first_hit(relevant: Sequence[bool]) -> int | None:
    """The rank, from 1, of the first relevant passage."""
    return next((rank for rank, hit in enumerate(relevant, start=1) if hit), None)


def ndcg(relevant: Sequence[bool], missed: int) -> float:
    """nDCG at 10 of a ranking; `missed` gold passages stand nowhere in it.

    The best ranking has every relevant passage that was found and every one that was missed
    first. A relevant passage gains 1, a rank is discounted by log2(1 + rank).
    """
    shown = relevant[:DEPTH]
    best = min(DEPTH, sum(shown) + missed)
    gained = sum(1 / math.log2(1 + rank) for rank, hit in enumerate(shown, start=1) if hit)
    return gained / sum(1 / math.log2(1 + rank) for rank in range(1, best + 1)) if best else 0.0


# Calibration


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer to one question with refusal off, and whether it is right.

    An answer to an unanswerable question is never right. `given` is false where there was no
    answer even so.
    """

    confidence: float
    right: bool
    answerable: bool = True
    given: bool = True


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions with a confidence from `low` up to `high`: their mean, and the share right."""

    low: float
    high: float
    count: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """Among the most confident `coverage` of the questions, down to `confidence`, the share
    that is not right."""

    coverage: float
    confidence: float
    error: float


@dataclass(frozen=True, slots=True)
class Threshold:
    """What would come of this threshold: answers given, the share of them that is wrong, and
    the share of the answerable questions that is refused."""

    threshold: float
    given: int
    wrong: float | None
    refused: float | None


def reliability(judged: Sequence[Judged], bins: int = BINS) -> tuple[Bin, ...]:
    """The reliability diagram: bins of equal width; the last one holds 1.0 as well."""
    inside: list[list[Judged]] = [[] for _ in range(bins)]
    for one in judged:
        inside[min(bins - 1, max(0, int(one.confidence * bins)))].append(one)
    return tuple(
        Bin(
            low=number / bins,
            high=(number + 1) / bins,
            count=len(held),
            confidence=mean([one.confidence for one in held]),
            right=mean([one.right for one in held]),
        )
        for number, held in enumerate(inside)
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """The expected calibration error: how far confidence and share right are apart in a bin,
    averaged over the questions."""
    gaps = [
        one.count * abs(one.confidence - one.right)
        for one in bins
        if one.confidence is not None and one.right is not None
    ]
    return share(sum(gaps), sum(one.count for one in bins))


def risk_coverage(judged: Sequence[Judged]) -> tuple[CoveragePoint, ...]:
    """The error among the first k questions, most confident first, for every k from 1.

    Questions of the same confidence have no order; their errors are spread evenly over them,
    so that the order of the file does not matter.
    """
    points: list[CoveragePoint] = []
    errors = 0.0
    ordered = sorted(judged, key=lambda one: -one.confidence)
    for confidence, tied in groupby(ordered, key=lambda one: one.confidence):
        group = list(tied)
        wrong = sum(not one.right for one in group)
        for place in range(1, len(group) + 1):
            k = len(points) + 1
            error = (errors + wrong * place / len(group)) / k
            points.append(CoveragePoint(k / len(judged), confidence, error))
        errors += wrong
    return tuple(points)


def area_under(points: Sequence[CoveragePoint]) -> float | None:
    """The area under the risk-coverage curve: its mean error, over every coverage."""
    return mean([point.error for point in points])


def threshold_table(judged: Sequence[Judged]) -> tuple[Threshold, ...]:
    """What would come of each threshold from 0 to 1 in steps of 0.05."""
    answerable = sum(one.answerable for one in judged)
    table = []
    for threshold in THRESHOLDS:
        given = [one for one in judged if one.given and one.confidence >= threshold]
        kept = sum(one.answerable for one in given)
        table.append(
            Threshold(
                threshold=threshold,
                given=len(given),
                wrong=share(sum(not one.right for one in given), len(given)),
                refused=share(answerable - kept, answerable),
            )
        )
    return tuple(table)


# Sums


def share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def mean(values: Sequence[float]) -> float | None:
    return share(math.fsum(values), len(values))


def percentile(values: Sequence[float], q: float) -> float | None:
    """The value below which the share `q` lies, between neighbours in proportion."""
    if not values:
        return None
    ordered = sorted(values)
    place = q * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
