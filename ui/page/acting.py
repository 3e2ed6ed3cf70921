"""Who acts: the person on whose behalf a request or an event of the page is answered.

Everything on the page reaches the assistant by `SharedAssistant`, which is that of the person who
acts; where nobody does, it is nobody's and gives nothing. So no handler has to ask who it serves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from assistant.assistant import Assistant
from assistant.people.principal import Principal

_acting: ContextVar[Principal | None] = ContextVar("acting", default=None)
# Handlers take these once, when the page is built, and use them for everybody.
_EACH_TIME = frozenset(("faq", "reviews", "conversations", "chosen_model"))


@contextmanager
def acting(principal: Principal | None) -> Iterator[None]:
    """Act for a person within; never around a `yield`, since it would leak to the caller."""
    token = _acting.set(principal)
    try:
        yield
    finally:
        _acting.reset(token)


def who_acts() -> Principal | None:
    """Who acts; nobody where there are no accounts, or none is signed in."""
    return _acting.get()


class SharedAssistant:
    """The assistant of whoever acts."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def of_who_acts(self) -> Assistant:
        """Raises AccessError where nobody does."""
        rooms = self._assistant.rooms
        if not rooms.are_closed():
            return self._assistant
        return rooms.for_person(who_acts())

    def __getattr__(self, name: str) -> Any:
        if name in _EACH_TIME:
            return _OfWhoActs(self, name)
        return getattr(self.of_who_acts(), name)


class _OfWhoActs:
    """A part of the assistant of whoever acts when it is used."""

    def __init__(self, shared: SharedAssistant, name: str) -> None:
        self._shared, self._name = shared, name

    def __getattr__(self, name: str) -> Any:
        return getattr(getattr(self._shared.of_who_acts(), self._name), name)
