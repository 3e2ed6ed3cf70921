"""The reader's training recipe: examples that are what they say, and a run that can be resumed."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from assistant.reader.training.alterations import opposite, other_name, other_word, other_year
from assistant.reader.training.public import (
    Example,
    ExampleRow,
    cropped,
    examples,
    held_out,
    rows_of,
    second_round,
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
    def other(_: ExampleRow) -> str:
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
    for seed in range(20):
        part = cropped(whole, random.Random(seed))
        assert part.span is not None
        assert part.passage[slice(*part.span)] == "4 May 2021"


def test_questions_are_altered_so_that_the_passage_does_not_answer_them() -> None:
    rng = random.Random(1)
    question = "When was the Lotus Programme founded?"
    assert other_name(question, PASSAGE, "4 May 2021", rng) in {
        question.replace("Lotus Programme", other) for other in ("Orchid Programme", "Hue")
    } | {question.replace("Lotus Programme", "Tran Van An")}
    assert opposite(question, PASSAGE, rng) in {
        question.replace("founded", other) for other in ("dissolved",)
    }
    changed = other_year("Who founded it in 2021?", PASSAGE, rng)
    assert changed is not None and changed != "Who founded it in 2021?"
    assert not any(year in changed for year in ("2021", "1998"))
    text = "The administration of the federation is open. The registration is closed."
    assert other_word("Is the registration open?", text, "open", rng) in (
        "Is the administration open?",
        "Is the federation open?",
    )
    assert opposite("Where is Hue?", PASSAGE, rng) is None
    assert other_year("Who was it in 1875?", PASSAGE, rng) is None
    assert other_name("why?", "nothing here", "", rng) is None


def test_the_second_pass_has_what_people_wrote_to_be_unanswerable(data: Path) -> None:
    first = make(data)
    made = second_round(rows_of(data), first)
    assert made == second_round(rows_of(data), first), "the same on every machine"
    rows = [row for row in rows_of(data) if not held_out(row["group"])]
    unanswerable = sum(not row["answerable"] for row in rows)
    written = [one for one in made if one.origin == "squad2" and one.answers == 0]
    assert len(written) == 2 * unanswerable
    altered = [one for one in made if one.origin in ("swapped", "opposite")]
    assert altered
    for one in altered:
        assert one.answers == 0 and one.span is None
        assert not any(holds for *_, holds in one.sentences)
        assert one.question != "When was the Lotus Programme founded?"


@pytest.mark.slow
def test_a_run_goes_on_where_it_was_and_is_exported(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = pytest.importorskip("torch")
    from assistant.reader.training import export, train

    monkeypatch.setattr(train, "TOKENS_PER_BATCH", 250)
    out = tmp_path / "out"
    out.mkdir()
    lines = [json.dumps(asdict(example)) + "\n" for example in make(data)[:24]]
    (out / "examples-1.jsonl").write_text("".join(lines))
    (out / "examples-2.jsonl").write_text("".join(lines[:12]))
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
    assert train.restore(train.checkpoint(out, 1), train.Network())[0] == 2
    train.train(out, hours=1.0)
    steps = [train.restore(train.checkpoint(out, n), train.Network())[0] for n in (1, 2)]
    assert sum(steps) == len(done) - 1 and min(steps) > 1, "no step was done twice"
    train.train(out, hours=1.0)
    assert sum(steps) == len(done) - 1, "a finished run is not begun again"
    first, second = (train.whole_state(train.trained(out, number)) for number in (1, 2))
    assert first.keys() == second.keys()
    assert not torch.equal(first["whole.weight"], second["whole.weight"])
    file = tmp_path / "reader.safetensors"
    export.main(out, file)
    assert 10e6 < file.stat().st_size < 25e6
