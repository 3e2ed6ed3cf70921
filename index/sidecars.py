"""Sidecars: files beside documents that say what these are, `NAME.meta.yaml`.

NAME is the file name of the document, with its suffix or, where no other is called so, without.
What a sidecar says is a correction of its document, with the path of the sidecar as its origin; a
sidecar that is gone takes back what it said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorrectionError, DocumentError
from corpus.loading import LOADERS, FoundFile, read_bytes
from corpus.sandbox import call_in_sandbox
from corpus.wording import _
from index.corrections import Corrections, checked_corrections
from index.paths import location_of
from index.store.library import Library
from index.store.records import FileReport

SUFFIX = ".meta.yaml"
MAX_BYTES = 100_000
READER = "corpus.formats.text.sidecar"


def is_sidecar(name: str) -> bool:
    return name.casefold().endswith(SUFFIX) and len(name) > len(SUFFIX)


def parted(files: Iterable[FoundFile]) -> tuple[list[FoundFile], list[FoundFile]]:
    """(documents, sidecars) of some files."""
    documents: list[FoundFile] = []
    told: list[FoundFile] = []
    for one in files:
        (told if is_sidecar(one.path.name) or is_sidecar(one.source) else documents).append(one)
    return documents, told


def with_those_beside(documents: Iterable[FoundFile], told: list[FoundFile]) -> list[FoundFile]:
    """Sidecars, with those that lie beside some documents."""
    known = {location_of(one.path): one for one in told}
    for document in documents:
        for called in (document.path.name, document.path.stem):
            path = document.path.with_name(called + SUFFIX)
            if path.is_file():
                folder = document.source[: len(document.source) - len(document.path.name)]
                beside = FoundFile(path, f"{folder}{path.name}")
                known.setdefault(location_of(path), beside)
    return list(known.values())


@dataclass(frozen=True, slots=True)
class _Target:
    """The document that a sidecar is about; `called` is its file name."""

    document_id: str
    called: str


class Sidecars:
    """What sidecars say, put into a library. Call its methods under the writer lock."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def apply(self, file: FoundFile, *, uploaded: bool = False) -> FileReport:
        """Let a document be corrected by its sidecar. A sidecar without its document, and what
        cannot be said, is `failed`, with a sentence; it leaves everything as it was."""
        source = file.source
        try:
            target = self.target(file, uploaded=uploaded)
            said = read_sidecar(file)
        except (DocumentError, CorrectionError) as error:
            words = str(error)
            told = words if source in words else f"{source}: {words}"
            return FileReport(source, "failed", f"{_('failed')}: {told}")
        origin = source if uploaded else location_of(file.path)
        if not self._library.correct(target.document_id, origin, said):
            return FileReport(source, "unchanged", _("unchanged"), target.document_id)
        fields = ", ".join(name.replace("_", " ") for name in said.corrected) or "nothing any more"
        says = _("says {fields} of {name}").format(fields=fields, name=target.called)
        detail = f"{_('described')}: {says}"
        return FileReport(source, "described", detail, target.document_id)

    def target(self, file: FoundFile, *, uploaded: bool = False) -> _Target:
        """The document that a sidecar is about. Raises DocumentError where there is none."""
        if uploaded:
            called = file.source[: -len(SUFFIX)]
            names = self._library.names_called(called)
            if names:
                return _Target(names[-1].document_id, called)
            raise _alone(file.source, called)
        path = self._beside(file)
        name = self._library.name_at(location_of(path))
        if name is None:
            raise DocumentError(
                _(
                    "{source} says something of {name}, which is not in the library; mend "
                    "and add that first"
                ).format(source=file.source, name=path.name)
            )
        return _Target(name.document_id, name.source)

    def _beside(self, file: FoundFile) -> Path:
        """The file of the document."""
        called = file.path.name[: -len(SUFFIX)]
        path = file.path.with_name(called)
        if path.suffix.lower() in LOADERS and path.is_file():
            return path
        found = [
            other
            for suffix in LOADERS
            if (other := file.path.with_name(f"{called}{suffix}")).is_file()
        ]
        if len(found) > 1:
            raise DocumentError(
                _(
                    "{source} lies beside several files that are called {called}; name it as "
                    "one of them, {name}{suffix}"
                ).format(source=file.source, called=called, name=found[0].name, suffix=SUFFIX)
            )
        if not found:
            raise _alone(file.source, called)
        return found[0]

    def take_back_gone(self) -> list[str]:
        """Forget what sidecars said that are gone while the files of their documents are there;
        their paths. Where a drive is not connected, nothing is gone."""
        gone = self.gone()
        if gone:
            self._library.take_back(gone)
        return gone

    def gone(self) -> list[str]:
        """The paths of the sidecars that are gone."""
        origins = self._library.origins()
        return [at for at, id_ in origins.items() if self._is_gone(Path(at), id_)]

    def _is_gone(self, origin: Path, document_id: str) -> bool:
        if not origin.is_absolute() or origin.exists():
            return False
        places = [
            Path(name.location) for name in self._library.names_of(document_id) if name.location
        ]
        here = [place for place in places if place.parent == origin.parent]
        return all(place.exists() for place in here) and any(place.exists() for place in places)


def read_sidecar(file: FoundFile) -> Corrections:
    """What a sidecar says, checked. Raises DocumentError and CorrectionError."""
    data = read_bytes(file.path, file.source, max_bytes=MAX_BYTES)
    told = call_in_sandbox(READER, data, file.source, {})
    if not isinstance(told, dict):
        raise DocumentError(
            _("{source} could not be read; write it again").format(source=file.source)
        )
    return checked_corrections(told)


def _alone(source: str, called: str) -> DocumentError:
    return DocumentError(
        _(
            "{source} says something of {called}, and no such file is beside it; put "
            "the two together, or remove it"
        ).format(source=source, called=called)
    )
