"""Removed documents, kept outside the library for a while so that a removal can be undone.

Each removal is a folder in `removed/`: the rows with their seals in a file of SQLite, and the
originals. Nothing that reads the library sees them, and no bundle takes them along. After
DAYS days the folder is deleted, and with it all that there was.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus.errors import DocumentNotFound, LibraryDamaged, LibraryMismatch
from corpus.wording import _
from index.corrections import Corrections
from index.store import database, rows
from index.store.library_file import LibraryFile
from index.store.records import DocumentRecord
from index.store.seal import sealed
from index.store.stored_passages import marks
from index.store.tables import corrections, schema
from index.store.tables.sealed_rows import SEALED

FOLDER = "removed"
DAYS = 30
FILE = "rows.sqlite"
KEPT = database.Purpose("removed document", "add its file again, which is kept beside it")
_TIME = "%Y%m%dT%H%M%S"
_NAME = re.compile(r"(?P<id>[0-9a-f]{16})-(?P<time>\d{8}T\d{6})")
# In this order they are put back; with the column that names the document.
_TABLES = {
    "documents": "id",
    "names": "document_id",
    "memberships": "document_id",
    "corrections": "document_id",
    "chunks": "document_id",
}


@dataclass(frozen=True, slots=True)
class Removal:
    """A document that was removed, or names of one.

    `names` are those that went; `stays` those by which the document is still there. `undo_until`
    is the last day, in UTC, on which it can be had back, None where it cannot.
    """

    record: DocumentRecord
    names: tuple[str, ...]
    stays: tuple[str, ...] = ()
    undo_until: str | None = None

    def sentences(self, called: str, for_good: bool = False) -> list[str]:
        """What became of what the user knows as `called`, save how it can be had back; `for_good`
        where nobody wanted it kept."""
        if self.stays:
            stays = _("Removed the name {name}; the document ({id}) stays, as {names}.")
            return [
                stays.format(name=called, id=self.record.id, names=", ".join(self.stays)),
            ]
        told = [_("Removed {name}.").format(name=called)]
        if len(self.names) > 1:
            names = ", ".join(self.names)
            told.append(_("Its names went with it: {names}.").format(names=names))
        if self.undo_until is None and not for_good:
            told.append(_("The disk was too full to keep it, so this cannot be undone."))
        return told


@dataclass(frozen=True, slots=True)
class RemovedDocument:
    """What can be had back, until the end of a day in UTC."""

    id: str
    title: str | None
    names: tuple[str, ...]
    removed_at: str
    undo_until: str


class RemovedDocuments(LibraryFile):
    """What was removed from a library and can come back."""

    def removed(self) -> list[RemovedDocument]:
        """What can be had back, the last removed first; what is damaged there is left out."""
        found = []
        for folder, id_, at in self._removals():
            with suppress(LibraryDamaged), closing(_opened(folder)) as connection:
                said = _told(connection, id_)
                found.append(
                    RemovedDocument(id_, *said, at.isoformat(timespec="seconds"), _until(at))
                )
        return sorted(found, key=lambda one: one.removed_at, reverse=True)

    def expire_removed(self) -> None:
        """Delete what was removed more than DAYS days ago, and what a command left that was
        killed."""
        now = datetime.now(UTC)
        with suppress(OSError):
            for folder in (self.folder / FOLDER).glob("*"):
                expired = is_expired(folder.name, now)
                left = folder.name.endswith(database.UNFINISHED) and not _is_fresh(folder)
                if expired or left:
                    shutil.rmtree(folder, ignore_errors=True)

    def restore(self, id_or_name: str) -> str:
        """Put a removed document back as it was; its id. Call it under the writer lock.

        Raises DocumentNotFound, LibraryDamaged where what was kept of it is not whole, and
        LibraryMismatch where the library has changed so that it cannot come back.
        """
        folder, id_ = self._removal_of(id_or_name)
        with closing(_opened(folder)) as kept, database.values_told_plainly(folder / FILE, KEPT):
            meta = dict(kept.execute("SELECT key, value FROM meta").fetchall())
            ours = self._meta()
            other = any(meta.get(key) != ours.get(key) for key in _SAME)
            if other or meta.get("format") not in _FORMATS:
                raise LibraryMismatch(
                    _(
                        "The library has another format or embedder than when {id_or_name} was "
                        "removed; add its file again, which is kept in {folder}."
                    ).format(id_or_name=id_or_name, folder=folder)
                )
            _refuse_damaged(kept, folder, self.dimension)
            for original in folder.iterdir():
                if original.name != FILE:
                    sha256, dot, suffix = original.name.partition(".")
                    place = self.original_path(sha256, dot + suffix)
                    database.make_folder(place.parent)
                    _linked(original, place)
            with self._writing() as connection:
                self._put_back(connection, kept, id_)
        shutil.rmtree(folder, ignore_errors=True)
        return id_

    def _put_back(self, connection: sqlite3.Connection, kept: sqlite3.Connection, id_: str) -> None:
        there = {row[0] for row in connection.execute("SELECT id FROM documents")}
        if id_ in there:
            raise LibraryMismatch(
                _("{id} is in the library again; there is nothing to undo.").format(id=id_)
            )
        for row in kept.execute("SELECT superseded_by FROM documents WHERE id = ?", [id_]):
            if row[0] is not None and row[0] not in there:
                raise LibraryMismatch(
                    _(
                        "The version that superseded {id} is no longer in the library; have that "
                        "back first, or add the file of this one again."
                    ).format(id=id_)
                )
        for table, column in _TABLES.items():
            for row in kept.execute(f"SELECT * FROM {table}"):
                if row[column] in there:
                    continue  # a version that came back by itself meanwhile
                values = dict(row)
                if table == "names":
                    taken = connection.execute(
                        "SELECT 1 FROM names WHERE location = ?", [values["location"]]
                    ).fetchone()
                    if taken:
                        continue
                columns = ", ".join(values)
                connection.execute(
                    f"INSERT INTO {table} ({columns}) VALUES ({marks(values)})", [*values.values()]
                )
        self._name_again(connection, kept, id_)
        corrections.reword(connection, [id_])  # of format 4 the index held what was read

    def _name_again(
        self, connection: sqlite3.Connection, kept: sqlite3.Connection, id_: str
    ) -> None:
        """Give a current document a name without a path, where its paths are other documents'."""
        row = kept.execute(
            "SELECT source FROM documents WHERE id = ? AND superseded_by IS NULL", [id_]
        ).fetchone()
        named = connection.execute("SELECT 1 FROM names WHERE document_id = ?", [id_]).fetchone()
        if row is not None and not named:
            rows.point(connection, row["source"], None, None, id_)

    def _keep_removed(self, connection: sqlite3.Connection, id_: str, gone: Sequence[str]) -> str:
        """Keep what is about to be removed, within its transaction; until when.

        Killed before the end of that it is swept away, since the document is still there.
        """
        at = datetime.now(UTC)
        folder = self.folder / FOLDER / f"{id_}-{at.strftime(_TIME)}"
        made = folder.with_name(folder.name + database.UNFINISHED)
        with database.disk_told_plainly(self.path):
            # Under the lock nobody else is making one: what is unfinished was left by a command
            # that was killed or whose disk failed.
            unfinished = made.parent.glob(f"*{database.UNFINISHED}")
            for left in (*unfinished, folder):
                shutil.rmtree(left, ignore_errors=True)
            database.make_folder(made)
            try:
                with database.told_plainly(self.path):
                    _copy(connection, made / FILE, gone)
                for row in connection.execute(
                    f"SELECT sha256, suffix FROM documents WHERE id IN ({marks(gone)})", [*gone]
                ):
                    original = self.original_path(row["sha256"], row["suffix"])
                    if original.exists():
                        _linked(original, made / original.name)
                made.replace(folder)
            except BaseException:
                shutil.rmtree(made, ignore_errors=True)
                raise
        return _until(at)

    def _sweep_removed(self) -> None:
        """Delete what has expired, and what was kept of documents that are there."""
        self.expire_removed()
        with self._reading() as connection:
            for folder, id_, _until in self._removals():
                if connection.execute("SELECT 1 FROM documents WHERE id = ?", [id_]).fetchone():
                    shutil.rmtree(folder, ignore_errors=True)

    def _removals(self) -> Iterator[tuple[Path, str, datetime]]:
        """(folder, document, time) of what can still be had back."""
        now = datetime.now(UTC)
        for folder in sorted((self.folder / FOLDER).glob("*")):
            match = _NAME.fullmatch(folder.name)
            if match and _is_kept(_time(match), now):
                yield folder, match["id"], _time(match)

    def _removal_of(self, id_or_name: str) -> tuple[Path, str]:
        found = []
        for folder, id_, _until in self._removals():
            if id_ == id_or_name:
                return folder, id_
            with suppress(LibraryDamaged), closing(_opened(folder)) as connection:
                title, names = _told(connection, id_)
                if id_or_name in (title, *names):
                    found.append((folder, id_))
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(id_ for _, id_ in found)
            raise DocumentNotFound(
                _("Several were removed as {id_or_name}: name one of {ids}.").format(
                    id_or_name=id_or_name, ids=ids
                )
            )
        raise DocumentNotFound(
            _(
                "No removed document {id_or_name!r} is kept; 'assistant documents "
                "removed' shows those of the last {days} days."
            ).format(id_or_name=id_or_name, days=DAYS)
        )


