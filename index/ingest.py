"""Files into the library: parse, chunk, embed what is new, store, and report on every file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from corpus.blocks import refuse_more
from corpus.chunking import embedded_text, split
from corpus.contents import contents_of
from corpus.errors import DocumentError, LibraryMismatch
from corpus.loading import (
    MAX_BYTES,
    FoundFile,
    Told,
    document_from_bytes,
    faults_are_of,
    read_bytes,
)
from corpus.wording import _, counted
from index.models.embedder import Embedder
from index.paths import files_at, free_source, location_of
from index.search.vectors import VectorIndex
from index.sidecars import Sidecars, parted, with_those_beside
from index.store.database import disk_told_plainly, make_folder, write_whole
from index.store.library import Library, intact_original
from index.store.records import FileReport, FileStatus, IngestProgress
from index.store.rows import FileName, NewDocument
from index.store.writer_lock import writer_lock
from index.twins import twins_of

GROUP = 256  # chunks embedded and committed together: what a kill can cost at most
MAX_PASSAGES = 20_000  # of one document: a book of ten thousand pages
OnProgress = Callable[[IngestProgress], None]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A parsed file that waits for its vectors; `source` is its name as it was given."""

    new: NewDocument
    name: FileName | None
    source: str


@dataclass(frozen=True, slots=True)
class _How:
    """How the files of a run are known: by their names where they were uploaded, by their paths
    alone with `by_path`, else by both; the collections that they go into; and the password of
    those that are protected, which is nowhere written or shown."""

    uploaded: bool = False
    by_path: bool = False
    collections: tuple[str, ...] = ()
    password: str | None = field(default=None, repr=False)


