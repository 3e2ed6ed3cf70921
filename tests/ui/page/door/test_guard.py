"""The door, knocked at from outside: other sites, too much, too slow, and what does not exist."""

from __future__ import annotations

import http.client
import http.server
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support import page_fixture as given
from tests.support import patient
from tests.support.browsing import ARGUMENTS, CHROMIUM
from ui.page.door import guard
from ui.page.door.guard import Rules
from ui.page.server import create_app


def event_of(address: str, name: str) -> int:
    config = patient.get(address + "/config").json()
    return next(
        one["id"]
        for one in config["dependencies"]
        if one["targets"] and one["targets"][0][1] == name
    )


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# Other sites


def foreign_headers(address: str) -> dict[str, dict[str, str]]:
    """What browsers send for pages that are not ours."""
    port = urlsplit(address).port or 0
    return {
        "another port": {
            "Origin": f"http://127.0.0.1:{port + 1}",
            "Sec-Fetch-Site": "same-site",
        },
        "another site": {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
        "a sandboxed page": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        "another name of this machine": {"Origin": f"http://localhost:{port}"},
        "a page without an origin": {"Sec-Fetch-Site": "cross-site"},
    }


def attempts(address: str, assistant: given.Provoked) -> dict[str, dict[str, Any]]:
    """Requests that the page may make and nobody else."""
    document = assistant.record("hostile.txt").id
    remove = {
        "fn_index": event_of(address, "remove"),
        "data": [],
        "event_data": {"id": document},
        "session_hash": "intruder",
    }
    form = {"files": ("evil.md", b"# Evil\n\nThe accord was signed in 1999.\n")}
    return {
        "remove": {"method": "POST", "url": "/gradio_api/queue/join", "json": remove},
        "remove at once": {"method": "POST", "url": "/gradio_api/run/predict", "json": remove},
        "remove as text": {
            "method": "POST",
            "url": "/gradio_api/queue/join",
            "content": json.dumps(remove),
        },
        "upload": {"method": "POST", "url": "/gradio_api/upload", "files": form},
        "ask": {"method": "POST", "url": "/gradio_api/call/ask", "json": {"data": [given.FUND]}},
        "read the page's parts": {"method": "GET", "url": "/config"},
        "read a document": {"method": "GET", "url": f"/original/{document}"},
        "read another's answers": {
            "method": "GET",
            "url": "/gradio_api/queue/data?session_hash=intruder",
        },
    }


def test_no_other_page_gets_anything(
    address: str, assistant: given.Provoked, uploads: Path
) -> None:
    tried = succeeded = 0
    wanted = attempts(address, assistant)
    with patient.Client(base_url=address) as client:
        for headers in foreign_headers(address).values():
            for request in wanted.values():
                answer = client.request(**request, headers=headers)
                tried += 1
                succeeded += answer.status_code != 403
                assert "access-control-allow-origin" not in answer.headers
    assert (tried, succeeded) == (40, 0)
    assert {record.source for record in assistant.documents()} == set(given.FILES)
    assert files_in(uploads) == []


def test_a_preflight_allows_nothing(address: str) -> None:
    for origin in ("http://127.0.0.1:1", "http://evil.example", "null", address):
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        answer = patient.options(address + "/gradio_api/queue/join", headers=headers)
        assert answer.status_code in (403, 405)
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_the_page_itself_may(tmp_path: Path) -> None:
    """The same requests succeed from the page's own origin: what is refused above is real."""
    assistant = given.make_assistant(tmp_path / "own", light=True)
    with given.serving(assistant, tmp_path / "uploads") as address:
        own = {"Origin": address, "Sec-Fetch-Site": "same-origin"}
        wanted = attempts(address, assistant)
        for name in ("upload", "ask", "read the page's parts", "read a document", "remove"):
            request = {**wanted[name], "url": address + wanted[name]["url"]}
            assert patient.request(**request, headers=own).status_code == 200, name
        with patient.stream(
            "GET", address + wanted["read another's answers"]["url"], headers=own
        ) as events:
            assert any("process_completed" in line for line in events.iter_lines())
        assert "hostile.txt" not in {record.source for record in assistant.documents()}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},
    ],
)
def test_what_no_browser_vouches_for_is_not_the_page(address: str, headers: dict[str, str]) -> None:
    form = {"files": ("evil.md", b"# Evil\n")}
    answer = patient.post(address + "/gradio_api/upload", files=form, headers=headers)
    assert answer.status_code == 403


