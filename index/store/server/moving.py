"""A whole store brought from one place to another: from files to a server, or back.

Rows go in the order of their keys, some in a transaction, into a place of their own that nothing
reads. So a move that was stopped goes on behind the last row that is there. When all is there, the
rows of both ends are read and compared by their hashes, and only then the place gets its name, in
one step. The end that was moved from is left as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import LibraryDamaged, LibraryMismatch
from corpus.wording import _
from index.store.seal import seal
from index.store.server.ends import LIBRARY, End, MovedFile, MovedTable
from index.store.server.library import SEARCH_FORMAT
from index.store.tables.schema import FORMAT

ROWS = 500  # of one transaction: what a kill can cost at most
# What each store keeps for itself, and what is begun anew there.
OWN_META = (SEARCH_FORMAT, "reindexing", "moving")
OnShare = Callable[[float], object]  # told which share of all is done


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved. `sha256` is over all rows and files, the same at both ends."""

    documents: int
    rows: int
    files: int
    sha256: str


def move(source: End, target: End, files: Sequence[MovedFile], on_progress: OnShare) -> Moved:
    """Bring all that `source` keeps of `files` to `target`, which must not have a library yet.

    Neither can be written to meanwhile. Raises LibraryMismatch where that is not so, LibraryLocked
    where another program is writing, LibraryDamaged where the two are not alike at the end, and
    what both stores raise; run again it goes on where it was.
    """
    with source.lock(), target.lock():
        there = [one for one in files if source.has(one)]
        if not any(one.name == LIBRARY for one in there):
            raise LibraryMismatch(
                _("{source} has no library that could be moved.").format(source=source.name)
            )
        if any(target.has(one) for one in files):
            raise LibraryMismatch(
                _(
                    "{target} has a library already, which is not written over: name an empty"
                    " place. Nothing was changed."
                ).format(target=target.name)
            )
        state = _state(source, there)
        for one in there:
            if target.has(one, moving=True) and _begun_for(target, one) != state:
                target.drop(one)  # of another library, or of this one as it was before
            if not target.has(one, moving=True):
                target.begin(one)
                with target.opened(one, moving=True) as connection, connection:
                    connection.execute("INSERT INTO meta VALUES ('moving', ?)", [state])
        return _moved(source, target, there, on_progress)


def _moved(source: End, target: End, there: list[MovedFile], on_progress: OnShare) -> Moved:
    blobs = source.blobs()
    total = sum(_count(source, one) for one in there)
    steps = 4 * total + len(blobs) or 1  # rows are copied, searched for, and read twice
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        on_progress(min(1.0, done / steps))

    for one in there:
        for table in one.tables:
            _copy(source, target, one, table, tell)
    for blob in blobs:
        if not target.has_blob(blob):
            target.put(blob, source.read(blob))
        tell(1)
    for one in there:
        for _left in target.finish_search(one):
            on_progress(min(1.0, done / steps))
    done = 2 * total + len(blobs)
    digest = hashlib.sha256()
    for one in there:
        for table in one.tables:
            ours, theirs = (
                _digest(end, one, table, moving, tell)
                for end, moving in ((source, False), (target, True))
            )
            if ours != theirs:
                target.drop(one)
                raise _other(table.name, source)
            digest.update(ours.encode())
    for blob in blobs:
        content = target.read(blob, moving=True)
        if content != source.read(blob):
            raise _other(blob.name, source)
        digest.update(f"{blob.folder}/{blob.name} {hashlib.sha256(content).hexdigest()}".encode())
    documents = _documents(source, there)
    for one in there:
        with target.opened(one, moving=True) as connection, connection:
            connection.execute("DELETE FROM meta WHERE key = 'moving'")
    target.publish(there)
    on_progress(1.0)
    return Moved(documents, total, len(blobs), digest.hexdigest())


def _other(what: str, source: End) -> LibraryDamaged:
    return LibraryDamaged(
        _(
            "What was moved of {what} is not what {source} has, so it was not put in place. Run"
            " 'assistant doctor' there, then move again."
        ).format(what=what, source=source.name)
    )


