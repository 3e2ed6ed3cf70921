"""The reader's training: labels, examples, losses by hand, a run that resumes, export."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.answering.generator import FOLDER
from assistant.answering.kinds import KindModel
from assistant.reader.encoding import Surroundings, Tokens
from assistant.reader.training import examples, models, rows, searched
from assistant.reader.training.rows import Label, Marked, PolicyRow
from index.models.multilingual_e5 import MultilingualE5

torch = pytest.importorskip("torch")

TABLE = "Institute: Rice Research | Projects due: 35 | On time: 31"


def row(**told: Any) -> PolicyRow:
    given = {
        "id": "x1",
        "origin": "rows",
        "collection": "a/fund",
        "question": "How much does the fund get?",
        "language": "en",
        "type": "number",
        "answerable": True,
        "accept": (("42 million",),),
    }
    return PolicyRow(**{**given, **told})


def letters(text: str) -> Tokens:
    """A token for each letter: below 60, and its place."""
    return Tokens([ord(letter) % 50 + 5 for letter in text], [(n, n + 1) for n in range(len(text))])


# Rows and labels


@pytest.mark.parametrize(
    "quote, sentence, same",
    [
        ("| Rice Research | 35 | 31 |", TABLE, True),
        ("| Rice Research | 36 | 31 |", TABLE, False),
        ("| 31 | 35 |", TABLE, False),  # not in their order
        ("The fund gets 42 million euros. It is new.", "The fund gets 42 million euros.", True),
        ("42 million euros", "The fund gets 42 million euros.", True),
        ("The fund gets 42 million euros.", "The fund gets 24 million euros.", False),
        ("Quỹ nhận 42 triệu", "Quỹ nhận 42 triệu.", True),
        ("", "The fund.", False),
    ],
)
def test_a_sentence_is_matched_with_what_is_annotated(
    quote: str, sentence: str, same: bool
) -> None:
    assert rows.matches(quote, sentence) is same


def test_sentences_have_the_first_label_of_their_file() -> None:
    text = f"It gets 42 million euros. It is new. It may get 9 million more.\n{TABLE}"
    ends = [text.index("It is"), text.index("It may"), text.index(TABLE), len(text)]
    sentences = list(zip([0, *ends], ends, strict=False))
    annotated = row(
        evidence=(Marked("a.md", "It gets 42 million euros."), Marked("b.md", "It is new.")),
        also=(Marked("a.md", "| Rice Research | 35 | 31 |"),),
        tempting=(Marked("a.md", "It may get 9 million more."),),
    )
    found = rows.labels_of(annotated, "a.md", text, sentences)
    assert found == (Label.EVIDENCE, Label.NOTHING, Label.TEMPTING, Label.ALSO)
    own = row(origin="own", accept=(("42 Million",),))
    assert rows.labels_of(own, "any.md", text, sentences)[:2] == (Label.EVIDENCE, Label.NOTHING)


def test_rows_are_read_with_their_history_and_parts(tmp_path: Path) -> None:
    shared = {"set": "a", "collection": "fund", "lang": "en", "answerable": True}
    part = {"question": "Since when?", "answerable": False}
    raw = {**shared, "id": "c1", "type": "multi", "question": "How much, and since when?"}
    (tmp_path / "compound.jsonl").write_text(json.dumps({**raw, "parts": [part]}) + "\n")
    raw = {**shared, "id": "r1", "type": "follow_up", "question": "And in 2027?"}
    raw |= {"history": [{"question": "How much in 2026?"}], "accept": [["9"]]}
    raw |= {"tempting": {"document": "a.md", "quote": "10"}}
    (tmp_path / "rows.jsonl").write_text(json.dumps(raw) + "\n\n")
    follow_up, whole, own = rows.rows_of(tmp_path)
    assert follow_up.question == "How much in 2026? And in 2027?"
    assert follow_up.tempting == (Marked("a.md", "10"),) and follow_up.accept == (("9",),)
    assert (whole.key, own.key, own.type) == ("compound/c1", "parts/c1.0", "near_miss")


def test_nothing_of_validation_is_trained_or_fitted_on() -> None:
    assert len(rows.VALIDATION) == 8 and not rows.VALIDATION & rows.FITTING
    assert {rows.use_of(own.collection) for own in rows.own_rows()} == {"fitting"}
    assert len(rows.own_rows()) == 486
    one, other = (row(origin="rows_near", id=f"q-a-fund-00{n}") for n in (1, 2))
    assert searched.fold_of(one) == searched.fold_of(other)
    assert searched.fold_of(row(id="a7")) == searched.fold_of(row(id="a7x", origin="rows_cross"))


def test_right_is_a_string_of_every_group() -> None:
    wanted = row(accept=(("42 million", "42,000,000"), ("| 25 |",)))
    assert rows.is_right(wanted, ["It gets 42\u00a0million.", "Seats: 25 | Rows: 3"])
    assert not rows.is_right(wanted, ["It gets 42 million.", "Seats: 125"])
    assert rows.same_value("on 12 June 2024", "12 June 2024")
    assert not rows.same_value("12", "12 June 2024")


# Examples

FUND = """# Decision on the Polar Research Fund

