"""The commands of the documents desk: collections, choices, a mirrored folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

from tests.ui.terminal.test_cli import HARBOUR, LOTUS, ROOT, Terminal, files, filled, terminal

__all__ = ["files", "filled", "terminal"]  # fixtures


def test_documents_are_put_into_collections(terminal: Terminal, files: Path) -> None:
    assert terminal("ingest", files / "lotus.md", "--collection", "Programmes").status == 0
    assert terminal("ingest", files / "harbour.md").status == 0
    assert terminal("collections", "list").out == "     1  library\n     1  Programmes\n"
    told = json.loads(terminal("collections", "list", "--json").out)
    assert told[0] == {
        "collection": "library",
        "documents": 1,
        "released": False,
        "readers": [],
        "editors": [],
    }
    ended = terminal("collections", "add", "programmes", "harbour.md")
    assert ended.err == "1 document is in the collection programmes.\n"
    assert terminal("collections", "list").out == "     1  library\n     2  Programmes\n"
    assert terminal("collections", "move", "Ports", "Harbours").status == 0
    assert terminal("collections", "list").out == "     1  Ports\n     1  Programmes\n"
    listed = json.loads(terminal("documents", "list", "--collection", "ports", "--json").out)
    assert [one["source"] for one in listed] == ["harbour.md"]
    said = terminal("documents", "list", "--collection", "Portz").problem()
    assert "did you mean 'Ports'" in said
    assert terminal("collections", "remove", "Ports", "harbour.md").status == 0
    assert terminal("collections", "list").out == "     1  library\n     1  Programmes\n"
    assert "  library\n" in terminal("documents", "list").out
    said = terminal("collections", "remove", "library", "harbour.md").problem()
    assert "in no other collection than library" in said
    said = terminal("collections", "remove", "Programmes", "harbour.md").problem()
    assert "not in the collection Programmes" in said


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (("ask", "How many berths?"), "--collection"),
        (("search", "berths"), "--topic"),
        (("ask", "How many berths?"), "--document"),
        (("pack", "build", "--topic", "berths", "--out", "OUT"), "--document-topic"),
        (("faq", "mine"), "--collection"),
        (("batch", "QUESTIONS", "--out", "OUT"), "--document"),
        (("faq", "build", "QUESTIONS", "--out", "OUT.md"), "--collection"),
    ],
)
def test_an_unknown_choice_is_one_sentence(
    filled: Terminal, tmp_path: Path, command: tuple[str, ...], option: str
) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": 1, "question": "How many berths?"}\n')
    places = {
        "OUT": tmp_path / "out",
        "OUT.md": tmp_path / "o.md",
        "QUESTIONS": tmp_path / "q.jsonl",
    }
    arguments = [places.get(word, word) for word in command]
    said = filled(*arguments, option, "librari").problem()
    assert "'librari'" in said
    assert "did you mean" in said or "nor any topic at all" in said
    assert [path for path in tmp_path.glob("o*/**/*") if path.is_file()] == []
    assert not (tmp_path / "o.md").exists()


def test_commands_keep_to_the_choice(filled: Terminal) -> None:
    filled("collections", "move", "Ports", "harbour.md")
    for option, name in (("--collection", "Ports"), ("--document", "harbour.md")):
        told = json.loads(filled("search", "Lotus Programme berths", option, name, "--json").out)
        assert {one["source"] for one in told} == {"harbour.md"}
        asked = ("ask", "How many berths has the harbour?", option, name)
        assert json.loads(filled(*asked, "--json").out)["searched_in"] is not None
        assert "Searched only: " in filled(*asked).out


def test_commands_keep_to_the_years(filled: Terminal) -> None:
    filled("documents", "set", "harbour.md", "--date", "2024-02-03")
    filled("documents", "set", "lotus.md", "--date", "2025-02-03")
    told = json.loads(filled("search", "berths", "--year", "2025", "--json").out)
    assert {one["source"] for one in told} == {"lotus.md"}
    told = json.loads(filled("ask", "How many berths?", "--year", "2024", "--json").out)
    assert told["searched_in"]["years"] == ["2024"]
    told = json.loads(filled("documents", "list", "--year", "2024", "--json").out)
    assert [one["source"] for one in told] == ["harbour.md"]


def test_a_folder_is_mirrored(filled: Terminal, files: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mirrored"
    shutil.copytree(files, folder)
    (folder / "new.md").write_text("# New\n\nSeven ferries.\n")
    ended = filled("sync", folder, "--collection", "Mirror")
    assert ended.status == 0 and "3 added" in ended.err, ended
    (folder / "new.md").unlink()
    ended = filled("sync", folder)
    assert "new.md: missing: the file is gone, its document is kept" in ended.out
    assert "remove them with --remove" in ended.err and ended.status == 0
    told = json.loads(filled("sync", folder, "--remove", "--json").out)
    assert [one["source"] for one in told if one["change"] == "removed"] == ["new.md"]
    assert "2 unchanged" in filled("sync", folder).err
    shutil.rmtree(folder)
    assert "Nothing was removed" in filled("sync", folder, "--remove").problem()
    assert "check the spelling" in filled("sync", folder, "--watch").problem()


def test_a_folder_that_did_not_change_needs_neither_models_nor_an_index(
    filled: Terminal, files: Path, tmp_path: Path
) -> None:
    folder, data = tmp_path / "mirrored", tmp_path / "mirror of it"
    shutil.copytree(files, folder)
    (folder / "notes.exe").write_text("MZ")
    for _ in range(2):
        code = (
            "import sys\nfrom ui.terminal.cli import main\n"
            f"sys.argv = ['assistant', 'sync', {str(folder)!r}, '--data-dir', {str(data)!r}]\n"
            "try: main()\nexcept SystemExit as end: assert not end.code\n"
            "print('MODULES', *sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT
        )
        assert done.returncode == 0, done.stderr
        settled = done.stderr
    assert settled == "3 unchanged.\n"
    loaded = {*done.stdout.split("MODULES")[1].split()}
    heavy = {"numpy", "faiss", "openvino", "tokenizers", "pydantic_settings", "assistant.assembly",
             "corpus.legal.instrument"}  # fmt: skip
    assert loaded & heavy == set()


class Watched:
    """`assistant sync --watch` in a process of its own."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ui", "sync", str(folder), "--watch", "--remove"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "ASSISTANT_DATA_DIR": str(data)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # A shell that starts the tests in the background has them ignore an interrupt.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self.lines: Queue[str] = Queue()
        self.listening = threading.Thread(target=self._listen, daemon=True)
        self.listening.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)

    def until(self, words: str, seconds: float = 60) -> str:
        """The first line from now on that has these words."""
        seen, end = [], time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                seen.append(self.lines.get(timeout=1))
            except Empty:
                continue
            if words in seen[-1]:
                return seen[-1]
        raise AssertionError(f"{words!r} is not among {seen}")


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    folder = tmp_path / "watched"
    folder.mkdir()
    (folder / "lotus.md").write_text(LOTUS, encoding="utf-8")
    made = Watched(folder, tmp_path / "data")
    yield made
    made.process.kill()
    made.process.wait()
    made.listening.join()
    assert made.process.stdout is not None
    made.process.stdout.close()


