"""The models that are fitted: logistic ones, the kinds of question, the short answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.confidence import confidence_features
from assistant.answering.generator import BEST_FIRST
from assistant.answering.headline import headline, marked_words
from assistant.answering.kinds import KINDS, stored_terms
from assistant.answering.logistic import Logistic
from assistant.answering.selection import EvidenceSentence, Limits, Quote, best_first, chosen
from assistant.reader.training.rows import is_right, same_value
from assistant.reader.training.searched import ReadRow, fold_of
from corpus.language.words import terms

STEPS = 30  # of Newton's method; it needs about ten
RARE, SMALL = 4, 0.15  # questions a term has to stand in; a weight that is kept
KIND_RIDGE = 2.5e-5  # of 1e-5 to 1e-4, on the three collections held out


def fitted_logistic(
    features: Sequence[Mapping[str, float]],
    targets: Sequence[bool],
    weights: Sequence[float] | None = None,
    ridge: float = 1.0,
    signs: Mapping[str, int] | None = None,
) -> Logistic:
    """A model of features that all rows name alike, by iteratively reweighted least squares.

    `signs` says of which features the weight may not fall below (1) or rise above (-1) zero:
    where it would, the feature is left out. Raises ValueError where there are no rows.
    """
    if not features:
        raise ValueError("There is nothing to fit a model on.")
    names = list(features[0])
    values = np.array([[row[name] for name in names] for row in features], dtype=float)
    truths = np.array(targets, dtype=float)
    weighed = np.ones(len(truths)) if weights is None else np.array(weights, dtype=float)
    # What could not be measured counts as its mean, as it does when the model is asked.
    unknown = np.isnan(values)
    values[unknown] = np.broadcast_to(_means(values), values.shape)[unknown]
    means, spreads = values.mean(axis=0), values.std(axis=0)
    spreads[spreads < 1e-6] = 1.0
    scaled = (values - means) / spreads
    kept = np.ones(len(names), dtype=bool)
    while True:
        own, bias = _newton(scaled[:, kept], truths, weighed, ridge)
        every = np.zeros(len(names))
        every[kept] = own
        turned = [
            place
            for place, name in enumerate(names)
            if (signs or {}).get(name, 0) * every[place] < 0
        ]
        if not turned:
            break
        kept[turned] = False
    a, b, c = (tuple(column.round(5).tolist()) for column in (means, spreads, every))
    return Logistic(tuple(names), a, b, c, round(bias, 5))


def _means(values: Any) -> Any:
    """The mean of each column, of what is known in it; 0 where nothing is."""
    known = ~np.isnan(values)
    return np.where(known, values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)


def _newton(values: Any, truths: Any, weights: Any, ridge: float) -> tuple[Any, float]:
    """FittedWeights and bias of columns; the bias is free of the ridge."""
    rows = np.c_[values, np.ones(len(truths))]
    found = np.zeros(rows.shape[1])
    penalty = np.eye(len(found)) * ridge
    penalty[-1, -1] = 1e-6
    for _ in range(STEPS):
        probability = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (weights * (probability - truths)) + penalty @ found
        spread = weights * probability * (1 - probability) + 1e-9
        change = np.linalg.solve((rows * spread[:, None]).T @ rows + penalty, slope)
        found = found - change
        if np.abs(change).max() < 1e-5:
            break
    return found[:-1], float(found[-1])


def fitted_kinds(
    questions: Sequence[str], kinds: Sequence[str], ridge: float = KIND_RIDGE
) -> dict[str, Any]:
    """The arrays of kinds.safetensors from questions and their kinds (all of KINDS): multinomial
    logistic regression over terms that stand in several questions.
    """
    import torch

    found = [terms(question) for question in questions]
    counts = Counter(term for own in found for term in own)
    vocabulary = sorted(term for term, count in counts.items() if count >= RARE)
    places = {term: place for place, term in enumerate(vocabulary)}
    known = [[places[term] for term in own if term in places] for own in found]
    rows = [row for row, own in enumerate(known) for _ in own]
    columns = [column for own in known for column in own]
    values = [max(1.0, len(own)) ** -0.5 for own in known for _ in own]
    matrix = torch.sparse_coo_tensor(
        torch.tensor([rows, columns]),
        torch.tensor(values),
        (len(questions), len(vocabulary)),
        check_invariants=True,
    )
    targets = torch.tensor([KINDS.index(kind) for kind in kinds])
    weights = torch.zeros(len(vocabulary), len(KINDS), requires_grad=True)
    bias = torch.zeros(len(KINDS), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights, bias], max_iter=120, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = torch.sparse.mm(matrix, weights) + bias
        made = torch.nn.functional.cross_entropy(scores, targets) + ridge * (weights**2).sum()
        made.backward()  # type: ignore[no-untyped-call]
        return made

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    kept = weights.detach().abs().max(dim=1).values > SMALL
    told = [term for term, keep in zip(vocabulary, kept.tolist(), strict=True) if keep]
    return {
        **stored_terms(told, weights.detach()[kept].numpy()),
        "bias": bias.detach().numpy(),
    }


def save_kinds(arrays: Mapping[str, Any], file: Path) -> None:
    from safetensors.numpy import save_file

    part = file.with_suffix(".tmp")
    save_file(dict(arrays), part)
    part.replace(file)


HEADLINE_SIGNS = {
    "span": 1, "margin": 1, "evidence": 1, "answers": 1, "probability": 1, "wrong_kind": -1,
}  # fmt: skip
HEADLINE_RIDGE = 5.0
# Of the short answers that are shown, those to questions that ask for none counted as wrong; golds
# are often longer than needed.
HEADLINE_RIGHT = 0.83
TRIED = 3  # sentences of a row whose short answers are fitted on


def headline_rows(
    read: ReadRow, sentences: Sequence[EvidenceSentence], quotes: Sequence[Quote]
) -> Iterator[tuple[dict[str, float], bool]]:
    """Of the best quoted sentences of a row the features of their short answers, and whether
    those are right; nothing of an answerable row of which it is not known whether it has one.
    """
    quoted = {(quote.passage, n) for quote in quotes for n in range(quote.first, quote.last + 1)}
    golds = read.row.short_answers
    if read.answerable and not golds and not read.row.has_no_short_answer:
        return
    for sentence in sentences[:TRIED]:
        passage = read.passages[sentence.passage]
        if (sentence.passage, sentence.number) not in quoted:
            continue
        made = marked_words(passage, sentence, read.kinds)
        if made is None:
            continue
        same = any(same_value(made.text, gold) for gold in golds)
        if read.row.origin == "headlines" and not read.answerable and not same:
            continue  # another span of that sentence: nobody said whether it may stand
        yield made.features, read.answerable and same


def fitted_headline(rows: Sequence[tuple[dict[str, float], bool]]) -> Logistic:
    features, truths = [row[0] for row in rows], [row[1] for row in rows]
    return fitted_logistic(features, truths, None, HEADLINE_RIDGE, HEADLINE_SIGNS)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A row, its sentences scored by a model that did not see it, and what is quoted."""

    read: ReadRow
    sentences: Sequence[EvidenceSentence]
    quotes: Sequence[Quote]

    @property
    def said(self) -> list[str]:
        passages = self.read.passages
        return [
            passages[q.passage].text[
                passages[q.passage].sentences[q.first][0] : passages[q.passage].sentences[q.last][1]
            ]
            for q in self.quotes
        ]

    @property
    def right(self) -> bool:
        return self.read.answerable and is_right(self.read.row, self.said)

    @property
    def good(self) -> list[bool]:
        """Of each quote whether it holds a marked sentence; [False] where nothing is quoted."""
        return [
            any(self.read.labels[q.passage][n] in (1, 2) for n in range(q.first, q.last + 1))
            for q in self.quotes
        ] or [False]

    def features(self) -> dict[str, float]:
        read = self.read
        question = read.row.question
        return confidence_features(question, read.passages, self.sentences, self.quotes, read.kinds)


