"""Both stores side by side: the same questions, and vectors as many as one likes.

`python -m tests.benchmarks.stores [--documents FOLDER...] [--questions N] [--vectors N]` starts a
PostgreSQL of its own with the settings that it has by itself. Documents are read once, into files,
and moved to the server. Vectors are synthetic: clusters of unit vectors of 384 dimensions.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import SecretStr

from assistant.answer import Answer
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.holdings import move_store
from assistant.settings import Settings
from index.models.embedder import Matrix, Vector
from index.search.server_vectors import ServerVectors
from index.store.server import places
from index.store.server.half_vectors import HalfVector
from index.store.server.library import ServerLibrary
from tests.support.postgres import Postgres, folder_for_all, make

ROOT = Path(__file__).parents[2]
QUALITY = ROOT / "tests" / "quality"
DIMENSION, CLUSTERS = 384, 1000
PER_DOCUMENT = 1000  # synthetic passages


def questions(most: int) -> list[str]:
    """Those of our own sets that may be looked at."""
    rows = [json.loads(line) for line in (QUALITY / "questions.jsonl").open(encoding="utf-8")]
    asked = [row["question"] for row in rows if not row.get("history")]
    rows = [json.loads(line) for line in (QUALITY / "seeds.jsonl").open(encoding="utf-8")]
    asked += [row["question"] for row in rows]
    with (QUALITY / "faq_questions.csv").open(encoding="utf-8", newline="") as file:
        asked += [row["question"] for row in csv.DictReader(file) if row.get("question")]
    return list(dict.fromkeys(asked))[:most]


def answers(server: Postgres, work: Path, documents: Sequence[Path], most: int) -> dict[str, Any]:
    """The same questions of both stores: how many answers have the same first citation."""
    server.run("CREATE DATABASE answers")
    address = server.address("answers")
    files = assemble(Settings(data_dir=work / "files"))
    start = time.perf_counter()
    stored = [report.stored for report in files.ingest(list(documents))]
    ingest = time.perf_counter() - start
    files.close()
    start = time.perf_counter()
    moved = move_store(str(work / "files"), address, lambda share: None)
    moving = time.perf_counter() - start
    both = [
        assemble(Settings(data_dir=work / "files")),
        assemble(Settings(data_dir=work / "server", store=SecretStr(address))),
    ]
    asked = questions(most)
    told: list[list[Answer]] = []
    seconds: list[list[float]] = [[], []]
    for question in asked:
        told.append([])
        for times, assistant in zip(seconds, both, strict=True):
            start = time.perf_counter()
            told[-1].append(assistant.ask(question))
            times.append(time.perf_counter() - start)
    same_first = [_first(one) == _first(other) for one, other in told]
    for question, (one, other), same in zip(asked, told, same_first, strict=True):
        if not same:
            print(f"another first citation: {question}\n  {_first(one)}\n  {_first(other)}")
    result = {
        "documents": sum(stored),
        "passages": len(files_vectors(both[1])),
        "ingest into files s": round(ingest, 1),
        "move to the server s": round(moving, 1),
        "rows moved": moved.rows,
        "questions": len(asked),
        "answered": sum(one.status != "not_found" for one, _ in told),
        "same first citation": sum(same_first),
        "same text and all citations": sum(
            (one.text, one.citations) == (other.text, other.citations) for one, other in told
        ),
        "p50 ms files": round(1000 * statistics.median(seconds[0])),
        "p50 ms server": round(1000 * statistics.median(seconds[1])),
    }
    for assistant in both:
        assistant.close()
    places.keep(work / "server", None)
    return result


def files_vectors(assistant: Assistant) -> range:
    return range(sum(record.chunks for record in assistant.documents()))


def _first(answer: Answer) -> tuple[str, int, int] | None:
    if not answer.citations:
        return None
    cited = answer.citations[0]
    return cited.document_id, cited.start, cited.end


def vectors(server: Postgres, work: Path, count: int, asked: int = 200) -> dict[str, Any]:
    """Recall and time of vector search on the server, against a search of all in memory."""
    server.run("CREATE DATABASE vectors")
    places.keep(work / "vectors", server.address("vectors"))
    library = ServerLibrary(work / "vectors", "synthetic", DIMENSION)
    search = ServerVectors(library)
    random = np.random.default_rng(7)
    centres = _unit(random.normal(size=(CLUSTERS, DIMENSION)))
    matrix = np.concatenate([*_drawn(random, centres, count)])
    start = time.perf_counter()
    _fill(library, matrix)
    filled = time.perf_counter() - start
    start = time.perf_counter()
    search.save()
    built = time.perf_counter() - start
    queries = np.concatenate([*_drawn(random, centres, asked)])
    found, seconds, exact = [], [], []
    for query in queries:
        start = time.perf_counter()
        hits = search.search(query, 10)
        seconds.append(time.perf_counter() - start)
        wanted = set((np.argpartition(-(matrix @ query), 10)[:10] + 1).tolist())
        found.append(len(wanted & {number for number, _ in hits}) / 10)
    narrow, full = [], 0
    for query in queries[:50]:
        ids = np.sort(random.choice(count, max(10, count // 1000), replace=False) + 1)
        start = time.perf_counter()
        hits = search.search(query, 10, ids)
        narrow.append(time.perf_counter() - start)
        best = ids[np.argsort(-(matrix[ids - 1] @ query))[:10]].tolist()
        full += [number for number, _ in hits] == best
        exact.append(len(hits))
    with library.searching() as connection:
        sizes = connection.run(
            "SELECT pg_total_relation_size('chunks'), pg_table_size('vectors'), "
            "coalesce(pg_relation_size(to_regclass('vectors_hnsw')), 0)"
        ).fetchone()
    assert sizes is not None
    result = {
        "vectors": count,
        "load s": round(filled, 1),
        "index s": round(built, 1),
        "recall@10": round(statistics.mean(found), 4),
        "p50 ms": round(1000 * statistics.median(seconds), 2),
        "p95 ms": round(1000 * sorted(seconds)[int(0.95 * len(seconds))], 2),
        "one in 1,000: rows of ten": min(exact),
        "one in 1,000: the very ten of": f"{full} of 50",
        "one in 1,000: p50 ms": round(1000 * statistics.median(narrow), 2),
        "MB passages, vectors, index": [round(size / 1e6) for size in sizes],
    }
    library.close()
    places.keep(work / "vectors", None)
    return result


def _unit(matrix: Any) -> Matrix:
    return (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype("<f4")


def _drawn(random: np.random.Generator, centres: Matrix, count: int) -> Iterator[Matrix]:
    for start in range(0, count, 50_000):
        some = min(50_000, count - start)
        near = centres[random.integers(CLUSTERS, size=some)]
        yield _unit(near + random.normal(scale=0.6 / DIMENSION**0.5, size=near.shape))


def _fill(library: ServerLibrary, matrix: Sequence[Vector] | Matrix) -> None:
    """Passages without words, as the tables of search have them."""
    with library.searching() as connection, connection:
        connection.run("ALTER TABLE chunks DISABLE TRIGGER chunks_changed")
        numbers = range(-(-len(matrix) // PER_DOCUMENT))
        connection.copy(
            "documents",
            ("id", "sha256", "suffix", "source", "topics", "page_starts", "characters",
             "text_sha256", "blocks_sha256", "added_at", "seal", "blocks", "text"),
            ("text", "text", "text", "text", "text", "text", "int8",
             "text", "text", "text", "text", "text", "text"),
            ((f"{n:016}", "", "", "", "[]", "[]", 0, "", "", "", "", "[]", "") for n in numbers),
        )  # fmt: skip
        connection.copy(
            "chunks",
            ("id", "document_id", "start", "end", "headings", "heading_words", "text",
             "text_sha256", "embedded_sha256", "embedding", "embedding_sha256", "seal"),
            ("int8", "text", "int8", "int8", "text", "text", "text",
             "text", "text", "bytea", "text", "text"),
            (
                (n + 1, f"{n // PER_DOCUMENT:016}", 0, 0, "[]", "", "", "", str(n), row.tobytes(),
                 hashlib.sha256(row.tobytes()).hexdigest(), "")
                for n, row in enumerate(matrix)
            ),
        )  # fmt: skip
        connection.copy(
            "vectors",
            ("chunk_id", "document_id", "embedding"),
            ("int8", "text", "halfvec"),
            ((n + 1, f"{n // PER_DOCUMENT:016}", HalfVector(row)) for n, row in enumerate(matrix)),
        )
        connection.copy(
            "searched",
            ("document_id", "passages", "words"),
            ("text", "int8", "int8"),
            ((f"{n:016}", min(PER_DOCUMENT, len(matrix) - n * PER_DOCUMENT), 0) for n in numbers),
        )
    with library.searching() as connection:
        connection.run("ANALYZE vectors")
        connection.run("ANALYZE chunks")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, nargs="*", default=[ROOT / "corpus/documents"])
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--vectors", type=int, default=100_000)
    arguments = parser.parse_args()
    try:
        # As PostgreSQL has them by itself, but for the memory in which an index is made.
        server = make(folder_for_all(), options=("maintenance_work_mem=2GB",))
        server.start()
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        with tempfile.TemporaryDirectory() as work:
            if arguments.vectors:
                told = vectors(server, Path(work), arguments.vectors)
                print(json.dumps(told, indent=1), flush=True)
            if arguments.questions:
                told = answers(server, Path(work), arguments.documents, arguments.questions)
                print(json.dumps(told, indent=1), flush=True)
    finally:
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
