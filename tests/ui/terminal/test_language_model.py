"""A language model from the terminal: asked, left out, released for, and looked at by doctor."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.assistant import Check
from tests.support import faulty_child
from tests.support.model_server import Asked, ModelServer

pytest.importorskip("openai")

QUESTION = "When does the harbour office open?"
Terminal = Callable[..., tuple[int, str, str]]


def echo(asked: Asked) -> str:
    """The first source in its own words, which stand."""
    lines = asked.prompt.splitlines()
    first = next((n for n, one in enumerate(lines) if one.startswith("<source 1")), None)
    return "yes" if first is None else f"{lines[first + 1].rstrip('.')} [1]."


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    made = ModelServer("good", echo)
    yield made
    made.close()


@pytest.fixture
def terminal(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    server: ModelServer,
) -> Terminal:
    from assistant import assembly, health

    monkeypatch.setattr(assembly, "make_embedder", lambda settings: faulty_child.HashingEmbedder())
    monkeypatch.setattr(health, "_model", lambda settings: Check("model", True, "not looked at"))
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ASSISTANT_MODEL_URL", server.url)
    monkeypatch.setenv("ASSISTANT_MODEL", "tiny")

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["assistant", *map(str, arguments)])
        status = faulty_child.run_terminal()
        told = capsys.readouterr()
        return status, told.out, told.err

    file = tmp_path / "harbour.md"
    file.write_text(
        "# Harbour rules\n\nThe harbour office opens at nine in the morning.\n", encoding="utf-8"
    )
    assert run("ingest", file)[0] == 0
    return run


def test_an_answer_is_put_into_words_or_quoted(terminal: Terminal) -> None:
    status, out, _err = terminal("ask", QUESTION)
    assert status == 0 and "The harbour office opens at nine in the morning. [1]" in out
    assert "Put into words by the language model tiny on this machine" in out
    told = json.loads(terminal("ask", QUESTION, "--json")[1])
    assert told["generator"] == "language model tiny" and told["usage"]["tokens"] > 0
    assert told["removed"] == 0 and [part["kind"] for part in told["content"]] == ["worded"]
    told = json.loads(terminal("ask", QUESTION, "--json", "--quoted")[1])
    assert told["generator"] == "extractive" and told["usage"] is None


def test_a_model_that_is_not_there_leaves_the_quotes(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL_URL", "localhost:11434")
    status, out, _err = terminal("ask", QUESTION)
    assert status == 0 and "opens at nine" in out and "give it whole" in " ".join(out.split())
    status, out, _err = terminal("doctor")
    assert status == 1 and "WRONG   language model" in out


def test_doctor_says_that_it_answers(terminal: Terminal) -> None:
    status, out, _err = terminal("doctor")
    assert "ok      language model: tiny at 127.0.0.1" in out


def test_a_collection_is_released_and_withdrawn(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL_URL", "http://model.invalid/v1")
    monkeypatch.setenv("ASSISTANT_MODEL_TIMEOUT", "3")
    assert "Nothing was sent to model.invalid" in " ".join(terminal("ask", QUESTION)[1].split())
    assert terminal("collections", "release", "library")[0] == 0
    assert "may read it" in terminal("collections", "list")[1]
    assert "cannot be reached" in " ".join(terminal("ask", QUESTION)[1].split())
    assert terminal("collections", "release", "library", "--withdraw")[0] == 0
    assert "may read it" not in terminal("collections", "list")[1]
    status, _out, err = terminal("collections", "release", "no such")
    assert status == 1 and "no such" in err
