"""Visitors: who is who until there are accounts, told by a random cookie of the browser.

The cookie is of use to nobody but its browser: scripts do not see it, other sites cannot have it
sent, and what is stored of it is its sha256 alone.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from assistant.people.principal import HOUSE
from ui.page.acting import who_acts

COOKIE = "assistant_visitor"
KEEPING = "assistant_keep"  # set by the page itself; `off`: nothing is to be kept
DAYS = 400  # as long as browsers keep a cookie, from the last visit
# A new cookie comes with a file that the page itself fetches, never with the page: a browser that
# follows another site's link to the page does not send its cookie, and would lose it to a new one.
GIVEN_WITH, RENEWED_WITH = "/theme.css", "/"
_VALUE = re.compile(r"[\w-]{43}")

Message = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Visitor:
    """One browser: `owner` is what its conversations are kept under, `keeps` whether any are."""

    owner: str
    keeps: bool = True


def visitor_of(request: Any) -> Visitor | None:
    """Who sent a request of starlette or gradio: the person who is signed in, or else the browser;
    None for a program, which has no cookie."""
    cookies: Mapping[str, str] = dict(request.cookies) if request is not None else {}
    person = who_acts()
    if person is not None and person != HOUSE:
        return Visitor(person.owner, cookies.get(KEEPING) != "off")
    value = str(cookies.get(COOKIE, ""))
    if not _VALUE.fullmatch(value):
        return None
    owner = hashlib.sha256(value.encode()).hexdigest()
    return Visitor(owner, cookies.get(KEEPING) != "off")


class Visitors:
    """ASGI middleware that gives every browser its cookie; `secure` says that the page is shown
    over https, where it is sent over nothing else.
    """

    def __init__(self, app: Any, secure: bool = False) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] not in (GIVEN_WITH, RENEWED_WITH):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        value = self._to_give(request)
        secure = self.secure or request.url.scheme == "https"

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200 and value:
                cookie = f"{COOKIE}={value}; Path=/; Max-Age={DAYS * 86_400}; HttpOnly"
                cookie += "; SameSite=Strict" + ("; Secure" if secure else "")
                message["headers"] = [*message["headers"], (b"set-cookie", cookie.encode())]
            await send(message)

        await self.app(scope, receive, send_with_cookie)

    def _to_give(self, request: Request) -> str:
        """The value of the cookie to set: the browser's own, to live on, or a new one; or none."""
        own = request.cookies.get(COOKIE, "")
        if request.url.path == RENEWED_WITH:
            return own if _VALUE.fullmatch(own) else ""
        return "" if _VALUE.fullmatch(own) else secrets.token_urlsafe(32)
