"""Every route of the web application: what it gives, and who may call it.

Gradio brings many that the page never uses. A route that is not listed as open is refused, so
that one which a later gradio adds is closed until somebody has judged it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.people.principal import Role

# Who may call. A browser says on whose behalf it calls; a program on no page's behalf says
# nothing, and is a visitor too. "anyone" are visitors, and who follows a link of another site; a
# "program" has a key, by which alone it is known who asks (`ui.programs.callers`).
Caller = Literal["anyone", "visitor", "page", "program", "nobody"]


@dataclass(frozen=True, slots=True)
class Route:
    """`path` as FastAPI spells it, and its methods; `body` is what a request may carry: `asked` is
    JSON too, which is not read before the key was looked at. `needs` is the role that a person
    needs where there are accounts; None for what is given to nobody in particular, so that one can
    sign in.
    """

    path: str
    methods: tuple[str, ...]
    gives: str
    caller: Caller
    body: Literal["nothing", "json", "upload", "asked"] = "nothing"
    needs: Role | None = "reader"


READ = ("GET", "HEAD")
POST = ("POST",)

OPEN = (
    Route("/", READ, "the page", "anyone"),
    Route("/healthz", READ, "that the server runs", "visitor", needs=None),
    Route("/readyz", READ, "whether questions can be answered", "visitor", needs=None),
    # Its handler asks for the key of a keeper, or that it is read on this machine.
    Route("/metrics", READ, "figures for who runs the server", "visitor", needs=None),
    Route("/sign-in", READ, "where one signs in", "anyone", needs=None),
    Route("/session", POST, "a session, for a name and its password", "page", "json", needs=None),
    Route("/sign-out", POST, "the end of a session", "page", "json", needs=None),
    Route("/password", POST, "another password of one's own", "page", "json"),
    Route("/account", READ, "who is signed in", "visitor"),
    Route("/original/{document_id}", READ, "a document as it was added", "visitor"),
    Route("/view/{document_id}", READ, "a PDF for the browser's own viewer", "visitor"),
    Route("/page/{document_id}/{number}", READ, "a page of a PDF as a picture", "visitor"),
    Route("/config", READ, "the page's parts, for gradio's clients", "visitor"),
    Route("/theme.css", READ, "colours and fonts", "visitor"),
    Route("/favicon.ico", READ, "the icon", "visitor", needs=None),
    Route("/robots.txt", READ, "that nothing is to be indexed", "visitor", needs=None),
    Route("/static/{path:path}", READ, "files of gradio", "visitor"),
    Route("/assets/{path:path}", READ, "files of gradio", "visitor"),
    Route("/gradio_api/info", READ, "the interface for programs", "visitor"),
    Route("/gradio_api/file={path_or_url:path}", READ, "a file handed out", "visitor"),
    Route("/gradio_api/heartbeat/{session_hash}", READ, "that a tab is open", "visitor"),
    Route("/gradio_api/queue/data", READ, "what becomes of a session's events", "visitor"),
    Route("/gradio_api/call/{api_name}/{event_id}", READ, "a program's answer", "visitor"),
    Route("/gradio_api/upload_progress", READ, "how far an upload is", "visitor"),
    Route("/gradio_api/queue/join", POST, "an event of the page, queued", "visitor", "json"),
    Route("/gradio_api/call/{api_name}", POST, "a program's question", "visitor", "json"),
    Route("/gradio_api/cancel", POST, "the end of a running event", "visitor", "json"),
    Route("/gradio_api/reset", POST, "nothing; gradio's clients call it", "visitor", "json"),
    Route("/gradio_api/run/{api_name}", POST, "an event of the page, at once", "page", "json"),
    Route(
        "/gradio_api/upload",
        POST,
        "files on their way into the library",
        "page",
        "upload",
        needs="editor",
    ),
    Route("/api/ask", POST, "a program's answer", "program", "asked"),
    Route("/api/search", ("GET",), "passages, for a program", "program"),
    Route("/api/documents", ("GET",), "the documents, for a program", "program"),
    Route("/api/documents/{document_id}", ("GET",), "a document, for a program", "program"),
    Route("/api/openapi.json", ("GET",), "what programs may ask, described", "program"),
    Route("/v1/models", ("GET",), "the one model, as OpenAI's clients ask for it", "program"),
    Route("/v1/chat/completions", POST, "an answer to OpenAI's clients", "program", "asked"),
)


def _closed(gives: str, *paths: str) -> tuple[Route, ...]:
    return tuple(Route(path, (), gives, "nobody") for path in paths)


CLOSED = (
    *_closed("names and places of all routes", "/openapi.json", "/gradio_api/openapi.json"),
    *_closed(
        "accounts, which the page has not", "/login", "/logout", "/gradio_api/user",
        "/gradio_api/login_check", "/gradio_api/token",
    ),
    *_closed(
        "figures of the server", "/monitoring", "/monitoring/summary", "/monitoring/{key}",
        "/gradio_api/queue/status", "/gradio_api/app_id",
    ),
    *_closed("a session of somebody else as a link", "/gradio_api/deep_link"),
    *_closed("calls past the queue, by an old name", "/gradio_api/api/{api_name}"),
    *_closed(
        "the interface for programs, a second time", "/gradio_api/call/v2/{api_name}",
        "/gradio_api/call/v2/{api_name}/{event_id}",
    ),
    *_closed("files, by an old name", "/gradio_api/file/{path:path}"),
    *_closed("what another server says", "/gradio_api/proxy={url_path:path}"),
    *_closed("methods of components", "/gradio_api/component_server"),
    *_closed(
        "parts that the page has not", "/svelte/{path:path}", "/pwa_icon", "/pwa_icon/{size}",
        "/manifest.json", "/gradio_api/theme.css",
        "/gradio_api/custom_component/{id}/{environment}/{type}/{file_name}",
        "/gradio_api/stream/{event_id}", "/gradio_api/stream/{event_id}/close",
        "/gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8",
        "/gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file",
        "/gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext}",
        "/gradio_api/process_recording", "/gradio_api/runs", "/gradio_api/startup-events",
    ),
    *_closed(
        "changes to the program while it runs", "/gradio_api/dev/reload",
        "/gradio_api/vibe-edit", "/gradio_api/undo-vibe-edit", "/gradio_api/vibe-code",
        "/gradio_api/vibe-starter-queries",
    ),
)  # fmt: skip


def _pattern(path: str) -> re.Pattern[str]:
    """The paths of a route: a part in braces is one name, or with `:path` anything."""
    parts = re.split(r"(\{[^{}]+\})", path)
    return re.compile(
        "".join(
            re.escape(part) if not part.startswith("{")
            else r"[\s\S]*" if part.endswith(":path}")
            else r"[^/\x00]+"
            for part in parts
        )
    )  # fmt: skip


_PATTERNS = [(_pattern(route.path), route) for route in OPEN]


def find(path: str) -> list[Route]:
    """The open routes of a path: none, or one for each kind of method."""
    return [route for pattern, route in _PATTERNS if pattern.fullmatch(path)]
