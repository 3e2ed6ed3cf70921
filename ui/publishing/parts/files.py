"""Files written together: all made before the first is written, each whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import AssistantError
from index.store.database import SHARED_FILE, write_whole


def refuse_unwritable(folder: Path, out: Path) -> None:
    """Raise AssistantError where `out` could not be written for its folder's sake."""
    try:
        with tempfile.TemporaryFile(dir=folder):  # the one sure way to know
            pass
    except OSError as error:
        raise AssistantError(
            f"{out} cannot be made: the folder {folder} cannot be written "
            f"({error.strerror or error}); choose another."
        ) from error


def write_all(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write the files in order. Raises AssistantError that tells what was written before."""
    written: list[Path] = []
    for out, data in files:
        try:
            write_whole(out, data, SHARED_FILE)
        except OSError as error:
            before = ", ".join(map(str, written))
            raise AssistantError(
                f"{out} could not be written ({error.strerror or error}); "
                + (f"{before} was written before it. " if before else "nothing was written. ")
                + "Free some space, or choose another folder, and try again."
            ) from error
        written.append(out)
