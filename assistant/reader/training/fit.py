"""Step four of training the bilingual reader: what its readings are worth, fitted.

    python -m assistant.reader.training.fit DATA OUT [--limit N] [--headlines]

Reads, with the reader that ships, questions that it was not trained on: rows of the three
collections held out (FITTING), the questions beside this module, parts of compound questions, and
headlines. Writes `assistant/answering/weights.json` and `kinds.safetensors`. What was
read is kept in OUT, so that a run that was stopped goes on. --headlines fits short answers alone,
to the other weights as they ship; --limit reads at most N rows of each file, for a try, and writes
into OUT.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.generator import BEST_FIRST, FOLDER, FittedWeights
from assistant.answering.generator import fitted as shipped
from assistant.answering.kinds import KINDS, KindModel
from assistant.answering.logistic import Logistic
from assistant.answering.selection import EvidenceSentence, Limits, scored, sentence_features
from assistant.reader.meanings import SentenceMeanings
from assistant.reader.training.models import (
    Chosen,
    choose,
    fitted_headline,
    fitted_kinds,
    fitted_logistic,
    headline_rows,
    least_headline,
    save_kinds,
)
from assistant.reader.training.rows import Label, collections_in, headlines_of, rows_of, use_of
from assistant.reader.training.searched import (
    TRUST,
    ReadRow,
    RememberedNetwork,
    SearchedCollection,
    fold_of,
    read_headlines,
    rows_to_read,
)
from index.models.multilingual_e5 import MultilingualE5

REMOVED = 0.25  # what a row weighs whose evidence was taken out
HALF_A_QUESTION = 0.5
REFUSED = 0.12  # the share of answerable questions that may be refused
ANSWERABLE = 0.766  # of the annotated rows: what the probabilities are calibrated to
CAPS = {  # of each group of kinds: most sentences, most words, and the words that are no loss
    "value": (3, 60, 40), "statement": (3, 70, 45), "list": (8, 120, 90),
    "explain": (6, 120, 90), "summary": (7, 130, 110), "sides": (7, 140, 100),
}  # fmt: skip
SENTENCE_SIGNS = {
    "evidence": 1, "answers": 1, "below_best": 1, "passage_below_best": 1, "rank": -1, "span": 1,
    "short": -1, "cosine_below_best": 1, "meaning": 1, "meaning_below_best": 1, "words": 1,
    "words_with_lead": 1,
}  # fmt: skip
CONFIDENCE_SIGNS = {
    "evidence": 1, "lead_answers": 1, "expected": 1, "lead_rank": -1, "numbers_missing": -1,
    "value_missing": -1, "span": 1, "cosine_above_mean": 1, "words_of_passage": 1,
    "lead_meaning": 1,
}  # fmt: skip
CORE = (
    "evidence", "lead_answers", "answers_margin", "expected", "lead_rank", "numbers_missing",
    "value_missing", "span",
)  # fmt: skip
MORE = (
    "sides", "summary", "list", "broad", "other_language", "cosine_above_mean", "words_of_passage",
    "lead_meaning",
)  # fmt: skip

log = logging.getLogger(__name__)


def fit_sentences(rows: Iterable[ReadRow], measured: bool = True) -> Logistic:
    """Of what is `measured` of sentences by their vectors, or without that."""
    features, truths, weights = [], [], []
    for read in rows:
        trust = min(1.0, 0.5 + 0.5 * TRUST[read.row.origin])
        for place, number, own in sentence_features(read.row.question, read.passages, read.kinds):
            label = read.labels[place][number]
            known = {n: v for n, v in own.items() if measured or not n.startswith("meaning")}
            features.append(known)
            truths.append(label in (Label.EVIDENCE, Label.ALSO))
            weights.append((0.6 if label == Label.ALSO else 1.0) * trust)
    return fitted_logistic(features, truths, weights, 3.0, SENTENCE_SIGNS)


Sentences = Sequence[tuple[ReadRow, Sequence[EvidenceSentence]]]


def fit_limits(rows: Sentences, group: str) -> Limits:
    """The limits of a group of kinds that quote best: right answers, marked quotes, few words.

    Of limits that are worth the same but for HALF_A_QUESTION, those that quote the fewest words:
    so little is chance, and what is not quoted is not wrong. Rows of the other groups of its sort
    weigh as six: where there are few of its own.
    """
    few = group in BEST_FIRST
    sentences, words, free = CAPS[group]
    answerable = [one for one in rows if one[0].answerable]
    own = [one for one in answerable if one[0].group == group]
    rest = [
        one for one in answerable if one[0].group != group and (one[0].group in BEST_FIRST) == few
    ]

    def value(some: Sentences, limits: Limits) -> tuple[float, float]:
        """(mean worth, mean words)"""
        if not some:
            return 0.0, 0.0
        every = [choose(*one, limits, group) for one in some]
        spoken = np.mean([sum(len(said.split()) for said in one.said) for one in every])
        share = 0.3 if few else 0.15
        worth = [one.right + share * float(np.mean(one.good)) + 0.15 * one.good[0] for one in every]
        return float(np.mean(worth) - 0.01 * max(0.0, float(spoken) - free)), float(spoken)

    tried: list[tuple[float, float, Limits]] = []
    for first, joined, part, side in product(
        (0.15, 0.25, 0.35, 0.45, 0.55, 0.7) if few else (0.05, 0.08, 0.12, 0.18, 0.25, 0.35),
        (0.04, 0.08, 0.15, 0.25, 0.4),
        (0.0, 0.35),
        (1.0, 0.08, 0.2) if group == "sides" else (1.0,),
    ):
        if joined > first:
            continue
        limits = Limits(first, joined, part, sentences, words, side)
        (worth, spoken), (others, _) = value(own, limits), value(rest[:50], limits)
        tried.append((len(own) * worth + 6 * others, spoken, limits))
    best = max(worth for worth, _, _ in tried)
    good = (one for one in tried if one[0] >= best - HALF_A_QUESTION)
    return min(good, key=lambda one: one[1])[2]


def fit_confidence(rows: Sequence[Chosen], target: str) -> Logistic:
    """Of `answerable`, that the passages answer; of `right`, that what is quoted is right."""
    names = CORE if target == "answerable" else CORE + MORE
    fair = np.array([one.read.answerable for one in rows])
    weights = np.array([REMOVED if r.read.removed else TRUST[r.read.row.origin] for r in rows])
    for side, share in ((fair, ANSWERABLE), (~fair, 1 - ANSWERABLE)):
        if side.any():
            weights[side] *= share / weights[side].sum() * len(rows)
    truths = [one.read.answerable if target == "answerable" else one.right for one in rows]
    features = [{name: own[name] for name in names} for own in (one.features() for one in rows)]
    ridge = 30.0 if target == "answerable" else 3.0
    return fitted_logistic(features, truths, weights.tolist(), ridge, CONFIDENCE_SIGNS)


def fit(rows: Sequence[ReadRow], heads: Sequence[ReadRow]) -> dict[str, Any]:
    """The content of weights.json. Thresholds are of models that did not see the row."""
    folds = sorted({fold_of(read.row) for read in rows})
    apart = {f: fit_sentences(r for r in rows if fold_of(r.row) != f) for f in folds}
    sentence = fit_sentences(rows)

    def score(read: ReadRow, model: Logistic | None = None) -> Sequence[EvidenceSentence]:
        model = model or apart[fold_of(read.row)]
        return scored(read.row.question, read.passages, read.kinds, model)

    sentences = [(read, score(read)) for read in rows if read.passages]
    limits = {group: fit_limits(sentences, group) for group in CAPS}
    made = [choose(*one, limits[one[0].group], one[0].group) for one in sentences]
    less = [own for read in rows if (own := read.without_evidence()) is not None]
    taken = [choose(own, score(own), limits[own.group], own.group) for own in less]
    models = {
        fold: fit_confidence(
            [one for one in made + taken if fold_of(one.read.row) != fold], "answerable"
        )
        for fold in folds
    }
    likely, threshold = refusing(made, models)
    # The same where no sentence's nearness to the question was measured.
    alone = {f: fit_sentences((r for r in rows if fold_of(r.row) != f), False) for f in folds}
    unmeasured = [
        choose(read, score(read, alone[fold_of(read.row)]), limits[read.group], read.group)
        for read, _ in sentences
    ]
    for origin in TRUST:
        told(origin, [one for one in made if one.read.row.origin == origin], likely, threshold)
    single = [choose(read, score(read, sentence), limits["value"], "value") for read in heads]
    return {
        "sentence": asdict(sentence),
        "sentence_alone": asdict(fit_sentences(rows, measured=False)),
        "limits": {group: asdict(own) for group, own in limits.items()},
        "answerable": asdict(fit_confidence(made + taken, "answerable")),
        "right": asdict(fit_confidence(made + taken, "right")),
        "refuse_below": round(threshold, 4),
        "refuse_below_alone": round(refusing(unmeasured, models)[1], 4),
        **short_answers(made, single, likely, threshold),
    }


def short_answers(
    made: Sequence[Chosen],
    heads: Sequence[Chosen],
    likely: Mapping[str, float],
    threshold: float,
) -> dict[str, Any]:
    """When short answers may stand: of what is quoted to rows, `likely` to be answered, and of
    headlines."""
    shown = [
        (one, own) for one in made for own in headline_rows(one.read, one.sentences, one.quotes)
    ]
    known = [own for one in heads for own in headline_rows(one.read, one.sentences, one.quotes)]
    return {
        "headline": asdict(fitted_headline([own for _, own in shown] + known)),
        "headline_least": least_headline(made, shown, known, likely, threshold),
    }


def with_short_answers(
    rows: Sequence[ReadRow], heads: Sequence[ReadRow], shipped: FittedWeights
) -> dict[str, Any]:
    """The weights that ship, with short answers fitted anew to what those quote."""

    def quoted(read: ReadRow, group: str) -> Chosen:
        own = scored(read.row.question, read.passages, read.kinds, shipped.sentence)
        return choose(read, own, shipped.limits[group], group)

    made = [quoted(read, read.group) for read in rows if read.passages]
    likely = {one.read.row.key: shipped.answerable.probability(one.features()) for one in made}
    single = [quoted(read, "value") for read in heads]
    return asdict(shipped) | short_answers(made, single, likely, shipped.refuse_below)


def refusing(
    rows: Sequence[Chosen], models: Mapping[int, Logistic]
) -> tuple[dict[str, float], float]:
    """(how likely each row is answered, by the model of its fold; below what to refuse)"""
    likely = {
        one.read.row.key: models[fold_of(one.read.row)].probability(one.features()) for one in rows
    }
    fair = sorted(
        (likely[one.read.row.key], TRUST[one.read.row.origin])
        for one in rows
        if one.read.answerable
    )
    total = np.cumsum([weight for _, weight in fair])
    return likely, fair[int(np.searchsorted(total, REFUSED * total[-1]))][0]


def told(
    origin: str, rows: Sequence[Chosen], likely: Mapping[str, float], threshold: float
) -> None:
    """Log how a file's rows fare with models that did not see them."""
    fair = [one for one in rows if one.read.answerable]
    refused = sum(likely[one.read.row.key] < threshold for one in fair)
    others = [one for one in rows if not one.read.answerable]
    saved = sum(likely[one.read.row.key] < threshold for one in others)
    right = sum(one.right for one in fair)
    log.info(
        "%s: %d of %d answerable refused, %d right; %d of %d others refused",
        *(origin, refused, len(fair), right, saved, len(others)),
    )


