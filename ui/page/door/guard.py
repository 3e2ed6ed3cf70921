"""The door: ASGI middleware that every request passes before the web application sees it.

A browser lets any page send requests here; what it cannot do is lie about which page sent them.
So whatever is not a plain read must come from the page's own origin, or from a program that is
no browser, and a read that another site's page makes is answered for the page itself alone.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import re
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ui.page.door.proxies import Proxies
from ui.page.door.routes import Route, find
from ui.page.running.stopping import REFUSED, STILL_OPEN
from ui.programs.problems import Problem, is_program_path, refusal

MAX_JSON = 1_000_000  # bytes
FORM_OVERHEAD = 100_000  # bytes around the files of an upload
UPLOADS_WAITING = 3  # times the size of one: those that no event has taken over yet, and the rest
BODY_SECONDS = 20.0  # that any body may take,
BODY_RATE = 50_000  # and bytes a second from there on
SESSION = re.compile(r"[\w-]{1,64}")
HEADERS = {
    # gr.HTML compiles its templates, hence 'unsafe-eval'; nothing may leave this machine.
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline';"
        " font-src 'self' data:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
        " connect-src 'self'; frame-ancestors 'none'; form-action 'self'; object-src 'none';"
        " base-uri 'self'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_OURS = {key.encode(): value.encode() for key, value in HEADERS.items()}

Message = MutableMapping[str, Any]
Application = Callable[..., Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the door asks of a request.

    `hosts` are the names the page may be called by, beside any IP address, to which no other
    site's name can be made to lead (None: any name). `public_address` is the origin under which
    a proxy shows the page. `max_upload` is the size of one upload in bytes, `waiting` tells the
    size of those that are on their way into the library, `proxies` who may say who somebody is,
    and `stopping` whether the server takes nothing new.
    """

    hosts: Collection[str] | None = None
    public_address: str | None = None
    max_upload: int = 200_000_000
    waiting: Callable[[], int] = lambda: 0
    proxies: Proxies = Proxies()
    stopping: Callable[[], bool] = lambda: False

    def knows(self, host: str) -> bool:
        """Whether the page may be called so; `host` as in the header, with or without port."""
        name = re.sub(r":\d+$", "", host).lower()
        if self.hosts is None or name in self.hosts:
            return True
        if self.public_address and host.lower() == urlsplit(self.public_address).netloc:
            return True
        return _is_address(name.strip("[]"))


