"""A library brought over to another embedder: its passages are made and embedded again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from corpus.chunking import embedded_text, split
from index.models.embedder import Embedder
from index.search.vectors import VectorIndex
from index.store.database import disk_told_plainly
from index.store.library import Library
from index.store.records import ReindexProgress
from index.store.rows import NewDocument
from index.store.writer_lock import writer_lock


class Reindex:
    """One run, under the library's write lock, from the stored texts; no file is read again.

    Each document's passages are committed by themselves, beside the old ones, which go on
    answering: a run that was killed goes on where it was, and search changes over at the end,
    in one transaction. Nothing of the old vectors is ever mixed with the new.
    """

    def __init__(
        self, library: Library, vectors: VectorIndex, embedder: Embedder, *, max_tokens: int
    ) -> None:
        self._library = library
        self._vectors = vectors
        self._embedder = embedder
        self._max_tokens = max_tokens

    def run(self) -> Iterator[ReindexProgress]:
        """Tells how far it is after each document; ends at once where there is nothing to do.

        Raises LibraryLocked when another process is writing, and LibraryError for a full disk;
        the library then answers as before.
        """
        library = self._library
        if library.other_embedder() is None:
            return
        with writer_lock(library.folder), disk_told_plainly(library.path):
            waiting = library.begin_reindex()
            total = len(library.records())
            made = 0
            for place, document_id in enumerate(waiting):
                made += self._make(document_id)
                source = library.record(document_id).source
                yield ReindexProgress(source, total - len(waiting) + place + 1, total, made)
            library.finish_reindex()
            self._vectors.save()

    def _make(self, document_id: str) -> int:
        document = self._library.document(document_id, as_read=True)
        chunks = split(document, self._embedder.count_tokens, self._max_tokens)
        texts = [embedded_text(document, chunk) for chunk in chunks]
        hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        vectors = dict(zip(hashes, self._embedder.embed_documents(texts), strict=True))
        # Only its passages are written: the document's row and its names stay as they are.
        new = NewDocument(document, "", "", None, chunks, hashes)
        self._library.add_reindexed(new, vectors)
        return len(chunks)
