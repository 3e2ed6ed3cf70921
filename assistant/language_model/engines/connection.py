"""A connection that knows the end of an answer's time and how much a reply may hold.

The time limits of an HTTP client hold for each read by itself: a server that sends a byte now and
then is waited for without end. Here every read, write and connection ends when the answer's time
does, or within a moment of Stop, and no redirect is followed: the key goes to one address alone.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore2
import httpx2

from assistant.language_model.engines.deadline import Deadline

MOST_BYTES = 4_000_000  # of a reply; a token takes about 300 of a stream
SLICE = 0.2  # seconds, after which a read looks whether anybody still waits


class ReplyTooLong(Exception):
    """More bytes than an answer can have."""


class _Stream(httpcore2.NetworkStream):
    """A stream of bytes that ends in time and in size."""

    def __init__(self, inner: httpcore2.NetworkStream, until: Deadline) -> None:
        self._inner, self._until = inner, until
        self._room = MOST_BYTES

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while True:
            if self._until.over:
                raise httpcore2.ReadTimeout("the time is over")
            try:
                data = self._inner.read(max_bytes, min(SLICE, self._until.left + 0.01))
            except httpcore2.ReadTimeout:
                continue
            self._room -= len(data)
            if self._room < 0:
                raise ReplyTooLong
            return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._until.left + 0.01)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._until.left + 0.01
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    def __init__(self, until: Deadline) -> None:
        self._inner, self._until = httpcore2.SyncBackend(), until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._until.left + 0.01
        inner = self._inner.connect_tcp(host, port, left, local_address, socket_options)
        return _Stream(inner, self._until)


class _ReplyBody(httpx2.SyncByteStream):
    def __init__(self, inner: Iterable[bytes]) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        if hasattr(self._inner, "close"):
            self._inner.close()


class _Transport(httpx2.BaseTransport):
    """One connection for one answer."""

    def __init__(self, until: Deadline) -> None:
        # The certificates that the system trusts, with those that an office has added.
        self._pool = httpcore2.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=1,
            network_backend=_Backend(until),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        assert isinstance(request.stream, httpx2.SyncByteStream)
        asked = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            found = self._pool.handle_request(asked)
        except (httpcore2.NetworkError, httpcore2.TimeoutException) as error:
            raise httpx2.ConnectError(str(error), request=request) from error
        assert isinstance(found.stream, Iterable)
        return httpx2.Response(
            found.status,
            headers=found.headers,
            stream=_ReplyBody(found.stream),
            extensions=found.extensions,
        )

    def close(self) -> None:
        self._pool.close()


def client(until: Deadline) -> httpx2.Client:
    """A client for one answer: no redirects, no proxy of the environment, nothing packed."""
    return httpx2.Client(
        transport=_Transport(until),
        follow_redirects=False,
        trust_env=False,
        timeout=None,  # the deadline is held by the connection
        headers={"accept-encoding": "identity"},
    )
