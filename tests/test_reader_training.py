"""The reader's training recipe: examples that are what they say, and a run that can be resumed."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from assistant.reader.examples import (
    Example,
    Row,
    cropped,
    examples,
    held_out,
    rows_of,
    swapped,
    without_answer,
)

PASSAGE = (
    "The Lotus Programme trains engineers in Hue. It was founded on 4 May 2021 by Tran Van An. "
    "Its budget is 12 million euros. The Orchid Programme of 1998 was smaller."
)


def row(question: str, answer: str | None, article: str) -> dict[str, Any]:
    answers = [] if answer is None else [{"text": answer, "start": PASSAGE.index(answer)}]
    return {
        "set": "squad2",
        "article": article,
        "question": question,
        "passage": PASSAGE,
        "answers": answers,
        "answerable": answer is not None,
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of a few rows, some of them of articles that are held out."""
    reading = tmp_path / "data" / "reading"
    reading.mkdir(parents=True)
    rows = [
        row(question, answer, f"Article_{number}")
        for number in range(20)
        for question, answer in (
            ("When was the Lotus Programme founded?", "4 May 2021"),
            ("Who closed the Lotus Programme in 2021?", None),
        )
    ]
    files = {"spans.jsonl": rows, "spans_extra.jsonl": [], "sentences.jsonl": []}
    files |= {"long_answerable.jsonl": [], "long_unanswerable.jsonl": []}
    for name, content in files.items():
        (reading / name).write_text("".join(json.dumps(one) + "\n" for one in content))
    return tmp_path / "data"


def make(data: Path) -> list[Example]:
    def other(_: Row) -> str:
        return "Rice is planted twice a year. It is sold in Can Tho."

    return list(examples(rows_of(data), other))


def test_examples_say_what_is_true_of_them(data: Path) -> None:
    made = make(data)
    assert {example.origin for example in made} >= {"squad2", "mined", "removed"}
    for example in made:
        for start, end, _ in example.sentences:
            assert 0 <= start < end <= len(example.passage)
        if example.span is not None:
            assert example.passage[slice(*example.span)] == "4 May 2021"
            assert any(holds for *_, holds in example.sentences)
        if example.answers == 0:
            assert example.span is None
            assert not any(holds for *_, holds in example.sentences)
    assert any(example.answers == 1 for example in made)
    assert all("4 May 2021" not in e.passage for e in made if e.origin in ("mined", "removed"))


def test_articles_that_are_held_out_are_not_trained_on(data: Path) -> None:
    groups = {one["group"] for one in rows_of(data)}
    kept = {group for group in groups if held_out(group)}
    assert 0 < len(kept) < len(groups)
    titles = {example.title for example in make(data) if example.title}
    assert not titles & {group.split("/")[1].replace("_", " ") for group in kept}


def test_negatives_made_of_a_passage(data: Path) -> None:
    whole = next(e for e in make(data) if e.span is not None and len(e.sentences) > 3)
    less = without_answer(whole)
    assert less is not None
    assert "Tran Van An" not in less.passage
    other = swapped(whole, random.Random(1))
    assert other is None or (other.question != whole.question and other.answers == 0)
    for seed in range(20):
        part = cropped(whole, random.Random(seed))
        assert part.span is not None
        assert part.passage[slice(*part.span)] == "4 May 2021"


@pytest.mark.slow
def test_a_run_goes_on_where_it_was_and_is_exported(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train = pytest.importorskip("assistant.reader.train")
    from assistant.reader import export

    monkeypatch.setattr(train, "TOKENS_PER_BATCH", 250)
    out = tmp_path / "out"
    out.mkdir()
    lines = [json.dumps(asdict(example)) + "\n" for example in make(data)[:24]]
    (out / "examples.jsonl").write_text("".join(lines))
    done = []
    loss_of = train.loss_of

    def stopping(*given: Any) -> Any:
        if len(done) == 2:
            done.append(None)
            raise KeyboardInterrupt
        done.append(loss_of(*given))
        return done[-1]

    monkeypatch.setattr(train, "loss_of", stopping)
    monkeypatch.setattr(train, "SAVE_EVERY", 1)
    with pytest.raises(KeyboardInterrupt):
        train.train(out, hours=1.0)
    assert train.restore(out / train.CHECKPOINT, train.Network())[0] == 2
    train.train(out, hours=1.0)
    steps, _ = train.restore(out / train.CHECKPOINT, train.Network())
    assert steps == len(done) - 1 > 2, "no step was done twice"
    train.train(out, hours=1.0)
    assert steps == len(done) - 1, "a finished run is not begun again"
    file = tmp_path / "reader.safetensors"
    export.main(out, file)
    assert 10e6 < file.stat().st_size < 25e6
