"""A server that speaks as OpenAI-compatible ones do, or breaks in a way that its mode names.

Raw sockets, since most of the faults are none that a library for servers would make.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

Write = Callable[["Asked"], str]  # the reply to what was asked

HEAD = (
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n"
    "Transfer-Encoding: chunked\r\n\r\n"
)


class Asked:
    """A request as the server read it."""

    def __init__(self, path: str, headers: dict[str, str], body: bytes) -> None:
        self.path, self.headers, self.body = path, headers, body

    @property
    def json(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told

    @property
    def prompt(self) -> str:
        return "\n".join(one["content"] for one in self.json["messages"])


class ModelServer:
    """`mode` is a method below; `write` makes the reply of those that give one. `requests` are all
    that came, `connections` how many there were."""

    def __init__(self, mode: str = "good", write: Write | None = None) -> None:
        self.mode, self.write = mode, write or (lambda asked: "")
        self.requests: list[Asked] = []
        self.connections = 0
        self.other: str | None = None  # where it redirects to
        self.stopping = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.port = self._socket.getsockname()[1]
        self.tls: ssl.SSLContext | None = None
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, name="model server", daemon=True)
        self._accepting.start()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/v1"

    def close(self) -> None:
        self.stopping.set()
        self._accepting.join()
        self._socket.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while not self.stopping.is_set():
            with suppress(TimeoutError):
                connection, _ = self._socket.accept()
                self.connections += 1
                thread = threading.Thread(
                    target=self._serve, args=(connection,), name="model server", daemon=True
                )
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            if self.mode == "silent":  # not even a head is read
                self.stopping.wait(30)
                return
            asked = _read(connection)
            if asked is None:
                return
            self.requests.append(asked)
            if asked.path.endswith("/models"):
                _answer(connection, 200, json.dumps({"object": "list", "data": [_model("tiny")]}))
                return
            getattr(self, f"_{self.mode}")(connection, asked)
        except OSError:
            pass  # the client has gone, as it should
        finally:
            with suppress(OSError):
                connection.close()

    # What works

    def _good(self, connection: socket.socket, asked: Asked) -> None:
        connection.sendall(HEAD.encode())
        for event in _events(self.write(asked)):
            _chunk(connection, event)
        _chunk(connection, "data: [DONE]\n\n")
        _chunk(connection, "")

    def _whole(self, connection: socket.socket, asked: Asked) -> None:
        """One that does not stream."""
        message = {"role": "assistant", "content": self.write(asked)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        _answer(connection, 200, json.dumps({"choices": [choice], "usage": {"total_tokens": 7}}))

    def _no_done(self, connection: socket.socket, asked: Asked) -> None:
        connection.sendall(HEAD.encode())
        for event in _events(self.write(asked)):
            _chunk(connection, event)
        _chunk(connection, "")

    def _picky(self, connection: socket.socket, asked: Asked) -> None:
        """One that refuses a parameter that most take."""
        if "max_tokens" in asked.json:
            _answer(connection, 400, '{"error": {"message": "max_tokens is not supported"}}')
        else:
            self._good(connection, asked)

    def _small_context(self, connection: socket.socket, asked: Asked) -> None:
        if asked.prompt.count("</source") > 1:
            told = '{"error": {"message": "maximum context length is 64 tokens"}}'
            _answer(connection, 400, told)
        else:
            self._good(connection, asked)

    def _limited(self, connection: socket.socket, asked: Asked) -> None:
        connection.sendall(HEAD.encode())
        for event in _events(self.write(asked), finish="length"):
            _chunk(connection, event)
        _chunk(connection, "")

    def _second_try(self, connection: socket.socket, asked: Asked) -> None:
        if len(self.requests) == 1:
            _answer(connection, 503, "{}", "Retry-After: 0\r\n")
        else:
            self._good(connection, asked)

    # What does not

    def _read_timeout(self, connection: socket.socket, asked: Asked) -> None:
        self.stopping.wait(30)

    def _unauthorised(self, connection: socket.socket, asked: Asked) -> None:
        _answer(connection, 401, json.dumps({"error": {"message": asked.headers["authorization"]}}))

    def _forbidden(self, connection: socket.socket, asked: Asked) -> None:
        _answer(connection, 403, "{}")

    def _no_model(self, connection: socket.socket, asked: Asked) -> None:
        _answer(connection, 404, '{"error": {"message": "no such model"}}')

    def _too_many(self, connection: socket.socket, asked: Asked) -> None:
        _answer(connection, 429, "{}", "Retry-After: 1\r\n")

    def _failing(self, connection: socket.socket, asked: Asked) -> None:
        _answer(connection, 500, "{}")

    def _unavailable(self, connection: socket.socket, asked: Asked) -> None:
        _answer(connection, 503, "")

    def _html(self, connection: socket.socket, asked: Asked) -> None:
        page = "<html><script>alert(1)</script><h1>It works!</h1></html>"
        _answer(connection, 200, page, kind="text/html")

    def _bad_json(self, connection: socket.socket, asked: Asked) -> None:
        connection.sendall(HEAD.encode())
        _chunk(connection, 'data: {"choices": [{"delta": {"content"\n\n')

    def _empty_choices(self, connection: socket.socket, asked: Asked) -> None:
        connection.sendall(HEAD.encode())
        _chunk(connection, 'data: {"choices": []}\n\n')
        _chunk(connection, "data: [DONE]\n\n")
        _chunk(connection, "")

    def _null_content(self, connection: socket.socket, asked: Asked) -> None:
        connection.sendall(HEAD.encode())
        told = {"choices": [{"index": 0, "delta": {"content": None}, "finish_reason": "stop"}]}
        _chunk(connection, f"data: {json.dumps(told)}\n\n")
        _chunk(connection, "data: [DONE]\n\n")
        _chunk(connection, "")

    def _cut(self, connection: socket.socket, asked: Asked) -> None:
        """The connection ends in the middle of the reply, after its first sentence."""
        connection.sendall(HEAD.encode())
        for event in list(_events(self.write(asked)))[:-3]:
            _chunk(connection, event)

    def _no_end(self, connection: socket.socket, asked: Asked) -> None:
        """The stream ends as it should, but for the reply in it, which has no end and no mark."""
        connection.sendall(HEAD.encode())
        for event in list(_events(self.write(asked)))[:-3]:
            _chunk(connection, event)
        _chunk(connection, "")

    def _drip(self, connection: socket.socket, asked: Asked) -> None:
        """A byte now and then, of an event that never ends."""
        connection.sendall(HEAD.encode())
        for letter in "data: " + "x" * 100_000:
            _chunk(connection, letter)
            if self.stopping.wait(0.3):
                return

    def _endless(self, connection: socket.socket, asked: Asked) -> None:
        connection.sendall(HEAD.encode())
        while not self.stopping.is_set():
            _chunk(connection, _event("word "))

    def _huge_token(self, connection: socket.socket, asked: Asked) -> None:
        connection.sendall(HEAD.encode())
        _chunk(connection, _event("A" * 10_000_000))

    def _redirect(self, connection: socket.socket, asked: Asked) -> None:
        _answer(connection, 307, "", f"Location: {self.other}/chat/completions\r\n")


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "tests"}


def _events(text: str, finish: str = "stop") -> Iterator[str]:
    """The reply as a stream: a word at a time, then how it ended."""
    for word in text.split(" "):
        yield _event(f"{word} ")
    yield _event(None, finish)


def _event(content: str | None, finish: str | None = None) -> str:
    choice = {"index": 0, "delta": {"content": content} if content else {}, "finish_reason": finish}
    told = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "tiny"}
    return f"data: {json.dumps({**told, 'choices': [choice]})}\n\n"


def _chunk(connection: socket.socket, text: str) -> None:
    data = text.encode()
    connection.sendall(b"%x\r\n%b\r\n" % (len(data), data))


def _answer(
    connection: socket.socket,
    status: int,
    body: str,
    more: str = "",
    kind: str = "application/json",
) -> None:
    data = body.encode()
    head = (
        f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n"
        f"Connection: close\r\n{more}\r\n"
    )
    connection.sendall(head.encode() + data)


def _read(connection: socket.socket) -> Asked | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65_536)
    return Asked(first.split(" ")[1], headers, body)


@contextmanager
def model_server(mode: str = "good", write: Write | None = None) -> Iterator[ModelServer]:
    server = ModelServer(mode, write)
    try:
        yield server
    finally:
        server.close()


def wait_until(true: Callable[[], bool], seconds: float = 3.0) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return true()
