"""An evaluation as the terminal shows it: plain text, pure functions."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping

from assistant.evaluation.comparison import Comparison, QuestionChange
from assistant.evaluation.evaluation import Figures, Report
from corpus.wording import _
from ui.publishing.evaluation.figure_names import FIGURES, difference, number, shown
from ui.terminal.answer_lines import WIDTH

# The columns of an evaluation's table: a figure and its heading.
_COLUMNS = {
    "right": "right",
    "answered_wrong": "wrong",
    "refused": "refused",
    "short_answer_f1": "F1",
    "hit@1": "hit@1",
    "hit@10": "hit@10",
    "ndcg@10": "nDCG",
    "citation_precision": "cit.P",
    "citation_recall": "cit.R",
    "refusal_recall": "ref.R",
}


def evaluation_lines(report: Report) -> str:
    """The figures of an evaluation by type of question, and what is told of all alone."""
    table = [
        _row("in %", "n", _COLUMNS.values()),
        _figures("all questions", report.overall),
        *(_figures(kind, figures) for kind, figures in report.by_type.items()),
    ]
    others = [name for name in FIGURES if name not in _COLUMNS]
    told = [f"{FIGURES[name].label} {shown(name, report.overall[name])}" for name in others]
    return "\n".join([*table, "", textwrap.fill("; ".join(told), WIDTH)])


def _figures(name: str, figures: Figures) -> str:
    count = f"{figures['questions']}"
    return _row(name, count, [number(column, figures[column]) for column in _COLUMNS])


def _row(name: str, count: str, cells: Iterable[str]) -> str:
    return f"{name:<20}{count:>5} " + "".join(
        f"{cell:>{max(7, len(heading) + 1)}}"
        for cell, heading in zip(cells, _COLUMNS.values(), strict=True)
    )


def review_line(counts: Mapping[str, int]) -> str:
    """How many answers people judged, and how."""
    return _("judged by people: {right} right, {wrong} wrong, {incomplete} incomplete").format(
        **counts
    )


def comparison_lines(comparison: Comparison) -> str:
    """Every figure, old and new, and question by question what changed."""
    parts = [f"Against {comparison.old_file} of {comparison.old_created}: old → new, difference"]
    for change in comparison.figures:
        if figure := FIGURES.get(change.name):
            label = f"{figure.label}, {figure.unit}"
            old, new = number(change.name, change.old), number(change.name, change.new)
            gap = difference(change.name, change.difference)
            parts.append(f"{label:<28}{old:>8} → {new:<8}{gap:>8}".rstrip())
    parts.append("")
    counts = ", ".join(f"{comparison.count(way)} {way}" for way in ("better", "worse", "other"))
    parts.append(f"{len(comparison.changes)} questions changed: {counts}")
    parts.extend(_change(change) for change in comparison.changes)
    for where, asked in (("old", comparison.only_old), ("new", comparison.only_new)):
        parts.extend(
            f"only in the {where} report: {one.id}: {_line(one.question)}" for one in asked
        )
    return "\n".join(parts)


def _change(change: QuestionChange) -> str:
    said = [
        f"    {when}: {_line(told.short_answer or told.text)}"
        for when, told in (("old", change.old), ("new", change.new))
        if told.state != "refused"
    ]
    return "\n".join([f"{change.what}: {change.id}: {_line(change.question)}", *said])


def _line(text: str) -> str:
    return textwrap.shorten(text, WIDTH, placeholder=" …")
