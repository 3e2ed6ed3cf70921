"""A page that is stopped: what runs is finished or handed on, what is new is refused."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from assistant import jobs
from assistant.jobs import Job, Jobs
from tests.support import page_fixture as given
from tests.support import patient
from ui.page.door.routes import OPEN
from ui.page.running.stopping import STILL_OPEN, Stopping
from ui.page.server import LOOPBACK, create_app, make_server, serve


class Running:
    """A served page whose end is seen."""

    def __init__(self, app: FastAPI) -> None:
        self.server = make_server(app)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)
        self.address = f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def terminate(self) -> None:
        self.server.handle_exit(signal.SIGTERM, None)

    def ends_within(self, seconds: float) -> bool:
        self.thread.join(seconds)
        return not self.thread.is_alive()


@pytest.fixture
def slow(assistant: given.Provoked) -> Iterator[given.Provoked]:
    assistant.pause = 0.7
    yield assistant
    assistant.pause = 0.0


def page(assistant: Any, uploads: Path, seconds: float) -> Running:
    return Running(
        create_app(assistant, upload_folder=uploads, hosts=LOOPBACK, stop_seconds=seconds)
    )


def begun(address: str, question: str) -> str:
    asked = patient.post(f"{address}/gradio_api/call/ask", json={"data": [question]})
    return f"{address}/gradio_api/call/ask/{asked.json()['event_id']}"


def test_a_running_answer_is_given_and_a_new_one_refused(
    slow: given.Provoked, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    running = page(slow, tmp_path, 20)
    assert patient.get(running.address + "/readyz").status_code in (200, 503)
    tab = patient.Client().stream("GET", f"{running.address}/gradio_api/heartbeat/atab")
    beats = tab.__enter__().iter_lines()
    at = begun(running.address, given.FUND)
    running.terminate()
    refused = patient.post(f"{running.address}/gradio_api/call/ask", json={"data": [given.SEAT]})
    assert refused.status_code == 503 and refused.headers["retry-after"] == "60"
    assert refused.json()["detail"].startswith("The server is stopping")
    assert "x-request-id" in refused.headers
    assert patient.get(running.address + "/").status_code == 503
    unready = patient.get(running.address + "/readyz")
    assert unready.status_code == 503 and unready.json()["checks"][-1]["name"] == "server"
    assert patient.get(running.address + "/healthz").status_code == 200
    assert "4.2 million" in patient.get(at).text
    began = time.monotonic()
    for _beat in beats:
        pass  # the stream of the open tab has its end: nothing was broken off
    assert running.ends_within(10)
    assert "Cancel" not in caplog.text and "Exception" not in caplog.text
    assert time.monotonic() - began < 2  # an open tab is not waited for


def test_what_takes_too_long_is_not_waited_for(slow: given.Provoked, tmp_path: Path) -> None:
    slow.pause = 6.0
    running = page(slow, tmp_path, 0.5)
    at = begun(running.address, given.FUND)
    got: list[str] = []

    def wait() -> None:
        try:
            got.append(patient.get(at).text)
        except Exception as error:
            got.append(type(error).__name__)

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    time.sleep(0.3)
    began = time.monotonic()
    running.terminate()
    waiting.join(10)
    assert 0.4 < time.monotonic() - began < 6
    assert got and "4.2 million" not in got[0]


def empty_app(*_given: Any, **_options: Any) -> FastAPI:
    app = FastAPI()
    app.state.stopping = Stopping(60)
    return app


def test_a_second_signal_does_not_wait() -> None:
    running = Running(empty_app())
    running.server.stopping.also_busy(lambda: True)
    running.terminate()
    assert not running.ends_within(0.5)
    running.terminate()
    assert running.ends_within(5)


def test_jobs_stop_after_the_piece_that_they_are_at() -> None:
    made = []

    def work(job: Job) -> None:
        for piece in range(1000):
            time.sleep(0.02)
            made.append(piece)
            job.tell(piece, 1000)

    job = Jobs().start("pieces", "Pieces", work)
    assert jobs.running() == [job]
    stopping = Stopping(10)
    assert not stopping.over
    stopping.begin()
    assert not stopping.over  # it is at a piece
    assert job.ended.wait(5) and job.state == "stopped" and len(made) < 100
    assert stopping.over and jobs.running() == []


def test_what_is_still_open_is_a_route() -> None:
    assert {route.path for route in OPEN} >= STILL_OPEN


def test_the_program_ends_without_an_error(tmp_path: Path) -> None:
    """As a service manager sees it: the real command, with its models."""
    command = [sys.executable, "-c", CHILD, str(tmp_path / "data")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr is not None
        for line in child.stderr:
            if "The page is open at" in line:
                break
        child.terminate()
        _out, said = child.communicate(timeout=60)
    assert child.returncode == 0
    assert "Traceback" not in said and "terminate called" not in said
    kept = (tmp_path / "data" / "logs" / "assistant.jsonl").read_text(encoding="utf-8")
    assert '"message": "Stopping"' in kept


# The command over a library that is not new, so that nothing is added first.
CHILD = """
import sys
from pathlib import Path
from tests.support import page_fixture as given
from ui.terminal.cli import app

given.make_assistant(Path(sys.argv[1]).parent, light=True).close()
app(["serve", "--data-dir", sys.argv[1], "--port", "0"])
"""


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_between_the_message_and_the_first_request_is_heard(
    monkeypatch: pytest.MonkeyPatch, sent: signal.Signals
) -> None:
    monkeypatch.setattr("ui.page.server.create_app", empty_app)
    monkeypatch.setattr("ui.page.server.leave", lambda: None)  # of a timer that is left behind
    monkeypatch.setattr("webbrowser.open", lambda _address: signal.raise_signal(sent))
    before = signal.getsignal(sent)
    assert serve(None, port=0, open_browser=True)  # type: ignore[arg-type]
    assert signal.getsignal(sent) == before
