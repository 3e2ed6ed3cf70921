"""What goes wrong with a server, in one sentence: what it is, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from corpus.errors import (
    LibraryAway,
    LibraryDamaged,
    LibraryError,
    LibraryLocked,
    LibraryMismatch,
    LibraryReadOnly,
    LibraryUnwritten,
)
from corpus.wording import _


def told_of(error: psycopg.Error, name: str) -> LibraryError:
    """One of our errors for one of PostgreSQL; `name` is that of the server's database."""
    words = _first_line(error)
    if isinstance(error, errors.LockNotAvailable | errors.DeadlockDetected):
        return LibraryLocked(
            _("{path} is in use by another program; try again when it is done.").format(path=name)
        )
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return LibraryReadOnly(
            _(
                "{name} is a copy that can only be read. Nothing was changed; let ASSISTANT_STORE"
                " name the server that is written to."
            ).format(name=name)
        )
    if isinstance(error, errors.InsufficientPrivilege):
        return LibraryReadOnly(
            _(
                "This user may not do that on {name} ({words}). Nothing was changed; ask whoever"
                " looks after the server for the right."
            ).format(name=name, words=words)
        )
    if isinstance(error, errors.DiskFull | errors.OutOfMemory | errors.ConfigurationLimitExceeded):
        return LibraryUnwritten(
            _(
                "{path} could not be written ({cause}). What was stored before is safe; "
                "free some space and run the command again."
            ).format(path=name, cause=words)
        )
    if isinstance(error, errors.UndefinedTable | errors.UndefinedColumn | errors.InvalidSchemaName):
        return LibraryDamaged(
            _(
                "What {name} holds is not the library of this program, or not whole ({words}). It"
                " was left as it is; restore it from a backup, or name another database."
            ).format(name=name, words=words),
            words,
        )
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return away(error, name)
    return LibraryError(
        _("{name} refuses what was asked ({words}). Nothing was changed.").format(
            name=name, words=words
        )
    )


def away(error: psycopg.Error, name: str) -> LibraryError:
    """The same for a server that cannot be reached, or will not let this user in."""
    words = _first_line(error)
    if "password" in words or "authentication failed" in words:
        return LibraryAway(
            _(
                "{name} does not let this user in: the password or the user is wrong. Set it in"
                " ASSISTANT_STORE or PGPASSWORD."
            ).format(name=name)
        )
    if re.search(r'database "[^"]*" does not exist', words):
        return LibraryAway(
            _(
                "The server has no database {name}. Make one with 'createdb', or name another in"
                " ASSISTANT_STORE."
            ).format(name=name)
        )
    return LibraryAway(
        _(
            "The server of {name} cannot be reached ({words}). What was stored before is safe; try"
            " again when it runs."
        ).format(name=name, words=words)
    )


def without_pgvector(name: str) -> LibraryMismatch:
    return LibraryMismatch(
        _(
            "{name} has no pgvector. Install the extension on the server and run 'CREATE EXTENSION"
            " vector' in the database as one who may; nothing was changed."
        ).format(name=name)
    )


@contextmanager
def server_told_plainly(name: str) -> Iterator[None]:
    """Turn what psycopg raises within into our errors."""
    try:
        yield
    except psycopg.Error as error:
        raise told_of(error, name) from error


def _first_line(error: psycopg.Error) -> str:
    """What PostgreSQL says, without the address that it was said of."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    said = re.sub(r"^connection failed: |^connection to server (at|on) .*? failed: ", "", lines[0])
    said = re.sub(r"^connection to server (at|on) .*? failed: ", "", said)
    return re.sub(r"^(FATAL|ERROR): +", "", said).rstrip(".")
