"""A folder that is watched: when to look at it again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

LOOK_EVERY_MS = 1_000  # at the folder itself, whether it is still there
ANYWAY_AFTER = 60.0  # seconds; a drive of the network may tell of no changes
WAIT = 1.0  # seconds between two looks for a folder that is gone


def looks(folder: Path, own: Path) -> Iterator[bool]:
    """True each time that the folder may have changed, and at first; False once it is gone, and
    then nothing before it is there again. Hidden files, and those of the data folder `own`, are no
    changes. Ends only by an exception.
    """
    from watchfiles import watch  # needed by nothing else

    root, own = folder.absolute(), own.resolve()

    def counts(_: object, path: str) -> bool:
        changed = Path(path)
        if changed.resolve().is_relative_to(own):
            return False
        inside = changed.relative_to(root).parts if changed.is_relative_to(root) else ()
        return not any(part.startswith(".") for part in inside)

    while True:
        identity = _identity(root)
        if identity is None:
            yield False
            while _identity(root) is None:
                time.sleep(WAIT)
            continue
        looked = float("-inf")
        try:
            for changes in watch(
                root, watch_filter=counts, rust_timeout=LOOK_EVERY_MS, yield_on_timeout=True
            ):
                if _identity(root) != identity:
                    break  # gone, or another drive in its place, of which nothing is heard
                if changes or time.monotonic() - looked >= ANYWAY_AFTER:
                    yield True
                    looked = time.monotonic()
        except OSError:
            time.sleep(WAIT)  # it went while the watch began


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if folder.is_dir() else None
