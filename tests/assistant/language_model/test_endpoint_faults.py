"""Twenty ways in which an endpoint fails: each ends in time, with a cited answer and a reason."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.answer import Answer
from assistant.language_model.engines.endpoint import EndpointModel
from assistant.language_model.engines.limits import Breaker
from assistant.language_model.engines.writing import ReplyWriter
from assistant.language_model.phrasing import Phrasing
from assistant.language_model.supported import StandsInWords
from tests.support.model_server import model_server, wait_until
from tests.support.quoted_sample import GOOD, quoted

pytest.importorskip("openai")

KEY = "key-that-nobody-may-see"
SECONDS = 1.5  # for a whole answer
SPARE = 2.0
# Where the fault is to come before the deadline, also on a busy machine, which retries with pauses.
LATER = 4.0

# mode -> words of the note
FAULTS = {
    "read_timeout": "did not answer in time",
    "silent": "did not answer in time",
    "unauthorised": "refuses the key (401)",
    "forbidden": "refuses the key (403)",
    "no_model": "has no model 'tiny'",
    "too_many": "has too much to do (429)",
    "failing": "failed (500)",
    "unavailable": "failed (503)",
    "html": "answered with something else (text/html)",
    "bad_json": "cannot be read, or broke off",
    "empty_choices": "gave an empty answer",
    "null_content": "gave an empty answer",
    "cut": "broke off",
    "no_end": "broke off in the middle",
    "drip": "did not answer in time",
    "endless": "",
    "huge_token": "far more than was asked for",
    "redirect": "sends on to another address",
}


@pytest.fixture(scope="module", autouse=True)
def imported() -> None:
    """The client is loaded, which takes more than a second, before anything is timed."""
    with model_server("good", lambda asked: GOOD) as server:
        assert final(phrasing(server.url, seconds=30.0)).generator == "language model tiny"


def phrasing(url: str, seconds: float = SECONDS, breaker: Breaker | None = None) -> Phrasing:
    model = EndpointModel(url, "tiny", SecretStr(KEY))
    writer = ReplyWriter(model, breaker)
    return Phrasing(model, StandsInWords(), lambda ids: [], seconds, writer=writer)


def final(phrase: Phrasing, answer: Answer | None = None) -> Answer:
    *_, last = phrase.phrased("question", [answer or quoted()])
    return last


def is_quoted_with(answer: Answer, words: str) -> bool:
    """Whether the answer is the extractive one, whole, with a note that has some words."""
    whole = quoted()
    return (
        (answer.parts, answer.citations, answer.status)
        == (whole.parts, whole.citations, "answered")
        and answer.generator == "extractive"
        and answer.complete
        and len(answer.notes) == 1
        and words in answer.notes[0]
        and "quoted from the documents instead" in answer.notes[0]
        and KEY not in repr(answer)
    )


def writers() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "language model"]


@pytest.mark.parametrize("mode", FAULTS)
def test_a_fault_ends_in_time_with_the_quoted_answer(mode: str) -> None:
    with model_server(mode, lambda asked: GOOD) as server, model_server() as other:
        server.other = other.url
        started = time.monotonic()
        seconds = SECONDS if FAULTS[mode] in ("did not answer in time", "") else LATER
        answer = final(phrasing(server.url, seconds))
        took = time.monotonic() - started
        assert took < seconds + SPARE
        assert is_quoted_with(answer, FAULTS[mode]), answer.notes
        assert server.connections, "the fault fired"
        assert wait_until(lambda: not writers(), SPARE), "a thread hangs"
        assert not other.requests, "nothing, the key least of all, goes where a redirect leads"
        if mode != "silent":
            assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_port_where_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    started = time.monotonic()
    answer = final(phrasing(f"http://127.0.0.1:{port}/v1", LATER))
    assert is_quoted_with(answer, "cannot be reached")
    assert time.monotonic() - started < LATER + SPARE


def test_a_name_that_nobody_has() -> None:
    answer = final(phrasing("http://no-such-host.invalid/v1"))
    assert is_quoted_with(answer, "cannot be reached") or is_quoted_with(answer, "in time")


def test_an_address_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is never made: the queue of a socket that accepts nobody is full."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = []
        for _ in range(4):  # the first ones fill the queue
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(full.getsockname())
            waiting.append(one)
        started = time.monotonic()
        answer = final(phrasing(f"http://127.0.0.1:{full.getsockname()[1]}/v1"))
        assert time.monotonic() - started < SECONDS + SPARE
        assert is_quoted_with(answer, "did not answer in time")
        for one in waiting:
            one.close()
    assert wait_until(lambda: not writers(), SPARE)


@pytest.fixture(scope="module")
def strange_certificate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ssl.SSLContext]:
    """A certificate that nobody vouches for."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path: Path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    yield context


