"""The figures of README.md: `make bench`, or `python -m tests.benchmarks [--out FILE]`.

Every speed is a ratio of two things timed in this one run on the same work. Prints tables and
writes them as JSON. Public sets are used where `../shared/data` has them.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks import faq, packs, retrieval, speed

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
SEEDS = ROOT.parent / "shared" / "seeds"
BRIEFS = ROOT / "corpus" / "documents"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "benchmarks.json")
    parser.add_argument("--passages", type=int, default=2000)
    parser.add_argument("--questions", type=int, default=1000)
    parts_named = ["ingest", "question", "start", "retrieval", "faq", "packs"]
    parser.add_argument("--only", choices=parts_named)
    arguments = parser.parse_args()
    console = Console(width=110)
    parts: dict[str, Callable[[Path], Any]] = {
        "ingest": lambda folder: speed.ingest(folder, arguments.passages),
        "question": speed.question,
        "start": speed.start,
        "retrieval": _retrieval,
        "faq": lambda folder: faq.faq(folder, arguments.questions),
        "packs": packs.packs,
    }
    results: dict[str, Any] = {"machine": speed.machine()}
    console.print(results["machine"])
    for name, part in parts.items():
        if arguments.only in (None, name):
            with tempfile.TemporaryDirectory() as folder:
                results[name] = part(Path(folder))
            _show(console, name, results[name])
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    console.print(f"Written to {arguments.out}")


def _retrieval(folder: Path) -> dict[str, dict[str, dict[str, float]]]:
    sets: dict[str, tuple[Path, list[retrieval.Query]]] = {}
    libraries = {"our questions over the shipped briefs": BRIEFS}
    if SEEDS.exists():
        libraries["our questions over the seed documents"] = SEEDS
    for name, path in libraries.items():
        data_dir = folder / str(len(sets))
        retrieval.add(data_dir, path)
        sets[name] = (data_dir, retrieval.own_questions())
    if (DATA / "retrieval" / "or_sharc").exists():
        queries = retrieval.or_sharc(DATA / "retrieval" / "or_sharc", folder / "documents")
        retrieval.add(folder / "or_sharc", folder / "documents")
        for name, asked in queries.items():
            sets[f"OR-ShARC dev, {name}"] = (folder / "or_sharc", asked)
    return {
        f"{name} ({len(queries)})": {
            kind: asdict(retrieval.measure(retriever, queries))
            for kind, retriever in retrieval.retrievers(data_dir).items()
        }
        for name, (data_dir, queries) in sets.items()
    }


def _show(console: Console, name: str, result: dict[str, Any]) -> None:
    if name == "retrieval":
        for title, rows in result.items():
            table = Table("search", "hit@1", "hit@10", "nDCG@10", title=title)
            for kind, quality in rows.items():
                table.add_row(kind, *(f"{value:.3f}" for value in quality.values()))
            console.print(table)
        return
    table = Table("figure", "measured", "target", title=name)
    for figure in result["figures"]:
        table.add_row(figure["name"], figure["shown"], figure.get("target", ""))
    console.print(table)


if __name__ == "__main__":
    random.seed(0)
    sys.exit(main())