## Article 1. The fund

The Polar Research Fund receives 42 million euros from 2026 to 2030. It is managed by the institute.

## Article 2. Ships

Two research ships are built in Bergen. A third one may receive 9 million euros later.

## Article 3. Reports

Reports are due each May. They are published in English.
"""


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """DATA with one collection that is trained on, and one of validation without rows."""
    data = tmp_path_factory.mktemp("data")
    for name in ("a/fund", sorted(rows.VALIDATION)[0]):
        (data / "policy" / name).mkdir(parents=True)
        (data / "policy" / name / "fund.md").write_text(FUND, encoding="utf-8")
    shared = {"set": "a", "collection": "fund", "lang": "en"}
    fair = {
        **shared,
        "id": "r1",
        "question": "How much money does the Polar Research Fund receive?",
        "type": "number",
        "answerable": True,
        "short_answer": ["42 million euros"],
        "accept": [["42 million"]],
        "evidence": [
            {
                "document": "fund.md",
                "quote": "The Polar Research Fund receives 42 million euros from 2026 to 2030.",
            }
        ],
    }
    near = {
        **shared,
        "id": "r2",
        "question": "How much does the third ship receive?",
        "type": "near_miss",
        "answerable": False,
        "tempting": [
            {"document": "fund.md", "quote": "A third one may receive 9 million euros later."}
        ],
    }
    lines = [json.dumps(one) + "\n" for one in (fair, near)]
    (data / "policy" / "rows.jsonl").write_text("".join(lines))
    headline = {"id": "h1", "question": "What?", "sentence": "Bergen is it.", "lang": "en"}
    headline |= {"short_answer": "Bergen", "right": True}
    every = [{**headline, "id": f"h{n}", "sentence": f"Bergen is {n}."} for n in range(9)]
    (data / "policy" / "headlines.jsonl").write_text("".join(json.dumps(h) + "\n" for h in every))
    return data


def test_examples_are_made_by_the_programs_own_search(policy: Path, tmp_path: Path) -> None:
    embedder = MultilingualE5()
    examples.main(policy, tmp_path, embedder)
    every = examples.read_examples(tmp_path / "examples.jsonl")
    made = [one for one in every if one.origin == "rows"]
    assert {one.collection for one in made} == {"a/fund"}
    (right,) = [one for one in made if one.answers == 1]
    assert right.span is not None and right.passage[slice(*right.span)] == "42 million euros"
    assert right.around.title == "Decision on the Polar Research Fund"
    assert [(target, weight) for *_, target, weight in right.sentences][-2:] == [(1, 1), (0, 1)]
    (hard,) = [one for one in made if one.answers == 0 and "42 million" not in one.passage][:1]
    assert hard.span is None
    tempting = next(one for one in made if "third one" in one.passage and "third" in one.question)
    assert tempting.answers == 0 and tempting.related == 1
    assert (0.0, 1.5) in [(target, weight) for *_, target, weight in tempting.sentences]
    fitted = [one for one in rows.headlines_of(policy / "policy") if one.fitted]
    assert len([one for one in every if one.origin == "headlines"]) == 2 * (9 - len(fitted))
    before = (tmp_path / "examples.jsonl").read_bytes()
    (tmp_path / "parts" / "a-fund.jsonl").unlink()
    collection = searched.SearchedCollection(
        policy / "policy" / "a" / "fund", tmp_path / "libraries" / "a-fund", embedder
    )
    assert [report.status for report in collection.reports] == ["unchanged"], "nothing embedded"
    collection.close()
    examples.main(policy, tmp_path, embedder)
    assert (tmp_path / "examples.jsonl").read_bytes() == before


# The network, its losses and a run


def example(number: int = 0) -> examples.ReaderExample:
    passage = f"Ab {number} cd. Efg h."
    cut = passage.index("Efg")
    return examples.ReaderExample(
        question=f"Q{number}?",
        passage=passage,
        around=Surroundings("T"),
        answers=1.0,
        related=1.0,
        span=(3, 4),
        sentences=((0, cut - 1, 1.0, 1.0), (cut, len(passage), 0.0, 1.0)),
        collection="a/fund",
        origin="rows",
        type="fact",
    )


def test_an_example_as_input_with_its_truths() -> None:
    from assistant.reader.training.network import UNKNOWN, labelled, padded

    (window,) = labelled(example(), letters)
    first = window.types.index(1)
    assert (window.start, window.end) == (first + 3, first + 3)
    assert window.sentences == ((first, first + 8, 1.0, 1.0), (first + 9, first + 15, 0.0, 1.0))
    ids, types, mask = padded([window, window])
    assert ids.shape == types.shape == mask.shape == (2, len(window.ids))
    assert labelled(replace(example(), question="why " * 130), letters) == []
    long = replace(example(), passage="Ab 0 cd. " + "x" * 700, span=None)
    found = labelled(long, letters)
    assert [one.answers for one in found] == [1.0] + [UNKNOWN] * (len(found) - 1)


def test_losses_by_hand() -> None:
    from assistant.reader.training.network import UNKNOWN, LabelledWindow, losses

    def log_loss(logit: float, truth: float) -> float:
        chance = 1 / (1 + math.exp(-logit))
        return -truth * math.log(chance) - (1 - truth) * math.log(1 - chance)

    types = torch.tensor([[0, 1, 1, 1], [0, 0, 1, 1]])
    one = LabelledWindow([0] * 4, types[0].tolist(), 1.0, UNKNOWN, 2, 3, ((1, 3, 1.0, 1.0),))
    other = LabelledWindow(
        [0] * 4, types[1].tolist(), 0.0, UNKNOWN, 0, 0, ((2, 3, 0.0, 1.5), (3, 4, 0.75, 0.5))
    )
    whole = torch.tensor([[2.0, 9.0], [-1.0, 9.0]])
    token = torch.zeros(2, 4, 3)
    token[0, 2, 0], token[0, 3, 1], token[1, 1, 0] = 1.0, 2.0, 50.0  # the last is not in the body
    token[0, 1, 2], token[0, 2, 2], token[1, 2, 2], token[1, 3, 2] = 1.0, 3.0, -1.0, 0.5
    found = losses(whole, token, types, [one, other])
    assert found.keys() == {"answers", "span", "evidence"}
    assert float(found["answers"]) == pytest.approx((log_loss(2, 1) + log_loss(-1, 0)) / 2)
    starts = math.log(3 + math.e) - 1 + math.log(3)
    ends = math.log(3 + math.e**2) - 2 + math.log(3)
    assert float(found["span"]) == pytest.approx(0.5 * (starts / 2 + ends / 2), abs=1e-5)
    each = log_loss(2, 1) + 1.5 * log_loss(-1, 0) + 0.5 * log_loss(0.5, 0.75)
    assert float(found["evidence"]) == pytest.approx(each / 3)


def tiny() -> Any:
    from transformers import BertConfig

    from assistant.reader.training.network import ReaderNetwork

    torch.manual_seed(1)
    return ReaderNetwork(
        BertConfig(
            vocab_size=60,
            hidden_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=330,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
    )


def run_of(out: Path, stops: Sequence[int]) -> Any:
    """A run to each of these numbers of steps, begun anew from its checkpoint each time."""
    from assistant.reader.training import network, train

    out.mkdir()
    data = [window for n in range(6) for window in network.labelled(example(n), letters)]
    for steps in stops:
        run = train.Run(tiny(), train.Plan(hours=1.0, tokens=60, frozen=1))
        assert run.resume(out) is (steps != stops[0])
        train.train(run, data, out, lambda: False, steps)
    return run


def test_a_run_that_was_stopped_gives_what_one_without_a_stop_gives(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    from assistant.reader.training import train

    run_of(tmp_path / "whole", [4])
    halved = run_of(tmp_path / "halved", [2, 4])
    one, other = (load_file(tmp_path / n / train.CHECKPOINT) for n in ("whole", "halved"))
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)
    assert halved.progress.step == 4
    told = json.loads((tmp_path / "halved" / train.PROGRESS).read_text())
    assert told["step"] == 4 and told["seconds"] < 60
    begun = {f"last.{name}": w.numpy() for name, w in tiny().shipped_weights().items()}
    moved = {name for name, weight in begun.items() if not np.array_equal(weight, one[name])}
    assert any("layer.1" in name for name in moved)
    assert not any("layer.0" in name or "embeddings" in name for name in moved), "frozen"
    fewer = train.Run(tiny(), train.Plan(hours=1.0, frozen=2))
    with pytest.raises(RuntimeError, match="frozen"):
        fewer.resume(tmp_path / "whole")


def test_a_signal_ends_a_run_after_its_step(tmp_path: Path) -> None:
    # In a process of its own: beside the runtime of other tests a signal may end this one.
    code = f"""