def test_a_certificate_that_nobody_vouches_for(strange_certificate: ssl.SSLContext) -> None:
    with model_server("good", lambda asked: GOOD) as server:
        server.tls = strange_certificate
        answer = final(phrasing(server.url))
        assert server.connections and not server.requests
    assert is_quoted_with(answer, "is not to be trusted")


@pytest.mark.parametrize("mode", ["good", "whole", "no_done", "picky", "second_try"])
def test_what_works_is_put_into_words(mode: str) -> None:
    with model_server(mode, lambda asked: GOOD) as server:
        answer = final(phrasing(server.url))
    assert answer.generator == "language model tiny" and not answer.notes, answer.notes
    assert answer.text == (
        "The agreement with NVIDIA was signed on 5 December 2024 in Hanoi. [1] "
        "The Prime Minister witnessed the signing. [2]"
    )
    assert [one.marker for one in answer.citations] == [1, 2] and answer.complete
    assert answer.removed == 0 and answer.usage and answer.usage.tokens > 0


def test_a_context_that_is_too_small_gets_fewer_sources_and_the_note_says_so() -> None:
    with model_server("small_context", lambda asked: GOOD.partition(" The Prime")[0]) as server:
        answer = final(phrasing(server.url))
        assert [one.prompt.count("</source") for one in server.requests] == [3, 1]
    assert answer.generator == "language model tiny"
    assert answer.notes == ("2 of 3 sources did not fit into the context of the language model.",)


def test_a_reply_that_the_limit_ended_is_marked_and_not_kept() -> None:
    with model_server("limited", lambda asked: GOOD + " It is expected that") as server:
        phrase = phrasing(server.url)
        answer = final(phrase)
        assert answer.status == "partial" and "limit of length" in answer.notes[-1]
        assert "expected" not in answer.text
        server.mode = "good"
        server.write = lambda asked: GOOD
        assert final(phrase).status == "answered" and len(server.requests) == 2
        assert final(phrase).text == answer.text and len(server.requests) == 2, "kept now"


@pytest.mark.parametrize("mode", ["cut", "no_end"])
def test_a_reply_that_was_cut_is_not_kept(mode: str) -> None:
    with model_server(mode, lambda asked: GOOD) as server:
        phrase = phrasing(server.url)
        assert final(phrase).generator == "extractive"
        server.mode = "good"
        assert final(phrase).generator == "language model tiny"


def test_retries_come_only_before_the_first_piece() -> None:
    with model_server("failing") as server:
        final(phrasing(server.url, seconds=10.0))
        assert len(server.requests) == 3
    with model_server("cut", lambda asked: GOOD) as server:
        final(phrasing(server.url, seconds=10.0))
        assert len(server.requests) == 1
    with model_server("unauthorised") as server:
        final(phrasing(server.url))
        assert len(server.requests) == 1


def test_after_five_failures_the_model_is_left_alone_and_then_tried_again() -> None:
    with model_server("unauthorised") as server:
        phrase = phrasing(server.url, breaker=Breaker(failures=5, rest=0.5))
        for _ in range(5):
            final(phrase)
        assert len(server.requests) == 5
        assert is_quoted_with(final(phrase), "left alone") and len(server.requests) == 5
        time.sleep(0.6)
        server.mode, server.write = "good", lambda asked: GOOD
        assert final(phrase).generator == "language model tiny"


def test_stop_ends_what_is_on_its_way() -> None:
    with model_server("drip") as server:
        growing = phrasing(server.url, seconds=60).phrased("question", [quoted()])
        assert next(growing).text == quoted().text
        next(growing)  # nothing new has come, and the page may stop here
        assert server.requests and writers()
        growing.close()
        assert wait_until(lambda: not writers(), SPARE)


def test_so_many_are_written_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.language_model.engines.limits.WAIT", 0.2)
    from assistant.language_model.engines.limits import Places

    with model_server("read_timeout") as server:
        model = EndpointModel(server.url, "tiny")
        writer = ReplyWriter(model, places=Places(1, wait=0.2))
        phrase = Phrasing(model, StandsInWords(), lambda ids: [], 30.0, writer=writer)
        first = phrase.phrased("question", [quoted()])
        next(first), next(first)
        assert is_quoted_with(final(phrase), "busy with other answers")
        first.close()
        assert wait_until(lambda: not writers(), SPARE)


def test_the_server_never_sees_what_it_need_not() -> None:
    with model_server("good", lambda asked: GOOD) as server:
        final(phrasing(server.url))
        asked = server.requests[0]
    assert "tools" not in asked.json and "functions" not in asked.json
    assert KEY not in asked.body.decode() and KEY not in asked.path
    assert not any(name.startswith("openai-") for name in asked.headers)
