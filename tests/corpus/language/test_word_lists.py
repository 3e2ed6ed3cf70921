"""Word lists as data: every file is read, none says a thing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.language import word_lists
from corpus.language.word_lists import ordered_list, table, word_list

DATA = Path(word_lists.__file__).parent / "data"
FILES = sorted(path.relative_to(DATA) for path in DATA.rglob("*.*"))


def test_a_list_is_what_the_file_holds() -> None:
    assert {"the", "of", "whose"} <= word_list("stop_words")
    with pytest.raises(FileNotFoundError):
        word_list("no such list")


@pytest.mark.parametrize("path", FILES, ids=str)
def test_each_file_is_a_list_or_a_table_and_has_nothing_twice(path: Path) -> None:
    name = str(path.with_suffix(""))
    entries = ordered_list(name) if path.suffix == ".txt" else table(name)
    assert path.suffix in (".txt", ".csv") and entries
    assert len(set(entries)) == len(entries)
    if path.suffix == ".csv":
        assert len({len(row) for row in entries}) == 1
