"""The weights of follow-up questions, fitted.

    python -m assistant.requests.training.follow_ups DATA

DATA has `policy/followups.jsonl`, `policy/rows.jsonl` and `rewriting/followups.jsonl` (CANARD, CC
BY-SA 4.0; CAsT 2020, MIT). Of the first every fourth conversation by a hash of its id is held out,
of the last those of the half that `tests/quality/followups.py` measures on, and the eight
collections of validation. What a person added to a question is what it left out; questions of one
collection behind turns of another conversation leave nothing. Two minutes; needs torch.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answer import Turn
from assistant.question.following.follow_up import WEIGHTS, FollowUpWeights, phrases, raw_weights
from assistant.question.following.turn_words import (
    QUESTION_FEATURES,
    WORD_FEATURES,
    question_features,
    read_turns,
    word_features,
    words_of,
)
from assistant.reader.training.rows import json_lines, use_of
from assistant.requests.training.fit import held_out as is_held_out
from assistant.requests.training.fit import written
from corpus.language.identification import language_of
from corpus.language.words import terms

RARE, SMALL = 6, 0.1  # questions a term has to stand in; a weight that is kept
UNITS = 12
STANDING_ALONE = 4_000  # questions that leave nothing, behind other turns
TRUST = {"policy": 6.0, "rows": 3.0, "request": 4.0, "written": 0.2}  # others 1
SAYING_NOTHING = {"unclear", "nonsense", "greeting", "complaint_feedback"}  # as `Why?` alone does
TERM_RIDGE, WORD_DECAY, STEPS = 5e-5, 1e-4, 400
LEAVES_LEAST, WORD_LEAST = 0.5, 0.5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FollowUpExample:
    """A question behind its turns, and as it is without them; "" where that is not known."""

    id: str
    origin: str
    language: str
    turns: tuple[Turn, ...]
    question: str
    alone: str
    leaves: bool
    held_out: bool


def conversations(data: Path) -> Iterator[FollowUpExample]:
    """Those of both files of follow-ups, and the follow-ups among the rows."""
    for raw in json_lines(data / "policy" / "followups.jsonl"):
        turns = tuple(Turn(one["question"], one["answer"]) for one in raw["history"])
        leaves = raw["kind"] != "topic_shift"
        held_out = _share(raw["id"]) < 0.25
        yield FollowUpExample(
            raw["id"], "policy", raw["lang"], turns, raw["question"], raw["alone"], leaves, held_out
        )
    for raw in json_lines(data / "rewriting" / "followups.jsonl"):
        said, own = raw["history"], raw["rewrite"]
        if not said:
            continue
        paired = raw["set"] == "canard"
        turns = tuple(map(Turn, said[::2], said[1::2])) if paired else tuple(map(Turn, said))
        group = raw["title"][0] if paired else raw["id"].rsplit("-", 1)[0]
        held_out = bool(hashlib.sha256(group.encode()).digest()[0] % 2)
        leaves = _plain(raw["question"]) != _plain(own)
        yield FollowUpExample(
            raw["id"], raw["set"], "en", turns, raw["question"], own, leaves, held_out
        )
    for raw in _policy_rows(data):
        if raw.get("history"):
            turns = tuple(Turn(one["question"], one["answer"]) for one in raw["history"])
            yield FollowUpExample(
                raw["id"], "rows", raw["lang"], turns, raw["question"], "", True, False
            )


def standing_alone(data: Path, known: Sequence[FollowUpExample]) -> Iterator[FollowUpExample]:
    """Questions of rows behind turns that they do not go on from: half of them of their own
    collection, half of other conversations."""
    chance = random.Random(1)
    rows = [row for row in _policy_rows(data) if not row.get("history")]
    for row in chance.sample(rows, min(STANDING_ALONE, len(rows))):
        same = [
            one
            for one in rows
            if one["collection"] == row["collection"] and one["lang"] == row["lang"]
        ]
        if chance.random() < 0.5:
            other = chance.choice(same)
            turns: tuple[Turn, ...] = (Turn(other["question"], other.get("answer") or ""),)
        else:
            turns = chance.choice([one for one in known if one.language == row["lang"]]).turns
        yield FollowUpExample(
            row["id"], "alone", row["lang"], turns, row["question"], row["question"], False, False
        )


def made_whole(known: Sequence[FollowUpExample]) -> Iterator[FollowUpExample]:
    """Follow-ups as a person made them self-contained, and as we do: these leave nothing."""
    for one in known:
        if not (one.leaves and one.alone):
            continue
        turns = read_turns(one.turns)
        added = {word.stem for word in words_of(one.alone) if not word.is_empty}
        left = added - {word.stem for word in words_of(one.question)}
        ours = f"{one.question.rstrip(' ?.!')} ({', '.join(phrases(turns, left))})?"
        for text in (one.alone, ours):
            yield replace(one, origin="whole", question=text, alone=text, leaves=False)


def first_questions(data: Path, known: Sequence[FollowUpExample]) -> Iterator[FollowUpExample]:
    """Those that began other conversations, behind turns that they do not go on from."""
    chance = random.Random(2)
    english = [one for one in known if one.language == "en"]
    for raw in json_lines(data / "rewriting" / "followups.jsonl"):
        group = raw["title"][0] if raw["set"] == "canard" else raw["id"].rsplit("-", 1)[0]
        if not raw["history"]:
            held_out = bool(hashlib.sha256(group.encode()).digest()[0] % 2)
            turns, text = chance.choice(english).turns, raw["question"]
            yield FollowUpExample(raw["id"], "first", "en", turns, text, text, False, held_out)


def requests(data: Path, known: Sequence[FollowUpExample]) -> Iterator[FollowUpExample]:
    """Whole requests that say something, behind turns that they do not go on from."""
    chance = random.Random(3)
    turns = {
        language: [one.turns for one in known if one.language == language]
        for language in ("en", "vi")
    }
    for raw in json_lines(data / "policy" / "requests.jsonl"):
        if raw["request"] not in SAYING_NOTHING:
            yield FollowUpExample(
                raw["id"], "request", raw["lang"], chance.choice(turns[raw["lang"]]), raw["text"],
                raw["text"], False, is_held_out(raw["id"]),
            )  # fmt: skip
    for one in written():
        if one.kind not in SAYING_NOTHING:
            language = "vi" if language_of(one.text) == "vi" else "en"
            yield FollowUpExample(
                one.text, "written", language, chance.choice(turns[language]), one.text, one.text,
                False, False,
            )  # fmt: skip


def _policy_rows(data: Path) -> list[dict[str, Any]]:
    files = ("rows", "rows_cross")
    every = (raw for name in files for raw in json_lines(data / "policy" / f"{name}.jsonl"))
    return [raw for raw in every if use_of(f"{raw['set']}/{raw['collection']}") != "validation"]


def fit(some: Sequence[FollowUpExample]) -> FollowUpWeights:
    leaves, bias, own = _fitted_leaving(some)
    hidden, out = _fitted_words([one for one in some if one.leaves and one.alone])
    return FollowUpWeights(leaves, bias, own, LEAVES_LEAST, hidden, out, WORD_LEAST)


def _fitted_leaving(
    some: Sequence[FollowUpExample],
) -> tuple[tuple[float, ...], float, dict[str, float]]:
    """Logistic regression over what is seen of a question, and its terms."""
    import torch

    counts = Counter(term for one in some for term in terms(one.question))
    vocabulary = [term for term, count in counts.items() if count >= RARE]
    places = {term: place for place, term in enumerate(vocabulary)}
    size = len(QUESTION_FEATURES)
    values = np.zeros((len(some), size + len(vocabulary)), dtype=np.float32)
    for row, one in enumerate(some):
        values[row, :size] = question_features(one.question, read_turns(one.turns))
        held = [places[term] for term in terms(one.question) if term in places]
        values[row, [size + place for place in held]] = max(1, len(held)) ** -0.5
    rows, truths = torch.tensor(values), torch.tensor([float(one.leaves) for one in some])
    trust = torch.tensor([TRUST.get(one.origin, 1.0) for one in some])
    weights = torch.zeros(values.shape[1], requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights, bias], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> Any:
        optimizer.zero_grad()
        each = torch.nn.functional.binary_cross_entropy_with_logits(
            rows @ weights + bias, truths, weight=trust
        )
        whole = each + TERM_RIDGE * (weights[size:] ** 2).sum()
        whole.backward()  # type: ignore[no-untyped-call]
        return whole

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    found = weights.detach().double().numpy()
    told = zip(vocabulary, found[size:].tolist(), strict=True)
    own = {term: round(weight, 3) for term, weight in told if abs(weight) > SMALL}
    return tuple(np.round(found[:size], 4).tolist()), round(float(bias.detach()), 4), own


def _fitted_words(
    some: Sequence[FollowUpExample],
) -> tuple[tuple[tuple[float, ...], ...], tuple[float, ...]]:
    """A network of one hidden layer over what is seen of a word of the turns."""
    import torch

    values, truths, trust = [], [], []
    for one in some:
        added = {word.stem for word in words_of(one.alone)}
        for stem, features in word_features(one.question, read_turns(one.turns)).items():
            values.append(features)
            truths.append(float(stem in added))
            trust.append(TRUST.get(one.origin, 1.0))
    torch.manual_seed(0)
    first, second = torch.nn.Linear(len(WORD_FEATURES), UNITS), torch.nn.Linear(UNITS, 1)
    net = torch.nn.Sequential(first, torch.nn.Tanh(), second)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01, weight_decay=WORD_DECAY)
    rows, targets, weighed = map(torch.tensor, (values, truths, trust))
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            net(rows)[:, 0], targets, weight=weighed
        )
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    inner, outer = (
        torch.cat([first.weight, first.bias[:, None]], 1),
        torch.cat([second.weight[0], second.bias]),
    )
    hidden, out = (np.round(one.detach().double().numpy(), 4) for one in (inner, outer))
    return tuple(map(tuple, hidden.tolist())), tuple(out.tolist())


def _share(key: str) -> float:
    """Where a key stands between 0 and 1; the same on every machine."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 16**8


def _plain(text: str) -> str:
    letters = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return " ".join(letters.split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    known = list(conversations(data))
    others = (
        standing_alone(data, known),
        first_questions(data, known),
        requests(data, known),
        made_whole(known),
    )
    some = [*known, *chain.from_iterable(others)]
    told = fit([one for one in some if not one.held_out])
    WEIGHTS.write_text(json.dumps(raw_weights(told), ensure_ascii=False) + "\n", encoding="utf-8")
    log.info("%s written from %d conversations", WEIGHTS, len(some))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main()
