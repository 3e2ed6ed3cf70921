"""The JSON API: what the terminal gives with `--json`, and a sentence for whatever cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from assistant.assistant import Assistant
from tests.support.hashing_embedder import HashingEmbedder
from tests.support.two_rooms import SECRET, House
from tests.ui.programs.test_callers import sentence
from ui.page.door import guard
from ui.terminal.cli import main

Keyed = Callable[[str], dict[str, str]]
Run = Callable[..., Any]
ASKED = "What does a ship pay for each day in the harbour?"


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command by a key, and gives the JSON that it printed."""
    from assistant import assembly

    monkeypatch.setattr(assembly, "make_embedder", lambda settings: HashingEmbedder())
    monkeypatch.setenv("ASSISTANT_READER", "words")
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(house.assistant.folder))

    def run_(headers: dict[str, str], *words: str) -> Any:
        monkeypatch.setenv("ASSISTANT_KEY", headers["Authorization"].split()[1])
        monkeypatch.setattr("sys.argv", ["assistant", *words, "--json"])
        try:
            main()
        except SystemExit as ended:
            assert not ended.code
        return json.loads(capsys.readouterr().out)

    return run_


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "elapsed_ms": 0}


@pytest.mark.parametrize("name", ["reader-a", "keeper"])
def test_answers_are_those_of_the_terminal(
    house: House, client: Any, keyed: Keyed, run: Run, name: str
) -> None:
    headers = keyed(name)
    first = {"question": ASKED}
    answer = client.post("/api/ask", headers=headers, json=first).json()
    assert answer["status"] == "answered" and answer["citations"]
    assert without_time(answer) == without_time(run(headers, "ask", ASKED))
    for words, told in (
        (["--after", ASKED], {"history": [{"question": ASKED}]}),
        (["--collection", "a"], {"collections": ["a"]}),
        (["--document", "Harbour Rules", "--year", "2025"],
         {"documents": ["Harbour Rules"], "years": ["2025"]}),
        (["--as-of", "2024-12"], {"as_of": "2024-12"}),
        (["--request", "question", "--quoted"], {"request": "question", "quoted": True}),
    ):  # fmt: skip
        question = "When is the fee due?"
        sent = client.post("/api/ask", headers=headers, json={"question": question, **told})
        assert sent.status_code == 200, sent.text
        assert without_time(sent.json()) == without_time(run(headers, "ask", question, *words))
    found = client.get("/api/search", params={"q": "pilot office", "k": 2}, headers=headers)
    assert len(found.json()) == 2
    assert found.json() == run(headers, "search", "pilot office", "-k", "2")
    listed = client.get("/api/documents", headers=headers)
    assert listed.json() == run(headers, "documents", "list")
    for one in listed.json():
        shown = client.get(f"/api/documents/{one['id']}", headers=headers)
        assert shown.json() == run(headers, "documents", "show", one["id"])
        for citation in answer["citations"]:
            if citation["document_id"] == one["id"]:
                text = shown.json()["text"]
                assert text[citation["start"] : citation["end"]] == citation["quote"]
    # In English, whatever a browser would like.
    vietnamese = {**headers, "Accept-Language": "vi", "Cookie": "language=vi"}
    again = client.post("/api/ask", headers=vietnamese, json=first).json()
    assert without_time(again) == without_time(answer)


BAD: list[tuple[bytes, int, str]] = [
    (b"", 400, "not JSON"),
    (b"{", 400, "not JSON"),
    (b"\xff\xfe\xfd", 400, "not"),
    (b'{"question": "\x80"}', 400, "UTF-8"),
    (b'{"question": "\\ud800"}', 400, "half of a character"),
    (b'{"question": "x", "history": [{"question": "\\udfff"}]}', 400, "half of a character"),
    (b"[" * 100_000, 400, "nested too deep"),
    (b'{"question": ' + b"1" * 5_000 + b"}", 400, "digits"),
    (b"[]", 422, "not a JSON object"),
    (b"null", 422, "not a JSON object"),
    (b"{}", 422, '"question" is missing'),
    (b'{"question": null}', 422, '"question" should be a valid string'),
    (b'{"question": 5}', 422, '"question" should be a valid string'),
    (b'{"question": ""}', 422, "is empty"),
    (b'{"question": "\\u0000 \\u2028"}', 422, "is empty"),
    (b'{"question": "x", "top_k": 5}', 422, '"top_k" is not known'),
    (b'{"question": "x", "history": [{"text": "y"}]}', 422, '"history[0].question" is missing'),
    (b'{"question": "x", "history": {}}', 422, '"history" should be a valid list'),
    (b'{"question": "x", "quoted": "yes"}', 422, '"quoted" should be a valid boolean'),
    (b'{"question": "x", "request": "poem"}', 422, '"request" should be'),
    (b'{"question": "x", "as_of": "soon"}', 422, "soon"),
    (b'{"question": "x", "collections": ["Z"]}', 422, "Z"),
    (b'{"question": NaN}', 422, '"question"'),
    (json.dumps({"question": "x" * 4_001}).encode(), 422, "4,001"),
    (json.dumps({"question": "x", "history": 201 * [{"question": "y"}]}).encode(), 422, "200"),
    (b'{"question": "' + b"x" * guard.MAX_JSON + b'"}', 413, "1 MB"),
]


