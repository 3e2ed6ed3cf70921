"""What each transaction changed, so that who follows a library reads what is new and nothing else.

A revision has a token, which no other revision of any copy of the library has, and a seal over
what it changed: documents that say something else now, and passages that are gone. New passages
are those with ids above all that were there before. Who cannot be told the difference (too much
has happened since, another file was put in the place of this one, a row is damaged) looks at the
whole library.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar
from uuid import uuid4

from index.store.library_file import LibraryFile
from index.store.seal import seal

KEPT = 500  # revisions of which it is known what they changed
DOCUMENT, PASSAGE = "document", "passage"


@dataclass(frozen=True, slots=True)
class LibraryState:
    """A state of a library; no other has its token. Without one, nothing can be told since it."""

    revision: int
    token: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What is other than it was: documents of which anything is, added and removed ones too, and
    passages that are gone."""

    documents: frozenset[str]
    gone: frozenset[int]


NONE = Changes(frozenset(), frozenset())
T = TypeVar("T")


def keep(
    connection: sqlite3.Connection, revision: int, documents: Collection[str], gone: Collection[int]
) -> None:
    """Keep what a revision changed, in its transaction; forget what those long before did."""
    rows = [(revision, DOCUMENT, one) for one in sorted(documents)]
    rows += [(revision, PASSAGE, str(one)) for one in sorted(gone)]
    token = uuid4().hex
    connection.executemany("INSERT OR REPLACE INTO changes VALUES (?, ?, ?)", rows)
    connection.execute(
        "INSERT OR REPLACE INTO revisions VALUES (?, ?, ?)",
        [revision, token, _seal(revision, token, [(kind, key) for _, kind, key in rows])],
    )
    for table in ("revisions", "changes"):
        connection.execute(f"DELETE FROM {table} WHERE revision <= ?", [revision - KEPT])


def _seal(revision: int, token: str, changed: Collection[tuple[str, str]]) -> str:
    return seal([revision, token, *(part for one in sorted(changed) for part in one)])


class FollowedChanges(LibraryFile):
    """The states of a library."""

    def state(self) -> LibraryState:
        """The state that the library is in."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT value, token FROM meta LEFT JOIN revisions "
                "ON revision = CAST(value AS INTEGER) WHERE key = 'revision'"
            ).fetchone()
            return LibraryState(int(row[0]), row[1])

    def is_of_another_past(self, state: LibraryState) -> bool:
        """Whether a state is surely none that this library was in: another one had its revision."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT token FROM revisions WHERE revision = ?", [state.revision]
            ).fetchone()
        return row is not None and row["token"] != state.token

    def changes(self, since: LibraryState, until: LibraryState) -> Changes | None:
        """What is other in a state than in one before; None where that cannot be told."""
        if since.token is None or until.token is None:
            return None
        if since == until:
            return NONE
        with self._reading() as connection:
            known = connection.execute(
                "SELECT revision, token, seal FROM revisions WHERE revision BETWEEN ? AND ?",
                [since.revision, until.revision],
            ).fetchall()
            rows = connection.execute(
                "SELECT revision, kind, key FROM changes WHERE revision BETWEEN ? AND ?",
                [since.revision, until.revision],
            ).fetchall()
        changed: dict[int, list[tuple[str, str]]] = {row["revision"]: [] for row in known}
        for row in rows:
            changed.setdefault(row["revision"], []).append((row["kind"], row["key"]))
        whole = (
            len(changed) == len(known) == until.revision - since.revision + 1
            and (known[0]["token"], known[-1]["token"]) == (since.token, until.token)
            and all(row["seal"] == _seal(row[0], row[1], changed[row[0]]) for row in known)
        )
        if not whole:
            return None
        later = [one for at, some in changed.items() if at > since.revision for one in some]
        return Changes(
            frozenset(key for kind, key in later if kind == DOCUMENT),
            frozenset(int(key) for kind, key in later if kind == PASSAGE),
        )


class ByDocument(Generic[T]):
    """Something that is known of each document, read again only of those that have changed. `read`
    gives it by the ids of some documents, of all with None; safe to use from many threads."""

    def __init__(
        self, library: FollowedChanges, read: Callable[[Collection[str] | None], Mapping[str, T]]
    ) -> None:
        self._library, self._read = library, read
        self._lock = Lock()
        self._known: tuple[LibraryState, Mapping[str, T]] | None = None

    def all(self) -> Mapping[str, T]:
        """By the ids of the documents; the same object as long as nothing changes."""
        with self._lock:
            state = self._library.state()
            if self._known is None:
                self._known = state, self._read(None)
            elif self._known[0] != state:
                changes = self._library.changes(self._known[0], state)
                held = self._read(None) if changes is None else self._changed(changes.documents)
                self._known = state, held
            return self._known[1]

    def _changed(self, ids: Collection[str]) -> Mapping[str, T]:
        assert self._known is not None
        if not ids:
            return self._known[1]
        held = {id_: one for id_, one in self._known[1].items() if id_ not in ids}
        return {**held, **self._read(ids)}
