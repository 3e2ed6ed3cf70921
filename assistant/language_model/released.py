"""Which collections may be read by a language model that does not run on this machine.

None, until an editor says so. A document that is in several collections leaves the machine only
where all of them may: the strictest of its editors decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.checked_json import checked
from corpus.errors import AssistantError
from corpus.wording import _
from index.store.database import write_whole
from index.store.records import DocumentRecord
from index.store.seal import opened_json, sealed_json

FILE_NAME = ".released.json"  # of this machine: no bundle takes it along


@dataclass(frozen=True, slots=True)
class Released:
    """What the file holds: the names of the collections, as the library spells them."""

    collections: tuple[str, ...] = ()


class ReleasedCollections:
    """The file in a data folder; no file, no collection."""

    def __init__(self, folder: Path, records: Callable[[], Iterable[DocumentRecord]]) -> None:
        self._path, self._records = folder / FILE_NAME, records

    def names(self) -> frozenset[str]:
        """Raises AssistantError where the file is damaged: then nothing may leave."""
        try:
            told, _seal = opened_json(self._path.read_bytes())
            return frozenset(checked(Released, told).collections)
        except FileNotFoundError:
            return frozenset()
        except (OSError, ValueError) as error:
            raise AssistantError(
                _(
                    "{path}, which says what may leave this machine, is damaged or cannot be read "
                    "({reason}). Delete it, and release the collections again."
                ).format(path=self._path, reason=error)
            ) from error

    def anything(self) -> bool:
        """Whether anything may leave the machine, of the documents or of what is asked of them."""
        try:
            return bool(self.names())
        except AssistantError:
            return False

    def release(self, name: str, allowed: bool = True) -> None:
        """Let the documents of a collection be sent to a language model elsewhere, or no longer.
        Raises AssistantError."""
        kept = self.names() - {name} | ({name} if allowed else frozenset())
        try:
            write_whole(self._path, sealed_json({"collections": sorted(kept)}))
        except OSError as error:
            raise AssistantError(
                _("{path} cannot be written: {reason}.").format(
                    path=self._path, reason=error.strerror or error
                )
            ) from error

    def kept_here(self, ids: Collection[str]) -> list[str]:
        """The titles of those of some documents that must not leave the machine."""
        try:
            released = self.names()
        except AssistantError:
            released = frozenset()
        records = {one.id: one for one in self._records()}
        return [
            record.title or record.source if (record := records.get(id_)) else id_
            for id_ in sorted(ids)
            if id_ not in records or not {*records[id_].collections} <= released
        ]
