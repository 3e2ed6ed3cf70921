"""What search reads of the library: passages, their vectors, and the keyword index."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from index.corrections import NOTHING
from index.models.embedder import Matrix, Vector
from index.passage import Passage
from index.store import keywords, rows
from index.store.tables.corrections import CorrectedDocuments
from index.store.tables.word_counts import CountedWords

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Identifiers: TypeAlias = "NDArray[np.int64]"
SPANS, SPAN = 40, 100  # that tell a share of a large library, and ids of each
AMONG = "SELECT value FROM json_each(?)"  # a list as one parameter, whose number has a bound


class StoredPassages(CorrectedDocuments, CountedWords):
    """The passages of a library: those of its current documents."""

    def __init__(self, folder: Path, embedder_name: str, dimension: int) -> None:
        self._keywords, self._keywords_lock = keywords.KeywordCheck(), Lock()
        super().__init__(folder, embedder_name, dimension)

    def passages(self, chunk_ids: Iterable[int]) -> tuple[dict[int, Passage], list[int]]:
        """The passages of these chunks by id (score 0), and the ids withheld as damaged: those
        that do not pass their check, or whose document does not.
        """
        found: dict[int, Passage] = {}
        damaged: list[int] = []
        ids = list(chunk_ids)
        with self._reading() as connection:
            chunks = connection.execute(
                f"{rows.PASSAGE} WHERE id IN ({marks(ids)})", ids
            ).fetchall()
            of = {row["document_id"] for row in chunks}
            heads = {
                row["id"]: row
                for row in connection.execute(
                    f"SELECT {rows.HEAD} FROM documents WHERE id IN ({marks(of)})", [*of]
                )
                if rows.intact_head(row)
            }
            names = self._names_by_document(heads)
            said = self.corrections_by_document(heads)
            for row in chunks:
                head = heads.get(row["document_id"])
                if head is not None and rows.intact_chunk(row):
                    called = names.get(head["id"])
                    source = called[0] if called else head["source"]
                    found[row["id"]] = rows.passage(
                        row, head, source, said.get(head["id"], NOTHING)
                    )
                else:
                    damaged.append(row["id"])
        return found, damaged

    def match(
        self, query: str, k: int, document_ids: frozenset[str] | None = None
    ) -> list[tuple[int, float]]:
        """(chunk id, BM25 score, higher is better) for an FTS5 query, best first."""
        scope, parameters = "", [query]
        if document_ids is not None:
            scope = f"AND rowid IN (SELECT id FROM chunks WHERE document_id IN ({AMONG}))"
            parameters.append(json.dumps(sorted(document_ids)))
        with self._reading() as connection:
            found = connection.execute(
                f"SELECT rowid, -rank FROM keywords WHERE keywords MATCH ? {scope} "
                "ORDER BY rank LIMIT ?",  # this alone: FTS5 then sorts by itself
                [*parameters, k],
            ).fetchall()
        return sorted(((row[0], row[1]) for row in found), key=lambda hit: (-hit[1], hit[0]))

    def documents_with(self, query: str, k: int) -> set[str]:
        """The documents of the first `k` chunks that an FTS5 query finds, in no order of worth:
        so the index need not be read for how rare each word is."""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT document_id FROM chunks WHERE id IN "
                "(SELECT rowid FROM keywords WHERE keywords MATCH ? LIMIT ?)",
                [query, k],
            ).fetchall()
        return {str(row[0]) for row in found}

    def keywords_intact(self) -> bool:
        """Whether the keyword index passes its check; it is read whole for that once, then what
        has changed of it (see `keywords.KeywordCheck`)."""
        with self._reading() as connection, self._keywords_lock:
            return self._keywords.passes(connection)

    def mend_keywords(self) -> None:
        """Make a keyword index anew that is not intact; call it under the writer lock."""
        if not self.keywords_intact():
            with self._writing():
                self._tallies.rebuild_keywords()

    def count_matches(self, query: str, most: int) -> int:
        """How many chunks an FTS5 query finds, counted up to a number."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT count(*) FROM (SELECT 1 FROM keywords WHERE keywords MATCH ? LIMIT ?)",
                [query, most],
            ).fetchone()
            return int(row[0])

    def share_of_matches(self, query: str) -> float:
        """The share of chunks that an FTS5 query finds: of all where they are few, else of those in
        some spans of ids all over the library."""
        within = "BETWEEN ? AND ?"
        with self._reading() as connection:
            first, last = connection.execute("SELECT min(id), max(id) FROM chunks").fetchone()
            if first is None:
                return 0.0
            spans = [[first, last]]
            if last - first > SPANS * SPAN:
                starts = [first + (last - first) * place // SPANS for place in range(SPANS)]
                spans = [[start, start + SPAN - 1] for start in starts]
            found, held = (
                sum(
                    connection.execute(
                        f"SELECT count(*) FROM {where} {within}", [*given, *span]
                    ).fetchone()[0]
                    for span in spans
                )
                for where, given in (
                    ("keywords WHERE keywords MATCH ? AND rowid", [query]),
                    ("chunks WHERE id", []),
                )
            )
        return float(found / held) if held else 0.0

    def chunk_count(self) -> int:
        return self.total("passages")

    def chunk_ids(self, document_ids: frozenset[str] | None = None) -> Identifiers:
        """Ids of all chunks, or of those of some documents, rising."""
        import numpy as np  # within: what looks after files needs none of it

        query, parameters = "SELECT id FROM chunks", []
        if document_ids is not None:
            query += f" WHERE document_id IN ({AMONG})"
            parameters = [json.dumps(sorted(document_ids))]
        with self._reading() as connection:
            found = connection.execute(query, parameters).fetchall()
        # Sorted here: with ORDER BY, SQLite reads the whole table instead of an index.
        return np.sort(np.array([row[0] for row in found], dtype=np.int64))

    def chunk_ids_above(self, top: int) -> Identifiers:
        """Ids of the chunks that came after one, rising."""
        import numpy as np

        with self._reading() as connection:
            found = connection.execute(
                "SELECT id FROM chunks WHERE id > ? ORDER BY id", [top]
            ).fetchall()
        return np.array([row[0] for row in found], dtype=np.int64)

    def embeddings(self, chunk_ids: Identifiers) -> tuple[Identifiers, Matrix]:
        """Ids and unit rows of those chunks whose stored vector passes its check."""
        import numpy as np

        ids: list[int] = []
        vectors: list[bytes] = []
        with self._reading() as connection:
            for start in range(0, len(chunk_ids), 500):
                part = [int(number) for number in chunk_ids[start : start + 500]]
                found = connection.execute(
                    "SELECT id, embedding, embedding_sha256 FROM chunks "
                    f"WHERE id IN ({marks(part)}) ORDER BY id",
                    part,
                )
                for row in found:
                    if rows.intact_vector(row, self.dimension):
                        ids.append(row["id"])
                        vectors.append(row["embedding"])
        matrix = np.frombuffer(b"".join(vectors), dtype="<f4").reshape(len(ids), self.dimension)
        return np.array(ids, dtype=np.int64), matrix

    def embeddings_by_hash(self, hashes: Iterable[str]) -> dict[str, Vector]:
        """Stored vectors of inputs that were embedded before, by the sha256 of the input."""
        import numpy as np

        found: dict[str, Vector] = {}
        with self._reading() as connection:
            for wanted in set(hashes):
                row = connection.execute(
                    "SELECT embedding, embedding_sha256 FROM chunks WHERE embedded_sha256 = ? "
                    "LIMIT 1",
                    [wanted],
                ).fetchone()
                if row is not None and rows.intact_vector(row, self.dimension):
                    found[wanted] = np.frombuffer(row["embedding"], dtype="<f4")
        return found

    def _names_by_document(self, ids: Collection[str]) -> dict[str, list[str]]:
        """What the files are called that hold these documents, as they came."""
        called: dict[str, list[str]] = {}
        with self._reading() as connection:
            for row in connection.execute(
                f"{rows.NAME} WHERE document_id IN ({AMONG}) ORDER BY id", [json.dumps([*ids])]
            ):
                if rows.intact_name(row):
                    called.setdefault(row["document_id"], []).append(row["source"])
        return called


def marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))
