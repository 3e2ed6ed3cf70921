"""Who a program asks for: the person of its key, and nobody without one; and how often it may."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, sleep
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from assistant.assistant import Assistant
from tests.support import page_fixture as given
from tests.support import patient
from tests.support.two_rooms import PASSWORD, SECRET, House
from ui.page.door.proxies import Proxies
from ui.page.door.routes import OPEN
from ui.programs.description import PER_MINUTE
from ui.programs.problems import is_program_path
from ui.programs.rate import RateLimit

Keyed = Callable[[str], dict[str, str]]
ASKED = "Who is the pilot of the fleet, and what is its fee?"
HIDDEN = f"{SECRET}-accord.md"
PROGRAMS = [
    (route.path, method) for route in OPEN if route.caller == "program" for method in route.methods
]
BODIES: dict[str, Any] = {
    "/api/ask": {"question": ASKED},
    "/v1/chat/completions": {
        "model": "assistant",
        "messages": [{"role": "user", "content": ASKED}],
    },
}
QUERIES = {"/api/search": {"q": "pilot fee fleet"}}


def called(
    client: Any, path: str, method: str, headers: Any, document: str = "x"
) -> httpx.Response:
    """The answer to a request of a route that would be answered with a key."""
    url = path.replace("{document_id}", document)
    body, query = BODIES.get(path), QUERIES.get(path)
    answer: httpx.Response = client.request(method, url, headers=headers, json=body, params=query)
    return answer


def sentence(answer: httpx.Response) -> str:
    """The one sentence of a refusal, in the form of its interface."""
    assert answer.headers["content-type"] == "application/json", answer.text
    told = answer.json()
    words = told["error"]["message"] if "error" in told else told["detail"]
    assert isinstance(words, str) and len(words) > 15 and "\n" not in words
    assert ("error" in told) == answer.url.path.startswith("/v1/")
    return words


def test_all_that_programs_call_is_a_programs_route() -> None:
    assert len(PROGRAMS) == 7
    for route in OPEN:
        assert is_program_path(route.path) == (route.caller == "program"), route.path


def test_no_route_answers_without_a_key(house: House, client: Any, keyed: Keyed) -> None:
    own = {"Origin": str(client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    name = {"name": "keeper", "password": PASSWORD}
    assert client.post("/session", json=name, headers=own).status_code == 200
    assert client.cookies  # which say nothing here
    key = keyed("keeper")["Authorization"].split()[1]
    two = [("Authorization", f"Bearer {key}"), ("Authorization", "Bearer x")]
    document = house.ids["harbour-rules.md"]
    for path, method in PROGRAMS:
        for headers in (
            {},
            own,
            {"Authorization": ""},
            {"Authorization": "Bearer"},
            {"Authorization": f"Basic {key}"},
            {"Authorization": f"Bearer {key}x"},
            {"Authorization": f"Bearer {key[:-1]}"},
            {"Authorization": "Bearer assistant-nobody"},
            {"X-Api-Key": key},
            {"Cookie": f"ASSISTANT_KEY={key}"},
            {"X-Remote-User": "keeper"},
            two,
        ):
            answer = called(client, path, method, headers, document)
            assert answer.status_code == 401, (path, headers, answer.text)
            assert answer.headers["www-authenticate"] == "Bearer"
            told = sentence(answer)
            assert "keys add" in told or "opens nothing" in told
            assert "harbour" not in told.casefold() and SECRET not in told.casefold()
        in_address = client.request(method, f"{path}?key={key}&api_key={key}", json={})
        assert in_address.status_code == 401, path
        answer = called(client, path, method, {"Authorization": f"bearer  {key}"}, document)
        assert answer.status_code == 200, (path, answer.text)


def test_a_proxys_header_says_nothing_here(house: House, tmp_path: Path) -> None:
    with given.serving(
        house.assistant, tmp_path, proxies=Proxies("X-Remote-User", ("127.0.0.1",))
    ) as url:
        headers = {"X-Remote-User": "keeper"}
        assert patient.get(f"{url}/account", headers=headers).status_code == 200
        assert patient.get(f"{url}/api/documents", headers=headers).status_code == 401


def test_where_there_are_no_accounts_it_is_said_how_to_get_a_key(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assistant = given.make_assistant(tmp_path / "page", light=True)
    with given.serving(assistant, tmp_path_factory.mktemp("uploads")) as url:
        for headers in ({}, {"Authorization": "Bearer assistant-x"}):
            answer = patient.get(f"{url}/api/documents", headers=headers)
            assert answer.status_code == 401
            assert "users add" in sentence(answer) and "keys add" in sentence(answer)
        assert patient.get(url).status_code == 200  # the page is open, as before
    assistant.close()


@pytest.mark.parametrize("name", ["reader-a", "editor-a", "nowhere"])
def test_a_key_gives_nothing_of_another_room(
    house: House, client: Any, keyed: Keyed, name: str
) -> None:
    headers = keyed(name)
    answers = [
        called(client, path, method, headers, house.ids[HIDDEN]) for path, method in PROGRAMS
    ]
    near = SECRET[:-1]  # for which the names that are like it would be offered
    for told in ({"collections": [near]}, {"topics": [f"{near} affairs"]}, {"years": ["2024"]},
                 {"documents": [f"{near} accord"]}, {"documents": [house.ids[HIDDEN]]},
                 {"as_of": "2024-12"}):  # fmt: skip
        answers.append(client.post("/api/ask", headers=headers, json={"question": ASKED, **told}))
    earlier = [{"question": "What is the fee of the fleet?", "answer": "It is set in the accord."}]
    follow_up = {"question": "And who is its pilot?", "history": earlier}
    answers.append(client.post("/api/ask", headers=headers, json=follow_up))
    for answer in answers:
        assert SECRET not in answer.text.casefold(), (answer.url, answer.text)
        assert house.ids[HIDDEN] not in answer.text or answer.status_code in (404, 422)
    assert answers[PROGRAMS.index(("/api/documents/{document_id}", "GET"))].status_code == 404
    unknown = client.get("/api/documents/ffffffffffffffff", headers=headers)
    assert (unknown.status_code, sentence(unknown)) == (
        404, sentence(client.get(f"/api/documents/{house.ids[HIDDEN]}", headers=headers))
        .replace(house.ids[HIDDEN], "f" * 16)
    )  # fmt: skip
    listed = client.get("/api/documents", headers=headers).json()
    known = {"nowhere": set()}.get(name, {"harbour-rules.md", "shared-note.md"})
    assert {one["source"] for one in listed} == known
    passages = client.get("/api/search", params={"q": "fee", "k": 1000}, headers=headers).json()
    assert {one["source"] for one in passages} <= known
    whole = client.get("/api/documents", headers=keyed("keeper")).json()
    assert HIDDEN in {one["source"] for one in whole}


def test_a_key_opens_nothing_from_the_moment_when_it_is_withdrawn(
    house: House, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = house.assistant.rooms.accounts
    key, kept = accounts.add_key("reader-a")
    headers = {"Authorization": f"Bearer {key}"}
    assert client.get("/api/documents", headers=headers).status_code == 200
    accounts.remove_key(kept.number)
    answer = client.get("/api/documents", headers=headers)
    assert answer.status_code == 401 and "withdrawn" in sentence(answer)
    # While its question is worked on, too.
    key, kept = accounts.add_key("reader-a")
    headers = {"Authorization": f"Bearer {key}"}
    real = Assistant.stream

    def withdrawn(self: Assistant, *told: Any, **options: Any) -> Any:
        yield from real(self, *told, **options)
        accounts.remove_key(kept.number)

    monkeypatch.setattr(Assistant, "stream", withdrawn)
    answer = client.post(
        "/api/ask", headers=headers, json={"question": "What does a ship pay for each day?"}
    )
    assert answer.status_code == 401 and "40 dong" not in answer.text
    monkeypatch.undo()
    accounts.add("leaving", "reader")
    key, _kept = accounts.add_key("leaving")
    headers = {"Authorization": f"Bearer {key}"}
    assert client.get("/v1/models", headers=headers).status_code == 200
    accounts.remove("leaving")
    assert client.get("/v1/models", headers=headers).status_code == 401


def test_a_damaged_file_of_people_is_told_and_lets_nobody_in(
    house: House, client: Any, keyed: Keyed
) -> None:
    headers, path = keyed("keeper"), house.assistant.rooms.accounts.path
    whole = path.read_bytes()
    path.write_bytes(b"no file of people" + whole[17:])
    try:
        answer = client.get("/api/documents", headers=headers)
    finally:
        path.write_bytes(whole)
    assert answer.status_code == 503 and "damaged" in sentence(answer)
    assert client.get("/api/documents", headers=headers).status_code == 200


def test_the_audit_log_names_person_and_key(house: House, client: Any) -> None:
    log = house.assistant.rooms.audit
    key, kept = house.assistant.rooms.accounts.add_key("editor-a")
    headers, before = {"Authorization": f"Bearer {key}"}, len([*log.lines()])
    client.post("/api/ask", headers=headers, json={"question": "Where is the pilot office?"})
    client.get(f"/api/documents/{house.ids['harbour-rules.md']}", headers=headers)
    client.get("/api/documents", headers=headers)
    client.get("/api/documents", headers={"Authorization": "Bearer assistant-nobody"})
    house.of("editor-a").search("pilots")  # by themselves
    told = [*log.lines()][before:]
    assert {(one["person"], one["name"]) for one in told} == {
        (house.people["editor-a"].number, "editor-a")
    }
    assert [(one["act"], one["about"], one.get("key")) for one in told] == [
        ("ran", "POST /api/ask", kept.number),
        ("asked", "Where is the pilot office?", kept.number),
        ("ran", "GET /api/documents/{document_id}", kept.number),
        ("read", house.ids["harbour-rules.md"], kept.number),
        ("ran", "GET /api/documents", kept.number),
        ("asked", "pilots", None),
    ]
    assert key not in json.dumps(told)


def test_a_question_of_a_key_is_on_nobodys_conversation(
    house: House, client: Any, keyed: Keyed
) -> None:
    person = house.people["reader-a"]
    conversations = house.of("reader-a").conversations
    answer = house.of("reader-a").ask("Where is the pilot office?")
    conversations.keep(person.owner, "conversation-9", "key-9", answer)
    found = conversations.find(person.owner)
    alone = client.post("/api/ask", headers=keyed("reader-a"), json={"question": "And its fee?"})
    assert alone.status_code == 200 and alone.json()["question"] == "And its fee?"
    assert conversations.find(person.owner) == found


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_key_may_ask_so_often_in_any_minute() -> None:
    clock = Clock()
    rate = RateLimit(3, clock)
    assert [rate.wait(1) for _ in range(3)] == [0, 0, 0]
    clock.now += 20.5
    assert rate.wait(1) == 40 and rate.wait(2) == 0  # another key has its own
    clock.now += 39.6
    assert rate.wait(1) == 0
    assert [rate.wait(1) for _ in range(3)] == [0, 0, 60]


def flood(address: str, headers: dict[str, str], count: int, told: list[bytes]) -> None:
    """Send requests as fast as they are taken, fifty at once on one connection."""
    parts = urlsplit(address)
    given = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    one = f"GET /api/documents HTTP/1.1\r\nHost: {parts.netloc}\r\n{given}\r\n".encode()
    with socket.create_connection((parts.hostname or "", parts.port or 0), 60) as connection:
        for _ in range(count // 50):
            connection.sendall(50 * one)
            got = b""
            while got.count(b"HTTP/1.1 ") < 50 or got[-1:] not in b"]}":
                more = connection.recv(65536)
                assert more, "the server has closed the connection"
                got += more
            told.append(got)


@pytest.mark.parametrize("count", [1_200, pytest.param(10_000, marks=pytest.mark.whole)])
def test_a_key_that_asks_too_often_hurts_no_other(
    address: str, client: Any, keyed: Keyed, count: int
) -> None:
    hasty, other, told = keyed("reader-a"), keyed("reader-b"), list[bytes]()
    question = {"question": "What does a ship pay for each day?"}
    threads = [
        threading.Thread(target=flood, args=(address, hasty, count // 4, told)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    waits = []
    while any(thread.is_alive() for thread in threads):
        began = perf_counter()
        answer = client.post("/api/ask", headers=other, json=question)
        waits.append(perf_counter() - began)
        assert answer.status_code == 200, answer.text
        assert client.get("/healthz").status_code == 200
        sleep(0.5)
    for thread in threads:
        thread.join(60)
    whole = b"".join(told)
    minutes = 1 + count // 5_000  # that a machine which is busy may take
    assert whole.count(b"HTTP/1.1 ") == count
    assert PER_MINUTE <= whole.count(b"HTTP/1.1 200") <= minutes * PER_MINUTE
    assert whole.count(b"HTTP/1.1 429") == count - whole.count(b"HTTP/1.1 200")
    assert whole.lower().count(b"retry-after: ") == whole.count(b"HTTP/1.1 429")
    assert waits and max(waits) < 5  # seconds; .2 where nothing else is done here
    late = client.get("/api/documents", headers=hasty)
    assert late.status_code == 429 and 1 <= int(late.headers["retry-after"]) <= 60
    assert "Try again in" in sentence(late)
    # A new key of the same person, or another route, is not another key's business.
    assert client.post("/v1/chat/completions", headers=hasty, json={}).status_code == 429
    assert client.get("/api/documents", headers=keyed("reader-a")).status_code == 200
