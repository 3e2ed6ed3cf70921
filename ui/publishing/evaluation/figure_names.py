"""The figures of an evaluation in words: one name, one unit and one direction for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

NOTHING = "–"  # where there was nothing to measure
SAME = 0.0005  # a difference that is not shown: it would read as 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """How a figure is shown. `better` is 1 where more is better, -1 where less is."""

    label: str
    meaning: str
    better: Literal[1, -1]
    unit: Literal["%", "ms", "/s"] = "%"


FIGURES: Mapping[str, Figure] = {
    "right": Figure("answered right", "of the answerable questions", 1),
    "answered_wrong": Figure("answered wrong", "of the answerable questions", -1),
    "refused": Figure("refused", "of the answerable questions", -1),
    "short_answer_f1": Figure("short answer F1", "words in common with the gold answer", 1),
    "hit@1": Figure("hit@1", "a gold passage is the first that is found", 1),
    "hit@5": Figure("hit@5", "a gold passage is among the first five", 1),
    "hit@10": Figure("hit@10", "a gold passage is among the first ten", 1),
    "mrr@10": Figure("MRR@10", "one over the rank of the first gold passage", 1),
    "ndcg@10": Figure("nDCG@10", "how high all gold passages stand", 1),
    "citation_precision": Figure("citation precision", "citations that are to the point", 1),
    "citation_recall": Figure("citation recall", "gold passages that are cited", 1),
    "refusal_precision": Figure("refusal precision", "refusals where there is no answer", 1),
    "refusal_recall": Figure("refusal recall", "unanswerable questions that are refused", 1),
    "calibration_error": Figure("calibration error", "confidence against share right (ECE)", -1),
    "risk_coverage_area": Figure("risk-coverage area", "mean error, most confident first", -1),
    "p50_ms": Figure("median time", "for an answer", -1, "ms"),
    "p95_ms": Figure("95th percentile", "for an answer", -1, "ms"),
    "questions_per_second": Figure("questions a second", "one after another", 1, "/s"),
}


def number(name: str, value: float | None) -> str:
    """The bare number, a share as percent: `92.1`."""
    if value is None:
        return NOTHING
    return f"{100 * value if FIGURES[name].unit == '%' else value:,.1f}"


def shown(name: str, value: float | None) -> str:
    """The number with its unit: `92.1 %`, `17.0 ms`, `52.3`."""
    unit = {"%": "\N{NO-BREAK SPACE}%", "ms": "\N{NO-BREAK SPACE}ms", "/s": ""}[FIGURES[name].unit]
    return NOTHING if value is None else number(name, value) + unit


def difference(name: str, value: float | None) -> str:
    """A difference with its sign, a share in percentage points: `+2.1`."""
    if value is None:
        return ""
    told = 100 * value if FIGURES[name].unit == "%" else value
    return "±0.0" if abs(told) < 100 * SAME else f"{told:+,.1f}".replace("-", "−")


def direction(name: str, value: float | None) -> Literal["better", "worse", "same"]:
    """Which way a difference goes; of times and speeds, which no two runs share, neither."""
    figure = FIGURES[name]
    if value is None or figure.unit != "%" or abs(value) < SAME:
        return "same"
    return "better" if value * figure.better > 0 else "worse"
