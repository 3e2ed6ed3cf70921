"""A running page is watched: it says whether it is ready, names each request, logs and counts."""

from __future__ import annotations

import json
import logging
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.assembly import assemble
from assistant.settings import Settings
from corpus.errors import LibraryAway, LibraryDamaged, ModelError
from tests.support import page_fixture as given
from tests.support import patient
from tests.support.hashing_embedder import HashingEmbedder
from ui.page.boundary import sentence
from ui.page.running import logs, metrics
from ui.page.running.logs import answering, logging_to
from ui.page.running.readiness import Readiness
from ui.page.running.stopping import Stopping

SECRET = "a question of nobody's business"


@pytest.fixture(scope="module")
def log(assistant: given.Provoked) -> Iterator[Path]:
    with logging_to(assistant.folder, 10, 2) as path:
        assert path is not None
        yield path


@pytest.fixture(scope="module")
def address(assistant: given.Provoked, uploads: Path, log: Path) -> Iterator[str]:
    with given.serving(assistant, uploads) as url:
        yield url


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def of_request(log: Path, name: str, last: str = "A request was answered") -> list[dict[str, Any]]:
    """What is logged of a request, up to what is logged last: when the answer is there already."""
    for _time in range(200):
        found = [one for one in lines(log) if one.get("request") == name]
        if any(one["message"] == last for one in found):
            break
        time.sleep(0.05)
    return found


def asked(address: str, question: str, **headers: str) -> str:
    """What the event stream says of a question."""
    begun = patient.post(
        f"{address}/gradio_api/call/ask", json={"data": [question]}, headers=headers
    )
    return patient.get(f"{address}/gradio_api/call/ask/{begun.json()['event_id']}").text


# Ready


def test_a_page_that_can_answer_is_ready(address: str) -> None:
    answer = patient.get(address + "/readyz")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["status"] == "ready"
    assert {one["name"] for one in told["checks"]} == {"library", "store", "disk", "models"}
    assert patient.get(address + "/healthz").json() == {"status": "ok"}


def damaged() -> int:
    raise LibraryDamaged("/secret/folder/library.sqlite is damaged by hostile.txt")


def away() -> int:
    raise LibraryAway("postgresql://secret@host cannot be reached")


def altered() -> None:
    raise ModelError("/secret/model.safetensors is altered")


