"""A conversation keeps so many answers; the oldest go, and what is left keeps its links."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from corpus.wording import using
from tests.support import page_fixture as given
from ui.page.ask import events as asking
from ui.page.ask.events import Answers, Events, within_bounds


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Events]:
    assistant = given.make_assistant(tmp_path_factory.mktemp("conversations"), light=True)
    yield Events(assistant)  # type: ignore[arg-type]
    assistant.close()


def asked(events: Events, question: str, answers: Answers) -> tuple[list[str], Answers]:
    *_, last = events.answer(question, answers)
    return last[0], last[1]


def opened(events: Events, key: str, answers: Answers) -> str:
    event: Any = SimpleNamespace(_data={"key": key})
    return events.open_source(answers, event)


def test_the_oldest_answers_of_a_long_conversation_go(
    events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "TURNS", 3)
    answers: Answers = ()
    for _ in range(6):
        shown, answers = asked(events, given.FUND, answers)
    assert [answer is not None for answer in answers] == [False] * 2 + [True] * 4
    assert "The first 2 questions" in shown[0] and len(shown) == 5
    assert [f'href="#cite-{number}-1"' in shown[-1] for number in (4, 5)] == [False, True]
    assert "4.2 million" in opened(events, "cite-5-1", answers)
    assert "4.2 million" in opened(events, "cite-2-1", answers)
    for key in ("cite-1-1", "cite-6-1", "cite-9999-1"):
        assert "no longer open" in opened(events, key, answers)
    stopped, *_ = events.stop(answers)
    assert stopped == shown


def test_a_conversation_keeps_no_more_text_than_the_limit(
    events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, answers = asked(events, given.FUND, ())
    size = asking._characters(answers[0])  # type: ignore[arg-type]
    assert size > 200
    monkeypatch.setattr(asking, "CHARACTERS", int(3.5 * size))
    assert [answer is not None for answer in within_bounds(answers * 5)] == [False] * 2 + [True] * 3
    monkeypatch.setattr(asking, "CHARACTERS", size - 1)
    assert within_bounds(answers * 2) == (None, None)
    shown, answers = asked(events, given.SEAT, answers)
    assert "The first question of" in shown[0] and answers[-1] is not None


def test_a_greeting_waits_for_no_examples(events: Events) -> None:
    """Else it comes when a visitor has asked, and takes the place of the answer."""
    assistant = events.assistant
    assistant._examples = None
    with assistant._examples_lock:  # they are on their way
        with ThreadPoolExecutor() as pool:
            (told,) = pool.submit(events.greeting).result(timeout=30)
        assert "What do the documents say about" in told
        assert assistant.examples_found() is None
    assert len(assistant.examples()) > 0 and assistant.examples_found() == assistant.examples()


def test_questions_to_begin_with_are_in_the_language_of_the_reader(events: Events) -> None:
    english = events.assistant.examples_by_title()
    with using("vi"):
        told = events.assistant.examples_by_title()
    assert english and len(told) == len(english)
    assert all(one.startswith("Tài liệu nói gì về ") for one in told)


def test_an_empty_question_leaves_the_conversation_alone(events: Events) -> None:
    """A second Enter comes while the answer to the first is on its way: it had taken its place."""
    _, answers = asked(events, given.FUND, ())
    (told,) = events.answer("  ", answers)
    assert "question is empty" in told[3]
    assert [one for place, one in enumerate(told) if place != 3] == [gr.skip()] * 6


def test_the_box_is_emptied_when_a_question_is_taken_and_never_again(events: Events) -> None:
    first, *rest = events.answer(given.FUND, ())
    assert first[2] == "" and rest and all(one[2] == gr.skip() for one in rest)
    long = "word " * 2_000
    *_, last = events.answer(long, ())
    assert last[2] == long, "what was refused can be mended"
