"""The page with a language model: what is at work is said, the answer grows, Stop keeps it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import assembly
from assistant.assistant import Assistant
from assistant.settings import Settings
from tests.support import faulty_child
from tests.support.model_server import Asked, ModelServer, wait_until
from ui.page.app import footnote
from ui.page.ask.events import Events

pytest.importorskip("openai")

QUESTION = "When does the harbour office open?"


def echo(asked: Asked) -> str:
    lines = asked.prompt.splitlines()
    first = next(n for n, one in enumerate(lines) if one.startswith("<source 1"))
    return f"{lines[first + 1].rstrip('.')} [1]. It is painted green [1]."


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    made = ModelServer("good", echo)
    yield made
    made.close()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, server: ModelServer) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("harbour")
    file = folder / "harbour.md"
    file.write_text(
        "# Harbour rules\n\nThe harbour office opens at nine in the morning.\n", encoding="utf-8"
    )
    settings = Settings(data_dir=folder / "data", model_url=server.url, model="tiny")
    made = assembly.assemble(settings, faulty_child.HashingEmbedder())
    assert all(one.stored for one in made.ingest([file]))
    yield made
    made.close()


def asked(events: Events, **more: Any) -> Iterator[tuple[Any, ...]]:
    return events.answer(QUESTION, (), **more)


def test_what_is_at_work_and_where_is_said(assistant: Assistant) -> None:
    assert "put into words by the language model tiny, on this machine" in footnote(assistant)


def test_the_answer_is_marked_and_what_was_removed_is_counted(assistant: Assistant) -> None:
    *_, last = asked(Events(assistant))
    shown, answers = "".join(last[0]), last[1]
    assert "Put into words by the language model tiny on this machine" in shown
    assert "painted green" not in shown and answers[-1].removed == 1
    assert "1 sentence of the language model was removed" in shown
    assert 'href="#cite-0-1"' in shown


def test_stop_keeps_what_was_quoted_while_the_model_is_slow(
    assistant: Assistant, server: ModelServer
) -> None:
    """And the thread that waits for the model ends."""
    server.mode = "read_timeout"
    try:
        events = Events(assistant)
        growing = events.answer("When does the office of the harbour open?", ())
        answers: tuple[Any, ...] = ()
        for state in growing:
            answers = state[1]
            if answers and answers[-1].parts and len(server.requests) > 1:
                break
        assert answers[-1].text == "The harbour office opens at nine in the morning. [1]"
        assert not answers[-1].complete
        growing.close()  # type: ignore[attr-defined]
        stopped = events.stop(answers)
        assert stopped[1][-1].complete and "Stopped before" in stopped[1][-1].notes[-1]
        assert "opens at nine" in "".join(stopped[0])
        names = [one.name for one in threading.enumerate()]
        assert wait_until(lambda: "language model" not in _names()), names
    finally:
        server.mode = "good"


def _names() -> list[str]:
    return [one.name for one in threading.enumerate()]


def test_the_api_gives_it_too(assistant: Assistant) -> None:
    told = Events(assistant).answer_as_json(QUESTION)
    assert told["generator"] == "language model tiny" and told["removed"] == 1
