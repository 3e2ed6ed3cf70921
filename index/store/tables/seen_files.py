"""The files that a sync has seen: so that what did not change is not read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from index.store.database import told_plainly
from index.store.library_file import LibraryFile
from index.store.records import FileStatus
from index.store.seal import sealed
from index.store.tables.sealed_rows import SEALED, insert

_ROWS = f"SELECT id, seal, {', '.join(SEALED['seen_files'])} FROM seen_files"


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file of a synced folder as a sync found it, and what became of it then.

    `folder` and `location` are absolute paths; `modified_ns` is the time of its last change;
    `sha256` that of its bytes.
    """

    folder: str
    location: str
    size: int
    modified_ns: int
    sha256: str
    status: FileStatus
    detail: str


class SeenFiles(LibraryFile):
    """What syncs have seen; it says nothing of documents, and moves no revision on."""

    def seen_in(self, folder: str) -> dict[str, SeenFile]:
        """The files of a synced folder by location, those whose rows pass their check: a file
        whose row does not is read once more."""
        with self._reading() as connection:
            found = connection.execute(f"{_ROWS} WHERE folder = ? ORDER BY location", [folder])
            return {
                row["location"]: SeenFile(*(row[column] for column in SEALED["seen_files"]))
                for row in found
                if sealed(row, SEALED["seen_files"])
            }

    def mend_seen(self) -> None:
        """Forget rows that do not pass their check; call it under the writer lock."""
        with told_plainly(self.path), self._connection as connection:
            ids = [(id_,) for id_ in _damaged_ids(connection)]
            connection.executemany("DELETE FROM seen_files WHERE id = ?", ids)

    def damaged_seen(self) -> int:
        """How many rows do not pass their check."""
        with self._reading() as connection:
            return len(_damaged_ids(connection))

    def saw(self, files: Iterable[SeenFile]) -> None:
        """Keep what was seen; call it, as the next, under the writer lock."""
        with told_plainly(self.path), self._connection as connection:
            insert(connection, "seen_files", [astuple(file) for file in files])

    def forget_seen(self, folder: str, locations: Iterable[str]) -> None:
        """Forget files of a synced folder."""
        with told_plainly(self.path), self._connection as connection:
            connection.executemany(
                "DELETE FROM seen_files WHERE folder = ? AND location = ?",
                [(folder, location) for location in locations],
            )


def _damaged_ids(connection: sqlite3.Connection) -> list[int]:
    rows = connection.execute(_ROWS)
    return [row["id"] for row in rows if not sealed(row, SEALED["seen_files"])]
