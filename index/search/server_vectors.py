"""Vectors in PostgreSQL: exact over few passages or a narrow choice, by an HNSW index over many.

What is found is ordered by the stored vectors themselves, in full precision, each after its check:
so the scores are those of FAISS, and only which passages are looked at can differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from index.models.embedder import Vector
from index.search.vectors import VectorIndex
from index.store import rows
from index.store.server.half_vectors import HalfVector
from index.store.stored_passages import Identifiers

if TYPE_CHECKING:
    from sqlite3 import Row

    from index.store.server.connection import ServerRow
    from index.store.server.library import ServerLibrary

EXACT = 20_000  # passages that are looked at one by one; set, not measured
SPARE = 40  # more are fetched than asked for: half precision may order them otherwise
SEARCHED = 200  # of HNSW, `ef_search`; pgvector allows 1,000
INDEX = "vectors_hnsw"


class ServerVectors(VectorIndex):
    """The same for a library on a server, where all processes share the one index."""

    def __init__(self, library: ServerLibrary) -> None:
        super().__init__(library)
        self._server_library = library
        self._lost_at: tuple[int, int] = (-1, 0)  # revision, passages without a vector

    def __len__(self) -> int:
        with self._server_library.searching() as connection:
            row = connection.run("SELECT count(*) FROM vectors").fetchone()
            return int(row[0]) if row is not None else 0

    def search(
        self, query: Vector, k: int, chunk_ids: Identifiers | None = None
    ) -> list[tuple[int, float]]:
        library = self._server_library
        with library.searching() as connection:
            found: Iterable[ServerRow]
            given = {"query": HalfVector(query), "most": k + SPARE}
            total = library.chunk_count()
            if chunk_ids is not None and (len(chunk_ids) <= EXACT or 10 * len(chunk_ids) < total):
                found = connection.run(
                    "WITH near AS MATERIALIZED (SELECT chunk_id, embedding <#> %(query)s AS far "
                    "FROM vectors WHERE chunk_id = ANY(%(ids)s)) "
                    "SELECT chunk_id FROM near ORDER BY far LIMIT %(most)s",
                    {**given, "ids": chunk_ids.tolist()},
                )
            elif total <= EXACT or not self._has_index():
                among = "" if chunk_ids is None else "WHERE chunk_id = ANY(%(ids)s)"
                ids = {} if chunk_ids is None else {"ids": chunk_ids.tolist()}
                found = connection.run(
                    "WITH near AS MATERIALIZED (SELECT chunk_id, embedding <#> %(query)s AS far "
                    f"FROM vectors {among}) SELECT chunk_id FROM near ORDER BY far LIMIT %(most)s",
                    {**given, **ids},
                )
            else:
                found = connection.by_index(
                    self._nearest_by_index(chunk_ids is not None),
                    given if chunk_ids is None else {**given, "ids": chunk_ids.tolist()},
                    max(SEARCHED, k + SPARE),
                )
            scored = self.similarities(query, [row[0] for row in found])
        return sorted(scored.items(), key=lambda one: (-one[1], one[0]))[:k]

    def _nearest_by_index(self, filtered: bool) -> str:
        size = self._library.dimension
        among = "WHERE chunk_id = ANY(%(ids)s)" if filtered else ""
        return (
            f"SELECT chunk_id FROM vectors {among} ORDER BY embedding::halfvec({size}) <#> "
            f"%(query)s::halfvec({size}) LIMIT %(most)s"
        )

    def similarities(self, query: Vector, chunk_ids: Sequence[int]) -> dict[int, float]:
        with self._server_library.searching() as connection:
            found = connection.run(
                "SELECT id, embedding, embedding_sha256 FROM chunks WHERE id = ANY(%s)",
                [[int(number) for number in chunk_ids]],
            ).fetchall()
        whole = [
            row for row in found if rows.intact_vector(cast("Row", row), self._library.dimension)
        ]
        if not whole:
            return {}
        matrix = np.frombuffer(b"".join(row["embedding"] for row in whole), dtype="<f4")
        scores = matrix.reshape(len(whole), -1) @ query
        return {row["id"]: float(score) for row, score in zip(whole, scores, strict=True)}

    def lost(self) -> int:
        revision = self._library.revision()
        if self._lost_at[0] != revision:
            self._lost_at = (revision, self._library.chunk_count() - len(self))
        return self._lost_at[1]

    def described(self) -> str:
        return ""

    def save(self) -> None:
        """Make the index where the library has become large enough for one; afterwards it follows
        every change by itself."""
        if len(self) <= EXACT or self._has_index():
            return
        size = self._library.dimension
        with self._server_library.searching() as connection:
            connection.run(
                f"CREATE INDEX IF NOT EXISTS {INDEX} ON vectors USING hnsw "
                f"((embedding::halfvec({size})) halfvec_ip_ops)"
            )

    def problems(self) -> list[str]:
        return []  # what does not fit the passages is told with those

    def _has_index(self) -> bool:
        with self._server_library.searching() as connection:
            row = connection.run("SELECT to_regclass(%s)", [INDEX]).fetchone()
            return row is not None and row[0] is not None
