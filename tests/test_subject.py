"""The program is about no subject: what the shipped briefs speak of is data beside them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = [
    path
    for room in ("corpus", "index", "assistant", "ui")
    for path in sorted((ROOT / room).rglob("*.py"))
]
# Countries, cities, bodies, firms, people and money of the shipped subject. Names of this kind
# in general stand in `corpus/language/data`, all countries and all money alike.
SUBJECT = re.compile(
    r"\b(?:viet ?nam(?:ese)?|ha ?noi|da nang|ho chi minh|mofa|asean|brics"
    r"|nvidia|vkist|iiasa|politburo|to lam|dong|vnd|beijing|china|chinese|korean?|japan"
    r"|our country)\b|s&t|₫|(?-i:\bMOST\b)",
    re.IGNORECASE,
)
# The money of the world, where amounts are read: one kind among the others.
MONEY = ("dong", "vnd", "₫")
READS_AMOUNTS = (
    "corpus/language/dates.py",
    "corpus/language/quantities.py",
    "corpus/language/units.py",
    "assistant/conflicts/asked_value.py",
)
# The languages that the models know are told to who asks in another.
NAMES_LANGUAGES = ("assistant/reader/reader.py", "assistant/training/material.py")


def strings(path: Path) -> list[tuple[int, str]]:
    """(line, text) of the string literals of a file that are not docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_code_names_what_the_shipped_briefs_speak_of(path: Path) -> None:
    found = [(line, match[0]) for line, text in strings(path) for match in SUBJECT.finditer(text)]
    if str(path.relative_to(ROOT)) in READS_AMOUNTS:
        found = [(line, name) for line, name in found if name.casefold() not in MONEY]
    if str(path.relative_to(ROOT)) in NAMES_LANGUAGES:
        found = [(line, name) for line, name in found if name != "Vietnamese"]
    assert found == []


def test_this_test_sees_what_it_looks_for(tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    path.write_text('"""Vietnam, in a docstring."""\nWORDS = "asia vietnam"\n', encoding="utf-8")
    assert strings(path) == [(2, "asia vietnam")]
    assert SUBJECT.findall("asia vietnam S&T Hanoi") == ["vietnam", "S&T", "Hanoi"]
