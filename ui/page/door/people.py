"""People: who a request comes from, and whether they may call its route.

It is told by the cookie of a session, or by a header that a proxy sets whose address is named in
the settings; never by anything else that a request says. Where there are no accounts everybody is
let through, and nothing here is asked.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, MutableMapping
from threading import Lock
from typing import Any
from urllib.parse import parse_qs

import gradio as gr
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from assistant.people.principal import HOUSE, Principal
from assistant.people.rooms import Rooms
from corpus.errors import AssistantError
from corpus.wording import _
from ui.page.acting import acting
from ui.page.door.events import EXPORTS, by_itself, may, name_of, reaches
from ui.page.door.proxies import Proxies
from ui.page.door.routes import find
from ui.page.door.sign_ins import COOKIE, SignIns

SIGN_IN = "/sign-in"
HEARTBEAT = "/gradio_api/heartbeat/"
TABS = 20_000  # whose owners are known

Message = MutableMapping[str, Any]


class People:
    """Who is who on a running page."""

    def __init__(self, rooms: Rooms, proxies: Proxies = Proxies()) -> None:  # noqa: B008 (frozen)
        self.rooms = rooms
        self.sign_ins = SignIns(rooms.accounts)
        self.proxies = proxies
        self._tabs: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def who(self, request: Any) -> Principal | None:
        """Who a request is from; who has the house where there are no accounts. The proxy's header
        was taken away at the door from whatever is no proxy. Raises LibraryError."""
        if not self.rooms.are_closed():
            return HOUSE
        named = request.headers.get(self.proxies.header) if self.proxies.header else None
        if named:
            account = self.rooms.accounts.directory().account(str(named))
            return account.principal if account else None
        value = dict(request.cookies).get(COOKIE, "")
        return self.sign_ins.principal(str(value)) if value else None

    def note_sign_in(self, value: str) -> None:
        principal = self.sign_ins.principal(value)
        if principal is not None:
            self.rooms.audit.note(principal, "signed in")

    def note_refusal(self, name: str) -> None:
        """A name without an account is not noted: it may be a password in the wrong place."""
        account = self.rooms.accounts.directory().account(name)
        if account is not None:
            self.rooms.audit.note(account.principal, "signed in", outcome="refused")

    def note_sign_out(self, value: str) -> None:
        principal = self.sign_ins.principal(value) if value else None
        if principal is not None:
            self.rooms.audit.note(principal, "signed out")

    def owns(self, principal: Principal, tab: str | None) -> bool:
        """Whether a session of gradio's is this person's: of who has used it first."""
        if not tab or principal == HOUSE:
            return True
        with self._lock:
            owner = self._tabs.setdefault(tab, principal.number)
            self._tabs.move_to_end(tab)
            while len(self._tabs) > TABS:
                self._tabs.popitem(last=False)
        return owner == principal.number

    def judged(self, function: Any, request: Any) -> Principal | None:
        """Who sets an event off; None where the page did by itself what they may not. Raises
        gr.Error for who is not signed in, or may not do it."""
        try:
            principal = self.who(request) if request is not None else None
            if request is None and not self.rooms.are_closed():
                principal = HOUSE
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from error
        if principal is None or not self.owns(principal, request and request.session_hash):
            raise gr.Error(_("Sign in first, and load the page again."), print_exception=False)
        if may(principal, function):
            if principal != HOUSE and name_of(function) in EXPORTS:
                self.rooms.audit.note(principal, "exported", name_of(function))
            return principal
        if by_itself(function):
            return None
        raise gr.Error(_("Your role does not allow this; ask a keeper."), print_exception=False)


class Signed:
    """ASGI middleware: a request of nobody comes no further than to where one signs in."""

    def __init__(self, app: Any, people: People) -> None:
        self.app = app
        self.people = people

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        route = next((one for one in find(scope["path"]) if scope["method"] in one.methods), None)
        open_to_all = route is not None and (route.needs is None or route.caller == "program")
        if not self.people.rooms.may_be_closed() or open_to_all:
            await self.app(scope, receive, send)  # a program's key is looked at by its route
            return
        try:
            # In a thread, since the accounts are read from the disk.
            principal = await run_in_threadpool(self.people.who, request)
        except AssistantError as error:
            await PlainTextResponse(str(error), 503)(scope, receive, send)
            return
        if principal is None or not self.people.owns(principal, _tab_of(scope)):
            await _to_sign_in(scope)(scope, receive, send)
            return
        if route is None or route.needs is None or not reaches(principal.role, route.needs):
            refused = _("Your role does not allow this; ask a keeper.")
            await JSONResponse({"detail": refused}, 403)(scope, receive, send)
            return
        with acting(principal):
            await self.app(scope, receive, send)


def _to_sign_in(scope: Message) -> Response:
    if scope["method"] in ("GET", "HEAD") and scope["path"] == "/":
        return RedirectResponse(SIGN_IN, 303, {"cache-control": "no-store"})
    return JSONResponse({"detail": _("Sign in first.")}, 401)


def _tab_of(scope: Message) -> str | None:
    """The session of gradio's that a request names in its address."""
    path: str = scope["path"]
    if path.startswith(HEARTBEAT):
        return path.removeprefix(HEARTBEAT)
    query: Mapping[str, list[str]] = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return next(iter(query.get("session_hash", ())), None)
