"""Whether the tests hold the tuned numbers: `make mutants`, or
`python -m tests.quality.mutants [WORD]...` for those whose name has a word.

Each mutation is made in a copy of the tree, where the tests that pin it have to fail.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = ("corpus", "index", "assistant", "ui", "tests", "pyproject.toml")
LONGEST = 120  # seconds for the tests of one mutation


@dataclass(frozen=True, slots=True)
class Mutant:
    """One number changed: `before` stands once in the file and becomes `after`."""

    name: str
    path: str
    before: str
    after: str
    tests: tuple[str, ...]


_SEARCH = ("tests/index/search/test_retrieval.py",)
_TWICE = ("tests/assistant/answering/test_said_twice.py",)
_CONFLICTS = ("tests/assistant/conflicts/test_conflicts.py",)
_EMBEDDER = (
    "tests/index/models/test_embedder.py::test_rows_of_large_matrices_are_kept_in_eight_bits",
)
_CLAIMS = ("tests/assistant/conflicts/test_claims.py",)
_TURNS = ("tests/assistant/question/test_follow_up.py",)
_GENERATED = ("tests/assistant/answering/test_generator.py",)
_PARTS = ("tests/assistant/question/test_compound.py",)

_RETRIEVER = "index/search/retriever.py"
_FUSION, _FUSED = "index/search/fusion.py", ("tests/index/search/test_fusion.py",)
_WORD_SHARES, _SHARES = "index/search/word_shares.py", ("tests/index/search/test_word_shares.py",)
_SELECTION = "assistant/answering/selection.py"
_DISAGREEMENT = "assistant/answering/disagreement.py"
_ROWS = "index/models/row_weights.py"
_COMPOUND = "assistant/question/compound.py"
_CLAIM = "assistant/conflicts/claims.py"
_FOLLOW_UP = "assistant/question/following/follow_up.py"
_GENERATOR = "assistant/answering/generator.py"
_READER = "assistant/reader/reader.py"
_ENOUGH = "ENOUGH, ENOUGH_OWN, ENOUGH_TELLING = 0.7, 0.34, 0.7"

_CHUNKING = "corpus/chunking.py"
_CHUNKS = ("tests/corpus/test_chunking.py",)

MUTANTS = (
    Mutant(
        "near-equals of search in force",
        "index/validity.py",
        "BEHIND = 0.1 ",
        "BEHIND = 0.15 ",
        ("tests/index/test_validity.py",),
    ),
    Mutant(
        "near-equals of evidence in force",
        "assistant/answering/recency.py",
        "BEHIND = 0.2 ",
        "BEHIND = 0.3 ",
        ("tests/assistant/answering/test_selection.py",),
    ),
    Mutant("chunking PATH_SHARE 3 -> 1", _CHUNKING, "PATH_SHARE = 3", "PATH_SHARE = 1", _CHUNKS),
    Mutant("chunking share x1.1 -> x2", _CHUNKING, "* 1.1)", "* 2.0)", _CHUNKS),
    Mutant("retriever DEPTH 100 -> 5", _RETRIEVER, "DEPTH = 100", "DEPTH = 5", _SEARCH),
    Mutant("fusion SPAN -> 0.3", _FUSION, "SPAN = 0.46", "SPAN = 0.3", _FUSED),
    Mutant("fusion SPAN -> 0.6", _FUSION, "SPAN = 0.46", "SPAN = 0.6", _FUSED),
    Mutant("words NEAR -> 0.01", _WORD_SHARES, "NEAR = 0.08", "NEAR = 0.01", _SHARES),
    Mutant("words NEAR -> 0.5", _WORD_SHARES, "NEAR = 0.08", "NEAR = 0.5", _SHARES),
    Mutant("words SHARE_SCALE -> 1", _WORD_SHARES, "_SCALE = 2.0", "_SCALE = 1.0", _SHARES),
    Mutant("disagreement LIKELY -> 17", _DISAGREEMENT, "LIKELY = 18", "LIKELY = 17", _CONFLICTS),
    Mutant("disagreement LIKELY -> 19", _DISAGREEMENT, "LIKELY = 18", "LIKELY = 19", _CONFLICTS),
    Mutant(
        "disagreement, any mark", _DISAGREEMENT, "score.span > 0", "score.span > -1", _CONFLICTS
    ),
    Mutant("selection LEAST_WITHIN -> 5", _SELECTION, "WITHIN = 6", "WITHIN = 5", _TWICE),
    Mutant("selection LEAST_WITHIN -> 7", _SELECTION, "WITHIN = 6", "WITHIN = 7", _TWICE),
    Mutant("row weights FEWEST -> 99", _ROWS, "FEWEST = 100", "FEWEST = 99", _EMBEDDER),
    Mutant("row weights FEWEST -> 101", _ROWS, "FEWEST = 100", "FEWEST = 101", _EMBEDDER),
    Mutant("claims ENOUGH -> .4", _CLAIM, _ENOUGH, _ENOUGH.replace("0.7", "0.4"), _CLAIMS),
    Mutant("claims ENOUGH -> .9", _CLAIM, _ENOUGH, _ENOUGH.replace("= 0.7", "= 0.9"), _CLAIMS),
    Mutant("claims ENOUGH_OWN -> .1", _CLAIM, _ENOUGH, _ENOUGH.replace("0.34", "0.1"), _CLAIMS),
    Mutant("claims ENOUGH_TELLING -> .4", _CLAIM, _ENOUGH, f"{_ENOUGH[:-3]}0.4", _CLAIMS),
    Mutant("generator SURE -> 1.4", _GENERATOR, "SURE = 1.5", "SURE = 1.4", _GENERATED),
    Mutant("generator SURE -> 1.6", _GENERATOR, "SURE = 1.5", "SURE = 1.6", _GENERATED),
    Mutant("reader READ_FIRST -> 2", _READER, "READ_FIRST = 3", "READ_FIRST = 2", _GENERATED),
    Mutant("reader READ_FIRST -> 4", _READER, "READ_FIRST = 3", "READ_FIRST = 4", _GENERATED),
    Mutant("follow-ups LIKELIEST -> 1", _FOLLOW_UP, "LIKELIEST = 0.7", "LIKELIEST = 1.0", _TURNS),
    Mutant("follow-ups, all are asked", _FOLLOW_UP, "and leaving(", "and 1 + leaving(", _TURNS),
    Mutant("compound, half for the parts", _COMPOUND, "max(k // 2,", "max(k // 4,", _PARTS),
)


def survives(mutant: Mutant) -> bool:
    """Whether the tests pass in spite of it. Raises ValueError where it cannot be made."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, tree / name)
        path = tree / mutant.path
        code = path.read_text(encoding="utf-8")
        if code.count(mutant.before) != 1:
            raise ValueError(f"{mutant.path} has no single “{mutant.before}”")
        path.write_text(code.replace(mutant.before, mutant.after), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *mutant.tests],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=LONGEST,
        )
    if done.returncode not in (0, 1):
        raise ValueError(f"pytest could not run: {done.stdout[-500:]}{done.stderr[-500:]}")
    return done.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.quality.mutants", description=__doc__)
    parser.add_argument("words", nargs="*", help="only mutations whose name has one of these")
    words = parser.parse_args().words
    surviving = 0
    for mutant in MUTANTS:
        if words and not any(word in mutant.name for word in words):
            continue
        started = time.monotonic()
        survived = survives(mutant)
        surviving += survived
        took = time.monotonic() - started
        print(f"{'SURVIVED' if survived else 'caught':9} {took:4.0f} s  {mutant.name}", flush=True)
    print(f"{surviving} survived")
    return 1 if surviving else 0


if __name__ == "__main__":
    sys.exit(main())
