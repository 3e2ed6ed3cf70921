"""The seal of what is stored: a sha256 by which damage is told from what was written.

SQLite and the disk give a flipped bit back as they give anything else. So every row and file that
is shown carries a seal over all of what it says; long texts and vectors have a sha256 of their
own, which the seal of their row covers, so that a list of documents is checked without their texts.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from corpus.checked_json import loaded

KEY = "sha256"  # of a file of JSON, beside what it says
BROKEN = "it is not as it was stored: its checksum does not fit"


def seal(values: Iterable[object]) -> str:
    """The sha256, in hex, over values in their order: texts, numbers, bytes and None.

    Each goes in with its kind and its length, so that no two rows say the same.
    """
    parts = []
    for value in values:
        if isinstance(value, bytes):
            parts.append(b"b %d " % len(value) + value)
        elif isinstance(value, str):
            data = value.encode("utf-8", "surrogatepass")
            parts.append(b"str %d " % len(data) + data)
        else:
            data = f"{value}".encode()
            parts.append(f"{type(value).__name__} {len(data)} ".encode() + data)
    return hashlib.sha256(b"".join(parts)).hexdigest()


def sealed(row: sqlite3.Row, columns: Sequence[str]) -> bool:
    """Whether a row is as it was stored: its `seal` is that of its columns."""
    return bool(row["seal"] == seal(row[column] for column in columns))


def seal_rows(
    connection: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    *,
    sound: str = "1",
    into: str = "seal",
) -> None:
    """Seal the rows of a table as they stand, those that are `sound`; for files of before."""
    connection.create_function("seal_of", -1, lambda *values: seal(values), deterministic=True)
    said = ", ".join(columns)
    connection.execute(f"UPDATE {table} SET {into} = seal_of({said}) WHERE {sound}")


def sealed_json(told: Mapping[str, Any]) -> bytes:
    """An object as a file of JSON, with its seal."""
    # Without half characters, which a file name may have and no file takes.
    text = json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode()
    whole = {**json.loads(text), KEY: _digest(json.loads(text))}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def opened_json(data: bytes) -> tuple[Any, bool]:
    """What a file of JSON says, without its seal; and whether it had one.

    Raises ValueError where it is no JSON, or does not fit its seal. Files of earlier versions
    have none.
    """
    told = loaded(data)
    if not isinstance(told, dict) or KEY not in told:
        return told, False
    given = told.pop(KEY)
    if given != _digest(told):
        raise ValueError(BROKEN)
    return told, True


def _digest(told: Mapping[str, Any]) -> str:
    return seal([json.dumps(told, ensure_ascii=False, separators=(",", ":"))])
