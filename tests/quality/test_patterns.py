"""No text makes a pattern run away: every pattern of the program against text made to do so."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.quality import patterns
from tests.quality.patterns import LIMIT, ROOT

MODULE = """
import re
from functools import cache

TABLE = {"a": (re.compile("in a table"),)}
PIECE = "(?:one|two)"
FRAMES = tuple(re.compile(frame, re.I) for frame in ("first", "second"))


class Reader:
    OWN = re.compile("of a class")

    def read(self, text):
        return re.sub("literal in a method", "", text)


def make():
    inner = re.compile("of a closure")
    return lambda text: inner.search(text)


held = make()


@cache
def later(words):
    return re.compile(rf"{PIECE} of {'|'.join(re.escape(word) for word in words)}", re.I)


def nobody_knows(pattern, text):
    return re.search(pattern, text) or HELD.fullmatch(text)


HELD = re.compile("used whole")
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a room with one module, which no one has imported."""
    name = "room_of_patterns"
    (tmp_path / name).mkdir()
    (tmp_path / name / "module.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield name
    for module in [one for one in sys.modules if one.startswith(name)]:
        del sys.modules[module]


def test_patterns_are_found_wherever_they_are(room: str, tmp_path: Path) -> None:
    collection = patterns.collect([room], tmp_path)
    found = {one.pattern: one for one in collection.found.values()}
    assert found.keys() >= {
        "in a table",
        "first",
        "second",
        "of a class",
        "literal in a method",
        "of a closure",
    }
    assert found["first"].flags & re.IGNORECASE
    made = next(str(one) for one in found if str(one).startswith("(?:one|two) of "))
    assert len(made) > len("(?:one|two) of ")
    assert found["literal in a method"].uses == {"sub"}
    assert found["used whole"].uses == {"fullmatch"}
    assert [one.split(" ", 1)[1] for one in collection.unread] == ["re.search(pattern, text)"]


GROWTH = """
import sys
from tests.quality.patterns import Found, growth
grown = growth(Found(sys.argv[1], 0, "here:1", frozenset([sys.argv[2]])))
print("" if grown is None else grown.exponent)
"""


def exponent(pattern: str, uses: str) -> float | None:
    """In a process of its own: the alarm that ends a reading has ended one in which the models'
    runtime had its threads."""
    told = subprocess.run(
        [sys.executable, "-c", GROWTH, pattern, uses],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return float(told.stdout) if told.stdout.strip() else None


@pytest.mark.parametrize(
    ("pattern", "uses"),
    [
        (r"\s+$", "sub"),  # begins again at each space
        (r"[a-z]+:", "search"),
        (r"<[^>]*>", "finditer"),
        (r"(?:\w+\s?)+", "fullmatch"),  # tries all ways to part the words
        (r"(?:and |and also |also )*why", "match"),
        (r"\[(.*?)\]\((.*?)\)", "findall"),
    ],
)
def test_a_pattern_that_runs_away_is_seen(pattern: str, uses: str) -> None:
    grown = exponent(pattern, uses)
    assert grown is not None and grown > LIMIT


@pytest.mark.parametrize(
    ("pattern", "uses"),
    [
        (r"(?<!\s)\s++$", "sub"),
        (r"(?<![a-z])[a-z]++:", "search"),
        (r"<[^<>]*>", "finditer"),
        (r"(?>\w+\s?)*+", "fullmatch"),
        (r"[a-z]+:", "match"),  # from the beginning alone it is read once
        (r"\b(?:" + "|".join(f"word{n}" for n in range(200)) + r")\b", "search"),  # long, and even
    ],
)
def test_a_pattern_that_does_not_is_left_alone(pattern: str, uses: str) -> None:
    grown = exponent(pattern, uses)
    assert grown is None or grown <= LIMIT


def audit(*arguments: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, where nothing is imported before it is listened to."""
    return subprocess.run(
        [sys.executable, "-m", "tests.quality.patterns", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=1800,
    )


def test_no_pattern_runs_away() -> None:
    told = audit()
    assert told.stdout.splitlines() == [], told.stderr
    assert told.returncode == 0, told.stderr
    read = re.search(r"(\d+) patterns of (\d+) calls", told.stderr)
    assert read is not None and int(read[2]) == _calls_in_the_text(), told.stderr
    assert int(read[1]) > 600


@pytest.mark.whole
def test_no_pattern_runs_away_on_any_text() -> None:
    told = audit("--whole")
    assert told.stdout.splitlines() == [], told.stderr
    assert told.returncode == 0, told.stderr


def _calls_in_the_text() -> int:
    """The calls of `re` in the files of the rooms, counted without reading their syntax."""
    named = re.compile(rf"\bre\.(?:{'|'.join(patterns.CALLS)})\(")
    texts = [
        path.read_text(encoding="utf-8")
        for one in patterns.ROOMS
        for path in (ROOT / one).rglob("*.py")
    ]
    # Under another name nobody would find them.
    other = re.compile(r"^\s*(?:from re import|import re as|import regex)", re.MULTILINE)
    assert not any(other.search(text) for text in texts)
    return sum(len(named.findall(text)) for text in texts)
