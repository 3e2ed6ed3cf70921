"""The password of a protected file in the terminal: asked for once, and seen by nobody."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.support.protected_files import PASSWORD, pdf, word
from tests.ui.terminal.test_cli import Terminal, terminal  # noqa: F401
from ui.terminal.desk import passwords


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(pdf("Pilots are on duty at night."))
    (folder / "b.docx").write_bytes(word("The harbour opens at six."))
    (folder / "c.md").write_text("# Piers\n\nThe pier is open at night.\n")
    return folder


def typed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))


def test_it_comes_from_standard_input(
    terminal: Terminal,  # noqa: F811
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = terminal("ingest", folder)
    assert ended.status == 1 and "1 indexed, 2 encrypted" in ended.err
    assert "assistant ingest FILE --password-stdin" in ended.err
    typed(monkeypatch, b"wrong\n")
    ended = terminal("ingest", folder / "a.pdf", "--password-stdin")
    assert ended.status == 1 and "--password-stdin" not in ended.err
    assert "a.pdf does not open with the password that was given" in ended.out
    typed(monkeypatch, f"{PASSWORD}\r\nmore\n".encode())
    ended = terminal("ingest", folder, "--password-stdin", "--json")
    assert ended.status == 0 and PASSWORD not in ended.out + ended.err
    assert [one["status"] for one in json.loads(ended.out)] == ["indexed", "indexed", "unchanged"]
    ended = terminal("ingest", folder)
    assert ended.status == 0 and "3 unchanged" in ended.err


def test_a_person_is_asked_and_types_unseen(
    terminal: Terminal,  # noqa: F811
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Keyboard(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked = []

    def unseen(prompt: str) -> str:
        asked.append(prompt)
        return PASSWORD

    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr(passwords, "getpass", unseen)
    assert terminal("ingest", folder / "b.docx", "--password-stdin").status == 0
    assert asked == ["Password of the protected files: "]


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "no password came"), (b"\n", "no password came"), (b"\xff\xfe\n", "is not UTF-8")],
)
def test_without_one_nothing_is_read(
    terminal: Terminal,  # noqa: F811
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    data: bytes,
    said: str,
) -> None:
    typed(monkeypatch, data)
    ended = terminal("ingest", folder, "--password-stdin")
    assert ended.status == 2 and said in ended.err and "Traceback" not in ended.err


def test_a_sync_tells_how_and_leaves_what_was_added(
    terminal: Terminal,  # noqa: F811
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = terminal("sync", folder)
    assert ended.status == 1 and "2 skipped, 1 added" in ended.err
    assert "assistant ingest FILE --password-stdin" in ended.err
    typed(monkeypatch, f"{PASSWORD}\n".encode())
    assert terminal("ingest", folder / "a.pdf", "--password-stdin").status == 0
    ended = terminal("sync", folder, "--json")
    assert ended.status == 0
    told = {one["source"]: one for one in json.loads(ended.out)}
    assert told["a.pdf"]["change"] == "unchanged" and told["a.pdf"]["document_id"]
