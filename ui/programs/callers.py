"""Who calls: the person of a key, who is told by nothing else than the key."""

from __future__ import annotations

from dataclasses import dataclass

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request

from assistant.assistant import Assistant
from assistant.people.principal import Principal
from assistant.people.rooms import Rooms
from corpus.errors import AccessError
from ui.programs.problems import Problem
from ui.programs.rate import RateLimit

LOOKING = 2  # threads that look keys up
NO_KEY = (
    "Send a key as 'Authorization: Bearer KEY'. Who keeps the library makes one: 'assistant users "
    "add NAME' where there is no account yet, then 'assistant keys add NAME'."
)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A person whose program asks, and the number of its key."""

    principal: Principal
    key: int


class Callers:
    """Who may call, and how often. It is asked in the thread of the server alone."""

    def __init__(self, rooms: Rooms, per_minute: int) -> None:
        self.rooms = rooms
        self._per_minute = per_minute
        self._rate = RateLimit(per_minute)
        self._looking = CapacityLimiter(LOOKING)

    async def let_in(self, request: Request) -> KeyHolder:
        """The caller of a request, which is counted and noted. Raises Problem, LibraryError."""
        caller = await self.of(request)
        wait = self._rate.wait(caller.key)
        if wait:
            raise Problem(
                429,
                f"This key has asked {self._per_minute} times within a minute, as often as it may. "
                f"Try again in {wait} seconds.",
                wait=wait,
            )
        return caller

    async def of(self, request: Request) -> KeyHolder:
        """The caller of a request. Raises Problem, LibraryError."""
        given = request.headers.getlist("authorization")
        scheme, _space, key = (given[0] if len(given) == 1 else "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise Problem(401, NO_KEY)
        return await to_thread.run_sync(self._called_by, key, limiter=self._looking)

    def _called_by(self, key: str) -> KeyHolder:
        # AskRequest first: from the moment when there were accounts, nobody has the whole house.
        if not self.rooms.are_closed():
            raise Problem(401, NO_KEY)
        try:
            account, used = self.rooms.accounts.by_key(key)
        except AccessError as error:
            raise Problem(401, str(error)) from error
        return KeyHolder(account.principal, used.number)

    def assistant_of(self, caller: KeyHolder) -> Assistant:
        """The assistant of a caller. Raises AccessError, LibraryError."""
        return self.rooms.for_person(caller.principal, caller.key)

    def note(self, caller: KeyHolder, route: str) -> None:
        """Note in the audit log that a program called a route."""
        self.rooms.audit.note(caller.principal, "ran", route, key=caller.key)
