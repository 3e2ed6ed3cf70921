"""The MCP server: its tools, by the protocol's own client, and what goes over stdout."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from assistant.assistant import Assistant
from tests.support.two_rooms import SECRET, House
from ui.programs.mcp_server import LONGEST, make_server

ROOT = Path(__file__).resolve().parents[3]
ASKED = "What does a ship pay for each day in the harbour?"
# The terminal with the embedder of the house, and a library that prints while it searches.
CHILD = """
from assistant import assembly
from assistant.assistant import Assistant
from tests.support.hashing_embedder import HashingEmbedder
from ui.terminal.cli import main

def search(self, *given, **named):
    print("stray words on stdout")
    return real(self, *given, **named)

real, Assistant.search = Assistant.search, search
assembly.make_embedder = lambda settings: HashingEmbedder()
main()
"""
Call = tuple[str, dict[str, Any]]


def told(result: Any) -> str:
    assert result.content, result
    return str(result.content[0].text)


def called(acting: Callable[[], Assistant], *calls: Call) -> list[Any]:
    """The results of some calls of tools, by a client of a server in this process."""

    async def all_called() -> list[Any]:
        async with Client(make_server(acting)) as client:
            names = [one.name for one in (await client.list_tools()).tools]
            assert names == ["ask", "search", "read_passage"]
            return [await client.call_tool(*call) for call in calls]

    return asyncio.run(all_called())


def test_tools_answer_with_text_and_with_the_json_of_the_terminal(house: House) -> None:
    own = house.of("reader-a")
    asked, found = called(
        lambda: own, ("ask", {"question": ASKED}), ("search", {"words": "pilots", "k": 1})
    )
    answer = own.ask(ASKED).to_dict()
    assert {**asked.structured_content, "elapsed_ms": 0} == {**answer, "elapsed_ms": 0}
    assert told(asked).startswith(answer["text"]) and "[1] Harbour Rules" in told(asked)
    assert found.structured_content == {
        "passages": [one.to_dict() for one in own.search("pilots", 1)]
    }
    (cited,) = answer["citations"]
    place = {name: cited[name] for name in ("start", "end")}
    assert f"document {cited['document_id']}, start {place['start']}" in told(asked)
    (read,) = called(lambda: own, ("read_passage", {"document": cited["document_id"], **place}))
    assert told(read) == cited["quote"] and read.structured_content["title"] == "Harbour Rules"
    history = [{"question": ASKED, "answer": answer["text"]}]
    (later,) = called(lambda: own, ("ask", {"question": "When is it due?", "history": history}))
    assert not later.is_error


def test_what_cannot_be_done_is_told_in_a_sentence(house: House) -> None:
    own, id_ = house.of("reader-a"), house.ids["harbour-rules.md"]
    for call, said in (
        (("ask", {"question": " "}), "is empty"),
        (("ask", {"question": "x" * 4_001}), "4,001"),
        (("ask", {}), '"question" is missing'),
        (("ask", {"question": 5}), '"question" should be a valid string'),
        (("search", {"words": "x", "k": 0}), '"k" should be greater'),
        (("read_passage", {"document": "unknown"}), "no document"),
        (("read_passage", {"document": id_, "start": 10_000}), "199 characters"),
        (("read_passage", {"document": id_, "start": 9, "end": 3}), "199 characters"),
        (("read_passage", {"document": id_, "start": -1}), '"start" should be greater'),
        (("nothing", {}), "nothing"),
    ):
        (result,) = called(lambda: own, call)
        assert result.is_error and said in told(result), (call, told(result))
        assert "\n" not in told(result) and "pydantic" not in told(result)


def test_a_long_document_is_read_in_pieces(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.programs.mcp_server.LONGEST", 50)
    assert LONGEST > 1_000
    text, start = "", 0
    while True:
        (result,) = called(
            lambda: house.assistant,
            ("read_passage", {"document": "harbour-rules.md", "start": start}),
        )
        text += told(result)
        start = result.structured_content["end"]
        if start == result.structured_content["characters"]:
            break
    assert text == house.assistant.read(house.ids["harbour-rules.md"]).text


@pytest.mark.parametrize("name", ["reader-a", "editor-a", "nowhere"])
def test_no_tool_tells_of_another_room(house: House, name: str) -> None:
    hidden = house.ids[f"{SECRET}-accord.md"]
    results = called(
        lambda: house.of(name),
        ("ask", {"question": "Who is the pilot of the fleet, and what is its fee?"}),
        ("search", {"words": "pilot fee fleet", "k": 50}),
        ("read_passage", {"document": hidden}),
        ("read_passage", {"document": SECRET[:-1]}),
    )
    for result in results:
        whole = json.dumps([told(result), result.structured_content])
        assert SECRET not in whole.casefold()
    assert [result.is_error for result in results] == [False, False, True, True]


def environment(house: House, key: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "ASSISTANT_DATA_DIR": str(house.assistant.folder),
        "ASSISTANT_READER": "words",
        "ASSISTANT_KEY": key,
    }


def test_a_client_starts_the_command(house: House) -> None:
    key, kept = house.assistant.rooms.accounts.add_key("reader-a")
    command = StdioServerParameters(
        command=sys.executable, args=["-c", CHILD, "mcp"], env=environment(house, key)
    )

    async def asked() -> Any:
        async with Client(command) as client:
            return await client.call_tool("ask", {"question": ASKED})

    result = asyncio.run(asked())
    assert not result.is_error and "40 dong" in told(result)
    lines = [one for one in house.assistant.rooms.audit.lines() if one.get("key") == kept.number]
    assert [(one["name"], one["act"], one["about"]) for one in lines[-2:]] == [
        ("reader-a", "ran", "mcp"),
        ("reader-a", "asked", ASKED),
    ]


def test_stdout_has_the_protocol_alone_and_a_withdrawn_key_opens_nothing(house: House) -> None:
    accounts = house.assistant.rooms.accounts
    key, kept = accounts.add_key("reader-a")
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, "mcp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(house, key),
        cwd=ROOT,
    ) as process:
        assert process.stdin and process.stdout and process.stderr

        def send(method: str, id_: int | None = None, **params: Any) -> None:
            request = {"jsonrpc": "2.0", "method": method, "params": params}
            line = json.dumps(request if id_ is None else {**request, "id": id_})
            process.stdin.write(line + "\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]

        def answer(id_: int) -> Any:
            got = json.loads(process.stdout.readline())  # type: ignore[union-attr]
            assert (got["jsonrpc"], got["id"]) == ("2.0", id_), got
            return got["result"]

        client = {"name": "test", "version": "1"}
        send("initialize", 1, protocolVersion="2025-06-18", capabilities={}, clientInfo=client)
        assert answer(1)["serverInfo"]["name"] == "policy-assistant"
        send("notifications/initialized")
        send("tools/call", 2, name="search", arguments={"words": "pilots"})
        assert "Hai Phong" in answer(2)["content"][0]["text"]
        accounts.remove_key(kept.number)
        send("tools/call", 3, name="search", arguments={"words": "pilots"})
        refused = answer(3)
        assert refused["isError"] and "opens nothing" in refused["content"][0]["text"]
        process.stdin.close()
        assert process.stdout.read() == ""  # and it ends
        errors = process.stderr.read()
    assert process.returncode == 0 and "Traceback" not in errors
    assert errors.count("stray words on stdout") == 1
