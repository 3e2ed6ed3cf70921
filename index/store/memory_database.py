"""SQLite files that are made in memory, for what is given out as such a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing


def database_bytes(fill: Callable[[sqlite3.Cursor], object]) -> bytes:
    """The SQLite file that `fill` makes, without any file on the disk."""
    with closing(sqlite3.connect(":memory:")) as connection:
        fill(connection.cursor())
        connection.commit()
        return connection.serialize()
