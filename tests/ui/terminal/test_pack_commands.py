"""`assistant pack` from outside: a topic in, files out, and what cannot be made is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.training.pack import ITEM_TYPES, CitedDocument, Pack
from assistant.training.practice.scoring import score
from tests.support.pack_sample import sample_pack
from tests.ui.terminal.test_cli import ROOT, Ended, Terminal, program, terminal
from ui.publishing.pack.formats import FILES

__all__ = ["terminal"]
BRIEFS = sorted((ROOT / "corpus" / "documents").glob("*.md"))[:3]
TOPIC = "technology diplomacy"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three briefs."""
    folder = tmp_path_factory.mktemp("packs") / "data"
    ended = program(folder, "ingest", *BRIEFS, ASSISTANT_READER="words")
    assert ended.status == 0, ended
    return folder


def build(data: Path, out: Path, *arguments: object) -> Ended:
    words = ("pack", "build", "--topic", TOPIC, "--items", 8, "--out", out, *arguments)
    return program(data, *words, ASSISTANT_READER="words")


@pytest.mark.slow
def test_a_pack_becomes_a_folder_of_files_and_the_same_seed_gives_the_same(
    data: Path, tmp_path: Path
) -> None:
    ended = build(data, tmp_path / "one")
    assert ended.status == 0 and "Traceback" not in ended.err, ended
    assert "Form A: 8 items" in ended.err
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == sorted(FILES)
    pack = Pack.from_dict(json.loads((tmp_path / "one" / "pack.json").read_text("utf-8")))
    assert pack.briefing and pack.sources and len(pack.items) == 8
    shown = program(data, "documents", "show", pack.items[0].citation.document_id, "--json")
    text = json.loads(shown.out)["text"]
    assert text[pack.items[0].citation.start :].startswith(pack.items[0].citation.quote)

    again = build(data, tmp_path / "two")
    assert again.status == 0
    for name in FILES:
        one, two = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two"))
        assert one == two, f"{name} is not the same"

    other = build(data, tmp_path / "other", "--seed", 2, "--format", "pack.json", "--json")
    assert json.loads(other.out)["form"] == "B"
    parallel = Pack.from_dict(json.loads((tmp_path / "other" / "pack.json").read_text("utf-8")))
    assert [item.stem for item in parallel.items] != [item.stem for item in pack.items]
    assert parallel.briefing == pack.briefing

    # A pack that was edited since is given out again, without the library.
    told = pack.to_dict()
    told["items"] = told["items"][:3]
    (tmp_path / "edited.json").write_text(json.dumps(told), encoding="utf-8")
    ended = program(
        tmp_path / "none", "pack", "export", tmp_path / "edited.json", "--out", tmp_path / "three",
        "--format", "md", "--format", "items.csv",
    )  # fmt: skip
    assert ended.status == 0, ended
    assert sorted(path.name for path in (tmp_path / "three").iterdir()) == [
        "items.csv", "participant.md", "trainer.md",
    ]  # fmt: skip


@pytest.mark.slow
def test_more_items_than_can_be_made_gives_those_that_can_and_says_why(
    data: Path, tmp_path: Path
) -> None:
    arguments = ("--items", 500, "--documents", BRIEFS[0].name, "--format", "pack.json")
    ended = build(data, tmp_path / "pack", *arguments)
    assert ended.status == 0, ended
    pack = json.loads((tmp_path / "pack" / "pack.json").read_text("utf-8"))
    assert 0 < len(pack["items"]) < 500
    assert {source["source"] for source in pack["sources"]} == {BRIEFS[0].name}
    assert any("500" in note for note in pack["notes"])
    assert pack["notes"][-1] in ended.err


