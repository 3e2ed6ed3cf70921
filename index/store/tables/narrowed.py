"""A library of which only some collections are seen: the one place where search, citations,
titles, counts and suggestions are kept to what somebody may read.

It is the same file, on connections of its own in which every table is a view of what may be read.
So whatever a query asks for, now or in a later version, nothing else is there; and what reads a
table past its view, or writes, is refused by SQLite itself. The keyword index alone cannot be a
view: the queries that use it are here, each with its bounds.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from corpus.errors import AccessError
from corpus.wording import _
from index.store import database
from index.store.library import Library
from index.store.stored_passages import AMONG
from index.store.tables.passage_words import CountedPassages
from index.store.tables.removed_rows import RemovedDocument
from index.store.tables.terms import Term

Readable = frozenset[str]  # ids of documents, with the versions before them
_AMONG_READABLE = "IN (SELECT id FROM temp.readable)"
VIEWS = {
    "documents": f"SELECT * FROM main.documents WHERE id {_AMONG_READABLE}",
    "names": f"SELECT * FROM main.names WHERE document_id {_AMONG_READABLE}",
    "chunks": f"SELECT * FROM main.chunks WHERE document_id {_AMONG_READABLE}",
    "corrections": f"SELECT * FROM main.corrections WHERE document_id {_AMONG_READABLE}",
    "memberships": (
        f"SELECT * FROM main.memberships WHERE document_id {_AMONG_READABLE} "
        "AND collection IN (SELECT name FROM temp.rooms)"
    ),
    # These are of no document: nobody but who sees the whole library is told of them.
    "terms": "SELECT * FROM main.terms WHERE 0",
    "seen_files": "SELECT * FROM main.seen_files WHERE 0",
    # These are of all documents together: what may be read is counted by itself.
    **{
        table: f"SELECT * FROM main.{table} WHERE 0"
        for table in ("words", "word_pairs", "totals", "revisions", "changes", "keyword_seals")
    },
    "keywords": "SELECT 0 AS withheld",
}
_OPEN = frozenset(["meta", "keywords", "json_each"])  # `main.keywords` is read here alone
_READING = frozenset(
    [
        sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT,
    ]
)  # fmt: skip
_PRAGMAS = frozenset(["page_count", "page_size", "data_version"])  # the last by FTS5 itself


class NarrowedLibrary(CountedPassages, Library):
    """The documents of `whole` that are in some of `collections`. Nothing can be changed by it.

    A document is read as the newest version of it is; where something of which collection it is in
    is damaged, that gives no right.
    """

    def __init__(self, whole: Library, collections: frozenset[str]) -> None:
        self.whole = whole
        self.collections = collections
        self._lock = threading.Lock()
        self._found: tuple[int, Readable] = (-1, frozenset())
        super().__init__(whole.folder, whole.embedder, whole.dimension)

    def _open(self) -> None:
        """The whole one is open."""

    # What may be read

    def readable(self) -> Readable:
        """The ids of all that may be read now; found once for each state of the library."""
        with self._lock:
            revision = self.whole.revision()
            if self._found[0] != revision:
                self._found = revision, self._to_read()
            return self._found[1]

    def _to_read(self) -> Readable:
        within, _lost = self.whole.collections_by_document()
        newer = self.whole.superseding()

        def newest(id_: str) -> str | None:
            passed = set[str]()
            while (after := newer.get(id_)) is not None and id_ not in passed:
                passed.add(id_)
                id_ = after
            return id_ if id_ in newer and id_ not in passed else None

        current = {id_ for id_, some in within.items() if self.collections & {*some}}
        return frozenset(id_ for id_ in newer if newest(id_) in current)

    def bounded(self, scope: frozenset[str] | None) -> frozenset[str]:
        """The part of a scope that may be read; all of that for no scope."""
        return self.readable() if scope is None else scope & self.readable()

    def shows(self, words: str) -> bool:
        """Whether some words stand in a passage that may be read."""
        return bool(self.match(_phrase(words), 1))

    # Connections

    @property
    def _connection(self) -> sqlite3.Connection:
        made: database.Connection | None = getattr(self._local, "connection", None)
        if made is None:
            made = database.connect(self.path)
            # A statement that is refused leaves no transaction open, which would stop writers.
            made.isolation_level = None
            self._narrow(made)
            self._local.connection, self._local.shown = made, None
            self._connections.add(made)
        readable = self.readable()
        if self._local.shown != readable:
            made.set_authorizer(None)  # for what this module itself notes
            try:
                made.execute("DELETE FROM temp.readable")
                made.execute(f"INSERT INTO temp.readable {AMONG}", [json.dumps(sorted(readable))])
            finally:
                made.set_authorizer(_judged)
            self._local.shown = readable
        return made

    def _narrow(self, connection: sqlite3.Connection) -> None:
        connection.executescript(
            "CREATE TEMP TABLE readable (id TEXT PRIMARY KEY) WITHOUT ROWID;"
            "CREATE TEMP TABLE rooms (name TEXT PRIMARY KEY) WITHOUT ROWID;"
            + "".join(f"CREATE TEMP VIEW {name} AS {query};" for name, query in VIEWS.items())
        )
        # Virtual tables are declared as they are first used, which the wall would not let them be.
        for query in (
            "SELECT -rank FROM main.keywords WHERE keywords MATCH '\"a\"' ORDER BY rank LIMIT 1",
            "SELECT value FROM json_each('[]')",
        ):
            connection.execute(query).fetchall()
        connection.execute(
            f"INSERT INTO temp.rooms {AMONG}", [json.dumps(sorted(self.collections))]
        )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        raise _refused()
        yield self._connection

    # The keyword index

    def match(
        self, query: str, k: int, document_ids: frozenset[str] | None = None
    ) -> list[tuple[int, float]]:
        """As of the library, among what may be read."""
        within = json.dumps(sorted(self.bounded(document_ids)))
        with self._reading() as connection:
            found = connection.execute(
                "SELECT rowid, -rank FROM main.keywords WHERE keywords MATCH ? AND rowid IN "
                f"(SELECT id FROM chunks WHERE document_id IN ({AMONG})) ORDER BY rank LIMIT ?",
                [query, within, k],
            ).fetchall()
        return sorted(((row[0], row[1]) for row in found), key=lambda hit: (-hit[1], hit[0]))

    def documents_with(self, query: str, k: int) -> set[str]:
        """As of the library, among what may be read."""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT document_id FROM chunks WHERE id IN (SELECT rowid FROM main.keywords "
                "WHERE keywords MATCH ? AND rowid IN (SELECT id FROM chunks) LIMIT ?)",
                [query, k],
            ).fetchall()
        return {str(row[0]) for row in found}

    def count_matches(self, query: str, most: int) -> int:
        """As of the library, among what may be read."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT count(*) FROM (SELECT 1 FROM main.keywords WHERE keywords MATCH ? "
                "AND rowid IN (SELECT id FROM chunks) LIMIT ?)",
                [query, most],
            ).fetchone()
            return int(row[0])

    def share_of_matches(self, query: str) -> float:
        """As of the library, of all that may be read."""
        passages = self.chunk_count()
        return self.count_matches(query, passages) / passages if passages else 0.0

    def keywords_intact(self) -> bool:
        return self.whole.keywords_intact()

    def terms(self) -> list[Term]:
        """Those of the library's terms whose words stand in what may be read: another would tell
        what documents elsewhere speak of."""
        return [one for one in self.whole.terms() if self.shows(one.long)]

    # What reads files instead of rows, and what changes them

    def removed(self) -> list[RemovedDocument]:
        return []

    def problems(self) -> list[str]:
        raise _refused()

    def restore(self, id_or_name: str) -> str:
        raise _refused()

    def expire_removed(self) -> None:
        raise _refused()

    def sweep(self, only: Collection[str] | None = None) -> None:
        raise _refused()

    def forget_words(self) -> None:
        raise _refused()

    def keep_ballast(self) -> None:
        raise _refused()

    def mend_keywords(self) -> None:
        raise _refused()


def _judged(
    action: int, table: str | None, column: str | None, schema: str | None, view: str | None
) -> int:
    """What SQLite asks before it runs a statement: whether each part of it may be."""
    if action == sqlite3.SQLITE_READ:
        own = schema == "temp" or table in _OPEN or view in VIEWS
        # Those that FTS5 keeps its index in, which it reads by itself.
        allowed = own or bool(table and table.startswith("keywords_"))
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if table in _PRAGMAS else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _refused() -> AccessError:
    return AccessError(_("You may not change this, nor look at all of the library; ask a keeper."))


def _phrase(words: str) -> str:
    return '"' + words.replace('"', " ") + '"'
