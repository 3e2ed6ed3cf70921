"""`assistant terms`, as a user runs it."""

from __future__ import annotations

import json

from tests.ui.terminal.test_cli import Terminal, files, filled, terminal

__all__ = ["files", "filled", "terminal"]  # fixtures


def test_terms_are_kept_listed_and_forgotten(filled: Terminal) -> None:
    ended = filled("terms", "list")
    assert ended.out == "" and "No terms are kept. Add one with: " in ended.err
    ended = filled("terms", "add", "HB", "Harbour  Board", "--json")
    assert json.loads(ended.out) == {"short": "HB", "long": "Harbour Board"}
    assert ended.err == "HB stands for Harbour Board.\n"
    assert filled("terms", "list").out == "HB  Harbour Board\n"
    listed = json.loads(filled("terms", "list", "--json").out)
    assert listed == [{"short": "HB", "long": "Harbour Board"}]
    told = filled("ask", "What does the HB own?", "--json").out
    assert "Read as: What does the Harbour Board own?" in json.loads(told)["notes"]
    assert filled("terms", "remove", "hb").err == "HB stands for Harbour Board no more.\n"
    assert json.loads(filled("terms", "list", "--json").out) == []


def test_what_cannot_be_is_one_sentence(filled: Terminal) -> None:
    assert "stands for itself" in filled("terms", "add", "HB", "hb").problem()
    assert "No term 'HB' is kept" in filled("terms", "remove", "HB").problem()
    assert filled("terms", "add", "HB").status == 2