@pytest.mark.slow
def test_a_topic_that_nothing_covers_is_said_with_the_nearest(data: Path, tmp_path: Path) -> None:
    said = program(
        data, "pack", "build", "--topic", "sourdough baking", "--out", tmp_path / "pack"
    ).problem()
    assert "sourdough baking" in said and "nearest" in said.casefold()
    assert not list((tmp_path / "pack").iterdir())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--topic", " "), "topic is empty"),
        (("--topic", "x", "--type", "essay"), "There is no type 'essay'"),
        (("--topic", "x", "--format", "pptx"), "There is no format 'pptx'"),
        (("--topic", "x", "--documents", "none.md"), "none.md"),
        (("--topic", "x"), "library is empty"),
    ],
)
def test_what_cannot_be_built_is_named(
    terminal: Terminal, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    if "library" not in said and "topic" not in said:
        (tmp_path / "note.md").write_text("# Note\n\nThe harbour of Bergen has nine berths.\n")
        assert terminal("ingest", tmp_path / "note.md").status == 0
    assert said in terminal("pack", "build", *arguments, "--out", tmp_path / "out").problem()


def test_an_export_target_that_cannot_be_written_is_named(
    terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine")
    for out, said in (
        (tmp_path / "file", "is a file"),
        (tmp_path / "file" / "in", "cannot be made"),
    ):
        assert said in terminal("pack", "build", "--topic", "x", "--out", out).problem()
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"topic": 7}', "\xff", '{"topic": "x", "seed": "1"}', "[" * 100_000]
)
def test_a_pack_edited_into_nonsense_is_named(
    terminal: Terminal, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "pack.json"
    path.write_bytes(text.encode("latin-1"))
    said = terminal("pack", "export", path, "--out", tmp_path / "out").problem()
    assert "pack.json" in said
    assert path.read_bytes() == text.encode("latin-1")


def test_the_types_can_be_chosen() -> None:
    from ui.terminal.pack_commands import _types

    assert _types(None) == ITEM_TYPES
    assert _types(["cloze", "matching"]) == ("cloze", "matching")


def test_doctor_looks_at_what_people_made(terminal: Terminal, tmp_path: Path) -> None:
    from assistant.faq.keeping.records import FaqRecords
    from assistant.training.practice.practice import Practice

    assert "practice" not in terminal("doctor").out  # where there is nothing, nothing is said
    data = tmp_path / "data"
    item = sample_pack().items[0]
    at = datetime(2026, 11, 22, tzinfo=UTC)
    Practice(data).record("Mai", "pack", item, "x", score(item, "x"), at)
    path = FaqRecords(data).path
    path.write_bytes(b"SQLite format 3\0" + b"\0" * 5_000)
    ended = terminal("doctor", "--json")
    checks = {check["name"]: check for check in json.loads(ended.out)}
    assert checks["practice"]["ok"] and "1 answer," in checks["practice"]["detail"]
    assert not checks["faq"]["ok"] and str(path) in checks["faq"]["detail"]
    assert ended.status == 1


def test_an_old_pack_says_what_is_in_force_today(terminal: Terminal, tmp_path: Path) -> None:
    for year, fee in (("2020", 100), ("2025", 250)):
        words = (
            f"# Port rules of {year}\n\nDate: 5 March {year}\n\nThe fee is {fee} crowns a day.\n"
        )
        (tmp_path / f"{year}.md").write_text(words, encoding="utf-8")
    assert terminal("ingest", tmp_path / "2020.md", tmp_path / "2025.md").status == 0
    shown = json.loads(terminal("documents", "show", "2020.md", "--json").out)
    source = CitedDocument(1, shown["id"], "2020.md", "Port rules of 2020")
    pack = Pack("Ports", 1, 1, 1, "2020-06-01", sources=(source,))
    path = tmp_path / "pack.json"
    path.write_text(json.dumps(pack.to_dict()), encoding="utf-8")

    def exported(folder: str) -> str | None:
        ended = terminal(
            "pack", "export", path, "--out", tmp_path / folder, "--format", "pack.json"
        )
        assert ended.status == 0, ended
        told = Pack.from_dict(json.loads((tmp_path / folder / "pack.json").read_text("utf-8")))
        return told.sources[0].validity

    assert exported("before") is None
    assert terminal("documents", "set", "2025.md", "--replaces", "2020.md").status == 0
    assert "No longer in force: replaced by" in (exported("after") or "")
    (tmp_path / "data" / "library.sqlite").write_bytes(b"no library")
    ended = terminal("pack", "export", path, "--out", tmp_path / "damaged", "--format", "pack.json")
    assert ended.status == 0 and "as of the day it was built" in ended.err
