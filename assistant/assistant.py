"""The assistant: questions in, verified answers out; and the library behind it."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.answer import Answer, Turn
from assistant.extractive import Generator
from assistant.follow_up import self_contained
from assistant.verification import verified
from corpus.document import Document
from corpus.errors import AssistantError, QuestionError
from index.library import Library
from index.passage import Passage
from index.records import DocumentRecord, FileReport, IngestProgress
from index.retriever import Retriever
from index.vectors import VectorIndex
from index.vocabulary import Vocabulary

# What a run of an ingest needs is loaded only when one starts.
StartIngest = Callable[
    [Sequence[Path], Mapping[Path, str] | None, Callable[[IngestProgress], None] | None],
    Iterator[FileReport],
]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that `doctor` looked at; `detail` says what was found, and what to do."""

    name: str
    ok: bool
    detail: str


class Assistant:
    """Answers from one library. Made by `assembly.assemble`; safe to use from many threads."""

    def __init__(
        self,
        *,
        library: Library,
        vectors: VectorIndex,
        vocabulary: Vocabulary,
        retriever: Retriever,
        generator: Generator,
        start_ingest: StartIngest,
        candidates: int,
        max_question_characters: int,
    ) -> None:
        self._library = library
        self._vectors = vectors
        self._vocabulary = vocabulary
        self._retriever = retriever
        self._generator = generator
        self._start_ingest = start_ingest
        self._candidates = candidates
        self._max_characters = max_question_characters
        self._examples: tuple[int, list[str]] = (-1, [])  # of a revision of the library

    # Questions

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The whole answer to a question. Raises QuestionError."""
        *_, answer = self.stream(question, history)
        return answer

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        """Growing snapshots of the answer; the last one has `complete` set.

        Each is verified before it is given: every quote was read again from the stored
        document. `history` are the turns before, oldest first. Raises QuestionError.
        """
        started = time.perf_counter()
        asked_as = self._checked(question)
        context: list[Turn] = []
        for turn in history:
            context.append(replace(turn, question=self_contained(turn.question, context)))
        rewritten = self_contained(asked_as, context)
        self._vocabulary.refresh()
        corrected, corrections = self._vocabulary.correct(rewritten)
        notes = [f"Read as: {rewritten}"] if rewritten != asked_as else []
        notes += [f"Searched for “{c.used}” instead of “{c.typed}”." for c in corrections]
        passages = self._retriever.retrieve(corrected, self._candidates)
        notes += self._vectors.take_notes()
        for answer in self._generator.generate(corrected, passages):
            answer = verified(answer, self._library.document)
            yield replace(
                answer,
                asked_as=asked_as,
                notes=(*notes, *answer.notes),
                elapsed_ms=1000 * (time.perf_counter() - started),
            )

    def search(self, words: str, k: int = 10) -> list[Passage]:
        """The k passages nearest to the words, best first. Raises QuestionError."""
        return self._retriever.retrieve(self._checked(words), k)

    def examples(self) -> list[str]:
        """Questions to begin with, that the library answers."""
        revision, found = self._examples
        if revision != self._library.revision():
            revision = self._library.revision()
            found = [question for question in EXAMPLES if self._answers(question)][:4]
            if not found:
                titles = [record.title for record in self._library.records() if record.title]
                found = [f"What do the documents say about {title}?" for title in titles[:4]]
            self._examples = revision, found
        return found

    def _answers(self, question: str) -> bool:
        try:
            return self.ask(question).status == "answered"
        except AssistantError:
            return False

    def _checked(self, question: str) -> str:
        printable = "".join(letter if letter.isprintable() else " " for letter in question)
        # As the stored texts are: a letter and its accent are one character.
        cleaned = unicodedata.normalize("NFC", " ".join(printable.split()))
        if not cleaned:
            raise QuestionError("The question is empty. Type a few words and ask again.")
        if len(cleaned) > self._max_characters:
            raise QuestionError(
                f"The question has {len(cleaned):,} characters; the limit is "
                f"{self._max_characters:,}. Ask a shorter one, or add the text as a document."
            )
        return cleaned

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
    ) -> Iterator[FileReport]:
        """Add files and folders; a report for each file as soon as it is safely stored.

        `names` are given for uploads, which are known by name and not by path. Raises
        DocumentError for a path that does not exist, and LibraryLocked.
        """
        return self._start_ingest(paths, names, on_progress)

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

    def remove(self, id_or_name: str) -> DocumentRecord:
        """Remove a document with its text and vectors. Raises DocumentNotFound, LibraryLocked."""
        from index.writer_lock import writer_lock

        with writer_lock(self._library.folder):
            record = self._library.remove(id_or_name)
            self._vectors.save()
        return record

    def checks(self) -> list[Check]:
        """Whether the library and its index are sound."""
        problems = self._library.problems()
        stale = self._vectors.problems()
        count = len(self._vectors)
        return [
            Check(
                "library",
                not problems,
                "; ".join(problems[:20]) or f"{self._library.path}: every text and vector is whole",
            ),
            Check(
                "vectors",
                count == self._library.chunk_count(),
                f"{count} passages" + (f"; rebuilt from the library: {stale[0]}" if stale else ""),
            ),
        ]

    def close(self) -> None:
        self._library.close()


EXAMPLES = (
    "What is technology diplomacy?",
    "What are the five tasks of Vietnam's science and technology diplomacy?",
    "How does tech diplomacy differ from science diplomacy?",
    "Who witnessed the signing of the agreement with NVIDIA, and when?",
    "What are the three foundations of strategic autonomy?",
)
