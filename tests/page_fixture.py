"""The assistant that the page tests run against, and a server for it."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.answer import Answer, Citation, Turn
from corpus.document import Chunk, Document, Heading
from corpus.errors import DocumentNotFound, QuestionError
from index.passage import Passage
from index.records import DocumentRecord, FileReport, IngestProgress

ARCTIC = """# Joint Statement on Arctic Science Cooperation

The ministers met in Bergen to renew their commitment to open research in the polar regions.

## Funding

Each participating state will contribute 4.2 million euros a year to the shared research fund
from 2026 to 2030. The fund pays for ships, stations and stipends for young scientists.

- Ships: 60 per cent of the fund
- Stations: 25 per cent of the fund

## Data

Observations made with the fund shall be published within twelve months under an open licence.
Security-relevant bathymetry is excluded, see note [99] of the annex.
"""
QUANTUM = "".join(
    [
        "# Quantum Research Partnership: Terms of Reference\n\n",
        *(
            f"## Article {number}\n\nThe parties keep a register of visits under article {number}. "
            "It lists the host, the guest and the purpose of each stay.\n\n"
            for number in range(1, 60)
        ),
        "## Article 60\n\nThe secretariat of the partnership is located in Lisbon and reports"
        " every six months to the joint committee.\n",
    ]
)
HOSTILE = (
    "# <img src=x onerror=\"window.__xss='title'\"> Hostile brief\n\n"
    "The embassy <script>window.__xss='text'</script> opened an office in Oslo"
    " ![pixel](http://evil.example/p.png) [99] ](javascript:window.__xss=1) `code` $x^2$"
    " ${window.__xss='template'} {{constructor}}.\n"
)
LIMIT = 4000


def document_of(
    source: str, text: str, title: str | None = None, publisher: str | None = None
) -> Document:
    headings = tuple(
        Heading(match.start(2), len(match[1]), match[2])
        for match in re.finditer(r"^(#+) (.+)$", text, re.MULTILINE)
    )
    return Document(
        id=hashlib.sha256(text.encode()).hexdigest()[:16],
        source=source,
        text=text,
        title=title or (headings[0].text if headings else None),
        date="2025-03-26",
        publisher=publisher,
        language="en",
        headings=headings,
    )


class FakeAssistant:
    """Answers by shared words, one sentence per document. `pause` slows its streaming."""

    def __init__(self, folder: Path, pause: float = 0.0) -> None:
        self.folder, self.pause = folder, pause
        self.stored: dict[str, Document] = {}
        self.superseded: dict[str, str] = {}
        for source, text, publisher in (
            ("arctic-statement.md", ARCTIC, "Ministry of Foreign Affairs"),
            ("quantum-terms.md", QUANTUM, "Joint Committee on Research"),
            ("hostile.md", HOSTILE, None),
        ):
            self._add(document_of(source, text, publisher=publisher))

    def _add(self, document: Document) -> None:
        self.stored[document.id] = document
        (self.folder / document.id).write_text(document.text, encoding="utf-8")

    def examples(self) -> list[str]:
        return [
            "How much will each state contribute to the shared research fund?",
            "Where is the secretariat of the quantum partnership?",
        ]

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        started = time.monotonic()
        if not question.strip():
            raise QuestionError("Type a question first.")
        if len(question) > LIMIT:
            raise QuestionError(f"This question is too long: at most {LIMIT:,} characters.")
        if "explode" in question:
            raise RuntimeError("secret detail of the machine")
        citations: list[Citation] = []
        for document, start, end in self._sentences(question):
            citations.append(
                Citation(
                    marker=len(citations) + 1,
                    document_id=document.id,
                    source=document.source,
                    quote=document.text[start:end],
                    start=start,
                    end=end,
                    title=document.title,
                    date=document.date,
                    publisher=document.publisher,
                    headings=document.heading_path_at(start),
                )
            )
            text = " ".join(f"{one.quote} [{one.marker}]" for one in citations)
            yield Answer(question, question, "answered", text, citations=tuple(citations),
                         confidence=0.86, complete=False)  # fmt: skip
            time.sleep(self.pause)
        took = 1000 * (time.monotonic() - started)
        if not citations:
            passages = tuple(
                Passage(
                    Chunk(document.id, 0, 120, document.text[:120], ("Part",)),
                    0.2, document.source, document.title, document.date, document.publisher,
                )  # fmt: skip
                for document in list(self.stored.values())[:2]
            )
            yield Answer(
                question, question, "not_found", "The documents do not say.",
                passages=passages, elapsed_ms=took,
            )  # fmt: skip
            return
        short = "4.2 million euros a year" if "contribute" in question else None
        rewritten = f"{question} (in the partnership)" if history else question
        yield Answer(
            rewritten, question, "answered", text, short, tuple(citations), (), 0.86,
            elapsed_ms=took,
        )  # fmt: skip

    def _sentences(self, question: str) -> Iterator[tuple[Document, int, int]]:
        wanted = {word for word in re.findall(r"\w{5,}", question.lower())} - {"where", "which"}
        for document in self.stored.values():
            for match in re.finditer(r"[A-Z](?:[^.#\n]|\n(?!\n)|\.(?=\d))+\.", document.text):
                found = {word for word in wanted if word in match[0].lower()}
                if len(found) >= 3 or (len(found) == len(wanted) and wanted):
                    yield document, match.start(), match.end()
                    break

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        return list(self.stream(question, history))[-1]

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        names: Mapping[Path, str] | None = None,
        on_progress: Callable[[IngestProgress], None] | None = None,
    ) -> Iterator[FileReport]:
        for done, path in enumerate(paths):
            source = (names or {}).get(path, path.name)
            if on_progress:
                on_progress(IngestProgress(source, done, len(paths), 3, 10))
            time.sleep(self.pause)
            if path.suffix not in (".md", ".txt"):
                yield FileReport(source, "unsupported", "unsupported: cannot read .exe files")
                continue
            document = document_of(source, path.read_text(encoding="utf-8"))
            self._add(document)
            yield FileReport(source, "indexed", "3 passages", document.id, 3, 3)

    def documents(self, include_superseded: bool = False) -> list[DocumentRecord]:
        return [self.record(identity) for identity in self.stored]

    def record(self, id_or_name: str) -> DocumentRecord:
        document = self.read(id_or_name)
        return DocumentRecord(
            document.id, document.source, (document.source,), document.title, document.date,
            document.publisher, document.language, 0, len(document.text), 12,
            "2026-11-21T09:30:00+00:00", self.superseded.get(document.id),
        )  # fmt: skip

    def read(self, document_id: str) -> Document:
        if document_id not in self.stored:
            raise DocumentNotFound("No document in the library has that name.")
        return self.stored[document_id]

    def remove(self, id_or_name: str) -> DocumentRecord:
        record = self.record(id_or_name)
        del self.stored[record.id]
        return record

    def original(self, document_id: str) -> Path | None:
        return self.folder / document_id

    def search(self, words: str, k: int = 10) -> list[Passage]:
        return []


def make_assistant(folder: Path, pause: float = 0.0) -> FakeAssistant:
    return FakeAssistant(folder, pause)


def supersede(assistant: FakeAssistant, old: str, new: str) -> None:
    assistant.superseded[old] = new
    assistant.stored[old] = replace(assistant.stored[old])


@contextmanager
def serving(assistant: object) -> Iterator[str]:
    """The real page over `assistant` on a free port of this machine; yields its address."""
    import uvicorn

    from ui.server import create_app

    server = uvicorn.Server(
        uvicorn.Config(create_app(assistant), port=0, log_level="warning",  # type: ignore[arg-type]
                       timeout_graceful_shutdown=1)
    )  # fmt: skip
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
