"""Every set that quality is measured on is named in README.md, with what it may be used for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

QUALITY = Path(__file__).parent
README = (QUALITY / "README.md").read_text(encoding="utf-8")
FILES = sorted(
    path.name for path in QUALITY.iterdir() if path.suffix in (".jsonl", ".csv", ".json", ".txt")
)
POLICY = QUALITY.parents[1].parent / "shared" / "data" / "policy"


def uses(named: str) -> list[str]:
    """The last cell of the rows of a table whose first cell has these words."""
    rows = [line.split("|")[1:-1] for line in README.splitlines() if line.startswith("|")]
    return [row[-1].strip() for row in rows if named in row[0]]


@pytest.mark.parametrize("name", [*FILES, "freshness_cases.py"])
def test_a_file_is_named_once_with_its_use(name: str) -> None:
    told = uses(f"`{name}`")
    assert len(told) == 1 and re.match(r"read|counted|half .* read", told[0])


def test_what_is_named_is_there() -> None:
    here = README.split("## Beside")[0]
    for name in re.findall(r"`(\w[\w.]*\.(?:jsonl|csv|py))`", here):
        assert (QUALITY / name).exists(), name
    assert len(FILES) >= 8


def test_collections_that_are_counted_are_those_kept_for_validation() -> None:
    if not POLICY.exists():
        pytest.skip(f"{POLICY} is not there")
    said = (POLICY / "README.md").read_text(encoding="utf-8")
    counted = re.findall(r"\b[a-z]/[\w-]+", "".join(README.split("| counted: never")[:-1])[-600:])
    assert len(counted) == 8
    validation = said.partition("**Split.**")[2].partition("**validation")[0]
    assert set(counted) == set(re.findall(r"\b[a-z]/[\w-]+", validation))
