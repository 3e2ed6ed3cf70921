"""What was withheld as damaged while a question was answered, for the note under its answer.

The retriever and the reader leave damaged passages out; whoever asked is to know, and no one else.
So what is left out is gathered for the thread that answers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_gathered: ContextVar[set[Hashable] | None] = ContextVar("withheld", default=None)


@contextmanager
def gathering(into: set[Hashable]) -> Iterator[None]:
    """Within it, what is withheld goes into a set, by what it is known by."""
    token = _gathered.set(into)
    try:
        yield
    finally:
        _gathered.reset(token)


def withhold(what: Iterable[Hashable]) -> None:
    """Tell that these would have been found, or read, and were left out."""
    gathered = _gathered.get()
    if gathered is not None:
        gathered.update(what)
