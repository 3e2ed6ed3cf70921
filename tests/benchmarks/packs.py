"""Training packs: one of thirty items over ten documents, and over a thousand."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.assembly import assemble
from assistant.settings import Settings
from assistant.training.build import build_pack
from tests.benchmarks.speed import BRIEFS, Figure, write_documents

TOPIC = "technology diplomacy"
FEW, MANY, PASSAGES_EACH = 10, 1_000, 3


def packs(folder: Path) -> dict[str, Any]:
    """The time of a pack after loading; the thousand are the ten and texts of their sentences."""
    few = sorted(BRIEFS.glob("*.md"))[:FEW]
    seconds, items = _built(folder / "few", few)
    others = folder / "others"
    others.mkdir()
    write_documents(others, PASSAGES_EACH * (MANY - FEW), PASSAGES_EACH)
    found = len(list(others.iterdir())) + FEW
    more_seconds, more_items = _built(folder / "many", [*few, others])
    figures = [
        Figure(
            f"seconds for a pack over {FEW} documents ({items} items)",
            seconds, f"{seconds:.1f}", "under 20",
        ),
        Figure(
            f"seconds for a pack over {found:,} documents ({more_items} items)",
            more_seconds, f"{more_seconds:.1f}",
        ),
        Figure("as many times as long", more_seconds / seconds,
               f"{more_seconds / seconds:.2f} times", "under 3"),
    ]  # fmt: skip
    return {"figures": [asdict(figure) for figure in figures]}


def _built(data_dir: Path, paths: list[Path]) -> tuple[float, int]:
    assistant = assemble(Settings(data_dir=data_dir))
    for _ in assistant.ingest(paths):
        pass
    assistant.search(TOPIC)  # which loads what is loaded once
    began = time.perf_counter()
    pack = build_pack(assistant, TOPIC)
    ended = time.perf_counter()
    assistant.close()
    return ended - began, len(pack.items)
