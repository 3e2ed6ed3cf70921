"""Prints what the check of support is worth.

    python -m tests.quality.support                 the altered sentences and paraphrases
    python -m tests.quality.support DATA            and the held-out rows of DATA's claims

Of the altered sentences the half `dev` may be read; of the other, and of all rows of DATA that
are held out (by evidence, `assistant/support/training/examples.py`), only these figures are
looked at.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.support.check import SupportCheck
from assistant.support.clauses import share, told
from assistant.support.features import is_across
from assistant.support.network import SupportNetwork
from assistant.support.training.examples import SupportExample, claim_rows
from assistant.support.training.fit import altered_examples, balanced
from index.models.multilingual_e5 import MultilingualE5

FILE = Path(__file__).with_name("altered.jsonl")
KINDS = ("number", "date", "name", "unit", "negation", "swap")
Scores = Sequence[tuple[SupportExample, float]]


def make_check() -> tuple[SupportCheck, MultilingualE5]:
    embedder = MultilingualE5()
    return SupportCheck(SupportNetwork(), embedder.embed_documents), embedder


def altered(check: SupportCheck, half: str) -> dict[str, tuple[int, int]]:
    """Of each kind how many of a half are caught, `faithful` how many are removed, of how many."""
    found: dict[str, list[bool]] = defaultdict(list)
    for one in altered_examples(FILE, half):
        removed = not check.check(one.said, one.basis).supported
        found[one.kind].append(removed)
        found[f"{one.kind} across" if one.across else f"{one.kind} within"].append(removed)
    return {kind: (sum(removed), len(removed)) for kind, removed in found.items()}


def best_split(learned: Scores, counted: Scores) -> float:
    """Balanced accuracy of a score alone, split where it is best for the rows of fitting."""
    tried = sorted({score for _, score in learned})

    def at(least: float, rows: Scores) -> float:
        return balanced([(one.supported, score >= least, 1.0) for one, score in rows])

    return at(max(tried, key=lambda least: at(least, learned)), counted)


def claims(check: SupportCheck, embedder: MultilingualE5, data: Path, sample: int) -> None:
    """Prints the balanced accuracy of each source, beside two plain ones."""
    every = list(claim_rows(data))
    groups: dict[str, list[SupportExample]] = defaultdict(list)
    for one in every:
        if one.held_out:
            across = is_across(one.said, one.basis)
            groups[f"{one.source}{' across' if across else ''}"].append(one)
    for name, rows in sorted(groups.items()):
        source = name.split()[0]
        rows = rows[:sample]
        results = [(one, check.check(one.said, one.basis)) for one in rows]
        right = balanced([(one.supported, result.supported, 1.0) for one, result in results])
        learned_only = [(one, learned(check, one)) for one in rows]
        by_score = balanced([(one.supported, found, 1.0) for one, found in learned_only])
        kept = [one for one in every if one.source == source and not one.held_out][:sample]
        plain = {
            "words": lambda one: share(told(one.said), told(" ".join(one.basis))),
            "cosine": lambda one: cosine(embedder, one),
        }
        print(
            f"{name}: {len(rows)} rows, balanced accuracy {right:.3f} of the whole check,"
            f" {by_score:.3f} of what was learned alone; "
            + ", ".join(f"{way} {_plain(score, kept, rows):.3f}" for way, score in plain.items())
        )


def learned(check: SupportCheck, one: SupportExample) -> bool:
    """Whether the score alone holds an example for supported."""
    return check.by_score(one.said, one.basis).supported


def _plain(
    score: Callable[[SupportExample], float],
    kept: Sequence[SupportExample],
    rows: Sequence[SupportExample],
) -> float:
    return best_split([(one, score(one)) for one in kept], [(one, score(one)) for one in rows])


def cosine(embedder: MultilingualE5, one: SupportExample) -> float:
    said, basis = embedder.embed_documents([one.said, " ".join(one.basis)])
    return float(said @ basis)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--half", choices=("dev", "test", "both"), default="both")
    parser.add_argument("--sample", type=int, default=10_000, help="rows of a source at most")
    arguments = parser.parse_args()
    check, embedder = make_check()
    check.check("It is so.", ["It is so."])  # loads everything
    for half in ("dev", "test") if arguments.half == "both" else (arguments.half,):
        started, worked = time.perf_counter(), time.process_time()
        found = altered(check, half)
        spent, work = time.perf_counter() - started, time.process_time() - worked
        told_of = "read" if half == "dev" else "counted"
        print(f"half {half} ({told_of}):")
        for kind in (*KINDS, "faithful"):
            word = "removed" if kind == "faithful" else "caught"
            parts = [
                f"{name} {count} of {size}"
                for name in (kind, f"{kind} within", f"{kind} across")
                for count, size in [found[name]]
            ]
            print(f"  {word}: {'; '.join(parts)}")
        size = sum(found[kind][1] for kind in (*KINDS, "faithful"))
        print(
            f"  {1000 * spent / size:.0f} ms a sentence, {1000 * work / size:.0f} ms of all cores"
        )
    if arguments.data:
        claims(check, embedder, arguments.data, arguments.sample)


if __name__ == "__main__":
    main()
