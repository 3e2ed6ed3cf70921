"""The figures of the house, on small houses."""

from __future__ import annotations

from tests.benchmarks import house
from tests.benchmarks.house import CONCEPTS, Concept

SMALL = {
    "corpus/dates.py": '"""Months."""\nMONTHS = "january february march april".split()\n',
    "corpus/data/months.txt": "january\nfebruary\nmarch\napril\nmay\n",
    "index/rows.py": '"""january february march april are words of a docstring here."""\n',
    "assistant/__init__.py": "",
}


def test_lines_and_siblings_are_those_of_the_code() -> None:
    assert house.lines(SMALL) == 3
    assert house.siblings(SMALL) == {"corpus": 1, "index": 1}
    assert house.figures(SMALL)["lines of word lists in data"] == 5


def test_a_home_holds_the_words_of_a_concept_outside_docstrings() -> None:
    assert house.homes(SMALL, CONCEPTS["months"]) == ["corpus/dates.py", "corpus/data/months.txt"]
    bullets = {"ui/a.py": 'MARK = re.compile("[-•]")\n', "ui/b.py": "x = 1\n"}
    assert house.homes(bullets, CONCEPTS["list marks"]) == ["ui/a.py"]
    assert house.homes(SMALL, Concept(words="january", least=1)) != []


def test_word_lists_are_lines_of_nothing_but_words() -> None:
    source = (
        'A = """one two three\n    four five six\n    seven eight""".split()\n'
        'B = {"a": ("b", "c"), "d": ("e", "f"),\n     "g": ("h", "i")}\n'
        'C = ["a", "b"]\nD = ["a", "b", "c", "d", "e", "f", "g", x]\n'
    )
    assert house.word_list_lines(house.modules({"a.py": source})["a.py"]) == 3 + 2


def test_a_type_with_two_definitions_is_told() -> None:
    tree = {
        "index/a.py": "class Gap: ...\nKind = Literal['a']\nLOW = 3\n",
        "ui/b.py": "class Gap: ...\nKind = str | None\nLOW = 4\n\ndef f():\n    Kind = 1\n",
        "ui/c.py": "Told: TypeAlias = str\n",
    }
    assert house.duplicate_types(tree) == {
        "Gap": ["index/a.py", "ui/b.py"],
        "Kind": ["index/a.py", "ui/b.py"],
    }
    assert "Told" in house.types(tree)


def test_runs_that_stand_twice_are_told_once_and_whole() -> None:
    run = [f"value_{n} = compute({n})" for n in range(8)]
    tree = {
        "ui/a.py": "\n".join(["import re", *run, "end = 1"]) + "\n",
        "ui/b.py": "def f():\n" + "\n\n".join(f"    {line}" for line in run) + "\n    other = 2\n",
        "ui/c.py": "\n".join(run[:5]) + "\n",  # too short
    }
    assert house.repeated_runs(tree) == [(8, "ui/a.py:2", "ui/b.py:2")]


def test_what_is_named_as_no_home_is_still_counted() -> None:
    tree = house.working_tree()
    for name, none in house.NO_HOMES.items():
        assert set(none) <= set(house.homes(tree, CONCEPTS[name])), name
