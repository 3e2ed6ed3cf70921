"""Serve the page from this machine: the web application around it, and its safety rules.

Programs ask beside it (`ui.programs`).
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

# Read by gradio and huggingface_hub when they are imported: no look-ups at start.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"
# After so many events gradio's queue makes a table of all that it did, which nobody reads; by
# default after each.
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from starlette.routing import Mount

from assistant.people.principal import HOUSE
from corpus.errors import AssistantError
from corpus.wording import _
from ui.page.running.ending import leave, told_of_signals
from ui.page.running.stopping import SECONDS as STOP_SECONDS
from ui.page.running.stopping import Stopping
from ui.page.temporary import server_folder
from ui.programs.description import PER_MINUTE, routes

if TYPE_CHECKING:
    import gradio

    from assistant.assistant import Assistant
    from ui.page.door.proxies import Proxies
    from ui.page.running.stopping import StoppingServer

HERE = Path(__file__).parent
STYLES = (
    "style.css",
    "sheets.css",
    "training.css",
    "conversations/conversations.css",
    "reviews/reviews.css",
    "door/account.css",
)
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
MAX_UPLOAD = 200_000_000  # bytes


def create_app(
    assistant: Assistant,
    *,
    upload_folder: Path | None = None,
    hosts: Collection[str] | None = None,
    public_address: str | None = None,
    max_upload: int = MAX_UPLOAD,
    proxies: Proxies | None = None,
    per_minute: int = PER_MINUTE,
    stop_seconds: float = STOP_SECONDS,
) -> FastAPI:
    """The web application over `assistant`.

    `upload_folder` holds files on their way into the library (default: a fresh private
    folder). `hosts` are the names the page may be called by, beside any IP address (default:
    any). `public_address` is the origin under which a proxy shows the page, `max_upload` the
    size of one upload in bytes, `proxies` are who may say who somebody is,
    `per_minute` how often each key of a program may ask. `stop_seconds` is how long answers that
    run are waited for when it stops.
    """
    folder, leave = (upload_folder, None) if upload_folder else server_folder()
    os.environ["GRADIO_TEMP_DIR"] = str(folder)

    # Imported here, after the settings above: gradio reads them while it is imported.
    import gradio as gr

    from ui.page import sheets, uploads
    from ui.page.acting import SharedAssistant, acting
    from ui.page.app import build_app
    from ui.page.door import sign_in_routes
    from ui.page.door.guard import Door, Rules
    from ui.page.door.people import People, Signed
    from ui.page.door.proxies import Proxies
    from ui.page.door.sessions import Sessions, Tabs
    from ui.page.door.visitors import Visitors
    from ui.page.language import Speaking
    from ui.page.running import routes as running_routes
    from ui.page.running.metrics import Metrics
    from ui.page.running.readiness import Readiness
    from ui.page.running.requests import Requests

    @asynccontextmanager
    async def running(api: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=readiness.load, daemon=True).start()
        with metrics.listening():
            yield
        if leave:
            leave()

    trusted = proxies or Proxies()
    people = People(assistant.rooms, trusted)
    shared = cast("Assistant", SharedAssistant(assistant))
    secure = (public_address or "").startswith("https:")
    stopping = Stopping(stop_seconds)
    readiness, metrics = Readiness(assistant, stopping), Metrics(assistant)
    api = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=running)
    api.state.stopping = stopping
    behind_proxy = bool(public_address or trusted.header)
    running_routes.add_routes(api, readiness, metrics, assistant.rooms, behind_proxy)

    @api.get("/original/{document_id}")
    def original(document_id: str) -> FileResponse:
        return sheets.downloaded(shared, document_id)

    @api.get("/view/{document_id}")
    def view(document_id: str) -> FileResponse:
        return sheets.viewed(shared, document_id)

    @api.get("/page/{document_id}/{number}")
    def picture(document_id: str, number: str) -> Response:
        return sheets.picture(shared, document_id, number)

    sign_in_routes.add_routes(api, people, secure)
    api.include_router(routes(assistant.rooms, per_minute))
    with acting(HOUSE):  # what stands on the page from the start is the same for everybody
        page = build_app(shared)
    page.people = people
    page.queue(max_size=64, api_open=False)
    styles = "".join((HERE / name).read_text(encoding="utf-8") for name in STYLES)
    plain = gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"])
    gr.mount_gradio_app(
        api,
        page,
        path="/",
        root_path=public_address,
        show_error=False,
        run_history=False,
        footer_links=[],
        enable_monitoring=False,
        max_file_size=max_upload,
        allowed_paths=[],
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        theme=plain,
        # In the head, because gradio rewrites the selectors of `css`: `.dark` would be lost.
        head=f"<style>{styles}</style>",
        favicon_path=str(HERE / "favicon.svg"),
    )
    # Without this, gradio does not check the paths that an upload event names, and would read
    # any file of this machine: `launch()` sets it, mounting does not (gradio 6.31).
    page.has_launched = True
    uploads.tidy()
    mounted: Any = next(route for route in api.routes if isinstance(route, Mount))
    mounted.app.state_holder = sessions = Sessions(page)
    api.add_middleware(Tabs, sessions=sessions)
    api.add_middleware(Signed, people=people)
    api.add_middleware(Speaking)
    api.add_middleware(Visitors, secure=secure)
    waiting = partial(uploads.waiting, folder)
    rules = Rules(hosts, public_address, max_upload, waiting, trusted, lambda: stopping.begun)
    api.add_middleware(Door, rules=rules)
    # The last is the first to be passed.
    api.add_middleware(Requests, stopping=stopping, counted=metrics.count_request)
    stopping.also_busy(lambda: has_events(page))
    return api


def has_events(page: gradio.Blocks) -> bool:
    """Whether an event of the page is being answered, or waits for its turn."""
    queue = page._queue
    waiting = any(one.queue for one in queue.event_queue_per_concurrency_id.values())
    return waiting or any(job is not None for job in queue.active_jobs)


def serve(
    assistant: Assistant,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    public_address: str | None = None,
    max_upload: int = MAX_UPLOAD,
    proxies: Proxies | None = None,
    per_minute: int = PER_MINUTE,
    stop_seconds: float = STOP_SECONDS,
) -> bool:
    """Serve the page until it is interrupted or terminated, which ends without an error; whether it
    was. A port in use is an AssistantError."""
    listener = _listen(host, port)
    try:
        names = LOOPBACK if host in LOOPBACK else (*LOOPBACK, host, *_names_of_this_machine())
        api = create_app(
            assistant,
            hosts=names,
            public_address=public_address,
            max_upload=max_upload,
            proxies=proxies,
            per_minute=per_minute,
            stop_seconds=stop_seconds,
        )
        server = make_server(api)
        server.leave_behind = leave
        address = f"http://{host}:{listener.getsockname()[1]}/"
        # Before it runs and hears them itself, that none is lost in between.
        with told_of_signals(server.handle_exit, signal.SIGINT, signal.SIGTERM):
            told = _("The page is open at {address}  (stop it with Ctrl-C)").format(address=address)
            print(told, file=sys.stderr, flush=True)
            if open_browser:
                webbrowser.open(address)
            server.run(sockets=[listener])
        return server.stopping.begun
    finally:
        listener.close()


def make_server(api: FastAPI, port: int = 0) -> StoppingServer:
    """The server of an application; `port` where no socket is given to it (0: a free one)."""
    import uvicorn

    from ui.page.door.connections import TimedConnection
    from ui.page.running.stopping import StoppingServer

    return StoppingServer(
        uvicorn.Config(
            api,
            port=port,
            http=TimedConnection,
            ws="none",
            log_config=None,  # as all logs of the program; see ui/page/running/logs.py
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        ),
        api.state.stopping,
    )


def _names_of_this_machine() -> tuple[str, str]:
    name = socket.gethostname().lower()
    return name, f"{name}.local"


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound before anything is loaded, so that a port in use is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise AssistantError(
            _(
                "Cannot serve on {host}, port {port}: {reason}. Stop the program that uses it, or"
                " choose another with --port."
            ).format(host=host, port=port, reason=error.strerror or error)
        ) from error
    return listener