_SAME = ("embedder", "dimension")
_FORMATS = ("4", "5", str(schema.FORMAT))  # whose rows have the same columns


def _copy(connection: sqlite3.Connection, path: Path, ids: Sequence[str]) -> None:
    """Copy all rows of some documents, with their seals, to a file of their own."""
    os.close(database.begin_file(path))
    with closing(sqlite3.connect(path)) as kept, kept:
        kept.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)")
        meta = connection.execute(
            f"SELECT key, value FROM meta WHERE key = 'format' OR key IN ({marks(_SAME)})", _SAME
        )
        kept.executemany("INSERT INTO meta VALUES (?, ?)", map(tuple, meta.fetchall()))
        for table, column in _TABLES.items():
            said = [row["name"] for row in connection.execute(f"PRAGMA table_info({table})")]
            columns = [one for one in said if one != "id" or table == "documents"]
            kept.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
            kept.executemany(
                f"INSERT INTO {table} VALUES ({marks(columns)})",
                map(
                    tuple,
                    connection.execute(
                        f"SELECT {', '.join(columns)} FROM {table} "
                        f"WHERE {column} IN ({marks(ids)}) ORDER BY rowid",
                        [*ids],
                    ),
                ),
            )


def _opened(folder: Path) -> sqlite3.Connection:
    """The rows of a removal. Raises LibraryDamaged."""
    path = folder / FILE
    if not path.is_file():
        raise database.damaged(path, "it is missing", KEPT)
    with database.told_plainly(path, KEPT):
        return database.connect(path)