def _state(source: End, there: list[MovedFile]) -> str:
    """What tells this library, as it is now, from others. Raises LibraryMismatch for one that is
    to be brought to today's format first."""
    library = next(one for one in there if one.name == LIBRARY)
    with source.opened(library) as connection:
        meta = _meta(connection)
    if meta.get("format") != str(FORMAT):
        raise LibraryMismatch(
            _(
                "The library of {source} has format {made}, and only one of format {format} is"
                " moved: open it once with this version, as 'assistant doctor' does."
            ).format(source=source.name, made=meta.get("format"), format=FORMAT)
        )
    return f"{meta['library']} {meta['revision']}"


def _begun_for(target: End, one: MovedFile) -> str | None:
    with target.opened(one, moving=True) as connection:
        return _meta(connection).get("moving")


def _meta(connection: Any) -> dict[str, str]:
    return dict(map(tuple, connection.execute("SELECT key, value FROM meta").fetchall()))


def _documents(source: End, there: list[MovedFile]) -> int:
    library = next(one for one in there if one.name == LIBRARY)
    with source.opened(library) as connection:
        (count,) = connection.execute("SELECT count(*) FROM documents").fetchone()
    return int(count)


def _count(end: End, one: MovedFile) -> int:
    with end.opened(one) as connection:
        counts = {
            table.name: int(connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0])
            for table in one.tables
        }
        return sum(counts.values()) - len(_meta(connection).keys() & {*OWN_META})


def _copy(
    source: End, target: End, one: MovedFile, table: MovedTable, tell: Callable[[int], object]
) -> None:
    """Copy the rows of a table that the other end does not have yet."""
    marks = ",".join("?" * len(table.columns))
    insert = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({marks})"
    with source.opened(one) as rows, target.opened(one, moving=True) as into:
        last = None if table.name == "meta" else _last(into, table)
        (held,) = into.execute(f"SELECT count(*) FROM {table.name}").fetchone()
        tell(int(held))
        for batch in _batches(rows, table, last):
            with into:
                into.execute("BEGIN IMMEDIATE")
                if table.name == "meta":
                    into.execute("DELETE FROM meta WHERE key <> 'moving'")
                into.executemany(insert, batch)
            tell(len(batch))
        if table.numbered:
            with into:
                target.go_on_from(into, table, source.last_number(rows, table))


def _last(connection: Any, table: MovedTable) -> tuple[object, ...] | None:
    by = ", ".join(f"{column} DESC" for column in table.key)
    row = connection.execute(
        f"SELECT {', '.join(table.key)} FROM {table.name} ORDER BY {by} LIMIT 1"
    ).fetchone()
    return None if row is None else tuple(row)


def _batches(
    connection: Any, table: MovedTable, last: tuple[object, ...] | None = None
) -> Iterator[list[tuple[object, ...]]]:
    """The rows of a table in the order of their keys, behind `last`."""
    key = ", ".join(table.key)
    chosen = f"SELECT {', '.join(table.columns)} FROM {table.name}"
    while True:
        behind, given = "", []
        if last is not None:
            behind = f"WHERE ({key}) > ({', '.join('?' * len(last))})"
            given = [*last]
        found = connection.execute(
            f"{chosen} {behind} ORDER BY {key} LIMIT {ROWS}", given
        ).fetchall()
        batch = [tuple(row) for row in found]
        if table.name == "meta":
            batch = [row for row in batch if row[0] not in OWN_META]
        if batch:
            yield batch
        if len(found) < ROWS:
            return
        last = tuple(found[-1][column] for column in table.key)


def _digest(
    end: End, one: MovedFile, table: MovedTable, moving: bool, tell: Callable[[int], object]
) -> str:
    """The sha256 over all rows of a table."""
    digest = hashlib.sha256()
    with end.opened(one, moving) as connection:
        for batch in _batches(connection, table):
            for row in batch:
                digest.update(seal(row).encode())
            tell(len(batch))
    return digest.hexdigest()
