"""What the server keeps of sessions: no more after thousands of them than after some hundred."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.support import page_fixture as given
from tests.support import patient
from ui.page.door import sessions
from ui.page.door.sessions import Session, Sessions

SERVER = """
import sys, time
from pathlib import Path
from tests.support import page_fixture as given
folder = Path(sys.argv[1])
with given.serving(given.make_assistant(folder, light=True), folder / "uploads") as address:
    print(address, flush=True)
    sys.stdin.readline()
"""
ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """The page in a process of its own: its address and the number of the process."""
    folder = tmp_path_factory.mktemp("sessions")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    ) as process:
        assert process.stdin and process.stdout
        yield process.stdout.readline().strip(), process.pid
        process.stdin.close()
        process.wait(20)


def resident(pid: int) -> float:
    """The memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")


def ask(client: httpx.Client, event: int, session: str) -> bool:
    """Ask as a new tab of the page does."""
    body = {"fn_index": event, "data": [given.FUND, None, [], None], "session_hash": session}
    client.post("/gradio_api/queue/join", json=body)
    with client.stream("GET", f"/gradio_api/queue/data?session_hash={session}") as events:
        return any(
            "process_completed" in line and "4.2 million" in line for line in events.iter_lines()
        )


def ask_in_fresh_sessions(address: str, times: int) -> None:
    with patient.Client(base_url=address) as client:
        config = client.get("/config").json()
        event = next(
            one["id"]
            for one in config["dependencies"]
            if len(one["targets"]) > 1  # click, Enter
        )
        right = sum(ask(client, event, uuid.uuid4().hex) for _ in range(times))
    assert right == times


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc on this system")
@pytest.mark.parametrize(
    "first, then", [(100, 120), pytest.param(200, 1800, marks=pytest.mark.whole)]
)
def test_memory_is_flat_over_fresh_sessions(server: tuple[str, int], first: int, then: int) -> None:
    address, pid = server
    ask_in_fresh_sessions(address, first)
    before = resident(pid)
    ask_in_fresh_sessions(address, then)
    after = resident(pid)
    print(f"after {first}: {before:.0f} MB, after {first + then}: {after:.0f} MB")
    assert after < before * 1.1


@pytest.fixture
def blocks() -> Any:
    import gradio as gr

    with gr.Blocks() as page:
        gr.State(())
        gr.Textbox("x" * 100)
    return page


def test_a_session_has_no_copy_of_the_page(blocks: Any) -> None:
    import gradio as gr

    session = Session(blocks)
    assert session.config_values == {}
    (state,) = [key for key, block in blocks.blocks.items() if block.stateful]
    box = next(key for key, block in blocks.blocks.items() if isinstance(block, gr.Textbox))
    session[state] = ("answer",)
    session._update_value_in_config(box, "y" * 1000)
    session._update_config(box)
    assert session[state] == ("answer",)
    assert session[box] is blocks.blocks[box]
    assert session.config_values == {}


def test_sessions_without_a_tab_go_first(blocks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "SESSIONS", 3)
    held = Sessions(blocks)
    held.tabs["open"] += 1
    for name in ("open", "a", "b", "c", "d"):
        assert held[name] is held[name]
    assert [*held.session_data] == ["open", "c", "d"]
    assert held.used.keys() == held.session_data.keys()
    held.tabs.update(("c", "d", "e"))
    for name in ("c", "d", "e"):
        held[name]
    assert [*held.session_data] == ["c", "d", "e"]  # all open: the least recently used went


def test_a_session_goes_some_time_after_its_tab(
    blocks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, now = Sessions(blocks), [1000.0]
    monkeypatch.setattr(sessions, "time", SimpleNamespace(monotonic=lambda: now[0]))
    held.tabs["open"] += 1
    for name in ("open", "gone"):
        held[name]
    queue = blocks._queue
    queue.pending_event_ids_session.update({"gone": set(), "open": set()})
    now[0] += sessions.KEPT_SECONDS - 1
    held.delete_all_expired_state()
    assert [*held.session_data] == ["open", "gone"]
    now[0] += 2
    held.delete_all_expired_state()
    assert [*held.session_data] == ["open"]
    assert "gone" not in queue.pending_event_ids_session


def test_messages_that_nobody_fetches_do_not_heap_up(blocks: Any) -> None:
    from asyncio import Queue

    held, messages = Sessions(blocks), Queue[int]()
    for number in range(sessions.UNREAD + 50):
        messages.put_nowait(number)
    blocks._queue.pending_messages_per_session["away"] = messages
    held.delete_all_expired_state()
    assert messages.qsize() == sessions.UNREAD
    assert messages.get_nowait() == 50  # the last are kept: one of them says how it ended


def test_an_open_tab_is_known_by_its_heart(tmp_path: Path) -> None:
    from starlette.routing import Mount

    from ui.page.server import create_app, make_server

    app = create_app(given.make_assistant(tmp_path, light=True), upload_folder=tmp_path / "up")
    held: Any = next(route.app for route in app.routes if isinstance(route, Mount)).state_holder
    assert isinstance(held, Sessions)
    server = make_server(app)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    with patient.stream("GET", address + "/gradio_api/heartbeat/tab") as beat:
        lines = beat.iter_lines()
        next(lines)
        assert held.tabs == {"tab": 1}
    until = time.monotonic() + 10
    while held.tabs and time.monotonic() < until:
        time.sleep(0.05)
    assert held.tabs == {}
    server.should_exit = True
    thread.join(10)
