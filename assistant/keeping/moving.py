"""All that a data folder keeps, moved between its files and a server."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversations import conversation_file
from assistant.evaluation import reviews
from assistant.faq.keeping import record_file
from assistant.training.bank import bank_file
from assistant.training.practice import results_file
from index.store import database
from index.store.server import places
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


@contextmanager
def folder_of(data_dir: Path) -> Iterator[Path]:
    """A data folder as files, for as long as it is needed: itself, or, where a server keeps its
    content, a copy of all that there is. Raises LibraryError."""
    server = places.server_of(data_dir)
    if server is None:
        yield data_dir
        return
    with tempfile.TemporaryDirectory(prefix="assistant-") as made:
        folder = Path(made) / "data"
        move_store(server.address, str(folder), lambda share: None)
        _copy_beside(data_dir, folder)
        yield folder


def put_on_server(made: Path, data_dir: Path) -> None:
    """Move what a folder holds to the server that keeps a data folder, and what only files hold
    into that folder. Raises LibraryError."""
    server = places.server_of(data_dir)
    assert server is not None
    move_store(str(made), server.address, lambda share: None)
    database.make_folder(data_dir)
    _copy_beside(made, data_dir)


def _copy_beside(one: Path, other: Path) -> None:
    """Copy what no server keeps: settings, packs, lists."""
    names = {*FILES, "originals", "removed", "vectors", "writer.lock", "ballast"}
    for path in one.iterdir():
        if path.name in names or (other / path.name).exists():
            continue
        if path.is_dir():
            shutil.copytree(path, other / path.name)
        else:
            shutil.copy2(path, other / path.name)
