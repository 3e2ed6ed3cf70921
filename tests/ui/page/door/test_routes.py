"""Every route that FastAPI and gradio bring is judged by name, and the closed ones are closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from starlette.routing import Mount

from tests.support import page_fixture as given
from tests.support import patient
from ui.page.door.routes import CLOSED, OPEN, find
from ui.page.server import create_app


def exposed(routes: list[Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Path and method of every route, those of mounted applications too."""
    for route in routes:
        if isinstance(route, Mount):
            yield from exposed(list(route.routes), before + route.path)
        elif hasattr(route, "original_router"):  # as FastAPI keeps what it has included
            yield from exposed(route.original_router.routes, before)
        else:
            path = before + route.path  # a kind of route that has none is unknown to this test
            for method in route.methods:
                yield (path if path == "/" else path.rstrip("/")), method


def test_every_route_is_judged_by_name(assistant: given.Provoked, tmp_path: Path) -> None:
    app = create_app(assistant, upload_folder=tmp_path)
    found = set(exposed(app.routes))
    assert len(found) > 60
    judged = [route.path for route in (*OPEN, *CLOSED)]
    assert len(judged) == len(set(judged))
    assert {path for path, _ in found} == set(judged)
    served = {(route.path, method) for route in OPEN for method in route.methods}
    # Starlette answers HEAD where FastAPI names GET alone.
    assert {one for one in served if one[1] != "HEAD"} <= found
    assert all(route.gives for route in (*OPEN, *CLOSED))


def test_a_route_that_is_not_known_is_found_by_this_test(
    assistant: given.Provoked, tmp_path: Path
) -> None:
    app = create_app(assistant, upload_folder=tmp_path)
    app.post("/new/{name}")(lambda name: name)
    assert ("/new/{name}", "POST") in set(exposed(app.routes))
    assert find("/new/thing") == []


def test_closed_routes_give_nothing(assistant: given.Provoked, tmp_path: Path) -> None:
    tried = 0
    with given.serving(assistant, tmp_path) as address, patient.Client() as client:
        own = {"Origin": address, "Sec-Fetch-Site": "same-origin"}
        for route in CLOSED:
            path = re.sub(r"\{[^}]+\}", "x", route.path)
            for spelled in (path, path + "/"):
                for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
                    if any(method in one.methods for one in find(spelled)):
                        continue  # spelled as a route that is open
                    body = {"code": "x"} if method == "POST" else None
                    answer = client.request(method, address + spelled, headers=own, json=body)
                    assert answer.status_code in (404, 405), (method, spelled, answer.text)
                    tried += 1
    assert tried >= len(CLOSED) * 14 - 10
