"""Files as the library knows them: where they lie, and what they are called there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from corpus.loading import FoundFile, Told, find_files
from index.store.library import Library


def files_at(
    paths: Iterable[Path],
    library: Library,
    *,
    follow_links: bool = False,
    skipped: Told | None = None,
) -> list[FoundFile]:
    """The files at `paths`, but for those of the data folder itself; see `find_files`."""
    own = library.folder.resolve()
    found = find_files(paths, follow_links=follow_links, skipped=skipped)
    return [file for file in found if not file.path.resolve().is_relative_to(own)]


def free_source(library: Library, file: FoundFile) -> str:
    """The file's name, with as many of its folders as tell it from others of that name."""
    source, parents = file.source, list(file.path.absolute().parent.parts)
    while parents and library.names_called(source):
        source = f"{parents.pop().strip('/')}/{source}"
    return source


def location_of(path: Path) -> str:
    """The absolute path, links kept; bytes in it that are no UTF-8 are written out as `\\xff`."""
    absolute = os.path.abspath(path)  # noqa: PTH100 (resolve would follow links)
    return os.fsencode(absolute).decode("utf-8", "backslashreplace")
