"""The assistant: questions in, verified answers out; and the library behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from assistant.answer import Answer
from assistant.answering.legal.badges import badge
from assistant.asking import Asking
from assistant.gaps import Gap
from corpus.contents import ContentReport, contents_of
from corpus.document import Document
from corpus.errors import AssistantError, ChoiceError, CorrectionError
from corpus.language.identification import language_of
from corpus.loading import load_document
from corpus.wording import _, later
from index.choice import DocumentChoice
from index.corrections import checked_corrections, refuse_impossible
from index.passage import Validity
from index.store.records import DocumentRecord, FileReport, IngestProgress, ReindexProgress
from index.store.tables.corrections import EDITOR
from index.store.tables.memberships import DEFAULT
from index.store.tables.removed_rows import Removal, RemovedDocument
from index.store.tables.terms import Term, checked_term

if TYPE_CHECKING:
    from assistant.people.rooms import Rooms
    from index.exporting import Exported
    from index.sync import SyncReport


class SyncOptions(TypedDict, total=False):
    """How a folder is mirrored; see `Sync.run`."""

    remove: bool
    again: bool
    collections: Sequence[str]
    follow_links: bool
    skipped: Callable[[str], object] | None
    on_progress: Callable[[IngestProgress], None] | None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that `doctor` looked at; `detail` says what was found, and what to do."""

    name: str
    ok: bool
    detail: str