def choose(
    read: ReadRow, sentences: Sequence[EvidenceSentence], limits: Limits, group: str
) -> Chosen:
    quotes = chosen(sentences, read.passages, limits, group)
    return Chosen(read, sentences, best_first(quotes) if group in BEST_FIRST else quotes)


ShownAnswers = Sequence[tuple[Chosen, tuple[dict[str, float], bool]]]


def least_headline(
    made: Sequence[Chosen],
    shown: ShownAnswers,
    known: Sequence[tuple[dict[str, float], bool]],
    likely: Mapping[str, float],
    threshold: float,
) -> float:
    """The least confidence from which the short answers shown are right often enough."""
    tried: list[tuple[float, bool]] = []
    for fold in sorted({fold_of(one.read.row) for one in made}):
        model = fitted_headline([*known, *(own for c, own in shown if fold_of(c.read.row) != fold)])
        for one in made:
            read, golds = one.read, one.read.row.short_answers
            is_known = golds or read.row.has_no_short_answer
            asked = read.answerable and is_known and likely[read.row.key] >= threshold
            if fold_of(read.row) != fold or not asked:
                continue
            best = headline(read.passages, one.sentences, one.quotes, read.kinds, model, 0.0)
            if best is not None:
                same = any(same_value(best.text, gold) for gold in golds)
                tried.append((best.confidence, same))
    for least in np.arange(0.3, 0.96, 0.05).round(3).tolist():
        right = [same for confidence, same in tried if confidence >= least]
        if right and np.mean(right) >= HEADLINE_RIGHT:
            return float(least)
    return 0.9