def test_a_link_on_another_site_opens_the_page_and_nothing_else(address: str) -> None:
    link = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
    }
    assert patient.get(address, headers=link).status_code == 200
    assert patient.get(address + "/config", headers=link).status_code == 403
    assert patient.get(address, headers={**link, "Sec-Fetch-Dest": "iframe"}).status_code == 403


ATTACK = """<script>
(async () => {
  const to = location.hash.slice(1), seen = [];
  const note = async (name, ask) => {
    try { const got = await ask(); seen.push([name, got.type, got.status]); }
    catch (error) { seen.push([name, 'error', 0]); }
  };
  const form = () => {
    const made = new FormData();
    made.append('files', new Blob(['# Evil']), 'evil.md');
    return made;
  };
  const send = (path, body, type, mode) => fetch(to + path, {
    method: 'POST', mode, body, headers: type ? {'Content-Type': type} : {}});
  const event = JSON.stringify({fn_index: REMOVE, data: [], event_data: {id: 'hostile.txt'},
    session_hash: 'evil', trigger_id: null});
  for (const mode of ['no-cors', 'cors']) {
    await note('upload', () => send('/gradio_api/upload', form(), '', mode));
    for (const type of ['text/plain', 'application/json', ''])
      await note('remove', () => send('/gradio_api/queue/join', event, type, mode));
    await note('ask', () => send('/gradio_api/call/ask', '{"data":["x"]}', 'text/plain', mode));
    await note('read', () => fetch(to + '/config', {mode, credentials: 'include'}));
  }
  const frame = document.createElement('form');
  frame.method = 'POST'; frame.action = to + '/gradio_api/queue/join'; frame.enctype = 'text/plain';
  document.body.append(frame); const field = document.createElement('input');
  field.name = event.slice(0, -1) + ',"x":"'; field.value = '"}'; frame.append(field);
  frame.target = 'aside'; const aside = document.createElement('iframe'); aside.name = 'aside';
  document.body.append(aside); frame.submit();
  await new Promise((done) => setTimeout(done, 500));
  window.seen = seen;
})();
</script>"""


@pytest.mark.browser
@pytest.mark.slow
def test_a_browser_on_another_page_gets_nothing(
    playwright: Any, address: str, assistant: given.Provoked, uploads: Path
) -> None:
    script = ATTACK.replace("REMOVE", str(event_of(address, "remove")))

    class Attacker(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(f"<body>{script}</body>".encode())

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Attacker) as attacker:
        threading.Thread(target=attacker.serve_forever, daemon=True).start()
        port = attacker.server_address[1]
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=[*ARGUMENTS, "--host-resolver-rules=MAP evil.example 127.0.0.1"],
        )
        asked: list[str] = []
        answered: list[int] = []
        for site in ("evil.example", "127.0.0.1", "localhost"):
            page = browser.new_page()
            page.on("request", lambda one: asked.append(one.url))
            page.on("response", lambda one: answered.append(one.status))
            page.goto(f"http://{site}:{port}/#{address}")
            answered.clear()
            page.wait_for_function("window.seen !== undefined")
            seen = page.evaluate("window.seen")
            # An opaque answer says nothing of its status: the server's side is below.
            assert len(seen) == 12
            assert [one for one in seen if one[1] not in ("opaque", "error")] == []
            assert set(answered) <= {403}
            page.close()
        browser.close()
        attacker.shutdown()
    assert len([url for url in asked if url.startswith(address)]) > 30
    assert {record.source for record in assistant.documents()} == set(given.FILES)
    assert files_in(uploads) == []