@pytest.mark.parametrize(("body", "status", "said"), BAD, ids=[one[0][:40] for one in BAD])
def test_what_cannot_be_asked_is_told_in_a_sentence(
    client: Any, keyed: Keyed, body: bytes, status: int, said: str
) -> None:
    headers = {**keyed("reader-a"), "Content-Type": "application/json"}
    answer = client.post("/api/ask", headers=headers, content=body)
    assert (answer.status_code, said in sentence(answer)) == (status, True), answer.text
    chat = client.post("/v1/chat/completions", headers=headers, content=body)
    assert chat.status_code == (400 if status == 422 else status), chat.text
    assert sentence(chat) and chat.json()["error"]["type"] == "invalid_request_error"


def test_a_long_question_and_a_long_history_are_answered(client: Any, keyed: Keyed) -> None:
    headers = keyed("reader-a")
    long = (f"{ASKED} " * 100)[:4_000].strip()
    assert len(long) > 3_900
    history = [{"question": "What does a pilot do?", "answer": "y " * 1_000}] * 200
    for told in ({"question": long}, {"question": ASKED, "history": history}):
        answer = client.post("/api/ask", headers=headers, json=told)
        assert answer.status_code == 200 and answer.json()["text"]


def test_a_body_in_pieces_without_its_length_is_bounded(client: Any, keyed: Keyed) -> None:
    headers = {**keyed("reader-a"), "Content-Type": "application/json"}
    pieces = (b"x" * 100_000 for _ in range(30))
    answer = client.post("/api/ask", headers=headers, content=pieces)
    assert answer.status_code == 413 and sentence(answer)


def test_other_requests_are_refused_as_json(house: House, client: Any, keyed: Keyed) -> None:
    headers = keyed("reader-a")
    for method, path, more, status in (
        ("GET", "/api/nothing", {}, 404),
        ("GET", "/api/ask/", {}, 404),
        ("GET", "/v1/embeddings", {}, 404),
        ("GET", "/api/ask", {}, 405),
        ("DELETE", f"/api/documents/{house.ids['harbour-rules.md']}", {}, 405),
        ("OPTIONS", "/v1/chat/completions", {}, 405),
        ("POST", "/api/ask", {"data": {"question": "x"}}, 415),
        ("GET", "/api/search", {}, 422),
        ("GET", "/api/search", {"params": {"q": "x", "k": "0"}}, 422),
        ("GET", "/api/search", {"params": {"q": "x", "k": "many"}}, 422),
        ("GET", "/api/search", {"params": {"q": "x", "limit": "3"}}, 422),
        ("GET", "/api/search", {"params": {"q": "  "}}, 422),
        ("GET", "/api/search", {"params": {"q": "x" * 4_001}}, 422),
        ("GET", "/api/documents/unknown", {}, 404),
        ("GET", "/api/documents/a%2Fb", {}, 404),
        ("GET", "/api/documents/%00", {}, 404),
        ("GET", f"/api/documents/{'x' * 2_000}", {}, 422),
    ):
        answer = client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]
        assert answer.status_code == status, (method, path, answer.text)
        assert sentence(answer)
    foreign = {**headers, "Origin": "https://elsewhere.example"}
    assert client.get("/api/documents", headers=foreign).status_code == 403
    named = client.get("/api/documents", headers={**headers, "Host": "elsewhere.example"})
    assert named.status_code == 421 and sentence(named)
    assert "access-control-allow-origin" not in named.headers


def test_what_was_not_foreseen_is_a_sentence_and_stands_in_the_log(
    client: Any, keyed: Keyed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: Assistant, *told: Any, **options: Any) -> Any:
        raise RuntimeError("secret detail of the machine")

    monkeypatch.setattr(Assistant, "search", broken)
    answer = client.get("/api/search", params={"q": "x"}, headers=keyed("reader-a"))
    assert answer.status_code == 500 and "secret" not in answer.text and sentence(answer)
    assert "secret detail" in caplog.text


def test_a_name_with_half_a_character_is_written_by_its_number() -> None:
    from ui.programs.problems import as_json

    name = "báo-cáo-\udcff.txt"  # as a file of another encoding may be called
    body = as_json({"source": name}).body
    assert json.loads(bytes(body)) == {"source": name}


def test_the_secret_is_there_for_who_may_read_it(house: House, client: Any, keyed: Keyed) -> None:
    """Else what the tests of another room look for could never be found."""
    question = {"question": f"What is the {SECRET} fee?"}
    answer = client.post("/api/ask", headers=keyed("reader-b"), json=question)
    assert SECRET in answer.json()["citations"][0]["quote"].casefold()
