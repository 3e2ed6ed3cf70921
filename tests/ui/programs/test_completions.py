"""OpenAI's own client against `/v1`: a program that nobody here wrote."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import openai
import pytest

from assistant.answer import Turn
from assistant.assistant import Assistant
from tests.support.two_rooms import SECRET, House
from ui.programs import completions
from ui.programs.chat import Chat, without_sources

Keyed = Callable[[str], dict[str, str]]
ASKED = "What does a ship pay for each day in the harbour?"


@pytest.fixture
def program(address: str, keyed: Keyed) -> Iterator[openai.OpenAI]:
    key = keyed("reader-a")["Authorization"].split()[1]
    with openai.OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0, timeout=60) as made:
        yield made


def said(role: str, content: str) -> Any:
    return {"role": role, "content": content}


def test_a_question_is_answered_with_its_sources(house: House, program: openai.OpenAI) -> None:
    answer = house.of("reader-a").ask(ASKED)
    assert [one.id for one in program.models.list()] == ["assistant"]
    made = program.chat.completions.create(
        model="assistant",
        messages=[said("system", "Be brief."), said("user", ASKED)],
        temperature=0.2,
        max_tokens=50,
        seed=1,
        user="somebody",
    )
    (choice,) = made.choices
    assert choice.finish_reason == "stop" and choice.message.role == "assistant"
    content = choice.message.content or ""
    assert content.startswith(f"{answer.text}\n\nSources:\n[1] Harbour Rules, Port Office, 2025")
    told = choice.message.model_dump()["citations"]
    assert told == [one.to_dict() for one in answer.citations] and told[0]["quote"] in content
    assert without_sources(content) == answer.text
    assert made.usage is not None and made.usage.total_tokens == 0  # no language model wrote


def test_a_stream_gives_the_same(program: openai.OpenAI) -> None:
    whole = program.chat.completions.create(model="assistant", messages=[said("user", ASKED)])
    with program.chat.completions.create(
        model="assistant",
        messages=[said("user", ASKED)],
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        chunks = [*stream]
    content = "".join(one.choices[0].delta.content or "" for one in chunks if one.choices)
    assert content == whole.choices[0].message.content and len(chunks) > 4
    assert len({one.id for one in chunks}) == 1
    assert [one.choices[0].finish_reason for one in chunks if one.choices][-1] == "stop"
    last = chunks[-2].choices[0].delta.model_dump()
    assert last["citations"] == whole.choices[0].message.model_dump()["citations"]
    assert chunks[-1].choices == [] and chunks[-1].usage is not None


def test_earlier_turns_are_history(program: openai.OpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, list[Turn]]] = []
    real = Assistant.stream

    def hear(self: Assistant, question: str, history: Any = (), **options: Any) -> Any:
        heard.append((question, [*history]))
        return real(self, question, history, **options)

    monkeypatch.setattr(Assistant, "stream", hear)
    first = program.chat.completions.create(model="assistant", messages=[said("user", ASKED)])
    content = first.choices[0].message.content or ""
    parts: Any = [{"type": "text", "text": "When is"}, {"type": "text", "text": "it due?"}]
    program.chat.completions.create(
        model="assistant",
        messages=[
            said("assistant", "How may I help?"),
            said("user", ASKED),
            said("assistant", content),
            said("user", "Thank you."),
            {"role": "user", "content": parts},
        ],
    )
    answer = content.partition("\n\nSources:")[0]
    assert answer and heard[1:] == [
        ("When is\nit due?", [Turn(ASKED, answer), Turn("Thank you.", "")])
    ]


def test_sources_are_named_in_the_language_of_the_question() -> None:
    told = "Câu trả lời. [1]\n\nNguồn:\n[1] Quyết định 12/2025, Điều 4"
    assert without_sources(told) == "Câu trả lời. [1]"
    own = "A list\n\nSources:\nwhatever else"
    assert without_sources(own) == own


def test_problems_are_those_that_the_client_knows(
    house: House, program: openai.OpenAI, address: str
) -> None:
    for wrong, status, place in (
        ({"model": "gpt-5"}, 404, "model"),
        ({"n": 2}, 400, "n"),
        ({"tools": [{"type": "function", "function": {"name": "f"}}]}, 400, "tools"),
        ({"response_format": {"type": "json_object"}}, 400, "response_format"),
        ({"logprobs": True}, 400, "logprobs"),
        ({"modalities": ["text", "audio"]}, 400, "modalities"),
        ({"messages": []}, 400, "messages"),
        ({"messages": [said("assistant", "x")]}, 400, "messages"),
        ({"messages": [said("nobody", "x")]}, 400, "messages"),
        ({"messages": [said("user", "x" * 4_001)]}, 400, None),
        ({"messages": [said("user", " ")]}, 400, None),
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
         400, "messages.0.content"),
        ({"stream": True, "messages": [said("user", " ")]}, 400, None),
    ):  # fmt: skip
        told: Any = {"model": "assistant", "messages": [said("user", ASKED)], **wrong}
        with pytest.raises(openai.APIStatusError) as raised:
            program.chat.completions.create(**told)
        error: Any = raised.value
        assert error.status_code == status, (wrong, error)
        assert error.body["message"] and (place is None or error.param.startswith(place)), wrong
    with pytest.raises(openai.NotFoundError):
        program.embeddings.create(model="assistant", input="x")
    for key in ("assistant-nobody", "x"):
        opens_nothing = pytest.raises(openai.AuthenticationError, match="opens nothing")
        stranger = openai.OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0)
        with stranger, opens_nothing:
            stranger.models.list()


def test_nothing_of_another_room_is_told(program: openai.OpenAI) -> None:
    told = program.chat.completions.create(
        model="assistant", messages=[said("user", "Who is the pilot of the fleet, and its fee?")]
    )
    assert SECRET not in json.dumps(told.model_dump()).casefold()


def test_a_stream_says_that_it_is_there_and_what_went_wrong(
    client: Any, keyed: Keyed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completions, "HELD", 0.05)
    monkeypatch.setattr(completions, "STILL", 0.05)
    body = {"model": "assistant", "stream": True, "messages": [said("user", ASKED)]}
    real, gate = Assistant.stream, threading.Event()

    def slow(self: Assistant, question: str, *told: Any, **options: Any) -> Any:
        assert gate.wait(20)
        if question == "break":
            raise RuntimeError("secret detail of the machine")
        yield from real(self, question, *told, **options)

    monkeypatch.setattr(Assistant, "stream", slow)
    headers = keyed("reader-a")
    with client.stream("POST", "/v1/chat/completions", json=body, headers=headers) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(lines) == ": still at work"
        gate.set()
        told = [line for line in lines if line.startswith("data: ")]
    assert told[-1] == "data: [DONE]" and "40 dong" in "".join(told)
    gate.clear()
    body["messages"] = [said("user", "break")]
    with client.stream("POST", "/v1/chat/completions", json=body, headers=headers) as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": still at work"
        gate.set()
        told = [line for line in lines if line.startswith("data: ")]
    error = json.loads(told[0].removeprefix("data: "))["error"]
    assert len(told) == 1 and error["type"] == "server_error" and "secret" not in error["message"]


def test_what_changes_no_answer_is_passed_over() -> None:
    chat = Chat.model_validate(
        {"model": "assistant", "messages": [said("user", ASKED)], "top_p": 0.1, "n": 1,
         "tools": [], "response_format": {"type": "text"}, "store": False}
    )  # fmt: skip
    assert chat.asked().question == ASKED