@pytest.mark.parametrize(
    ("method", "failing", "wrong", "words"),
    [
        ("revision", damaged, {"library"}, "The library cannot be opened."),
        ("revision", away, {"library", "store"}, "does not answer"),
        ("load", altered, {"models"}, "A model is missing or altered"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_private(
    assistant: given.Provoked,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    failing: Any,
    wrong: set[str],
    words: str,
) -> None:
    readiness = Readiness(assistant, Stopping())  # type: ignore[arg-type]
    monkeypatch.setattr(assistant.assistant, method, failing)
    readiness.load()
    found = [one for one in readiness.checks() if not one.ok]
    assert {one.name for one in found} == wrong
    assert all(words in one.detail for one in found)
    assert not any("secret" in one.detail or "hostile" in one.detail for one in found)


def test_models_are_awaited_and_a_full_disk_and_a_stop_are_told(
    assistant: given.Provoked, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopping = Stopping()
    readiness = Readiness(assistant, stopping)  # type: ignore[arg-type]
    monkeypatch.setattr("ui.page.running.readiness.FREE_MEGABYTES", 10**12)
    told = {one.name: one for one in readiness.checks()}
    assert not told["models"].ok and "being loaded" in told["models"].detail
    assert not told["disk"].ok and "Free some space" in told["disk"].detail
    stopping.begin()
    assert not {one.name: one for one in readiness.checks()}["server"].ok


def test_a_damaged_library_is_not_ready(tmp_path: Path) -> None:
    """With a real file, whose beginning is another's."""
    opened = assemble(Settings(data_dir=tmp_path, reader="words"), HashingEmbedder())
    readiness = Readiness(opened, Stopping())
    assert {one.name: one.ok for one in readiness.checks()}["library"]
    opened.close()
    (tmp_path / "library.sqlite").write_bytes(b"nothing of a library" * 1000)
    readiness = Readiness(opened, Stopping())
    assert not {one.name: one.ok for one in readiness.checks()}["library"]


# Requests


def test_every_answer_names_its_request(address: str) -> None:
    for path in ("/", "/nothing", "/healthz", "/static/x"):
        assert re.fullmatch("[0-9a-f]{32}", patient.get(address + path).headers["x-request-id"])
    given_id = {"X-Request-ID": "proxy-4711.a"}
    assert patient.get(address, headers=given_id).headers["x-request-id"] == "proxy-4711.a"
    for ill in ("short", "a" * 65, "with space in it", 'quote"in-it', "größer-als"):
        answer = patient.get(address, headers={"X-Request-ID": ill.encode()})
        assert answer.headers.get_list("x-request-id") != [ill]
        assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


def test_a_failure_is_found_in_the_log_by_what_its_reader_sees(address: str, log: Path) -> None:
    said = asked(address, f"explode: {SECRET}", **{"X-Request-ID": "the-failing-one"})
    assert "the log says more, under the-failing-one." in said
    (line,) = [one for one in lines(log) if one.get("errors")]
    assert line["request"] == "the-failing-one" and line["level"] == "error"
    (error,) = line["errors"]
    assert error["kind"] == "RuntimeError"
    assert any("page_fixture.py" in place and "stream" in place for place in error["traceback"])
    whole = log.read_text(encoding="utf-8")
    assert SECRET not in whole and "secret detail" not in whole


def test_a_route_that_fails_is_told_with_its_request(
    address: str, assistant: given.Provoked, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_id: str) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(assistant.assistant, "record", failing)
    monkeypatch.setattr(assistant.assistant, "original", failing)
    answer = patient.get(f"{address}/original/0123456789abcdef", headers={"Accept-Language": "vi"})
    assert answer.status_code == 500 and answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"] in answer.text and answer.text.startswith("Đã xảy ra lỗi")
    named = answer.headers["x-request-id"]
    told = of_request(log, named)
    assert [one["message"] for one in told] == ["A request failed", "A request was answered"]
    assert told[0]["errors"][0]["kind"] == "ValueError" and told[1]["status"] == 500
    assert SECRET not in log.read_text(encoding="utf-8")


def test_requests_and_answers_are_logged_without_what_was_asked(address: str, log: Path) -> None:
    asked(address, given.FUND, **{"X-Request-ID": "the-asking-one"})
    told = of_request(log, "the-asking-one", "An answer was given")
    told += of_request(log, "the-asking-one")
    answered = next(one for one in told if one["message"] == "An answer was given")
    assert answered["status"] == "answered" and answered["ms"] >= 0
    request = next(one for one in told if one["message"] == "A request was answered")
    assert request["route"] == "/gradio_api/call/{api_name}" and request["status"] == 200
    whole = log.read_text(encoding="utf-8")
    assert "polar" not in whole and "arctic" not in whole


def test_an_error_that_is_looked_at_again_is_logged_once(log: Path) -> None:
    error = RuntimeError(SECRET)
    with answering("request-one"):
        first = sentence(error)
    with answering("request-two"):
        assert sentence(error) == first
    assert "request-one" in first
    assert sum(one.get("request") in ("request-one", "request-two") for one in lines(log)) == 1


# The log


def test_the_log_is_turned_over_and_private(tmp_path: Path) -> None:
    with logging_to(tmp_path, 0.002, 2) as path:
        for number in range(100):
            logging.getLogger("ui.test").info("line %d", number)
    assert path is not None
    assert sorted(one.name for one in path.parent.glob("*.jsonl*")) == [
        "assistant.jsonl", "assistant.jsonl.1", "assistant.jsonl.2",
    ]  # fmt: skip
    for one in path.parent.glob("*.jsonl*"):
        assert one.stat().st_size <= 2000 and stat.S_IMODE(one.stat().st_mode) == 0o600
    assert lines(path)[-1]["message"] == "line 99"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_two_servers_of_a_data_folder_log_to_files_of_their_own(tmp_path: Path) -> None:
    with logging_to(tmp_path, 1, 1) as one, logging_to(tmp_path, 1, 1) as other:
        assert one is not None and other is not None and one != other
    with logging_to(tmp_path, 1, 1) as again:
        assert again == one


def test_nothing_fails_where_nothing_can_be_logged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / logs.FOLDER).write_text("in the way")
    with logging_to(tmp_path, 1, 1) as path:
        assert path is None
    with logging_to(tmp_path, 1, 0) as path:
        assert path is None

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    with logging_to(tmp_path / "other", 1, 1):
        (handler,) = [one for one in logging.getLogger().handlers if _logs_to(one, tmp_path)]
        monkeypatch.setattr(handler, "shouldRollover", full)
        for _time in range(3):
            logging.getLogger("ui.test").info("is lost")
    assert capsys.readouterr().err.count("The log cannot be written") == 1


def _logs_to(handler: logging.Handler, folder: Path) -> bool:
    return Path(getattr(handler, "baseFilename", "/")).is_relative_to(folder)


def test_what_other_libraries_say_is_not_logged(tmp_path: Path) -> None:
    with logging_to(tmp_path, 1, 1) as path:
        logging.getLogger("httpx").warning("asked for %s", SECRET)
        try:
            raise KeyError(SECRET) from OSError(5, SECRET)
        except KeyError:
            logging.getLogger("asyncio").exception(SECRET)
    assert path is not None
    first, second = lines(path)
    assert "of this library" in first["message"] and first["logger"] == "httpx"
    assert [one["kind"] for one in second["errors"]] == ["KeyError", "OSError"]
    assert second["errors"][1]["errno"] == 5
    assert SECRET not in path.read_text(encoding="utf-8")


# Figures


def figure(text: str, name: str) -> float:
    return float(next(line.split()[-1] for line in text.splitlines() if line.startswith(name)))


def test_what_happens_is_counted(address: str) -> None:
    pytest.importorskip("prometheus_client")
    before = patient.get(address + "/metrics").text
    asked(address, given.FUND)
    asked(address, given.UNKNOWN)
    asked(address, "explode")
    after = patient.get(address + "/metrics").text

    def more(name: str) -> float:
        return figure(after, name) - figure(before, name)

    assert more('assistant_answers_total{status="answered"}') == 1
    assert more('assistant_answers_total{status="not_found"}') == 1
    assert more("assistant_errors_total") == 1
    assert more("assistant_answer_seconds_count") == 2
    assert figure(after, "assistant_documents") == len(given.FILES)
    assert figure(after, "assistant_passages") > 40
    assert figure(after, "assistant_jobs") == 0 and figure(after, "assistant_library_readable") == 1
    asking = 'method="POST",route="/gradio_api/call/{api_name}",status="200"'
    assert figure(after, f"assistant_requests_total{{{asking}}}") >= 3
    buckets = re.findall(r'assistant_request_seconds_bucket\{le="[\d.]+",route="/metrics"', after)
    assert len(buckets) == len(metrics.SECONDS)
    assert "polar" not in after and "arctic" not in after


def test_figures_are_for_this_machine(address: str, assistant: Any, tmp_path: Path) -> None:
    for header in ("X-Forwarded-For", "Forwarded"):
        answer = patient.get(address + "/metrics", headers={header: "203.0.113.5"})
        assert answer.status_code == 403 and "key of a keeper" in answer.text
    with given.serving(assistant, tmp_path, public_address="https://policies.example") as other:
        assert patient.get(other + "/metrics").status_code == 403  # what is behind a proxy


def test_without_the_extra_it_is_said(
    assistant: given.Provoked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "prometheus_client", None)
    counting = metrics.Metrics(assistant)  # type: ignore[arg-type]
    counting.count_request("/", "GET", 200, 0.1)
    with (
        counting.listening(),
        pytest.raises(Exception, match="install -c constraints.txt prometheus-client"),
    ):
        counting.text()
