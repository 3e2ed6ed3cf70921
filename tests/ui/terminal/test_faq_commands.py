"""`assistant faq` from outside: a list in, documents out, entries kept and checked."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.ui.terminal.test_cli import LOTUS, Terminal, terminal

__all__ = ["terminal"]
ROOT = Path(__file__).resolve().parents[3]
QUESTIONS = """No,Question,From
1,How many partners does the Lotus Programme have?,Hue
2,How many partners does the Lotus Programme have,Vinh
3,When was the Lotus Programme opened?,Hanoi
4,Who signed the treaty with Iceland?,Hue
"""


@pytest.fixture
def asked(tmp_path: Path, terminal: Terminal) -> Path:
    (tmp_path / "lotus.md").write_text(LOTUS, encoding="utf-8")
    assert terminal("ingest", tmp_path / "lotus.md").status == 0
    path = tmp_path / "questions.csv"
    path.write_text(QUESTIONS, encoding="utf-8")
    return path


def test_a_list_becomes_documents(asked: Path, terminal: Terminal, tmp_path: Path) -> None:
    outs = [tmp_path / f"faq{suffix}" for suffix in (".jsonl", ".md", ".html", ".docx", ".xlsx")]
    ended = terminal("faq", "build", asked, *(f"--out={out}" for out in outs))
    assert ended.status == 0, ended
    assert "4 questions, 3 entries: 2 answered, 0 partial, 1 not_found" in ended.err
    assert "merged: 2: How many partners" in ended.err
    rows = [json.loads(line) for line in outs[0].read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["1", "3", "4"]
    assert rows[0]["merged"] == [
        {"id": "2", "question": "How many partners does the Lotus Programme have"}
    ]
    assert (rows[0]["short_answer"], rows[0]["columns"]) == ("40", {"From": "Hue"})
    assert rows[2]["status"] == "not_found" and not rows[2]["citations"]
    assert all(out.stat().st_size > 100 for out in outs)
    assert not list(tmp_path.glob("*.partial"))


def test_a_preview_answers_nothing(asked: Path, terminal: Terminal, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    ended = terminal("faq", "build", asked, "--preview", "--json")
    assert [row["id"] for row in json.loads(ended.out)] == ["1", "3", "4"]
    assert "column B" in ended.err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("option", "entries"), [("--no-merge", 4), ("--apart=2", 4), ("--together=1=4", 2)]
)
def test_questions_are_kept_apart_or_put_together(
    asked: Path, terminal: Terminal, option: str, entries: int
) -> None:
    ended = terminal("faq", "build", asked, "--preview", "--json", option)
    assert len(json.loads(ended.out)) == entries


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--out"),
        (("--out", "none/faq.docx"), "is missing"),
        (("--out", "faq.pdf"), "must end with one of"),
        (("--out", "a.md", "--out", "a.md"), "asked for twice"),
        (("--out", "a.md", "--column", "Answer"), "no column"),
        (("--out", "a.md", "--together", "1-2"), "does not name two questions"),
        (("--out", "a.md", "--apart", "99"), "No question has the id 99"),
        (("--out", "a.md", "--template", "none.md.j2"), "none.md.j2"),
    ],
)
def test_what_cannot_be_built_is_named_and_leaves_nothing(
    asked: Path,
    terminal: Terminal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    ended = terminal("faq", "build", asked, *arguments)
    assert ended.status == 1 and "Traceback" not in ended.err
    assert said in ended.err.splitlines()[-1]
    assert sorted(tmp_path.iterdir()) == before


def test_entries_are_kept_edited_approved_and_checked(
    asked: Path, terminal: Terminal, tmp_path: Path
) -> None:
    ended = terminal("faq", "build", asked, "--store", "--who", "Lan")
    assert "3 new" in ended.err
    listed = json.loads(terminal("faq", "list", "--json").out)
    assert [row["state"] for row in listed] == ["draft"] * 3
    wrong = terminal("faq", "edit", "1", "--text", "There are 50 partners. [1]")
    assert wrong.status == 0 and "50" in wrong.err
    assert terminal("faq", "edit", "1", "--state", "in_review").status == 0
    assert "cannot be approved" in terminal("faq", "edit", "1", "--state", "approved").problem()
    text = "The Lotus Programme has 40 partners. [1]"
    assert terminal("faq", "edit", "1", "--text", text, "--who", "Mai").status == 0
    own = terminal("faq", "edit", "1", "--state", "approved", "--who", "mai").problem()
    assert "was written by Mai" in own
    approve = ("faq", "edit", "1", "--state", "approved", "--owner", "Lan", "--who", "Lan")
    assert terminal(*approve).status == 0

    told = json.loads(
        terminal("ask", "how many partners does the lotus programme have", "--json").out
    )
    assert told["generator"] == "faq"
    assert any("Approved answer" in note and "Lan" in note for note in told["notes"])

    assert terminal("faq", "check").status == 0
    (tmp_path / "lotus.md").write_text(LOTUS.replace("40 partners", "41 partners"))
    assert terminal("ingest", tmp_path / "lotus.md").status == 0
    found = terminal("faq", "check")
    assert found.status == 1
    assert "[-40-] {+41+}" in found.out and "--accept 1" in found.out
    told = json.loads(
        terminal("ask", "how many partners does the lotus programme have", "--json").out
    )
    assert told["generator"] == "extractive", "an approved answer whose evidence is gone is silent"
    # An answer to another question may quote that sentence too.
    changed = re.findall(r"--accept (\S+)", found.out)
    assert "1" in changed
    accepted = [option for one in dict.fromkeys(changed) for option in ("--accept", one)]
    assert terminal("faq", "check", *accepted, "--renew").status == 0
    shown = json.loads(terminal("faq", "show", "1", "--json").out)
    assert shown["state"] == "in_review" and shown["short_answer"] == "41"
    assert [change["action"] for change in shown["history"]][-1] == "answered anew"
    assert "Nothing to change" in terminal("faq", "edit", "1").problem()
    assert "No FAQ entry" in terminal("faq", "show", "77").problem()
    assert "no state" in terminal("faq", "list", "--state", "done").problem()


def test_entries_go_out_and_come_in(asked: Path, terminal: Terminal, tmp_path: Path) -> None:
    assert "No such entries" in terminal("faq", "list").err
    assert "no such entries" in terminal("faq", "export", f"--out={tmp_path / 'a.md'}").problem()
    terminal("faq", "build", asked, "--store")
    out = tmp_path / "entries.jsonl"
    problem = terminal("faq", "export", f"--out={out}").problem()
    assert "None of these is approved yet" in problem and "--drafts" in problem
    assert not out.exists()
    assert terminal("faq", "export", f"--out={out}", "--drafts").status == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert "3 unchanged" in terminal("faq", "import", out).err
    out.write_text("\n".join([lines[0], "{nonsense", '{"id": 5}']), encoding="utf-8")
    problem = terminal("faq", "import", out).problem()
    assert "line 2" in problem and "line 3" in problem and "Nothing was stored" in problem


def test_the_documents_propose_questions(asked: Path, terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "orchid.md").write_text(
        "# Orchid Fund\n\nThe Orchid Fund was founded by the City of Hue on 4 May 2020.\n\n"
        "The Orchid Fund has three goals:\n\n- better ports\n- cleaner rivers\n- more engineers\n"
    )
    assert terminal("ingest", tmp_path / "orchid.md").status == 0
    ended = terminal("faq", "mine", "--json", f"--out={tmp_path / 'mined.md'}")
    assert ended.status == 0, ended
    rows = json.loads(ended.out)
    assert any("Orchid Fund" in row["question"] for row in rows)
    assert all(row["citations"] for row in rows)
    assert (tmp_path / "mined.md").exists()
    assert terminal("faq", "mine", "--document", "none.md").status == 1


@pytest.mark.slow
def test_a_build_killed_at_any_moment_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    data, lotus = tmp_path / "data", tmp_path / "lotus.md"
    lotus.write_text(LOTUS, encoding="utf-8")
    lines = [
        f"q{n},How many partners does the Lotus Programme have in area {n}?" for n in range(40)
    ]
    (tmp_path / "asked.csv").write_text("id,question\n" + "\n".join(lines), encoding="utf-8")
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(data), "ASSISTANT_READER": "words"}

    def start(*arguments: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "ui", *map(str, arguments)]
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
        )

    def build(name: str) -> list[object]:
        out = tmp_path / name
        return ["faq", "build", tmp_path / "asked.csv", "--no-merge", f"--out={out}"]

    assert start("ingest", lotus).wait(120) == 0
    assert start(*build("whole.jsonl")).wait(120) == 0
    whole = (tmp_path / "whole.jsonl").read_bytes()
    rng, killed, partial = random.Random(3), 0, tmp_path / "cut.jsonl.partial"
    for _ in range(12):
        process = start(*build("cut.jsonl"))
        before = partial.stat().st_size if partial.exists() else 0
        until = time.monotonic() + 60
        # Until it has written something more, and then a moment that nobody chose.
        while process.poll() is None and time.monotonic() < until:
            if partial.exists() and partial.stat().st_size > before:
                time.sleep(rng.random() * 0.02)
                break
            time.sleep(0.001)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait(60)
        if (tmp_path / "cut.jsonl").exists():
            break
    assert killed >= 3, "the fault did not fire"
    process = start(*build("cut.jsonl"))
    assert process.wait(120) == 0
    assert (tmp_path / "cut.jsonl").read_bytes() == whole
