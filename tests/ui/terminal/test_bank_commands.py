"""`assistant bank` from outside: a pack's items are kept, tried, mended and drawn again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.training.pack import Pack
from tests.support.pack_sample import sample_pack
from tests.ui.terminal.test_cli import ROOT, Terminal, terminal

__all__ = ["terminal"]


@pytest.fixture
def pack(terminal: Terminal, tmp_path: Path) -> Path:
    """The sample pack as a file, and the briefs that it cites in the library."""
    assert terminal("ingest", ROOT / "corpus" / "documents").status == 0
    path = tmp_path / "pack.json"
    path.write_text(json.dumps(sample_pack().to_dict()), encoding="utf-8")
    return path


def test_an_item_is_kept_mended_retired_and_drawn(
    terminal: Terminal, pack: Path, tmp_path: Path
) -> None:
    count = len(sample_pack().items)
    ended = terminal("bank", "keep", pack, "--outcome", "Knows the field", "--json")
    assert ended.status == 0 and f"{count} items kept; 0 there already." in ended.err
    ids = json.loads(ended.out)["new"]
    assert len(ids) == count
    listed = json.loads(terminal("bank", "list", "--type", "multiple_choice", "--json").out)
    assert listed and {one["type"] for one in listed} == {"multiple_choice"}
    id, options = listed[0]["id"], listed[0]["options"]
    assert listed[0]["standing"] == "stands" and listed[0]["takers"] == 0
    assert "results from 10 on" in terminal("bank", "list", "--words", listed[0]["stem"]).out

    lines = [f"* {options[0]}", *options[1:], "None of the above"]
    given = [word for one in lines for word in ("--answer", one)]
    ended = terminal("bank", "edit", id, *given, "--difficulty", "hard")
    assert ended.status == 0 and "version 2" in ended.err
    assert "none or all of the above" in ended.err
    shown = json.loads(terminal("bank", "show", id, "--json").out)
    assert shown["answer"] == options[0] and shown["before"][0]["options"] == options
    assert "none or all of the above" in terminal("bank", "show", id).out
    assert id in terminal("bank", "list", "--state", "flawed").out

    assert "is retired" in terminal("bank", "retire", id).err
    assert id not in terminal("bank", "list").out
    assert id in terminal("bank", "list", "--state", "retired").out
    assert "in use again" in terminal("bank", "retire", id, "--back").err

    words = ("bank", "draw", "--title", "Test", "--take", "2 multiple_choice", "--take", "1 cloze",
             "--format", "pack.json")  # fmt: skip
    for name in ("one", "two"):
        ended = terminal(*words, "--out", tmp_path / name)
        assert ended.status == 0 and "3 items" in ended.err, ended
    one, two = ((tmp_path / name / "pack.json").read_bytes() for name in ("one", "two"))
    assert one == two and len(Pack.from_dict(json.loads(one)).items) == 3

    results = tmp_path / "results.csv"
    head = "Last name,First name,Q. 1 /1.00,Q. 2 /1.00,Q. 3 /1.00\n"
    results.write_text(head + "".join(f"Tran,An {n},1.00,0.00,1.00\n" for n in range(12)))
    drawn = ("--pack", tmp_path / "one" / "pack.json")
    ended = terminal("bank", "import-results", results, *drawn)
    assert ended.status == 0 and "36 answers to 3 items of the bank, by 12 people." in ended.err
    weak = terminal("bank", "list", "--state", "weak").out
    assert "too hard: 0% right" in weak and "too easy: 100% right" in weak
    assert (
        "nothing is counted twice" in terminal("bank", "import-results", results, *drawn).problem()
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "--state", "gone"), "There is no 'gone'; choose one of in_use"),
        (("show", "x"), "The bank has no item 'x'"),
        (("edit", "x"), "Nothing to change was given"),
        (("edit", "x", "--stem", "Who?"), "The bank has no item 'x'"),
        (("keep", "no-such-pack"), "no-such-pack"),
        (("import-results", "none.csv"), "none.csv cannot be read"),
        (("draw", "--title", "T", "--take", "some", "--out", "out"), "is no part of a blueprint"),
        (("draw", "--title", "T", "--take", "3", "--out", "out"), "has no item for this blueprint"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], said: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert said in terminal("bank", *arguments).problem()


def test_an_item_that_the_pack_has_not_is_named(terminal: Terminal, pack: Path) -> None:
    assert "no item q77" in terminal("bank", "keep", pack, "--item", "q77").problem()
    assert "No such items" in terminal("bank", "list").err