def main(data: Path, out: Path, limit: int | None = None, headlines: bool = False) -> None:
    policy = data / "policy"
    out.mkdir(parents=True, exist_ok=True)
    place = FOLDER if limit is None else out
    kinds = shipped()[1] if headlines else _kinds(policy, place / "kinds.safetensors")
    network = RememberedNetwork(out / "readings.jsonl")
    counts: Counter[str] = Counter()
    rows = []
    for row in rows_to_read(policy):
        counts[row.origin] += 1
        if limit is None or counts[row.origin] <= limit:
            rows.append(row)
    read: list[ReadRow] = []
    for name, folder in collections_in(policy).items():
        own = [row for row in rows if row.collection == name]
        if own:
            library = out / "libraries" / name.replace("/", "-")
            collection = SearchedCollection(folder, library, MultilingualE5())
            read += [collection.read(row, network, kinds) for row in own]
            collection.close()
            log.info("%s: %d rows read so far", name, len(read))
    heads = [row for row in headlines_of(policy) if row.fitted][:limit]
    single = list(read_headlines(heads, network, kinds, SentenceMeanings(MultilingualE5())))
    weights = with_short_answers(read, single, shipped()[0]) if headlines else fit(read, single)
    part = place / "weights.tmp"
    part.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    part.replace(place / "weights.json")
    log.info("%s written from %d rows", place / "weights.json", len(read))


def _kinds(policy: Path, file: Path) -> KindModel:
    """The model of kinds of question, fitted and written."""
    known = [row for row in rows_of(policy) if row.answerable and row.type in KINDS]
    known = [row for row in known if use_of(row.collection) == "training"]
    save_kinds(fitted_kinds([row.question for row in known], [row.type for row in known]), file)
    return KindModel.load(file)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--headlines", action="store_true")
    given = parser.parse_args()
    main(given.data, given.out, given.limit, given.headlines)
