"""What a library costs as it grows: a search, a file more, a document less, a start.

    python -m tests.benchmarks.growth [--steps 20000,100000,300000] [--library FOLDER] [--out FILE]

The passages of the shipped briefs (and of `../shared/data/policy`, where it is) repeated with
changed words, put straight into the store; each with the vector of the real base of a brief's
passage, turned by noise, so that building takes minutes. Everything else is the program itself,
with the base and the reader that ship.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.assembly import assemble, make_embedder
from assistant.assistant import Assistant
from assistant.question.analysis import analyse
from assistant.settings import Settings
from corpus import briefs
from corpus.chunking import split
from corpus.document import Block, Chunk, Document
from corpus.errors import DocumentError
from corpus.language.words import WORD
from corpus.loading import LOADERS, load_document
from index.models.embedder import Embedder, Matrix
from index.search import retriever
from index.search.spelling import correct
from index.store.records import FileReport
from index.store.rows import NewDocument
from tests.benchmarks.speed import QUESTIONS, machine

POLICY = Path(__file__).parents[3] / "shared" / "data" / "policy"
A_DOCUMENT = 20  # passages of a document that is made
A_GROUP = 4_000  # passages of a transaction
CHANGED = 12  # every so manieth word is another
A_TENTH = 0.1
NOISE = 0.6  # of the length of a vector, before it is made one again
UNKNOWN = "What does the stratgey of the ministri say about semicondutcors?"
UNACCENTED = "chien luoc phat trien cong nghe cua chinh phu la gi"
NEW_FILE = """# A note on {name}

The committee of {name} met on 3 March 2026 and agreed on a budget of {number} million euros.

## Members

The members come from {number} ministries. Their chair reports to the government every year.

## Work

It writes a report on quantum sensors and on the export of chips, and names a rapporteur for each.
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A real passage, with what stands above it, and its vector's place among those of briefs."""

    text: str
    headings: tuple[str, ...]