def _told(connection: sqlite3.Connection, id_: str) -> tuple[str | None, tuple[str, ...]]:
    """(title, file names) of a removed document, as corrected. Raises LibraryDamaged."""
    try:
        row = connection.execute(
            "SELECT title, source FROM documents WHERE id = ?", [id_]
        ).fetchone()
        names = connection.execute("SELECT source FROM names WHERE document_id = ?", [id_])
        sources = tuple(name["source"] for name in names)
        said = connection.execute(
            "SELECT document_id, origin, said, seal FROM corrections WHERE document_id = ? "
            "ORDER BY origin",
            [id_],  # an editor's, which has no origin, comes first
        )
        titles = (
            Corrections.from_json(one["said"]).title for one in said if corrections.intact(one)
        )
        title = next((title for title in titles if title), row["title"])
        return title, sources or (row["source"],)
    except (sqlite3.DatabaseError, TypeError, ValueError) as error:
        raise LibraryDamaged(_("What was kept of a removed document is damaged.")) from error


def _refuse_damaged(kept: sqlite3.Connection, folder: Path, dimension: int) -> None:
    whole = all(
        rows.intact_document(row) for row in kept.execute("SELECT * FROM documents")
    ) and all(
        rows.intact_chunk(row) and rows.intact_vector(row, dimension)
        for row in kept.execute("SELECT * FROM chunks")
    )
    for table in ("names", "memberships", "corrections"):
        whole = whole and all(
            sealed(row, SEALED[table]) for row in kept.execute(f"SELECT * FROM {table}")
        )
    if not whole:
        raise LibraryDamaged(
            _(
                "What was kept of the removed document is damaged; add its file again, "
                "which is kept in {folder}."
            ).format(folder=folder)
        )


def _linked(original: Path, place: Path) -> None:
    """Have a file at another place too, without taking more of the disk where that can be."""
    if place.exists():
        return
    try:
        os.link(original, place)
    except OSError:
        shutil.copyfile(original, place)
        place.chmod(database.PRIVATE_FILE)


def is_expired(name: str, now: datetime) -> bool:
    """Whether what a folder of that name keeps can no longer be had back."""
    match = _NAME.fullmatch(name)
    return match is not None and not _is_kept(_time(match), now)


def _time(match: re.Match[str]) -> datetime:
    return datetime.strptime(match["time"], _TIME).replace(tzinfo=UTC)


def _is_kept(at: datetime, now: datetime) -> bool:
    return now.date().isoformat() <= _until(at)


def _until(at: datetime) -> str:
    return (at + timedelta(days=DAYS)).date().isoformat()


def _is_fresh(folder: Path) -> bool:
    """Whether another command may still be writing a folder."""
    return datetime.now(UTC).timestamp() - folder.stat().st_mtime < 60
