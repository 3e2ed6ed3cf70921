"""Uploaded files, from gradio's folder to where they are used: none stays behind."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import gradio.route_utils
from gradio.route_utils import GradioMultiPartParser
from starlette.datastructures import FormData

SWEPT_AFTER = 900  # seconds, for uploads that no event has asked for
SWEPT_EVERY = 60  # seconds


class Claimed:
    """Uploads that an event has taken over; they go with this object, or with `release()`.

    Only what gradio has stored as an upload is taken, whatever the event names. `paths` keep
    their names and their order.
    """

    def __init__(self, files: Iterable[str]) -> None:
        uploads = Path(os.environ["GRADIO_TEMP_DIR"]).resolve()
        uploads.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=uploads, prefix="claimed-"))
        self.release = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.paths: list[Path] = []
        given = dict.fromkeys(Path(file).resolve() for file in files)
        for place, path in enumerate(one for one in given if uploads in one.parents):
            claimed = folder / str(place) / path.name  # two may have one name
            claimed.parent.mkdir()
            with suppress(FileNotFoundError):  # told by whoever reads it
                path.rename(claimed)
            with suppress(OSError):
                path.parent.rmdir()
            self.paths.append(claimed)


class TidyParser(GradioMultiPartParser):  # type: ignore[misc]
    """Gradio's reader of uploads, that leaves nothing behind when the upload breaks off."""

    async def parse(self) -> FormData:
        try:
            form: FormData = await super().parse()
            return form
        except BaseException:
            for file in self._files_to_close_on_error:
                file.close()
                Path(file.name).unlink(missing_ok=True)
            raise


def waiting(folder: Path) -> int:
    """The bytes of all files in a folder, at any depth, some of which may go meanwhile."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return total


def tidy() -> None:
    """Let gradio use the parser above, which it makes itself."""
    gradio.route_utils.GradioMultiPartParser = TidyParser
