"""Word lists and tables kept as data files: `data/<name>.txt` and `data/<name>.csv`.

A list has one entry a line, which may be several words; a table has a line of column names
first. A line of a list that starts with `#` is a remark.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent / "data"


@cache
def ordered_list(name: str) -> tuple[str, ...]:
    """The entries of the list `name`, in the order of the file.

    Raises FileNotFoundError where there is none.
    """
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.strip() for line in lines if not line.startswith("#"))
    return tuple(entry for entry in entries if entry)


@cache
def word_list(name: str) -> frozenset[str]:
    """The entries of the list `name`. Raises FileNotFoundError where there is none."""
    return frozenset(ordered_list(name))


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of the table `name`, in the order of the file, without its column names.

    Raises FileNotFoundError where there is none.
    """
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(tuple(row) for row in csv.reader(file))[1:]


@cache
def grouped(name: str) -> Mapping[str, frozenset[str]]:
    """The lists of the table `name`, by their names: a row has the name and the words, with
    semicolons between them where some are several words.

    Raises FileNotFoundError where there is none.
    """
    return MappingProxyType(
        {row[0]: frozenset(row[1].split(";" if ";" in row[1] else None)) for row in table(name)}
    )


def one_of(words: Iterable[str]) -> str:
    """Words as alternatives of a regular expression, the longest first."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, ordered))})".replace(r"\ ", r"\s+")