class Ingest:
    """One run over files and folders, under the library's write lock.

    Each file is stored, or not, by itself: one bad file never stops the others. A report is
    given only after the file's content is safely stored (or known not to be).
    """

    def __init__(
        self,
        library: Library,
        vectors: VectorIndex,
        embedder: Embedder,
        *,
        max_tokens: int,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._library = library
        self._vectors = vectors
        self._embedder = embedder
        self._max_tokens = max_tokens
        self._max_bytes = max_bytes
        self._kept: set[str] = set()  # sha256 of the files that this run has stored

    def run(
        self,
        paths: Iterable[Path],
        names: Mapping[Path, str] | None = None,
        on_progress: OnProgress | None = None,
        *,
        follow_links: bool = False,
        skipped: Told | None = None,
        collections: Sequence[str] = (),
        password: str | None = None,
    ) -> Iterator[FileReport]:
        """Reports in the order of the files, each as soon as it is settled.

        `names` are given for uploads: such a file is known by that name, not by its path.
        `follow_links` and `skipped` are those of `find_files`. All are put into `collections`;
        without any, new documents go into the one that all begin in. Files that are protected are
        opened with `password`, which is not kept: what is stored is the file as it came and its
        text, from which everything later is made. Raises DocumentError for a path that does not
        exist, ChoiceError for what cannot be the name of a collection and LibraryLocked when
        another process is writing; all before anything is changed.
        """
        if names is None:
            files = files_at(paths, self._library, follow_links=follow_links, skipped=skipped)
        else:
            files = [FoundFile(path=path, source=names[path]) for path in paths]
        how = _How(names is not None, collections=tuple(collections), password=password)
        return self._run(files, how, on_progress)

    def run_mirrored(
        self,
        files: Sequence[FoundFile],
        on_progress: OnProgress | None = None,
        collections: Sequence[str] = (),
    ) -> Iterator[FileReport]:
        """The same for files of a folder that is mirrored: they are known by their paths alone,
        so that a file of another folder never counts as an earlier version of one of these."""
        how = _How(by_path=True, collections=tuple(collections))
        return self._run(list(files), how, on_progress)

    def _run(
        self, files: list[FoundFile], how: _How, tell: OnProgress | None
    ) -> Iterator[FileReport]:
        how = replace(how, collections=self._library.collection_names(how.collections))
        with writer_lock(self._library.folder), disk_told_plainly(self._library.path):
            if (other := self._library.other_embedder()) is not None:
                raise LibraryMismatch(
                    _("{other} Nothing can be added before; nothing was changed.").format(
                        other=other
                    )
                )
            self._library.keep_ballast()
            self._library.mend_keywords()
            self._library.mend_words()
            if self._vectors.problems():
                self._vectors.save()
            revision, swept = self._library.revision(), self._library.is_swept()
            self._kept.clear()
            documents, told = parted(files)
            try:
                yield from self._reports(documents, how, tell)
                yield from self._described(documents, told, how)
            finally:
                if self._library.revision() != revision:
                    self._library.forget_words()
                    self._vectors.save()
                self._library.sweep(self._kept if swept else None)

    def _described(
        self, documents: list[FoundFile], told: list[FoundFile], how: _How
    ) -> Iterator[FileReport]:
        """What the sidecars say of the documents; those beside them too."""
        sidecars = Sidecars(self._library)
        if how.by_path:
            return  # the sync knows which have changed
        if not how.uploaded:
            told = with_those_beside(documents, told)
        for file in told:
            yield sidecars.apply(file, uploaded=how.uploaded)
        sidecars.take_back_gone()

    def _reports(
        self, files: list[FoundFile], how: _How, tell: OnProgress | None
    ) -> Iterator[FileReport]:
        waiting: list[_Prepared] = []
        done = embedded = known = 0

        def progress(source: str) -> None:
            if tell is not None:
                tell(IngestProgress(source, done, len(files), embedded, known))

        def store() -> Iterator[FileReport]:
            nonlocal done, embedded
            start = embedded

            def embedded_more(count: int) -> None:
                nonlocal embedded
                embedded += count
                progress(waiting[-1].new.document.source)

            reports = self._store(waiting, embedded_more) if waiting else []
            embedded = start + sum(len(item.new.chunks) for item in waiting)
            waiting.clear()
            for report in reports:
                done += 1
                yield report

        for file in files:
            progress(file.source)
            settled = self._prepare(file, how, waiting)
            if settled is None:  # it repeats a file that waits: that one first
                yield from store()
                settled = self._prepare(file, how, waiting)
            if isinstance(settled, _Prepared):
                waiting.append(settled)
                known += len(settled.new.chunks)
                if known - embedded >= GROUP:
                    yield from store()
            elif settled is not None:
                yield from store()
                done += 1
                yield settled
        yield from store()
        progress("")

    def _prepare(
        self, file: FoundFile, how: _How, waiting: list[_Prepared]
    ) -> _Prepared | FileReport | None:
        """Parse and chunk one file, or settle it where nothing has to be embedded.

        None when it has the name, the bytes or the text of a file that still waits.
        """
        library = self._library
        location = None if how.uploaded else location_of(file.path)
        source = file.source
        try:
            data = read_bytes(file.path, source, max_bytes=self._max_bytes)
            sha256 = hashlib.sha256(data).hexdigest()
            if any(item.new.sha256 == sha256 or item.source == source for item in waiting):
                return None
            name = self._known_name(source, location, how)
            if name is not None and sha256.startswith(name.document_id):
                if name.location != location:
                    library.point(source, location, name, name.document_id, how.collections)
                library.collect([name.document_id], how.collections)
                return FileReport(source, "unchanged", _("unchanged"), name.document_id)
            source = free_source(library, file) if name is None else name.source
            if library.is_current(sha256[:16]):  # the very bytes: known without reading them
                return self._repeated(source, location, name, sha256[:16], how)
            document = document_from_bytes(data, source, password=how.password)
            with faults_are_of(source):
                chunks = split(document, self._embedder.count_tokens, self._max_tokens)
            refuse_more(len(chunks), MAX_PASSAGES, "passages", source)
            if not chunks:
                raise DocumentError(
                    _("{source} has no text that can be searched.").format(source=source), "empty"
                )
        except DocumentError as error:
            status = cast(FileStatus, error.status)
            return FileReport(source, status, f"{_(status)}: {error}")
        if any(item.new.document.text == document.text for item in waiting):
            return None
        same = library.same_text(document)
        if same is not None and (name is None or name.document_id != same):
            return self._repeated(source, location, name, same, how)
        suffix = file.path.suffix.lower()
        self._keep_original(data, library.original_path(sha256, suffix))
        texts = [embedded_text(document, chunk) for chunk in chunks]
        hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        return _Prepared(
            NewDocument(document, sha256, suffix, location, chunks, hashes, how.collections),
            name,
            file.source,
        )

    def _repeated(
        self, source: str, location: str | None, name: FileName | None, same: str, how: _How
    ) -> FileReport:
        """Let a file be another name of a document that is in the library."""
        detail = _("duplicate of {name}").format(name=self._library.names_of(same)[0].source)
        replaced = self._library.point(source, location, name, same, how.collections)
        return FileReport(source, "duplicate", detail, same, replaces=replaced)

    def _known_name(self, source: str, location: str | None, how: _How) -> FileName | None:
        """The name that this file is a version of.

        It is the file at the same path; or, for a file that was uploaded or moved, the one
        with the same name whose own path is gone, unless files are known by their paths alone.
        """
        if location is not None and (name := self._library.name_at(location)) is not None:
            return name
        if how.by_path:
            return None
        candidates = [
            name
            for name in self._library.names_called(source)
            if location is None or name.location is None or not Path(name.location).exists()
        ]
        return candidates[-1] if candidates else None

    def _keep_original(self, data: bytes, path: Path) -> None:
        if path.exists() and intact_original(path):
            return
        self._kept.add(path.name.split(".")[0])
        make_folder(path.parent)
        write_whole(path, data)

    def _store(
        self, waiting: list[_Prepared], embedded_more: Callable[[int], None]
    ) -> list[FileReport]:
        """Embed what the library has not embedded before, then store all in one transaction."""
        texts = {
            digest: embedded_text(item.new.document, chunk)
            for item in waiting
            for digest, chunk in zip(item.new.embedded_sha256, item.new.chunks, strict=True)
        }
        vectors = self._library.embeddings_by_hash(texts)
        new = [digest for digest in texts if digest not in vectors]
        computed = self._embedder.embed_documents([texts[digest] for digest in new], embedded_more)
        vectors.update(zip(new, computed, strict=True))
        fresh = set(new)
        replaced = self._library.add([(item.new, item.name) for item in waiting], vectors)
        self._library.keep_ballast()
        reports = []
        others = {item.new.document.id for item in waiting}
        for item, replaces in zip(waiting, replaced, strict=True):
            document, count = item.new.document, len(item.new.chunks)
            detail = f"{_('indexed')}: {counted(count, 'passage')}"
            if replaces is not None:
                detail += ", " + _("replaces the version before")
            elif document.source != item.source:
                as_another = _("as {name} since another file has that name")
                detail += ", " + as_another.format(name=document.source)
            detail += "".join(f"; {note}" for note in document.notes)
            own = fresh.intersection(item.new.embedded_sha256)
            fresh -= own
            # Of two files that are alike, the second is told of.
            others.discard(document.id)
            leave = others | ({replaces} if replaces is not None else set())
            contents = contents_of(document, twins_of(self._library, document, leave))
            reports.append(
                FileReport(
                    document.source, "indexed", detail, document.id, count, len(own), replaces,
                    contents,
                )
            )  # fmt: skip
        return reports
