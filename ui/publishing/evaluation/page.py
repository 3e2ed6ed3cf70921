"""An evaluation as one HTML file to read, print and send: no script, and nothing from outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.evaluation.comparison import Comparison
from assistant.evaluation.evaluation import Report
from assistant.evaluation.judging import Outcome, Verdict
from assistant.evaluation.metrics import Bin, CoveragePoint, Threshold
from corpus.wording import counted
from ui.page.ask.render import shortened
from ui.publishing.evaluation.figure_names import FIGURES, difference, direction, number, shown

TEMPLATE = "evaluation.html"
CURVE_POINTS = 300  # more than this, no eye can tell apart

# What became of a question: heading, what it means; the worst first.
OUTCOMES: dict[Outcome, tuple[str, str]] = {
    "wrong": ("Answered wrong", "Neither the answer nor its quotes say what is accepted."),
    "answered_unanswerable": (
        "Answered, and should not have been",
        "The documents do not say, and an answer was given.",
    ),
    "refused": ("Refused, and should not have been", "The documents say it; no answer was given."),
    "right": ("Answered right", "The answer or one of its quotes says what is accepted."),
    "refused_rightly": ("Rightly refused", "The documents do not say, and the assistant said so."),
}
GOOD: tuple[Outcome, ...] = ("right", "refused_rightly")

# The groups of figures that stand at the head of the page.
GROUPS: dict[str, tuple[str, ...]] = {
    "Search": ("hit@1", "hit@5", "hit@10", "mrr@10", "ndcg@10"),
    "Answers and citations": ("short_answer_f1", "citation_precision", "citation_recall"),
    "Refusals": ("refusal_precision", "refusal_recall"),
    "Confidence": ("calibration_error", "risk_coverage_area"),
    "Speed": ("p50_ms", "p95_ms", "questions_per_second"),
}
COLUMNS: dict[str, dict[str, str]] = {
    "Answerable": {"right": "right", "answered_wrong": "wrong", "refused": "refused"},
    "Short": {"short_answer_f1": "F1"},
    "Search": {"hit@1": "@1", "hit@5": "@5", "hit@10": "@10", "mrr@10": "MRR", "ndcg@10": "nDCG"},
    "Citations": {"citation_precision": "prec.", "citation_recall": "recall"},
    "Refusals": {"refusal_precision": "prec.", "refusal_recall": "recall"},
    "Conf.": {"calibration_error": "ECE"},
    "Time": {"p50_ms": "ms"},
}


@dataclass(frozen=True, slots=True)
class Plot:
    """The square in which a curve is drawn, in units of the picture; both axes go from 0 to 1."""

    left: float = 46
    top: float = 12
    width: float = 300
    height: float = 220

    def x(self, value: float) -> float:
        return round(self.left + self.width * min(1.0, max(0.0, value)), 1)

    def y(self, value: float) -> float:
        return round(self.top + self.height * (1 - min(1.0, max(0.0, value))), 1)

    def line(self, points: Iterable[tuple[float, float]]) -> str:
        """The points of an SVG polyline."""
        return " ".join(f"{self.x(x)},{self.y(y)}" for x, y in points)


def page(report: Report, comparison: Comparison | None = None) -> str:
    """The whole page. Every text in it is escaped by the template's engine."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(moment=moment, shortened=shortened)
    return environment.get_template(TEMPLATE).render(
        report=report,
        comparison=comparison,
        sections=[
            (outcome, *OUTCOMES[outcome], rows) for outcome, rows in _by_outcome(report.rows)
        ],
        counts={outcome: _count(report.rows, outcome) for outcome in OUTCOMES},
        good=GOOD,
        groups=GROUPS,
        columns=COLUMNS,
        figures=FIGURES,
        shown=shown,
        number=number,
        difference=difference,
        direction=direction,
        counted=counted,
        plot=Plot(),
        bins=[one for one in report.curves.reliability if one.count],
        most=max((one.count for one in report.curves.reliability), default=0),
        curve=thinned(report.curves.risk_coverage),
        operating=operating_point(report),
        nearest=nearest_threshold(report),
        reliability_gaps=_gaps(report.curves.reliability),
    )


def moment(iso: str) -> str:
    """`2026-11-21T20:10:05+00:00` as `21 November 2026, 20:10 UTC`; anything else unchanged."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{when.day} {when:%B %Y, %H:%M} UTC"


def thinned(points: Sequence[CoveragePoint]) -> list[tuple[float, float]]:
    """(coverage, error) of some hundred points of the curve, the last among them."""
    step = max(1, len(points) // CURVE_POINTS)
    kept = [*points[::step], *points[-1:]]
    return [(point.coverage, point.error) for point in kept]


def operating_point(report: Report) -> CoveragePoint | None:
    """Where the threshold of the settings lies on the risk-coverage curve."""
    threshold = report.settings.get("threshold")
    if not isinstance(threshold, float | int):
        return None
    above = [point for point in report.curves.risk_coverage if point.confidence >= threshold]
    return above[-1] if above else None


def nearest_threshold(report: Report) -> Threshold | None:
    """The row of the threshold table that is nearest to the threshold of the settings."""
    threshold = report.settings.get("threshold")
    if not isinstance(threshold, float | int):
        return None
    return min(report.curves.thresholds, key=lambda row: abs(row.threshold - threshold))


def _gaps(bins: Sequence[Bin]) -> list[tuple[float, float]]:
    return [
        (one.confidence, one.right)
        for one in bins
        if one.confidence is not None and one.right is not None
    ]


def _by_outcome(rows: Sequence[Verdict]) -> list[tuple[Outcome, list[Verdict]]]:
    sections = [(outcome, [row for row in rows if row.outcome == outcome]) for outcome in OUTCOMES]
    return [(outcome, held) for outcome, held in sections if held]


def _count(rows: Sequence[Verdict], outcome: Outcome) -> int:
    return sum(row.outcome == outcome for row in rows)
