"""Connections that are half open, many, or slow: the page is there for the next who asks."""

from __future__ import annotations

import resource
import socket
import time
from urllib.parse import urlsplit

import pytest

from tests.support import patient
from ui.page.door import connections

HALF_HEAD = b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: 127.0.0.1\r\nX-a: "
HALF_BODY = (
    b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"
)


def knock(address: str, sent: bytes) -> socket.socket:
    parts = urlsplit(address)
    connection = socket.create_connection((parts.hostname, parts.port), timeout=60)
    if sent:
        connection.sendall(sent)
    return connection


def is_open(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(4000) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        connection.setblocking(True)


def still_open(these: list[socket.socket], *, trickle: bytes = b"") -> int:
    for one in these:
        try:
            one.sendall(trickle)
        except OSError:
            continue
    return sum(is_open(one) for one in these)


def closed_within(these: list[socket.socket], seconds: float, trickle: bytes = b"") -> bool:
    until = time.monotonic() + seconds
    while still_open(these, trickle=trickle):
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


@pytest.mark.parametrize("sent", [b"", HALF_HEAD], ids=["nothing", "half a head"])
def test_a_head_that_does_not_come_is_not_waited_for(
    address: str, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 1.0)
    connection = knock(address, sent)
    begun = time.monotonic()
    # A byte now and then does not buy more time.
    assert closed_within([connection], 5, trickle=b"b" if sent else b"")
    assert time.monotonic() - begun > 0.5


def test_a_second_head_has_its_time_too(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 1.0)
    connection = knock(address, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert connection.recv(4000).startswith(b"HTTP/1.1 200")
    connection.sendall(HALF_HEAD)
    assert closed_within([connection], 5, trickle=b"b")


def test_the_rest_of_a_refused_body_is_not_waited_for(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 1.0)
    connection = knock(address, HALF_BODY.replace(b"100000", b"60000000"))
    assert connection.recv(4000).startswith(b"HTTP/1.1 413")
    assert closed_within([connection], 5, trickle=b"b")


def test_an_answer_may_take_its_time(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    beat = knock(address, b"GET /gradio_api/heartbeat/tab HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert beat.recv(4000).startswith(b"HTTP/1.1 200")
    time.sleep(1.5)
    assert is_open(beat)
    beat.close()


@pytest.mark.parametrize("sent", [HALF_HEAD, HALF_BODY], ids=["half a head", "half a body"])
def test_six_hundred_half_sent_requests_do_not_block_the_page(address: str, sent: bytes) -> None:
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < 2000:
        pytest.skip("this process may not open as many files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(files, 2000), most))
    these: list[socket.socket] = []
    try:
        for _ in range(600):
            these.append(knock(address, sent))
        begun = time.monotonic()
        with patient.Client() as client:
            assert client.get(address + "/healthz").status_code == 200
            assert client.get(address + "/config").status_code == 200
        assert time.monotonic() - begun < 3
        assert still_open(these) <= connections.CONNECTIONS
    finally:
        for one in these:
            one.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))


@pytest.mark.whole
@pytest.mark.parametrize("sent", [HALF_HEAD, HALF_BODY], ids=["half a head", "half a body"])
def test_six_hundred_half_sent_requests_do_not_stay(address: str, sent: bytes) -> None:
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(files, 2000), most))
    these = [knock(address, sent) for _ in range(600)]
    try:
        assert closed_within(these, 35, trickle=b"b")
    finally:
        for one in these:
            one.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))


def test_who_waits_longest_makes_room(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "CONNECTIONS", 4)
    heart = b"GET /gradio_api/heartbeat/%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    beat = knock(address, heart % b"one")
    assert beat.recv(4000).startswith(b"HTTP/1.1 200")
    half = [knock(address, HALF_HEAD) for _ in range(5)]
    assert patient.get(address + "/healthz").status_code == 200
    assert closed_within(half[:1], 5)
    assert is_open(beat)  # an open tab stays before what is half sent
    streams = [knock(address, heart % b"%d" % n) for n in range(6)]
    time.sleep(0.2)
    assert patient.get(address + "/healthz").status_code == 200  # though all others are in use
    for one in (beat, *half, *streams):
        one.close()


def test_the_number_fits_what_the_system_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    for files, most in ((256, 128), (1024, 512), (1_000_000, 512), (-1, 512)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, files=files: (files, files))
        assert connections.limit() == most
