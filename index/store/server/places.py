"""Where the content of a data folder is kept: in files of its own, or on a server.

One setting says so, for all that is kept in the folder; what opens a file there asks here first.
The folder itself then holds settings and what can be had again: originals that were fetched.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.store.library import Library
    from index.store.server.server import Server

_servers: dict[Path, Server] = {}
_lock = Lock()


def keep(folder: Path, address: str | None, read_address: str | None = None) -> None:
    """Let the content of a data folder be on a server, by its address, or (None) in its files.
    `read_address` is that of a replica, from which is read. Connects to nothing.

    Raises LibraryError for what is no address.
    """
    place = folder.absolute()
    with _lock:
        before = _servers.get(place)
        if address is None:
            after = None
        else:
            from index.store.server.server import Server  # only where it is set

            after = Server(address, read_address)
            if before is not None and before.addresses == after.addresses:
                return
        if after is None:
            _servers.pop(place, None)
        else:
            _servers[place] = after
    if before is not None:
        before.close()


def server_of(folder: Path) -> Server | None:
    """The server that keeps the content of a data folder; None where its files do."""
    return _servers.get(folder.absolute()) if _servers else None


def exists(path: Path) -> bool:
    """Whether there is such a file of SQLite in a data folder, or what stands for it on its
    server."""
    server = server_of(path.parent)
    return path.exists() if server is None else server.has_schema(schema_of(path))


def schema_of(path: Path) -> str:
    """The schema (a namespace) of a server's database that stands for a file of a data folder."""
    return f"assistant_{path.stem}"


def library_at(folder: Path, embedder_name: str, dimension: int) -> Library:
    """The library of a data folder, made where there is none; see `LibraryFile`."""
    if server_of(folder) is None:
        from index.store.library import Library

        return Library(folder, embedder_name, dimension)
    from index.store.server.library import ServerLibrary

    return ServerLibrary(folder, embedder_name, dimension)


def existing_library(folder: Path) -> Library | None:
    """The library of a data folder with the embedder that it was made with; None where there is
    none yet."""
    if server_of(folder) is None:
        from index.store.library import Library

        return Library.existing(folder)
    from index.store.server.library import ServerLibrary

    return ServerLibrary.existing(folder)
