"""Pairs of questions that may ask the same, decided with a key each in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.faq.matching.duplicates import Alike
from tests.ui.terminal.test_cli import Terminal, terminal
from ui.terminal.faq_pairs import decided

__all__ = ["terminal"]
QUESTIONS = ("What does it cost?", "How much is it?", "What is the price?", "Who pays?")
APART = [[0], [1], [2], [3]]


def pair(one: int, other: int) -> Alike:
    return Alike(one, other, 0.9)


def pressing(keys: str) -> tuple[Callable[[], str], Iterator[str]]:
    left = iter(keys)
    return lambda: next(left), left


def test_what_is_the_same_is_merged_and_what_is_not_stays_apart() -> None:
    key, left = pressing("xYn")
    found = decided(QUESTIONS, APART, [pair(0, 1), pair(0, 2)], key)
    assert sorted(map(sorted, found)) == [[0, 1], [2], [3]]
    assert not [*left]


def test_what_was_said_to_differ_is_not_merged_by_way_of_a_third() -> None:
    key, left = pressing("ny")
    found = decided(QUESTIONS, APART, [pair(0, 1), pair(1, 2), pair(0, 2)], key)
    assert sorted(map(sorted, found)) == [[0], [1, 2], [3]]
    assert not [*left], "the third pair would merge what was said to differ, and is not asked"


def test_a_pair_may_be_put_off_and_the_rest_left() -> None:
    key, left = pressing("sqy")
    found = decided(QUESTIONS, APART, [pair(0, 1), pair(1, 2), pair(0, 3)], key)
    assert found == APART and [*left] == ["y"]


def test_without_a_terminal_that_is_said(terminal: Terminal, tmp_path: Path) -> None:
    asked = tmp_path / "questions.txt"
    asked.write_text("\n".join(QUESTIONS), encoding="utf-8")
    ended = terminal("faq", "build", asked, "--decide", "--preview")
    assert ended.status == 1 and "--decide asks at a terminal" in ended.err


@pytest.mark.parametrize("keys", ["y", "n"])
def test_each_pair_is_asked_once(keys: str) -> None:
    key, _ = pressing(keys)
    assert decided(QUESTIONS[:2], [[0], [1]], [pair(0, 1)], key) == (
        [[0, 1]] if keys == "y" else [[0], [1]]
    )
