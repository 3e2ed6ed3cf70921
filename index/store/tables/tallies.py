"""What a transaction changes, told by triggers of its own connection as it happens: so nothing of
the library is read for it, and nobody who writes can forget to say so.

Triggers and table are temporary ones, in memory: no other connection has them. At the end of the
transaction the seals of the keyword index, the counts of words and the list of changes are kept up
by what was told, in the same transaction.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from index.store import keywords
from index.store.tables import changes
from index.store.tables.word_counts import WordTally

_OF_A_DOCUMENT = {
    "documents": "id",
    "names": "document_id",
    "memberships": "document_id",
    "corrections": "document_id",
}


class Tallies:
    """The tallies of one connection, which must be one that writes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("PRAGMA temp_store = MEMORY")  # what is removed goes into no other file
        connection.execute("CREATE TEMP TABLE tally (by, source, number, key, held, text)")
        for trigger in (*_passage_triggers(), *_document_triggers(), *_keyword_triggers()):
            connection.execute(trigger)

    def begin(self) -> None:
        """Forget what was told: a transaction begins."""
        self._connection.execute("DELETE FROM temp.tally")

    def rebuild_keywords(self) -> None:
        """Make the keyword index anew, in a transaction of its own."""
        keywords.rebuild(self._connection)
        self.begin()

    def write(self, revision: int) -> None:
        """Keep what was told, at the end of the transaction of a revision."""
        connection = self._connection
        keywords.flush(connection)
        words, documents = WordTally(), set[str]()
        gone, rows = set[int](), defaultdict[int, int](int)
        for by, source, number, key, held, text in connection.execute("SELECT * FROM temp.tally"):
            if source in keywords.TABLES:
                rows[keywords.part_of(source, number)] += by * keywords.digest(source, key, held)
                continue
            documents.add(key)
            if source == "chunks":
                words.count(held, text, by)
                if by < 0 and number:
                    gone.add(number)
        keywords.add(connection, rows)
        words.write(connection)
        changes.keep(connection, revision, documents, gone)
        self.begin()


def _passage_triggers() -> list[str]:
    told = [
        _trigger(f"AFTER {event}", "chunks", _passage(by, row, f"{row}.id"))
        for event, row, by in (("INSERT", "new", 1), ("DELETE", "old", -1))
    ]
    # One that is worded otherwise has the vector that it had.
    both = f"{_passage(-1, 'old', '0')}; {_passage(1, 'new', '0')}"
    return [*told, _trigger("AFTER UPDATE OF heading_words, text", "chunks", both)]


def _passage(by: int, row: str, number: str) -> str:
    told = f"{by}, 'chunks', {number}, {row}.document_id, {row}.heading_words, {row}.text"
    return f"INSERT INTO tally VALUES ({told})"


def _document_triggers() -> list[str]:
    return [
        _trigger(
            f"AFTER {event}",
            table,
            "; ".join(
                f"INSERT INTO tally (source, key) VALUES ('{table}', {row}.{key})"
                for row in rows.split()
            ),
        )
        for table, key in _OF_A_DOCUMENT.items()
        for event, rows in (("INSERT", "new"), ("DELETE", "old"), ("UPDATE", "old new"))
    ]


def _keyword_triggers() -> list[str]:
    """Of the tables of FTS5: no function may be called in them and nothing may fail, or else each
    statement of FTS5 has a savepoint of its own, at which FTS5 writes, with a statement."""
    told = []
    columns = "INSERT INTO tally (by, source, number, key, held)"
    for table, (key, held) in keywords.TABLES.items():
        number, same = "id", "id = new.id"
        if table == "keywords_idx":
            number, same = "segid", "segid = new.segid AND term = new.term"
        # FTS5 replaces rows, of which no trigger for those that go is told.
        gone = f"{columns} SELECT -1, '{table}', {number}, {key}, {held} FROM {table} WHERE {same}"
        told.append(_trigger("BEFORE INSERT", table, gone))
        for event, row, by in (("INSERT", "new", 1), ("DELETE", "old", -1)):
            said = f"{by}, '{table}', {row}.{number}, {row}.{key}, {row}.{held}"
            told.append(_trigger(f"AFTER {event}", table, f"{columns} VALUES ({said})"))
    return told


def _trigger(when: str, table: str, does: str) -> str:
    name = f"tally_{table}_{'_'.join(when.lower().split()[:2])}"
    return f"CREATE TEMP TRIGGER {name} {when} ON main.{table} BEGIN {does}; END"
