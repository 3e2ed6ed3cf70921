"""All that a data folder keeps, moved between its files and a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversations import conversation_file
from assistant.evaluation import reviews
from assistant.faq.keeping import record_file
from assistant.training.bank import bank_file
from assistant.training.practice import results_file
from index.store import database
from index.store.tables.schema import SCHEMA

if TYPE_CHECKING:
    from index.store.server.moving import Moved

FILES = {
    database.FILE_NAME: SCHEMA,
    record_file.FILE_NAME: record_file.SCHEMA,
    bank_file.FILE_NAME: bank_file.SCHEMA,
    results_file.FILE_NAME: results_file.SCHEMA,
    conversation_file.FILE_NAME: conversation_file.SCHEMA,
    reviews.FILE_NAME: reviews.SCHEMA,
}


def move_store(source: str, target: str, on_progress: Callable[[float], object]) -> Moved:
    """Move what is kept at one place, the path of a data folder or an address of a server, to
    another. Raises LibraryError; run again, it goes on where it was stopped."""
    from index.store.server.ends import end_of, kept
    from index.store.server.moving import move

    files = [kept(Path(name).stem, sql) for name, sql in FILES.items()]
    ends = end_of(source), end_of(target)
    return move(*ends, files, on_progress)