class Refused(Exception):
    """A request that is not let in, with the status and the sentence of the answer."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Door:
    """ASGI middleware: what is refused is refused here; responses get safe headers."""

    def __init__(self, app: Application, rules: Rules) -> None:
        self.app = app
        self.rules = rules

    async def __call__(self, scope: Message, receive: Receive, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # the page has no other way in
            await send({"type": "websocket.close", "code": 1008})
            return
        route: Route | None = None
        late: list[Refused] = []  # what is found wrong after the application has begun

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if not _is_replaced(pair[0].lower())]
                message["headers"] = [*kept, *_OURS.items()]
            await send(message)

        async def send_unless_late(message: Message) -> None:
            if not late:
                await send_safely(message)

        try:
            headers = [pair for pair in scope["headers"] if not self._is_claimed(scope, pair[0])]
            route = self._judged(scope, headers)
            if self.rules.stopping() and route.path not in STILL_OPEN:
                raise Refused(503, REFUSED)
            if route.body == "json":
                receive = _replayed(await _whole(headers, receive), receive)
            elif route.body == "upload":
                receive = self._limited(headers, receive, late)
            elif route.body == "asked":
                receive = _bounded(headers, receive, late, MAX_JSON, _too_much_json())
            await self.app({**scope, "headers": headers}, receive, send_unless_late)
        except ClientDisconnect:
            pass  # there is nobody to answer, or there is more to say to them below
        except RuntimeError as error:
            # A stream about a session that is not there: gradio says so in the stream itself.
            if not isinstance(error.__cause__, HTTPException):
                raise
        except Refused as refusal:
            late.append(refusal)
        if late:
            await _answer(scope["path"], route, late[0])(scope, receive, send_safely)

    def _is_claimed(self, scope: Message, name: bytes) -> bool:
        """A header that only a proxy of ours may set, and none has."""
        header = self.rules.proxies.header
        if header and name == header.lower().encode("latin-1"):
            client = scope.get("client")
            return not (client and self.rules.proxies.sends(client[0]))
        return is_forwarded(name)

    def _judged(self, scope: Message, headers: list[tuple[bytes, bytes]]) -> Route:
        """The route that is called. Raises Refused."""
        given = _Headers(headers)
        host = given.one("host")
        if not self.rules.knows(host):
            # Another name that leads here is a page elsewhere trying to read the documents.
            raise Refused(421, "The page is not served by this name; see public_address.")
        path, method = scope["path"], scope["method"]
        known = find(path)
        route = next((one for one in known if method in one.methods), None)
        own = {f"{scope['scheme']}://{host.lower()}", self.rules.public_address}
        foreign = given.foreign(own, reads=method in ("GET", "HEAD"))
        if foreign and not (route and route.caller == "anyone" and given.is_link):
            raise Refused(403, "Only the page itself may ask this, not a page of another site.")
        if not known:
            raise Refused(404, "There is nothing here.")
        if route is None:
            raise Refused(405, "This cannot be done here.")
        if "\x00" in path:
            raise Refused(400, "An address has no NUL in it.")
        if route.caller == "page" and not given.is_own(own):
            raise Refused(403, "Only the page itself may ask this.")
        kind = given.one("content-type").split(";")[0].strip().lower()
        if route.body in ("json", "asked") and kind != "application/json":
            # A browser asks first before it sends this type for another site.
            raise Refused(415, "Send this as application/json.")
        return route

    def _limited(
        self, headers: list[tuple[bytes, bytes]], receive: Receive, late: list[Refused]
    ) -> Receive:
        """The body of an upload, as it comes; see `_bounded`."""
        most = self.rules.max_upload + FORM_OVERHEAD
        too_much = Refused(413, f"An upload has at most {self.rules.max_upload / 1e6:,.0f} MB.")
        bounded = _bounded(headers, receive, late, most, too_much)
        if self.rules.waiting() > UPLOADS_WAITING * self.rules.max_upload:
            raise Refused(503, "Other uploads are on their way. Try again in some minutes.")
        return bounded


class _Headers:
    def __init__(self, pairs: list[tuple[bytes, bytes]]) -> None:
        self.pairs = pairs

    def all(self, name: str) -> list[str]:
        return [value.decode("latin-1") for key, value in self.pairs if key == name.encode()]

    def one(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def foreign(self, own: Collection[str | None], *, reads: bool) -> bool:
        """Whether a browser sent this on behalf of another page than ours."""
        sites = set(self.all("sec-fetch-site"))
        ours = {"same-origin", "none"} if reads else {"same-origin"}  # none: typed by a person
        origins = {origin.lower() for origin in self.all("origin")}
        if sites == {"same-origin"}:
            origins.discard("null")  # what our own referrer policy makes of some requests
        return not (sites <= ours and origins <= set(own))

    def is_own(self, own: Collection[str | None]) -> bool:
        """Whether a browser vouches that our page sent this, which is not `foreign`."""
        return bool(self.all("sec-fetch-site")) or any(one in own for one in self.all("origin"))

    @property
    def is_link(self) -> bool:
        """Whether a person followed a link: the other page sees nothing of the answer."""
        return self.one("sec-fetch-mode") == "navigate" and self.one("sec-fetch-dest") == "document"


class _Body:
    """A body as it comes, with its size so far and the time it may take."""

    def __init__(self, receive: Receive) -> None:
        self.receive = receive
        self.size = 0
        self.done = False
        self.began = asyncio.get_running_loop().time()

    async def next(self) -> Message:
        if self.done:
            return await self.receive()  # that the visitor leaves, which may take any time
        try:
            async with asyncio.timeout_at(self.began + BODY_SECONDS + self.size / BODY_RATE):
                message = await self.receive()
        except TimeoutError:
            raise Refused(408, "The request came too slowly; please send it again.") from None
        self.size += len(message.get("body", b""))
        self.done = not message.get("more_body", False)
        return message


def _bounded(
    headers: list[tuple[bytes, bytes]],
    receive: Receive,
    late: list[Refused],
    most: int,
    too_much: Refused,
) -> Receive:
    """A body of at most so many bytes, as it comes. Too much, or too slow: the visitor seems to
    have gone, so that the application clears up, and `late` has the reason. Raises Refused."""
    if _length(headers) > most:
        raise too_much
    body = _Body(receive)

    async def bounded() -> Message:
        try:
            message = await body.next()
            if body.size > most:
                raise too_much
        except Refused as refused:
            late.append(refused)
            return {"type": "http.disconnect"}
        return message

    return bounded


def _too_much_json() -> Refused:
    return Refused(413, f"A request has at most {MAX_JSON / 1e6:.0f} MB of JSON.")


async def _whole(headers: list[tuple[bytes, bytes]], receive: Receive) -> bytes:
    """A body of JSON. Raises Refused, or ClientDisconnect."""
    too_much = _too_much_json()
    if _length(headers) > MAX_JSON:
        raise too_much
    body, parts = _Body(receive), []
    while not body.done:
        message = await body.next()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        if body.size > MAX_JSON:
            raise too_much
    whole = b"".join(parts)
    try:
        value = json.loads(whole)
    except (ValueError, RecursionError):
        raise Refused(400, "This is not JSON.") from None
    session = value.get("session_hash") if isinstance(value, dict) else ""
    # It is kept as the name of the session.
    if session is not None and not (isinstance(session, str) and SESSION.fullmatch(session)):
        raise Refused(400, "This is not what a page sends: its session_hash cannot be used.")
    return whole


def _replayed(whole: bytes, receive: Receive) -> Receive:
    given = [{"type": "http.request", "body": whole, "more_body": False}]

    async def replay() -> Message:
        return given.pop() if given else await receive()

    return replay


def _length(headers: list[tuple[bytes, bytes]]) -> int:
    return int(_Headers(headers).one("content-length") or 0)  # digits: h11 has looked at it


def _answer(path: str, route: Route | None, refused: Refused) -> Response:
    """As what calls the route shows it."""
    # The rest of what is too much is read and dropped, that the answer arrives; nobody waits for
    # the rest of what is too slow.
    headers = {408: {"connection": "close"}, 503: {"retry-after": "60"}}.get(refused.status)
    if is_program_path(path):
        answer = refusal(path, Problem(refused.status, str(refused)))
        answer.headers.update(headers or {})
        return answer
    if route is not None and route.body == "json":
        return JSONResponse({"detail": str(refused)}, refused.status, headers)
    return PlainTextResponse(str(refused), refused.status, headers)


def is_forwarded(name: bytes) -> bool:
    """A header by which a proxy would name the page; gradio would believe anyone's."""
    return name.startswith(b"x-forwarded") or name in (b"forwarded", b"x-gradio-server")


def _is_replaced(name: bytes) -> bool:
    # Gradio lets every page of this machine read what it answers.
    return name in _OURS or name.startswith(b"access-control-")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
