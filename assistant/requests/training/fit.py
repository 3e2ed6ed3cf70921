"""Fit the model of the kinds of request.

    python -m assistant.requests.training.fit DATA OUT     OUT/requests.safetensors

Learned from requests written for it here (`written_requests.txt`, whose gaps are filled from
`slots.txt`, and `by_writers.txt`), four in five of those in DATA/policy/requests.jsonl, and
questions of the training collections there. Told is how many of the fifth that is left out (by the
SHA-256 of the id) are of the kind that is found, or of another that is right too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.kinds import stored_terms
from assistant.reader.training.rows import rows_of, use_of
from assistant.requests.kinds import KINDS, RequestModel, scaled
from corpus.language.identification import language_of
from corpus.language.words import terms, unaccented
from index.models.multilingual_e5 import MultilingualE5

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent
GAP = re.compile(r"\{(\w+)\}")
# The second are requests as people of many trades would type them, each about a subject of its own.
# They stand apart because the words of the first are taken for such as ask for a kind.
WRITTEN = {"written_requests.txt": 1.0, "by_writers.txt": 2.0}  # what a request of them weighs
FILLINGS = 5  # of a request with gaps
PLAIN, NO_MARK, LOWER = 0.2, 0.25, 0.1  # shares without accents, without their last mark, in small
REAL, ASKED = 3.0, 0.15  # what a request that somebody typed weighs, and a question of a collection
QUESTIONS = 2_000
OTHERS = frozenset(("compare", "summary", "multi", "conflict"))  # types of rows that are no plain
RARE = 3
RIDGE, FORM_RIDGE = 3e-5, 5e-6  # by five folds of the four fifths
MOST = 4_900  # terms that are kept, those of the greatest weights: 170 KB


@dataclass(frozen=True, slots=True)
class Example:
    """A request of a known kind; `right` are all kinds that it may be taken for."""

    text: str
    kind: str
    weight: float
    right: frozenset[str]


def held_out(id_: str) -> bool:
    """Whether a request of the data is not learned from."""
    return int(hashlib.sha256(id_.encode()).hexdigest(), 16) % 5 == 0


def written(seed: int = 0) -> Iterator[Example]:
    """The requests that were written for it, with their gaps filled in several ways."""
    chance = random.Random(seed)
    slots = {name: lines[0].split("|") for name, lines in _sections(FOLDER / "slots.txt")}
    sections = ((name, *one) for name in WRITTEN for one in _sections(FOLDER / name))
    for name, kind, lines in sections:
        for line in lines:
            count = FILLINGS if "{" in line else 1
            filled = {GAP.sub(lambda gap: chance.choice(slots[gap[1]]), line) for _ in range(count)}
            for text in sorted(filled):
                if chance.random() < NO_MARK:
                    text = text.rstrip("?.!") or text
                if language_of(text) == "vi" and chance.random() < PLAIN:
                    text = unaccented(text).casefold()
                elif chance.random() < LOWER:
                    text = text.casefold()
                weight = WRITTEN[name] * len(filled) ** -0.5
                yield Example(text, kind, weight, frozenset((kind,)))


def typed(policy: Path) -> tuple[list[Example], list[Example]]:
    """The requests of the data: those learned from, and those held out."""
    told: tuple[list[Example], list[Example]] = ([], [])
    for line in (policy / "requests.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        right = frozenset((row["request"], *row.get("also_ok", ())))
        told[held_out(row["id"])].append(Example(row["text"], row["request"], REAL, right))
    return told


def asked(policy: Path, seed: int = 0) -> list[Example]:
    """Questions of the training collections."""
    found = [
        row.question
        for row in rows_of(policy, ("rows", "rows_cross"))
        if use_of(row.collection) == "training" and row.type not in OTHERS
    ]
    some = random.Random(seed).sample(found, min(QUESTIONS, len(found)))
    return [Example(text, "question", ASKED, frozenset(("question",))) for text in some]


def fit(examples: Sequence[Example], forms: Any) -> dict[str, Any]:
    """The arrays of the model: multinomial logistic regression over the terms that stand in
    several examples and over the forms, (n, 768); each example once with and once without its form.
    """
    import torch

    found = [terms(one.text) for one in examples]
    counts = Counter(term for own in found for term in own)
    vocabulary = sorted(term for term, count in counts.items() if count >= RARE)
    places = {term: place for place, term in enumerate(vocabulary)}
    known = [[places[term] for term in own if term in places] for own in found]
    words = torch.sparse_coo_tensor(
        torch.tensor(
            [
                [row for row, own in enumerate(known) for _ in own],
                [column for own in known for column in own],
            ]
        ),
        torch.tensor([max(1.0, len(own)) ** -0.5 for own in known for _ in own]),
        (len(examples), len(vocabulary)),
        check_invariants=True,
    )
    mean, spread = forms.mean(axis=0), forms.std(axis=0) + 1e-6
    given = torch.tensor(scaled(forms, mean, spread), dtype=torch.float32)
    targets = torch.tensor([KINDS.index(one.kind) for one in examples])
    weighed = torch.tensor([one.weight for one in examples])
    weighed = weighed / weighed.sum()
    shapes = {
        "weights": (len(vocabulary), len(KINDS)), "form": (forms.shape[1], len(KINDS)),
        "bias": (len(KINDS),), "formless": (len(KINDS),),
    }  # fmt: skip
    own = {name: torch.zeros(*shape, requires_grad=True) for name, shape in shapes.items()}
    optimizer = torch.optim.LBFGS([*own.values()], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        by_words = torch.sparse.mm(words, own["weights"]) + own["bias"]
        made = RIDGE * (own["weights"] ** 2).sum() + FORM_RIDGE * (own["form"] ** 2).sum()
        for scores in (by_words + given @ own["form"], by_words + own["formless"]):
            wrong = torch.nn.functional.cross_entropy(scores, targets, reduction="none")
            made = made + (weighed * wrong).sum() / 2
        made.backward()  # type: ignore[no-untyped-call]
        return made

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    learned = {name: one.detach() for name, one in own.items()}
    greatest = learned["weights"].abs().max(dim=1).values
    kept = torch.sort(torch.topk(greatest, min(MOST, len(vocabulary))).indices).values
    told = [vocabulary[place] for place in kept.tolist()]
    form = learned["form"].numpy()
    scale = np.abs(form).max(axis=0, keepdims=True) / 127
    return {
        **stored_terms(told, learned["weights"][kept].numpy()),
        "form": np.round(form / scale).astype(np.int8),
        "form_scale": scale,
        "bias": learned["bias"].numpy(),
        "formless": learned["formless"].numpy(),
        "mean": mean.astype(np.float32),
        "spread": spread.astype(np.float32),
    }


def share_right(model: RequestModel, examples: Sequence[Example], forms: Any) -> float:
    """How many of the examples are of the likeliest kind, or may be taken for it."""
    right = 0
    for row, one in enumerate(examples):
        found = model.probabilities(one.text, None if forms is None else forms[row])
        right += max(found, key=lambda kind: found[kind]) in one.right
    return right / len(examples)


def _sections(file: Path) -> Iterator[tuple[str, list[str]]]:
    """The lines under each `# name` of a file."""
    name, lines = "", list[str]()
    for line in [*file.read_text(encoding="utf-8").splitlines(), "# "]:
        if not line.startswith("# "):
            lines.append(line)
            continue
        if lines:
            yield name, lines
        name, lines = line[2:], []


def main() -> None:
    from safetensors.numpy import save_file

    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("data", type=Path)
    wanted.add_argument("out", type=Path)
    wanted.add_argument("--folds", action="store_true", help="try it on folds of what is learned")
    given = wanted.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    policy, embedder = given.data / "policy", MultilingualE5()
    real, others = typed(policy)
    beside = [*written(), *asked(policy)]

    def forms(examples: Sequence[Example]) -> Any:
        return np.stack([embedder.form_of(one.text) for one in examples])

    of_real, of_beside = forms(real), forms(beside)
    if given.folds:
        rows = random.Random(0).sample(range(len(real)), len(real))
        shares = []
        for fold in range(5):
            out = rows[fold::5]
            rest = [row for row in rows if row not in set(out)]
            model = RequestModel(
                fit([*(real[row] for row in rest), *beside], np.vstack([of_real[rest], of_beside]))
            )
            tried = [real[row] for row in out]
            shares.append([share_right(model, tried, f) for f in (of_real[out], None)])
        log.info("folds: %.3f; by words alone %.3f", *np.mean(shares, axis=0))
        return
    arrays = fit([*real, *beside], np.vstack([of_real, of_beside]))
    given.out.mkdir(parents=True, exist_ok=True)
    save_file(arrays, given.out / "requests.safetensors")
    model = RequestModel(arrays)
    of_others = forms(others)
    log.info(
        "%d held out: %.3f of a right kind; by words alone %.3f",
        len(others),
        share_right(model, others, of_others),
        share_right(model, others, None),
    )


if __name__ == "__main__":
    main()