class Assistant(Asking):
    """What answers, and what looks after its library. Made by `assembly.assemble`.

    `rooms` gives each person the assistant that is theirs, where there are accounts.
    """

    rooms: Rooms

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._library.folder

    def revision(self) -> int:
        """How often the library was changed."""
        return self._library.revision()

    def size(self) -> tuple[int, int]:
        """How many documents answer, and how many passages they have."""
        return len(self._library.records()), self._library.chunk_count()

    # Questions without an answer

    def gaps(self) -> list[Gap]:
        """What was asked and not answered, most asked first. Raises LibraryError."""
        return self._gaps.gaps()

    def clear_gaps(self) -> list[Gap]:
        """Empty the list of gaps; gives what was in it. Raises LibraryError."""
        return self._gaps.clear()

    def gap_problem(self) -> str | None:
        """Why gaps are not kept as they should be, or None."""
        return self._gaps.problem()

    # Documents

    def is_new(self) -> bool:
        """Whether nothing was ever added to the library."""
        return self._library.revision() == 0

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        names: Mapping[Path, str] | None = None,
        on_progress: Callable[[IngestProgress], None] | None = None,
        follow_links: bool = False,
        skipped: Callable[[str], object] | None = None,
        collections: Sequence[str] = (),
        password: str | None = None,
    ) -> Iterator[FileReport]:
        """Add files and folders; a report for each file as soon as it is safely stored.

        `names` are given for uploads, which are known by name and not by path. Links that lead
        out of a folder are followed only with `follow_links`; what a folder holds that is no
        file is told to `skipped`. All go into `collections`, new ones without any into `library`.
        Files that are protected are opened with `password`, which is not kept.
        Raises DocumentError for a path that does not exist, ChoiceError and LibraryLocked.
        """
        return self._holdings.make_ingest().run(
            paths,
            names,
            on_progress,
            follow_links=follow_links,
            skipped=skipped,
            collections=collections,
            password=password,
        )

    def sync(self, folder: Path, **options: Unpack[SyncOptions]) -> Iterator[SyncReport]:
        """Mirror a folder; see `Sync.run`. Raises DocumentError where it is not there, ChoiceError
        and LibraryLocked.
        """
        return self._holdings.make_sync().run(folder, **options)

    def reindex(self) -> Iterator[ReindexProgress]:
        """Bring a library that another embedder made over to the one that is set.

        Tells how far it is after each document; what was done is kept when it is stopped, and
        until the end the library answers as before. Nothing to do: ends at once. Raises
        LibraryLocked.
        """
        return self._holdings.make_reindex().run()

    def other_embedder(self) -> str | None:
        """What to say where the library was made with another embedder than the one set."""
        return self._library.other_embedder()

    def documents(self, include_superseded: bool = False) -> list[DocumentRecord]:
        """What the library holds, by file name."""
        return self._library.records(include_superseded)

    def record(self, id_or_name: str) -> DocumentRecord:
        """One document by its id or file name. Raises DocumentNotFound."""
        return self._library.record(id_or_name)

    def read(self, document_id: str) -> Document:
        """The stored text of a document, superseded or not. Raises DocumentNotFound."""
        return self._library.document(document_id)

    def original(self, document_id: str) -> Path | None:
        """The stored file itself. Raises DocumentNotFound."""
        return self._library.original(document_id)

    def contents(self, document_id: str) -> ContentReport:
        """What was found in a document: its stored original is read again for what was left out.

        Raises DocumentNotFound, and LibraryDamaged.
        """
        from index.twins import twins_of

        document = self._library.document(document_id)
        left_out: tuple[str, ...] = ("the stored file is gone: what it left out is not known",)
        try:
            path = self._library.original(document_id)
            if path is not None:
                read = load_document(path, document.source)
                left_out = read.notes
                document = replace(
                    document, scanned=read.scanned, hidden=read.hidden, unread=read.unread
                )
        except AssistantError as error:
            left_out = (f"what the file left out is not known: {error}",)
        document = replace(document, notes=left_out)
        return contents_of(document, twins_of(self._library, document))

    def remove(self, id_or_name: str, for_good: bool = False) -> Removal:
        """Remove a document with its text and vectors, or a name of several. It can be had back
        for a while, unless it is removed `for_good`. Raises DocumentNotFound, LibraryLocked.
        """
        from index.store.writer_lock import writer_lock

        with writer_lock(self._library.folder):
            removal = self._library.remove(id_or_name, keep=not for_good)
            self._vectors.save()
            self._library.keep_ballast()
        return removal

    def removed(self) -> list[RemovedDocument]:
        """What was removed and can be had back, the last first."""
        return self._library.removed()

    def undo_remove(self, id_or_name: str) -> DocumentRecord:
        """Have a removed document back as it was, by its id, title or file name. Raises
        DocumentNotFound, LibraryDamaged, LibraryMismatch, LibraryLocked.
        """
        from index.store.writer_lock import writer_lock

        with writer_lock(self._library.folder):
            id_ = self._library.restore(id_or_name)
            self._vectors.save()
            self._library.keep_ballast()
        return self._library.record(id_)

    # What people say of documents

    def correct(
        self, document: str, told: Mapping[str, Any], clear: Sequence[str] = ()
    ) -> DocumentRecord:
        """Correct fields of a document (by title, file name or id), each in the place of an
        earlier correction, and take those of the fields in `clear` back.

        What was read from the file is kept apart. Raises CorrectionError for what cannot be,
        ChoiceError for a document that there is not, and LibraryLocked.
        """
        from index.store.writer_lock import writer_lock

        said = checked_corrections(told)
        with writer_lock(self._library.folder):
            id_ = self._one_called(document)
            if any(id_ in self._holdings.validities.named(one) for one in said.replaces or ()):
                raise CorrectionError(
                    _("{document} cannot replace itself; name another document.").format(
                        document=document
                    )
                )
            before = self._library.corrections_by(EDITOR, id_)
            after = said.over(before.without(clear))
            refuse_impossible(after)
            self._library.correct(id_, EDITOR, after)
        return self._library.record(id_)

    def _one_called(self, document: str) -> str:
        ids = self.chosen(DocumentChoice(documents=(document,))).choice.documents
        if len(ids) > 1:
            raise ChoiceError(
                _("Several documents are called {document}: {names}.").format(
                    document=document, names=", ".join(ids)
                )
            )
        return ids[0]

    def not_there(self, names: Sequence[str]) -> list[str]:
        """Those of some names of documents that the library does not know."""
        return [name for name in names if not self._holdings.validities.named(name)]

    def not_in_force(self, ids: Iterable[str]) -> dict[str, Validity]:
        """Of some documents those that are not in force today, and why."""
        return self._holdings.validities.of(ids)

    def out_of_force(self, titles: Mapping[str, str]) -> dict[str, str]:
        """The same in a sentence, in the language of the documents' titles, which are given by
        their ids."""
        found = self.not_in_force(titles)
        return {id_: badge(why, language_of(titles[id_])) for id_, why in found.items()}

    def badged(self, answer: Answer) -> Answer:
        """An answer that was kept; its citations say which documents are not in force today."""
        citations = tuple(replace(one, validity=None) for one in answer.citations)
        return self._badged(replace(answer, citations=citations), None)

    # The library's own terms

    def terms(self) -> list[Term]:
        """What editors say that short forms stand for."""
        return self._library.terms()

    def add_term(self, short: str, long: str) -> Term:
        """Keep what a short form stands for, in the place of what it stood for; the term as it is
        kept. Raises CorrectionError, LibraryLocked.
        """
        from index.store.writer_lock import writer_lock

        term = checked_term(short, long)
        with writer_lock(self._library.folder):
            self._library.add_term(term)
        return term

    def remove_term(self, short: str) -> Term:
        """Forget a term; the one that was kept. Raises CorrectionError, LibraryLocked."""
        from index.store.writer_lock import writer_lock

        with writer_lock(self._library.folder):
            return self._library.remove_term(short)

    # Collections

    def collections(self) -> dict[str, int]:
        """How many current documents are in each collection, by name."""
        counts = Counter(name for one in self._library.records() for name in one.collections)
        return dict(sorted(counts.items(), key=lambda one: one[0].casefold()))

    def granted(self) -> Mapping[str, Mapping[str, list[str]]]:
        """Who reads and who edits each collection, by `readers` and `editors`; a keeper's to see.
        Raises LibraryError."""
        return self.rooms.granted()

    def collect(self, collection: str, documents: Sequence[str]) -> list[str]:
        """Put documents (titles, file names or ids) into a collection; their ids. Raises
        ChoiceError, LibraryLocked.
        """
        return self._sorted(collection, documents, self._library.collect)

    def move(self, collection: str, documents: Sequence[str]) -> list[str]:
        """The same, out of all others."""
        return self._sorted(collection, documents, self._library.move)

    def take_out(self, collection: str, documents: Sequence[str]) -> list[str]:
        """Take documents out of a collection; one that would be in none is in `library` then.

        Raises ChoiceError, also for a document that is not in it or in no other than `library`.
        """
        chosen = self.chosen(DocumentChoice((collection,)))
        (name,) = chosen.choice.collections
        for id_ in self.chosen(DocumentChoice(documents=tuple(documents))).choice.documents:
            record = self._library.record(id_)
            if name not in record.collections:
                raise ChoiceError(
                    _("{value} is not in the collection {name}.").format(
                        value=record.title or record.source, name=name
                    )
                )
            if record.collections == (DEFAULT,):
                raise ChoiceError(
                    _(
                        "{value} is in no other collection than {name}; move it to another: "
                        "'assistant collections move NAME DOCUMENT'."
                    ).format(value=record.title or record.source, name=name)
                )
        return self._sorted(name, documents, self._library.take_out)

    def releases(self) -> frozenset[str]:
        """The collections that a language model elsewhere may read. Raises AssistantError."""
        return self.records.released.names()

    def release(self, collection: str, allowed: bool = True) -> str:
        """Let the documents of a collection be sent to a language model that does not run on this
        machine, or no longer; its name as the library spells it. Raises ChoiceError,
        AssistantError, LibraryLocked.
        """
        from index.store.writer_lock import writer_lock

        (name,) = self.chosen(DocumentChoice((collection,))).choice.collections
        with writer_lock(self._library.folder):
            self.records.released.release(name, allowed)
        return name

    def _sorted(
        self,
        collection: str,
        documents: Sequence[str],
        change: Callable[[Sequence[str], Sequence[str]], object],
    ) -> list[str]:
        from index.store.writer_lock import writer_lock

        with writer_lock(self._library.folder):
            ids = self.chosen(DocumentChoice(documents=tuple(documents))).choice.documents
            change(ids, self._library.collection_names([collection]))
        return list(ids)

    # The whole of it

    def export(self, file: Path, on_bytes: Callable[[int, int], object] | None = None) -> Exported:
        """Write all that the data folder holds as one bundle; see `export_library`. Raises
        BundleError, LibraryError.
        """
        from assistant.holdings import folder_of
        from index.exporting import export_library
        from index.store.server.places import existing_library

        if file.resolve().is_relative_to(self.folder.resolve()):
            return export_library(self._library, file, on_bytes)  # which says why it cannot be
        with folder_of(self.folder) as folder:
            if folder == self.folder:
                return export_library(self._library, file, on_bytes)
            library = existing_library(folder)
            assert library is not None
            try:
                return export_library(library, file, on_bytes)
            finally:
                library.close()

    def checks(self) -> list[Check]:
        """Whether the library and its index are sound."""
        problems = self._library.problems()
        other = self._library.other_embedder()
        stale = [] if other else self._vectors.problems()
        count = 0 if other else len(self._vectors)
        vectors = _("{count} passages").format(count=count)
        if stale:
            vectors += "; " + _("rebuilt from the library: {reason}").format(reason=stale[0])
        if not other and (searched := self._vectors.described()):
            vectors += f"; {searched}"
        gaps = (
            _("questions without an answer are kept")
            if self._gaps.keep
            else _("questions without an answer are not kept, as was set")
        )
        gap_problem, problem = self.gap_problem(), self._holdings.glossary.problem()
        return [
            Check(
                later("library"),
                not problems,
                "; ".join(problems[:20])
                or _("{path}: every text and vector is whole").format(path=self._library.path),
            ),
            Check(
                later("vectors"),
                other is None and count == self._library.chunk_count(),
                other or vectors,
            ),
            Check(
                later("glossary"),
                problem is None,
                problem or _("abbreviations are read as it says"),
            ),
            Check(later("gaps"), gap_problem is None, gap_problem or gaps),
        ]

    def close(self) -> None:
        self._gaps.close()
        self._library.close()
