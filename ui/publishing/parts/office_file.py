"""Office files with nothing in them that depends on the moment they were made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime

AUTHOR = "Policy assistant"
PROPERTY_LIMIT = 255  # characters of a property, like the title
EARLIEST, LATEST = 1980, 2107  # years that a zip file can tell


def moment(date: str) -> datetime:
    """Midnight of an ISO 8601 date, as the time a file says it was made; 1980 where it is none."""
    try:
        made = datetime.fromisoformat(date)
    except ValueError:
        made = datetime(EARLIEST, 1, 1)
    year = min(max(made.year, EARLIEST), LATEST)
    return datetime(year, made.month, min(made.day, 28) if year != made.year else made.day)


def dated(data: bytes, made: datetime, parts: Mapping[str, bytes] | None = None) -> bytes:
    """The zip file with `made` as the time of every entry, and with these parts in it instead."""
    parts = parts or {}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as kept:
        for entry in given.infolist():
            told = zipfile.ZipInfo(entry.filename, made.timetuple()[:6])
            told.compress_type = zipfile.ZIP_DEFLATED
            told.external_attr = 0o600 << 16
            kept.writestr(told, parts.get(entry.filename) or given.read(entry))
    return out.getvalue()