class Grown:
    """A library that grows to a number of passages; the same every time."""

    def __init__(self, assistant: Assistant, embedder: Embedder) -> None:
        self._library = assistant._library
        self._vectors = assistant._vectors
        self._random = random.Random(5)
        self._noise = np.random.default_rng(5)
        briefs_, others = sources(embedder)
        self._sources = [*briefs_, *others]
        texts = ["\n".join((*one.headings, one.text)) for one in briefs_]
        self._matrix = embedder.embed_documents(texts)
        self._words = [word for one in self._sources for word in WORD.findall(one.text)]
        self._number = 0

    def to(self, passages: int) -> None:
        while (lacking := passages - self._library.chunk_count()) > 0:
            items, vectors = [], dict[str, Any]()
            for _ in range(-(-min(lacking, A_GROUP) // A_DOCUMENT)):
                new = self._document()
                items.append((new, None))
                vectors |= zip(new.embedded_sha256, self._unit_rows(len(new.chunks)), strict=True)
            self._library.add(items, vectors)
        self._vectors.save()

    def _unit_rows(self, count: int) -> Matrix:
        rows = self._matrix[self._noise.integers(len(self._matrix), size=count)]
        noise = self._noise.standard_normal(rows.shape).astype(np.float32)
        rows = rows + noise * (NOISE / np.sqrt(rows.shape[1]))
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def _document(self) -> NewDocument:
        self._number += 1
        first = self._number * A_DOCUMENT
        taken = [self._sources[(first + n) % len(self._sources)] for n in range(A_DOCUMENT)]
        id_ = hashlib.sha256(f"grown {self._number}".encode()).hexdigest()
        title = f"{self._changed(taken[0].headings[0] if taken[0].headings else 'Paper')} {id_[:4]}"
        text, chunks, blocks = "", list[Chunk](), list[Block]()
        for one in taken:
            said = self._changed(one.text)
            start, end = len(text), len(text) + len(said)
            text += f"{said}\n\n"
            chunks.append(Chunk(id_[:16], start, end, said, (title, *one.headings[1:])))
            blocks.append(Block("paragraph", start, end, said))
        document = Document(
            id_[:16], f"grown-{self._number}.md", text, title, "2025-03-01", language="en",
            blocks=tuple(blocks),
        )  # fmt: skip
        hashes = [hashlib.sha256(f"{id_} {n}".encode()).hexdigest() for n in range(len(chunks))]
        return NewDocument(document, id_, ".md", None, chunks, hashes)

    def _changed(self, text: str) -> str:
        """The text with some words of other passages, and seldom one that no other text has."""

        def other(place: int, word: str) -> str:
            if place % 300 == 299:
                return word + "".join(self._random.choices("aeionrstl", k=3))
            return self._random.choice(self._words) if place % CHANGED == CHANGED - 1 else word

        words, made, last = list(WORD.finditer(text)), "", 0
        shift = self._random.randrange(300)
        for place, match in enumerate(words):
            made += text[last : match.start()] + other(place + shift, match[0])
            last = match.end()
        return made + text[last:]


def sources(embedder: Embedder) -> tuple[list[Source], list[Source]]:
    """The passages of the briefs, and those of the policy documents of many writers."""
    found: tuple[list[Source], list[Source]] = ([], [])
    more = sorted(path for path in POLICY.rglob("*") if path.suffix in LOADERS.keys() - {".pdf"})
    for place, paths in enumerate((sorted(briefs.FOLDER.glob("*.md")), more[:40])):
        for path in paths:
            with suppress(DocumentError):
                document = load_document(path, path.name)
                for chunk in split(document, embedder.count_tokens, 200):
                    found[place].append(Source(chunk.text, chunk.headings))
    return found


def questions(most: int = 40) -> list[str]:
    rows = map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines())
    return [row["question"] for row in rows if not row.get("history")][:most]


def searched(assistant: Assistant, words: str, k: int = 12) -> list[Any]:
    """A search as it is before the reader reads: words checked, taken apart, looked for."""
    typed = assistant._understanding.checked(words)
    assistant._holdings.vocabulary.refresh()
    own = assistant._understanding.in_library_words(typed)
    asked = analyse(own, typed, assistant._holdings.described.catalogue())
    return assistant._pipeline.retriever.retrieve(asked, k, None)


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds by the clock, and of the processors: what else runs here takes from the first
    alone."""

    wall: float
    cpu: float


def timed(work: Callable[[], object]) -> Took:
    start, cpu = time.perf_counter(), _cpu()
    work()
    return Took(1000 * (time.perf_counter() - start), 1000 * (_cpu() - cpu))


def _cpu() -> float:
    """Seconds of the processors that this process and those that it has ended took."""
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def median(took: Sequence[Took], share: float = 0.5) -> Took:
    """The figure of the clock, and that of the processors, that so many are not above."""
    at = min(len(took) - 1, int(share * len(took)))
    return Took(sorted(one.wall for one in took)[at], sorted(one.cpu for one in took)[at])


class Step:
    """The figures of one size."""

    def __init__(self, assistant: Assistant, embedder: Embedder, folder: Path) -> None:
        self._assistant, self._embedder, self._folder = assistant, embedder, folder
        self._made = 0

    def figures(self) -> Iterator[tuple[str, Took | float]]:
        a = self._assistant
        asked = questions()
        for words in (UNKNOWN, UNACCENTED, *asked[-3:]):
            searched(a, words)
        correct(UNKNOWN, a._holdings.vocabulary)  # the lists of the language are read once
        times = [timed(lambda w=words: searched(a, w)) for words in asked]  # type: ignore[misc]
        yield "search, p50", median(times)
        yield "search, p95", median(times, 0.95)
        added = [self._add() for _ in range(3)]
        yield "adding one file, beyond its embedding", median([one[0] for one in added])
        with self._following() as other:
            searched(other, asked[0])
            self._add()
            yield "first search after a change", timed(lambda: searched(a, asked[1]))
            yield "the same in another process", timed(lambda: searched(other, asked[1]))
        self._add()
        h = a._holdings
        yield "looking at the change", timed(h.vocabulary.refresh)
        yield "first unknown word after it", timed(lambda: correct(UNKNOWN, h.vocabulary))
        yield "unknown word", timed(lambda: correct(UNKNOWN, h.vocabulary))
        restored = h.accents.restored
        yield "first question without accents after it", timed(lambda: restored(UNACCENTED))
        gone = [timed(lambda i=id_: a.remove(i)) for _, id_ in added]  # type: ignore[misc]
        yield "removing one document", median(gone)
        yield "page: list of documents", timed(a.documents)
        yield "page: collections", timed(a.collections)
        yield "page: first questions by title", timed(a.examples_by_title)
        yield "start: first search", self._started("search", asked[2], "--json")
        yield "start: first answer", self._started("ask", asked[2], "--json")
        yield from self._memory()
        yield "first tens the same without words of a tenth, %", 100 * self._same_tens(asked)

    def _same_tens(self, asked: Sequence[str]) -> float:
        """The share of questions whose first ten passages stay the same where the words of more
        than a tenth of the passages are not looked for either."""

        def tens() -> list[list[int | None]]:
            return [[one.chunk_id for one in searched(self._assistant, it)[:10]] for it in asked]

        every, before = tens(), retriever.COMMON
        retriever.COMMON = A_TENTH
        try:
            return sum(map(list.__eq__, every, tens())) / len(asked)
        finally:
            retriever.COMMON = before

    def _add(self) -> tuple[Took, str]:
        """(what it took beyond embedding, id) of one small file that is added."""
        self._made += 1
        name = f"note-{self._assistant._library.chunk_count()}-{self._made}"
        path = self._folder / f"{name}.md"
        path.write_text(NEW_FILE.format(name=name, number=self._made), encoding="utf-8")
        embedding: list[Took] = []
        embed = self._embedder.embed_documents
        reports: list[FileReport] = []

        def timed_embed(
            texts: Sequence[str], on_progress: Callable[[int], None] | None = None
        ) -> Matrix:
            found: list[Matrix] = []
            embedding.append(timed(lambda: found.append(embed(texts, on_progress))))
            return found[0]

        self._embedder.embed_documents = timed_embed  # type: ignore[method-assign]
        try:
            took = timed(lambda: reports.extend(self._assistant.ingest([path])))
        finally:
            del self._embedder.embed_documents  # type: ignore[method-assign]
        (report,) = reports
        assert report.document_id is not None, report.detail
        wall = took.wall - sum(one.wall for one in embedding)
        return Took(wall, took.cpu - sum(one.cpu for one in embedding)), report.document_id

    def _following(self) -> Any:
        from contextlib import closing

        return closing(assemble(Settings(data_dir=self._assistant.folder), self._embedder))

    def _started(self, command: str, *words: str) -> Took:
        call = [sys.executable, "-m", "ui", command, *words]
        call += ["--data-dir", str(self._assistant.folder)]
        return timed(lambda: subprocess.run(call, check=True, capture_output=True))

    def _memory(self) -> Iterator[tuple[str, float]]:
        call = [sys.executable, "-c", _MEMORY, str(self._assistant.folder)]
        done = subprocess.run(call, check=True, capture_output=True, text=True)
        held, passages = map(float, done.stdout.split())
        yield "memory of a process that searches, MiB", held
        yield "vectors in memory, bytes a passage", passages


_MEMORY = """
import sys
from pathlib import Path
from assistant.assembly import assemble
from assistant.settings import Settings
from tests.benchmarks.growth import held_by, searched
assistant = assemble(Settings(data_dir=Path(sys.argv[1])))
before = held_by()
count = len(assistant._vectors)
vectors = 2**20 * (held_by() - before) / count
searched(assistant, "Who decides on strategic autonomy?")
print(held_by(), vectors)
"""


def held_by() -> float:
    """MiB that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", default="20000,100000,300000")
    parser.add_argument("--library", type=Path, help="kept, and grown on where it is there")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    print(machine(), flush=True)
    told: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        embedder = make_embedder(Settings())
        data_dir = options.library or folder / "library"
        assistant = assemble(Settings(data_dir=data_dir), embedder)
        grown = Grown(assistant, embedder)
        for size in map(int, options.steps.split(",")):
            built = timed(lambda n=size: grown.to(n))  # type: ignore[misc]
            print(f"\n{size} passages, built in {built.wall / 1000:.0f} s; ms, ms of CPU, ratios")
            row: dict[str, Any] = {"passages": size}
            for name, value in Step(assistant, embedder, folder).figures():
                first = told[0][name] if told else value
                row[name] = value
                print(_line(name, value, first), flush=True)
            told.append(row)
        assistant.close()
    if options.out is not None:
        written = json.dumps(told, indent=1, default=asdict)
        options.out.write_text(f"{written}\n", encoding="utf-8")


def _line(name: str, value: Took | float, first: Took | float) -> str:
    if isinstance(value, Took) and isinstance(first, Took):
        ratios = f"{value.wall / first.wall:7.2f} x {value.cpu / max(first.cpu, 0.1):7.2f} x"
        return f"  {name:45} {value.wall:10.1f} {value.cpu:10.1f} {ratios}"
    return f"  {name:45} {value:10.1f}"


if __name__ == "__main__":
    main()
