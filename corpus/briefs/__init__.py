"""The briefs that come with the program, and what belongs to their subject and no other."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "documents"
_BESIDE = Path(__file__).parent
GLOSSARY = _BESIDE / "glossary.csv"  # short forms that officials use for what the briefs name


@cache
def names() -> frozenset[str]:
    """The file names of the briefs."""
    return frozenset(path.name for path in FOLDER.glob("*.md"))


@cache
def questions() -> tuple[str, ...]:
    """Questions to begin with, that the briefs answer."""
    with (_BESIDE / "questions.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["question"] for row in csv.DictReader(file))
