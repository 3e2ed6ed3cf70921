"""How well questions with known answers are answered: ask them all, and measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from assistant.answer import Answer, Turn
from assistant.answer_parts import written
from assistant.evaluation import metrics
from assistant.evaluation.gold import TYPES, Evidence, Gold
from assistant.evaluation.judging import UNTYPED, Verdict, judge, located
from assistant.evaluation.metrics import DocumentSpan
from corpus.document import Document
from corpus.errors import AssistantError, QuestionError
from corpus.wording import _
from index.passage import Passage
from index.store.database import SHARED_FILE, write_whole
from index.store.records import DocumentRecord

Figures = dict[str, float | None]  # by name; None where there was nothing to measure


class Asker(Protocol):
    """What an evaluation needs of the assistant.

    `threshold` is the confidence below which `ask` refuses; 0.0 never refuses for lack of
    confidence, None is the setting. Without `keep`, no list of open questions is touched; without
    `approved`, what editors have written answers nothing.
    """

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = ...,
        *,
        threshold: float | None = ...,
        keep: bool = ...,
        approved: bool = ...,
    ) -> Answer: ...

    def search(self, words: str, k: int = ...) -> list[Passage]: ...

    def documents(self) -> list[DocumentRecord]: ...

    def read(self, document_id: str) -> Document: ...


@dataclass(frozen=True, slots=True)
class Curves:
    """What the calibration shows, point by point."""

    reliability: tuple[metrics.Bin, ...]
    risk_coverage: tuple[metrics.CoveragePoint, ...]
    thresholds: tuple[metrics.Threshold, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """An evaluation. Apart from `created` and the speeds, the same questions over the same
    library give the same report."""

    created: str
    questions_file: str
    questions: int
    settings: Mapping[str, Any]
    overall: Figures
    by_type: dict[str, Figures]
    curves: Curves
    warnings: tuple[str, ...]
    rows: tuple[Verdict, ...]

    def to_dict(self) -> dict[str, Any]:
        told: dict[str, Any] = _rounded(asdict(self))
        return told


def evaluate(
    asker: Asker,
    questions: Sequence[Gold],
    *,
    name: str,
    settings: Mapping[str, Any],
    on_progress: Callable[[int], None] | None = None,
) -> Report:
    """Ask every question and measure the answers. `name` is that of the questions' file.

    A question is asked as a user asks it and, where it is refused, once more with refusal off:
    the calibration is over the answer that every question would get, so that it tells whether
    the threshold stands where it should. Raises AssistantError for an empty library.
    """
    records = asker.documents()
    if not records:
        raise AssistantError(
            _(
                "The library is empty, so there is nothing to evaluate. Add documents "
                "with: assistant ingest PATH"
            )
        )
    places = located([one for gold in questions for one in gold.evidence], records, asker.read)
    with suppress(QuestionError):
        asker.ask(
            questions[0].question, keep=False, approved=False
        )  # which loads what is loaded once
    warnings: list[str] = []
    rows: list[Verdict] = []
    for gold in questions:
        for one in gold.evidence:
            if not places[one]:
                warnings.append(
                    f"Question {gold.id!r}: the evidence “{_cut(one.quote)}” is in no document "
                    f"called {one.source}; it was not counted."
                )
        try:
            rows.append(_asked(asker, gold, places))
        except QuestionError as error:
            warnings.append(f"Question {gold.id!r} could not be asked: {error}")
            rows.append(judge(gold, _unasked(gold, error), None, [], places))
        if on_progress is not None:
            on_progress(1)
    judged = [row.judged for row in rows]
    held = {row.type for row in rows}
    types = [kind for kind in (*TYPES, UNTYPED) if kind in held]
    return Report(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        questions_file=name,
        questions=len(rows),
        settings={**settings, "documents": len(records)},
        overall=figures(rows),
        by_type={kind: figures([row for row in rows if row.type == kind]) for kind in types},
        curves=Curves(
            reliability=metrics.reliability(judged),
            risk_coverage=metrics.risk_coverage(judged),
            thresholds=metrics.threshold_table(judged),
        ),
        warnings=tuple(warnings),
        rows=tuple(rows),
    )


def figures(rows: Sequence[Verdict]) -> Figures:
    """Every figure over these questions; README.md says what each one means."""
    share, mean = metrics.share, metrics.mean
    answerable = [row for row in rows if row.answerable]
    refused = [row for row in rows if row.refused]
    unanswerable = len(rows) - len(answerable)
    rightly = sum(not row.answerable for row in refused)
    ranked = [row for row in rows if row.ndcg is not None]
    ranks = [row.hit_rank or 0 for row in ranked]
    citations = [citation for row in rows for citation in row.citations]
    gold = [one for row in answerable for one in row.evidence if one.found]
    judged = [row.judged for row in rows]
    times = [row.elapsed_ms for row in rows]
    outcomes = [row.outcome for row in answerable]
    return {
        "questions": len(rows),
        "answerable": len(answerable),
        "unanswerable": unanswerable,
        "right": share(outcomes.count("right"), len(answerable)),
        "answered_wrong": share(outcomes.count("wrong"), len(answerable)),
        "refused": share(outcomes.count("refused"), len(answerable)),
        "short_answer_f1": mean([row.f1 for row in answerable if row.f1 is not None]),
        **{
            f"hit@{k}": share(sum(1 <= rank <= k for rank in ranks), len(ranks)) for k in (1, 5, 10)
        },
        "mrr@10": mean([1 / rank if rank else 0.0 for rank in ranks]),
        "ndcg@10": mean([row.ndcg for row in ranked if row.ndcg is not None]),
        "citation_precision": share(sum(one.supports for one in citations), len(citations)),
        "citation_recall": share(sum(one.cited for one in gold), len(gold)),
        "refusal_precision": share(rightly, len(refused)),
        "refusal_recall": share(rightly, unanswerable),
        "calibration_error": metrics.calibration_error(metrics.reliability(judged)),
        "risk_coverage_area": metrics.area_under(metrics.risk_coverage(judged)),
        "p50_ms": metrics.percentile(times, 0.5),
        "p95_ms": metrics.percentile(times, 0.95),
        "questions_per_second": share(1000 * len(times), sum(times)),
    }


def write(path: Path, text: str) -> None:
    """Write a report whole or not at all. Raises AssistantError."""
    try:
        write_whole(path, text.encode(), SHARED_FILE)
    except OSError as error:
        raise AssistantError(
            _("{path} cannot be written: {strerror}.").format(path=path, strerror=error.strerror)
        ) from error


def check_writable(paths: Sequence[Path], questions: Path | None = None) -> None:
    """Before a long run: raises AssistantError where a report cannot come to stand at a path."""
    taken = {questions.absolute(): "holds the questions"} if questions else {}
    for path in paths:
        try:
            place = path.absolute()
            same = next((told for one, told in taken.items() if _same(place, one)), None)
            if same is not None:
                problem = same
            elif place.exists() and not place.is_file():
                problem = "is there already, and is no file"
            elif not place.parent.is_dir():
                problem = f"cannot be written: there is no folder {path.parent}"
            else:
                taken[place] = "is to hold the other report"
                continue
        except OSError as error:
            problem = f"cannot be written: {error.strerror}"
        raise AssistantError(
            _("{path} {problem}. Give the report another name.").format(path=path, problem=problem)
        )


def _same(one: Path, other: Path) -> bool:
    return one == other or (one.exists() and other.exists() and one.samefile(other))


def _asked(
    asker: Asker, gold: Gold, places: Mapping[Evidence, tuple[DocumentSpan, ...]]
) -> Verdict:
    answer = asker.ask(gold.question, gold.history, keep=False, approved=False)
    otherwise = None
    if answer.status == "not_found":
        otherwise = asker.ask(
            gold.question, gold.history, threshold=0.0, keep=False, approved=False
        )
    passages: list[Passage] = []
    if any(places[one] for one in gold.evidence):
        with suppress(QuestionError):  # the rewritten question may be longer than the limit
            passages = asker.search(answer.question, metrics.DEPTH)
    return judge(gold, answer, otherwise, passages, places)


def _unasked(gold: Gold, error: QuestionError) -> Answer:
    return Answer(gold.question, gold.question, "not_found", written(str(error)))


def _cut(quote: str, limit: int = 80) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= limit else f"{words[: limit - 1]}…"


def _rounded(told: Any) -> Any:
    """The same with floats of six decimals: below that, they tell of the machine."""
    if isinstance(told, float):
        return round(told, 6)
    if isinstance(told, dict):
        return {key: _rounded(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_rounded(value) for value in told]
    return told