import signal
from pathlib import Path
from assistant.reader.training import network, train
from tests.assistant.reader.test_training import example, letters, tiny
run = train.Run(tiny(), train.Plan(hours=1.0))
with train.stop_at_signals() as stopped:
    assert not stopped()
    signal.raise_signal(signal.SIGTERM)
    train.train(run, network.labelled(example(), letters), Path({str(tmp_path)!r}), stopped)
assert run.progress.step == 0
"""
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    from assistant.reader.training import train

    assert (tmp_path / train.CHECKPOINT).exists()


def test_batches_hold_every_window_once_and_the_rate_rises_and_falls() -> None:
    from assistant.reader.training.train import LEAST, Plan, batches, rate_at

    lengths = [10 + n % 37 for n in range(900)]
    made = batches(lengths, 200, seed=1, epoch=0)
    assert sorted(place for batch in made for place in batch) == list(range(900))
    assert all(len(batch) * max(lengths[p] for p in batch) <= 200 for batch in made)
    assert made == batches(lengths, 200, 1, 0) != batches(lengths, 200, 1, 1)
    plan = Plan(hours=1.0)
    rates = [rate_at(plan, step, spent) for step, spent in ((0, 0), (30, 0.1), (90, 0.9), (99, 1))]
    assert rates == pytest.approx(
        [plan.rate / 25, plan.rate, plan.rate * 0.1 / 0.45, LEAST * plan.rate]
    )


def test_an_export_is_near_the_average_that_was_saved(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    from assistant.reader.training import export, train
    from index.models.row_weights import dequantized

    run_of(tmp_path / "run", [2])
    wanted = export.averaged_weights(tmp_path / "run" / train.CHECKPOINT)
    file = tmp_path / "reader.safetensors"
    assert len(export.export(tmp_path / "run" / train.CHECKPOINT, file)) == 64
    back = dequantized(load_file(file))
    assert back.keys() == wanted.keys() and "whole.bias" in back
    assert not any("word_embeddings" in name for name in back)
    for name, weight in wanted.items():
        largest = np.abs(weight).max(axis=-1, keepdims=True) if weight.ndim == 2 else 0
        assert (np.abs(back[name] - weight) <= largest / 127 + 1e-7).all(), name


# What is fitted


def test_a_logistic_model_finds_what_made_its_rows() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(3000, 2))
    true = rng.random(3000) < 1 / (1 + np.exp(-(1.5 * values[:, 0] - 0.5)))
    features = [{"one": a, "other": b} for a, b in values.tolist()]
    found = models.fitted_logistic(features, true.tolist(), None, 1e-3)
    assert found.weights[0] / found.spreads[0] == pytest.approx(1.5, abs=0.2)
    assert found.weights[1] == pytest.approx(0, abs=0.15)
    assert found.bias == pytest.approx(-0.5, abs=0.2)
    bound = models.fitted_logistic(features, true.tolist(), None, 1e-3, {"one": -1})
    assert bound.weights[0] == 0, "a weight of the wrong sign is left out"
    with pytest.raises(ValueError):
        models.fitted_logistic([], [])


def test_kinds_are_told_by_the_words_they_were_fitted_on(tmp_path: Path) -> None:
    questions = [f"{word} the fund {n}?" for n in range(8) for word in ("When was", "Who leads")]
    arrays = models.fitted_kinds(questions, ["date", "person"] * 8)
    models.save_kinds(arrays, tmp_path / "kinds.safetensors")
    model = KindModel.load(tmp_path / "kinds.safetensors")
    for question, kind in (("When was it?", "date"), ("Who leads it?", "person")):
        shares = model.probabilities(question)
        assert max(shares, key=lambda one: shares[one]) == kind


@pytest.fixture(scope="module")
def read(policy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """What the shipped reader reads of the two rows of `policy`."""
    out = tmp_path_factory.mktemp("read")
    folder = policy / "policy" / "a" / "fund"
    collection = searched.SearchedCollection(folder, out / "library", MultilingualE5())
    kinds = KindModel.load(FOLDER / "kinds.safetensors")
    network = searched.RememberedNetwork(out / "readings.jsonl")
    annotated = rows.rows_of(policy / "policy")
    found = [collection.read(one, network, kinds) for one in annotated]
    yield found
    told = (out / "readings.jsonl").read_text().count("\n")
    assert told == sum(len(one.passages) for one in found), "each passage once for each question"
    again = searched.RememberedNetwork(out / "readings.jsonl")
    collection.read(annotated[0], again, kinds)
    assert told == (out / "readings.jsonl").read_text().count("\n"), "nothing is read twice"
    collection.close()


def test_rows_are_read_as_the_program_reads_them(read: Any) -> None:
    fair, near = read
    assert fair.passages[0].rank == 0 and len(fair.labels) == len(fair.passages)
    assert any(Label.EVIDENCE in own for own in fair.labels)
    assert any(Label.TEMPTING in own for own in near.labels)
    less = fair.without_evidence(least=1)
    assert less is not None and not less.answerable and len(less.passages) < len(fair.passages)
    assert near.without_evidence() is None


def test_a_fit_gives_what_the_program_loads(read: Any) -> None:
    from pydantic import TypeAdapter

    from assistant.answering.generator import FittedWeights
    from assistant.reader.training import fit

    fair, near = read
    many = [
        replace(one, row=replace(one.row, id=f"{one.row.id}{letter}"))
        for one in (fair, near)
        for letter in "abcdefgh"
    ]
    told = json.dumps(fit.fit(many, []))
    weights = TypeAdapter(FittedWeights).validate_json(told)
    assert set(weights.limits) == set(fit.CAPS) and 0 < weights.refuse_below < 1
