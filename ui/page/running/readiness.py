"""Readiness: whether questions can be answered now, in a few checks that a load balancer asks for.

What they say is fit for everybody: that something is wrong and what helps, and nothing of what the
library holds or where it lies. `assistant doctor` and the log say more.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.health import FREE_MEGABYTES
from corpus.errors import AssistantError, LibraryAway, ModelError
from corpus.wording import _, later
from ui.page.running.stopping import Stopping

if TYPE_CHECKING:
    from assistant.assistant import Assistant

KEPT_SECONDS = 1.0  # for which an answer holds, so that asking often costs nothing
FINE = later("ok")
LOADING = later("The models are being loaded; that takes some seconds.")
NO_MODELS = later(
    "A model is missing or altered, and answers are less often right. Install the program again; "
    "'assistant doctor' says more."
)
NO_LIBRARY = later(
    "The library cannot be opened. 'assistant doctor' says why; a backup may have to be restored."
)
NO_SERVER = later(
    "The server that keeps the library does not answer. Start it, or mend the way to it."
)
READ_ONLY = later("The data folder cannot be written. Make it writable for who runs the program.")
NO_ROOM = later("The disk is nearly full. Free some space, or nothing can be added.")
STOPS = later("The server is stopping.")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Readied:
    """One thing that has to be so before questions are answered; `detail` is a sentence."""

    name: str
    ok: bool
    detail: str


class Readiness:
    """The state of a server. Safe to use from many threads."""

    def __init__(self, assistant: Assistant, stopping: Stopping) -> None:
        self._assistant, self._stopping = assistant, stopping
        self._models = LOADING
        self._lock = threading.Lock()
        self._kept: tuple[float, list[Readied]] | None = None

    def load(self) -> None:
        """Load the networks, and find the questions to begin with, before the first visitor needs
        them."""
        try:
            self._assistant.load()
            self._models = FINE
        except ModelError as error:
            log.warning("A model cannot be loaded: %s", error)
            self._models = NO_MODELS
        except AssistantError as error:
            log.warning("The models cannot be tried: %s", error)
            self._models = FINE  # they are not what is wrong
        try:
            self._assistant.examples()
        except AssistantError as error:  # what is wrong is told to who opens the page
            log.warning("Questions to begin with cannot be found: %s", error)

    def checks(self) -> list[Readied]:
        """What is looked at, each in the language that is spoken."""
        with self._lock:
            now = time.monotonic()
            if self._kept is None or now > self._kept[0] + KEPT_SECONDS:
                self._kept = now, self._looked()
            found = self._kept[1]
        found = [*found, _told("models", self._models)]
        if self._stopping.begun:
            found.append(_told("server", STOPS))
        return [Readied(one.name, one.ok, _(one.detail)) for one in found]

    def _looked(self) -> list[Readied]:
        folder = self._assistant.folder
        library, store = FINE, FINE if os.access(folder, os.W_OK) else READ_ONLY
        try:
            self._assistant.revision()
        except LibraryAway:
            library = store = NO_SERVER
        except AssistantError as error:
            log.warning("The library cannot be opened: %s", error)
            library = NO_LIBRARY
        try:
            free = shutil.disk_usage(folder).free // 1_000_000
        except OSError:  # the folder is gone
            free = 0
        disk = FINE if free >= FREE_MEGABYTES else NO_ROOM
        return [_told("library", library), _told("store", store), _told("disk", disk)]


def _told(name: str, detail: str) -> Readied:
    return Readied(name, detail == FINE, detail)
