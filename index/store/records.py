"""What the library tells about its documents and about an ingest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from corpus.contents import ContentReport
from corpus.wording import later

FileStatus = Literal[
    "indexed",
    "unchanged",
    "duplicate",
    "described",
    "empty",
    "no text layer",
    "encrypted",
    "unsupported",
    "failed",
]
STATUSES: tuple[FileStatus, ...] = get_args(FileStatus)
# What a report begins with, as the terminal and the page say it.
_SAID = (
    later("indexed"),
    later("unchanged"),
    later("duplicate"),
    later("described"),
    later("empty"),
    later("no text layer"),
    later("encrypted"),
    later("unsupported"),
    later("failed"),
)
STORED: tuple[FileStatus, ...] = ("indexed", "unchanged", "duplicate", "described")


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. `detail` is the whole sentence to show.

    `indexed`, `unchanged`, `duplicate` and (of a sidecar) `described` mean that the library holds
    the file's content; every other status means that it does not. `embedded` counts the passages
    whose vectors had to be computed (the others were reused), `replaces` is the id of the version
    that this one supersedes. `contents` tells what was found in a file that was indexed.
    """

    source: str
    status: FileStatus
    detail: str
    document_id: str | None = None
    chunks: int = 0
    embedded: int = 0
    replaces: str | None = None
    contents: ContentReport | None = None

    @property
    def stored(self) -> bool:
        """Whether the library holds this file's content."""
        return self.status in STORED

    @property
    def sentence(self) -> str:
        """`detail` with what matters of the contents: one line."""
        remarks = self.contents.remarks() if self.contents is not None else ()
        return "; ".join((self.detail, *remarks))

    def to_dict(self) -> dict[str, Any]:
        """This report as JSON holds it."""
        facts = {name: getattr(self, name) for name in self.__slots__}
        contents = self.contents.to_dict() if self.contents is not None else None
        return {**facts, "contents": contents}


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """How far an ingest is: files finished, and passages embedded of those known so far."""

    source: str
    files_done: int
    files_total: int
    chunks_done: int
    chunks_total: int


@dataclass(frozen=True, slots=True)
class ReindexProgress:
    """How far a reindex is: documents done (by earlier runs too) of all, and passages made now."""

    source: str
    done: int
    total: int
    chunks: int


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A stored document without its text. `names` are the files that hold this content.

    `added_at` is UTC, ISO 8601. `superseded_by` is the id of the version that replaced it,
    or None while it is the current one. `pages` is 0 where the format has none. `topics` are what
    it says that it is about, `collections` where people have put it. `number`, `in_force_from`,
    `in_force_until` and `replaces` are known where people said so; `corrected` names all fields
    that are people's words and not those of the file. Of a document whose record is damaged only
    the id is told, in `source` too: by it the document can be removed.
    """

    id: str
    source: str
    names: tuple[str, ...]
    title: str | None
    date: str | None
    publisher: str | None
    language: str | None
    pages: int
    characters: int
    chunks: int
    added_at: str
    superseded_by: str | None
    topics: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    number: str | None = None
    in_force_from: str | None = None
    in_force_until: str | None = None
    replaces: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
