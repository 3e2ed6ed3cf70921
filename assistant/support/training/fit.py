"""Step two: what the network's logit and the features are worth together, and the thresholds.

    python -m assistant.support.training.fit DATA OUT [--altered FILE]       OUT/weights.json

OUT holds `support.safetensors` of `adapt`, or the file that ships is taken. Learned from the rows
of `examples` that are not held out, and the half `dev` of FILE, the altered sentences that come
with the tests. Thresholds are those of models that did not see an example (folds by evidence or
collection).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.reader.training.models import fitted_logistic
from assistant.reader.training.rows import json_lines
from assistant.support.check import SupportCheck
from assistant.support.features import is_across, says_contrary
from assistant.support.network import FILE, SupportNetwork
from assistant.support.training.examples import SupportExample, claim_rows, made_examples
from index.models.multilingual_e5 import MultilingualE5

log = logging.getLogger(__name__)

FOLDS = 5
RIDGE = 8.0
WEIGHT = {"policy": 3.0, "altered": 1.5, "made": 0.4, "questions": 0.2, "fm2": 0.5, "wice": 0.25}
MADE, ANNOTATED = 240, 160  # rows of a source that are looked at: the first by chance
FOR = ("logit", "cosine", "part_cosine", "share", "part_share", "letters", "names_near")
MARGIN = 2 / 3  # others' paraphrases lie lower than the lowest of fifty
FAITHFUL_REMOVED = 0.0  # of paraphrases whose form is right, at most


@dataclass(frozen=True, slots=True)
class SeenExample:
    """An example with what is seen of it; `fault` is what its form lacks, "" for nothing."""

    example: SupportExample
    features: dict[str, float]
    fault: str
    across: bool

    @property
    def stands(self) -> bool:
        """Whether all that form tells is right."""
        return not self.fault and not says_contrary(self.features, self.across)


def altered_examples(file: Path, half: str) -> list[SupportExample]:
    """The altered sentences and paraphrases of one half."""
    return [
        SupportExample(
            one["sentence"],
            (row["evidence"],),
            one["kind"] == "faithful",
            "altered",
            one["kind"],
            row["id"],
        )
        for row in json_lines(file)
        if row["half"] == half
        for one in row["sentences"]
    ]


def looked_at(check: SupportCheck, examples: Sequence[SupportExample]) -> list[SeenExample]:
    found = []
    for example in examples:
        fault = check.fault(example.said, example.basis)
        found.append(
            SeenExample(
                example,
                check.seen(example.said, example.basis),
                fault,
                is_across(example.said, example.basis),
            )
        )
        if len(found) % 250 == 0:
            log.info("%d of %d looked at", len(found), len(examples))
    return found


def sampled(data: Path) -> list[SupportExample]:
    rng = random.Random(11)
    grouped: dict[str, list[SupportExample]] = defaultdict(list)
    for one in claim_rows(data):
        if not one.held_out:
            grouped[one.source].append(one)
    for one in made_examples(data, seed=5):
        grouped[one.source].append(one)
    sizes = {"policy": 10_000, "made": MADE, "questions": MADE // 4, "wice": ANNOTATED // 2}
    return [
        one
        for source, rows in sorted(grouped.items())
        for one in rng.sample(rows, min(len(rows), sizes.get(source, ANNOTATED)))
    ]


def balanced(rows: Sequence[tuple[bool, bool, float]]) -> float:
    """Balanced accuracy of (truth, found, weight)."""
    shares = []
    for truth in (True, False):
        own = [(found == truth, weight) for true, found, weight in rows if true == truth]
        shares.append(sum(w for right, w in own if right) / max(1e-9, sum(w for _, w in own)))
    return sum(shares) / 2


def fold_of(unit: str) -> int:
    return hashlib.sha256(f"fold {unit}".encode()).digest()[0] % FOLDS


def fit(seen: Sequence[SeenExample]) -> dict[str, object]:
    made: dict[str, object] = {}
    names = list(seen[0].features)
    # To say more in the cited words never makes a statement less supported, though altered
    # examples share more words with what they rest on than true answers do.
    signs = {name: 1 if name in FOR else -1 for name in names}
    for name, across in (("within", False), ("across", True)):
        own = [one for one in seen if one.across == across]
        scores: list[tuple[SeenExample, float]] = []
        for fold in range(FOLDS):
            rest = [one for one in own if fold_of(one.example.unit) != fold]
            model = fitted_logistic(
                [one.features for one in rest],
                [one.example.supported for one in rest],
                [WEIGHT[one.example.source] for one in rest],
                RIDGE,
                signs,
            )
            scores += [
                (one, model.probability(one.features))
                for one in own
                if fold_of(one.example.unit) == fold
            ]
        least = MARGIN * threshold(scores)
        made[name] = asdict(
            fitted_logistic(
                [one.features for one in own],
                [one.example.supported for one in own],
                [WEIGHT[one.example.source] for one in own],
                RIDGE,
                signs,
            )
        )
        made[f"least_{name}"] = round(least, 4)
        log.info("%s: %d rows, threshold %.3f", name, len(own), least)
        for source in sorted({one.example.source for one in own}):
            rows = [(one, score) for one, score in scores if one.example.source == source]
            by_score = balanced([(o.example.supported, s >= least, 1.0) for o, s in rows])
            by_both = balanced(
                [(o.example.supported, s >= least and o.stands, 1.0) for o, s in rows]
            )
            log.info("  %-9s %4d: balanced %.3f by the score, %.3f with the form",
                     source, len(rows), by_score, by_both)  # fmt: skip
        kinds: dict[str, list[bool]] = defaultdict(list)
        for one, score in scores:
            if one.example.source in ("altered", "policy"):
                kinds[f"{one.example.source} {one.example.kind} {one.example.supported}"].append(
                    score >= least and one.stands
                )
        log.info("  kept: %s", {k: f"{sum(v)}/{len(v)}" for k, v in sorted(kinds.items())})
    return made


def threshold(scores: Sequence[tuple[SeenExample, float]]) -> float:
    """The best balanced accuracy of claims, that leaves faithful paraphrases in."""
    claims = [(one, score) for one, score in scores if one.example.source == "policy"]
    kept = sorted(
        score
        for one, score in scores
        if one.example.source == "altered" and one.example.supported and one.stands
    )
    most = kept[int(FAITHFUL_REMOVED * len(kept))] if kept else 1.0
    tried = sorted({score for _, score in claims if score <= most} | {most})
    return max(
        tried,
        key=lambda least: balanced(
            [(one.example.supported, score >= least, 1.0) for one, score in claims]
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--altered", type=Path, default=Path("tests/quality/support/altered.jsonl"))
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    adapted = arguments.out / FILE.name
    check = SupportCheck(
        SupportNetwork(file=adapted, sha256=None) if adapted.exists() else SupportNetwork(),
        MultilingualE5().embed_documents,
    )
    examples = altered_examples(arguments.altered, "dev") + sampled(arguments.data)
    seen = looked_at(check, examples)
    told = fit(seen)
    (arguments.out / "weights.json").write_text(json.dumps(told, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
