"""Our own questions: the answers must not become worse than they were.

The counts are those of `python -m tests.quality.measure`; raise them with the quality.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.assembly import assemble
from assistant.evaluation.evaluation import evaluate
from assistant.evaluation.gold import read_gold
from assistant.settings import Settings
from tests.quality.measure import BRIEFS, QUESTIONS, measure

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"


@pytest.mark.slow
@pytest.mark.parametrize(("documents", "right"), [(BRIEFS, 40), (SEEDS, 41)])
def test_answers_are_as_good_as_they_were(documents: Path, right: int, tmp_path: Path) -> None:
    if not documents.exists():
        pytest.skip(f"{documents} is not there")
    assistant = assemble(Settings(data_dir=tmp_path))
    assert all(report.stored for report in assistant.ingest([documents]))
    results = measure(assistant)
    wrong = [r.answer.asked_as for r in results if r.answerable and not r.right]
    assert sum(r.right for r in results if r.answerable) >= right, wrong
    given = [r.answer.asked_as for r in results if not r.answerable and not r.right]
    assert not given, "answered though the documents do not say"
    assistant.close()
    if documents == BRIEFS:
        assert_the_same_quotes_make_the_same_text([result.answer for result in results])


def assert_the_same_quotes_make_the_same_text(answers: Sequence[Answer]) -> None:
    """As `answer_texts.jsonl` has it from release 0.1.0, where text was not made of parts."""
    lines = QUESTIONS.with_name("answer_texts.jsonl").read_text(encoding="utf-8").splitlines()
    compared = 0
    for told, answer in zip(map(json.loads, lines), answers, strict=True):
        quotes = [[one.source, one.start, one.end] for one in answer.citations]
        if quotes == told["quotes"]:
            compared += 1
            assert answer.text == told["text"]
    assert compared >= len(answers) // 2, "other sentences are quoted now: keep newer answers"


# What `assistant evaluate tests/quality/seeds.jsonl` measured, less a tolerance.
AT_LEAST = {"right": 0.73, "hit@5": 0.93, "ndcg@10": 0.86, "citation_recall": 0.64}
AT_MOST = {"answered_wrong": 0.16, "refused": 0.13, "calibration_error": 0.11}


@pytest.mark.slow
def test_the_questions_over_the_seeds_are_answered_as_well_as_they_were(tmp_path: Path) -> None:
    if not SEEDS.exists():
        pytest.skip(f"{SEEDS} is not there")
    assistant = assemble(Settings(data_dir=tmp_path))
    assert all(report.stored for report in assistant.ingest([SEEDS]))
    gold = read_gold(QUESTIONS.with_name("seeds.jsonl"))
    report = evaluate(assistant, gold, name="seeds.jsonl", settings={})
    assistant.close()
    worse = {
        name: report.overall[name]
        for name, least in AT_LEAST.items()
        if (report.overall[name] or 0) < least
    }
    worse |= {
        name: report.overall[name]
        for name, most in AT_MOST.items()
        if (report.overall[name] or 0) > most
    }
    assert not worse
    assert report.by_type["unanswerable"]["refusal_recall"] == 1.0
    assert (report.by_type["near_miss"]["refusal_recall"] or 0) >= 0.59
    assert not report.warnings, "every piece of evidence is found"
