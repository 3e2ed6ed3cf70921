"""`assistant documents set` and what follows from it, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.ui.terminal.test_cli import Terminal, files, filled, terminal

__all__ = ["files", "filled", "terminal"]  # fixtures


def test_a_correction_is_set_shown_and_taken_back(filled: Terminal) -> None:
    ended = filled(
        "documents", "set", "harbour.md", "--title", "Port rules", "--date", "12 March 2025",
        "--topic", "ports", "--topic", "fees", "--replaces", "old.md", "--json",
    )  # fmt: skip
    told = json.loads(ended.out)
    assert (told["title"], told["date"], told["topics"]) == (
        "Port rules",
        "2025-03-12",
        ["ports", "fees"],
    )
    assert told["corrected"] == ["title", "date", "topics", "replaces"]
    assert "no document 'old.md' yet" in ended.err
    assert "Port rules  2025-03-12" in filled("documents", "list").out
    assert "title Port rules" in filled("documents", "show", "harbour.md").err
    answer = json.loads(filled("ask", "How many berths has the harbour?", "--json").out)
    assert {one["title"] for one in answer["citations"]} == {"Port rules"}
    assert answer["citations"][0]["date"] == "2025-03-12"
    found = json.loads(filled("search", "berths", "--topic", "fees", "--json").out)
    assert {one["title"] for one in found} == {"Port rules"}
    known = json.loads(
        filled("ask", "How many berths has the harbour?", "--as-of", "2025-02", "--json").out
    )
    assert known["citations"] == []
    told = json.loads(
        filled(
            "documents", "set", "harbour.md", "--clear", "title", "--clear", "date", "--json"
        ).out
    )
    assert told["corrected"] == ["topics", "replaces"] and told["title"] != "Port rules"


def test_what_cannot_be_is_one_sentence(filled: Terminal) -> None:
    said = filled("documents", "set", "harbour.md", "--in-force-from", "2025-02-30").problem()
    assert "“2025-02-30” is no date that can be" in said
    said = filled("documents", "set", "harbor.md", "--title", "x").problem()
    assert "did you mean" in said
    said = filled("documents", "set", "harbour.md", "--clear", "colour").problem()
    assert "no field 'colour'" in said
    said = filled("documents", "set", "harbour.md", "--replaces", "harbour.md").problem()
    assert "cannot replace itself" in said
    assert filled("documents", "set", "harbour.md").status == 2
    filled("documents", "set", "harbour.md", "--in-force-from", "2025")
    said = filled("documents", "set", "harbour.md", "--in-force-until", "2024").problem()
    assert "until 2024 and only from 2025" in said


def test_a_sidecar_is_read_and_one_alone_is_told(terminal: Terminal, files: Path) -> None:
    (files / "harbour.md.meta.yaml").write_text("title: Port rules\ndate: 2025-03\n")
    (files / "gone.pdf.meta.yaml").write_text("title: Of nothing\n")
    ended = terminal("ingest", files)
    assert ended.status == 1  # of the one alone; the others are stored
    assert "harbour.md.meta.yaml: described: says title, date of harbour.md" in ended.out
    assert "gone.pdf.meta.yaml: failed: " in ended.out and "no such file is beside" in ended.out
    assert "2 indexed, 1 described, 1 failed" in ended.err
    assert "Port rules  2025-03" in terminal("documents", "list").out
    (files / "gone.pdf.meta.yaml").unlink()
    ended = terminal("sync", files)
    assert ended.status == 0 and "unchanged" in ended.err
    (files / "harbour.md.meta.yaml").write_text("title: Other rules\n")
    assert "harbour.md.meta.yaml: described: says title" in terminal("sync", files).out
    assert "Other rules  " in terminal("documents", "list").out


def test_a_removal_is_undone(filled: Terminal, files: Path) -> None:
    asked = ("ask", "How many berths has the harbour?", "--json")
    before = json.loads(filled(*asked).out)
    assert before["citations"]
    (files / "twin.md").write_text((files / "harbour.md").read_text())
    assert filled("ingest", files / "twin.md").status == 0
    ended = filled("documents", "remove", "twin.md")
    assert "Removed the name twin.md; the document (" in ended.err
    assert ended.err.endswith("stays, as harbour.md.\n")
    assert filled("ingest", files / "twin.md").status == 0
    id_ = before["citations"][0]["document_id"]
    told = json.loads(filled("documents", "remove", id_, "--json").out)
    assert (told["id"], told["stays"]) == (id_, [])
    assert told["removed_names"] == ["harbour.md", "twin.md"] and told["undo_until"] > "2026"
    assert "harbour.md" not in filled("documents", "list").out
    assert json.loads(filled(*asked).out)["citations"] == []
    assert "harbour.md" not in filled("search", "berths").out
    listed = json.loads(filled("documents", "removed", "--json").out)
    assert [one["id"] for one in listed] == [id_]
    assert f"kept until {told['undo_until']}" in filled("documents", "removed").out
    ended = filled("documents", "undo-remove", "Harbours")
    assert ended.status == 0 and ended.err == f"harbour.md ({id_}) is in the library again.\n"
    after = json.loads(filled(*asked).out)
    assert {**after, "elapsed_ms": 0} == {**before, "elapsed_ms": 0}
    assert filled("doctor").status == 0
    assert "no removed document" in filled("documents", "undo-remove", "x").problem().casefold()
    assert "had back" not in filled("documents", "remove", id_, "--for-good").err
    assert filled("documents", "removed").out == ""