@pytest.mark.slow
def test_a_watched_folder_is_followed_and_may_disappear(watched: Watched, tmp_path: Path) -> None:
    folder, away = tmp_path / "watched", tmp_path / "away"
    watched.until("lotus.md: indexed")
    watched.until("Watching")
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    watched.until("harbour.md: indexed")
    (folder / "harbour.md").rename(folder / "port.md")
    watched.until("port.md: renamed")
    folder.rename(away)
    assert "Nothing was removed; waiting" in watched.until("is gone")
    (away / "new.md").write_text("# New\n\nSeven ferries sail.\n", encoding="utf-8")
    away.rename(folder)
    watched.until("new.md: indexed")
    (folder / "new.md").unlink()
    watched.until("new.md: removed")
    watched.process.send_signal(2)
    watched.until("Stopped.")
    assert watched.process.wait(30) != 0
    listed = subprocess.run(
        [sys.executable, "-m", "ui", "documents", "list", "--json"],
        cwd=ROOT,
        env={**os.environ, "ASSISTANT_DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        check=True,
    )
    assert {one["source"] for one in json.loads(listed.stdout)} == {"lotus.md", "port.md"}


def test_a_library_is_exported_and_imported(filled: Terminal, tmp_path: Path) -> None:
    file, new = tmp_path / "library.bundle", tmp_path / "new"
    asked = ("ask", "How many berths has the harbour of Bergen?", "--json")
    before = json.loads(filled(*asked).out)
    ended = filled("export-library", file)
    assert ended.status == 0 and "2 documents" in ended.err
    assert "2 documents" in filled("import-library", file, "--data-dir", new).err
    after = json.loads(filled(*asked, "--data-dir", new).out)
    assert {**before, "elapsed_ms": 0} == {**after, "elapsed_ms": 0}
    assert "is not empty" in filled("import-library", file, "--data-dir", new).problem()
    file.write_bytes(file.read_bytes()[:-1000])
    other = tmp_path / "other"
    said = filled("import-library", file, "--data-dir", other).problem()
    assert "damaged or cut short" in said and not other.exists()
    said = filled("export-library", tmp_path / "data" / "x.bundle").problem()
    assert "in the data folder itself" in said
    said = filled("import-library", tmp_path / "none", "--data-dir", other).problem()
    assert "none: No such file" in said