# Names and addresses


def test_headers_of_a_proxy_are_ignored(address: str) -> None:
    with patient.Client(base_url=address) as client:
        for name in ("X-Gradio-Server", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded"):
            for path in ("/", "/config"):
                value = "https" if name.endswith("Proto") else "http://evil.example"
                text = client.get(path, headers={name: value}).text
                assert "evil.example" not in text and "https://127" not in text, (name, path)
                assert address in text


def test_the_address_that_a_proxy_shows_is_the_pages_own(
    assistant: given.Provoked, tmp_path: Path
) -> None:
    from fastapi.testclient import TestClient

    public = "https://policies.example"
    app = create_app(assistant, upload_folder=tmp_path, hosts=(), public_address=public)
    form = {"files": ("a.md", b"# A\n")}
    with TestClient(app, base_url="http://policies.example") as client:
        assert public in client.get("/config").text
        own = client.post("/gradio_api/upload", files=form, headers={"Origin": public})
        other = client.post(
            "/gradio_api/upload", files=form, headers={"Origin": "https://other.example"}
        )
        assert (own.status_code, other.status_code) == (200, 403)
        assert client.get("/healthz", headers={"Host": "other.example"}).status_code == 421


def test_an_ip_address_is_known_and_a_strange_name_is_not() -> None:
    rules = Rules(hosts=("office-pc",))
    known = ("office-pc", "office-pc:7860", "10.0.0.7:7860", "[fe80::1]:7860", "Office-PC")
    strange = ("evil.example", "office-pc.evil.example:7860", "", "10.0.0.7.evil.example", "[x]")
    assert [name for name in known if not rules.knows(name)] == []
    assert [name for name in strange if rules.knows(name)] == []


@pytest.mark.parametrize(
    "path", ["/gradio_api/file=a%00b", "/static/%00", "/assets/js%2F%00.js", "/gradio_api/file=%00"]
)
def test_nul_in_a_path_is_a_bad_request(address: str, path: str) -> None:
    answer = patient.get(address + path)
    assert (answer.status_code, answer.text) == (400, "An address has no NUL in it.")


# How much


def sent(address: str, path: str, body: bytes, **headers: str) -> tuple[int, str]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    headers = {"Content-Type": "application/json", **headers}
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    told = answer.read().decode()
    connection.close()
    return answer.status, told


@pytest.mark.parametrize("path", ["/gradio_api/call/ask", "/gradio_api/queue/join"])
@pytest.mark.parametrize("chunked", [False, True])
def test_sixty_megabytes_of_json_are_refused_in_a_sentence(
    address: str, path: str, chunked: bool
) -> None:
    body: Any = json.dumps({"data": ["a " * 30_000_000]}).encode()
    if chunked:
        body = iter([body[at : at + 1_000_000] for at in range(0, len(body), 1_000_000)])
    status, told = sent(address, path, body)
    assert (status, json.loads(told)) == (413, {"detail": "A request has at most 1 MB of JSON."})


def test_json_up_to_the_limit_is_read(address: str) -> None:
    body = json.dumps({"data": [given.FUND], "rest": "a" * (guard.MAX_JSON - 200)}).encode()
    assert sent(address, "/gradio_api/call/ask", body)[0] == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[" * 900_000, b"\xff", b"[]", b'"x"', b'{"session_hash": 5}']
    + [json.dumps({"session_hash": name}).encode() for name in ("", "a b", "x" * 65, "x\n")],
    ids=lambda body: body[:30].decode("latin-1"),
)
def test_what_is_no_event_is_a_bad_request(address: str, body: bytes) -> None:
    status, told = sent(address, "/gradio_api/queue/join", body)
    assert status == 400
    assert json.loads(told)["detail"].endswith(".")


def test_json_under_another_name_is_refused(address: str) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        status, _ = sent(address, "/gradio_api/queue/join", b"{}", **{"Content-Type": kind})
        assert status == 415


def form_of(*files: bytes) -> bytes:
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="f%d.md"\r\n\r\n'
    return b"".join(head % n + file + b"\r\n" for n, file in enumerate(files)) + b"--x--\r\n"


HALF = form_of(b"half" * 1000)[:2000]


@pytest.fixture
def narrow(assistant: given.Provoked, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A page that takes uploads of a megabyte."""
    from ui.page.server import make_server

    folder = tmp_path / "narrow"
    server = make_server(create_app(assistant, upload_folder=folder, max_upload=1_000_000))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", folder
    server.should_exit = True
    thread.join(10)


def multipart(address: str) -> dict[str, str]:
    return {"Content-Type": "multipart/form-data; boundary=x", "Origin": address}


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("sizes", [[1_200_000], [600_000, 600_000]])
def test_an_upload_has_a_size_however_many_files_it_has(
    narrow: tuple[str, Path], sizes: list[int], chunked: bool
) -> None:
    address, folder = narrow
    body: Any = form_of(*(b"a" * size for size in sizes))
    if chunked:
        body = iter([body[:700_000], body[700_000:]])
    status, told = sent(address, "/gradio_api/upload", body, **multipart(address))
    assert status == 413
    assert "at most 1 MB" in told or "maximum allowed size" in told
    time.sleep(0.2)
    assert files_in(folder) == []


def test_uploads_that_wait_have_a_size_too(narrow: tuple[str, Path]) -> None:
    address, folder = narrow
    got = [
        sent(address, "/gradio_api/upload", form_of(b"%d" % n * 900_000), **multipart(address))[0]
        for n in range(5)
    ]
    assert got == [200, 200, 200, 200, 503]
    assert sum(path.stat().st_size for path in files_in(folder)) < 4_000_000


# How slowly


def half_sent(address: str, sent: bytes) -> socket.socket:
    parts = urlsplit(address)
    connection = socket.create_connection((parts.hostname, parts.port), timeout=60)
    connection.sendall(sent)
    return connection


def test_a_body_that_does_not_come_is_not_waited_for(
    address: str, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.5)
    head = f"Host: {urlsplit(address).netloc}\r\nContent-Length: 100000\r\nOrigin: {address}\r\n"
    for path, kind in (
        ("queue/join", "application/json"),
        ("upload", "multipart/form-data; boundary=x"),
    ):
        begun = time.monotonic()
        start = f"POST /gradio_api/{path} HTTP/1.1\r\n{head}Content-Type: {kind}\r\n\r\n".encode()
        connection = half_sent(address, start + HALF)
        told = connection.recv(4000)
        assert told.startswith(b"HTTP/1.1 408"), told
        assert b"too slowly" in told or b"too slowly" in connection.recv(4000)
        assert time.monotonic() - begun < 15  # of the 20 that are given else
        connection.close()
    assert files_in(uploads) == []


def test_an_upload_that_breaks_off_leaves_nothing(address: str, uploads: Path) -> None:
    head = f"Host: {urlsplit(address).netloc}\r\nContent-Length: 100000\r\nOrigin: {address}\r\n"
    start = f"POST /gradio_api/upload HTTP/1.1\r\n{head}Content-Type: multipart/form-data; "
    connection = half_sent(address, f"{start}boundary=x\r\n\r\n".encode() + HALF)
    seen = wait_for(lambda: files_in(uploads))
    assert seen  # the fault: half an upload lies there
    connection.close()
    assert wait_for(lambda: not files_in(uploads))


def wait_for(what: Any, seconds: float = 5) -> Any:
    until = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < until:
        time.sleep(0.02)
    return found
