"""The assistant: questions in, verified answers out; and the library behind it."""

from __future__ import annotations

import threading
import time
import unicodedata
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from assistant.answer import Answer, Turn
from assistant.answering.generator import Generator
from assistant.answering.verification import verified
from assistant.faq.keeping.lookup import ApprovedAnswers
from assistant.faq.keeping.records import FaqRecords
from assistant.gaps import Gap, GapList
from assistant.question.analysis import analyse
from assistant.question.as_of import as_of as stated_date
from assistant.question.as_of import dated_until, limit_from
from assistant.question.courtesies import question_of
from assistant.question.described_documents import DescribedDocuments
from assistant.question.follow_up import self_contained
from assistant.question.glossary import Glossary
from assistant.reader.reader import PassageReader
from corpus import briefs
from corpus.document import Document
from corpus.errors import AssistantError, LibraryError, ModelError, QuestionError
from index.models.embedder import Embed
from index.passage import Passage
from index.search.accents import Accents
from index.search.retriever import Retriever
from index.search.spelling import correct
from index.search.vectors import VectorIndex
from index.search.vocabulary import Vocabulary
from index.store.library import Library
from index.store.records import DocumentRecord, FileReport, IngestProgress, ReindexProgress
from index.store.withheld import gathering


# What a run of an ingest needs is loaded only when one starts.
class StartIngest(Protocol):
    """Begins a run of `index.ingest.Ingest`."""

    def __call__(
        self,
        paths: Sequence[Path],
        names: Mapping[Path, str] | None,
        on_progress: Callable[[IngestProgress], None] | None,
        *,
        follow_links: bool,
        skipped: Callable[[str], object] | None,
    ) -> Iterator[FileReport]: ...


StartReindex = Callable[[], Iterator[ReindexProgress]]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that `doctor` looked at; `detail` says what was found, and what to do."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """The documents with their index, and what adds to them."""

    library: Library
    vectors: VectorIndex
    vocabulary: Vocabulary
    accents: Accents
    described: DescribedDocuments
    glossary: Glossary
    embed: Embed
    start_ingest: StartIngest
    start_reindex: StartReindex


@dataclass(frozen=True, slots=True)
class Pipeline:
    """How a question is answered: searched for, read, and put into words.

    `candidates` passages are read; `threshold` is the confidence from which there is an answer.
    """

    retriever: Retriever
    reader: PassageReader
    generator: Generator
    threshold: float
    candidates: int
    max_question_characters: int


@dataclass(frozen=True, slots=True)
class EditorialRecords:
    """What people keep beside the documents: questions without an answer, and FAQ entries."""

    gaps: GapList
    faq: FaqRecords
    approved: ApprovedAnswers


class Assistant:
    """Answers from one library. Made by `assembly.assemble`; safe to use from many threads."""

    def __init__(self, holdings: Holdings, pipeline: Pipeline, records: EditorialRecords) -> None:
        self._holdings, self._pipeline, self._records = holdings, pipeline, records
        self._library = holdings.library
        self._vectors = holdings.vectors
        self._gaps = records.gaps
        self.faq = records.faq
        self.embed = holdings.embed  # unit rows, (n, d), of texts: what means the same lies near
        self.threshold = pipeline.threshold
        self._examples: tuple[int, list[str]] = (-1, [])  # of a revision of the library
        self._examples_lock = threading.Lock()

    # Questions

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        as_of: str | None = None,
        threshold: float | None = None,
        keep: bool = True,
        approved: bool = True,
        seconds: float | None = None,
    ) -> Answer:
        """The whole answer to a question; see `stream`. Raises QuestionError."""
        *_, answer = self.stream(
            question,
            history,
            as_of=as_of,
            threshold=threshold,
            keep=keep,
            approved=approved,
            seconds=seconds,
        )
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        as_of: str | None = None,
        threshold: float | None = None,
        keep: bool = True,
        approved: bool = True,
        seconds: float | None = None,
    ) -> Iterator[Answer]:
        """Growing snapshots of the answer; the last one has `complete` set.

        Each is verified before it is given: every quote was read again from the stored
        document. `history` are the turns before, oldest first. `as_of` is a date, `2025-03`:
        only documents dated until then answer; the question may say so itself. `threshold` is
        a confidence to use instead of the generator's own. A question without an answer goes
        on the gap list, unless `keep` is False or a threshold or a date was given: then it says
        nothing of what is missing. What an editor has approved as the answer to the question is
        given as it is, unless `approved` is False or a threshold or a date was given. No passage is
        begun to be read when `seconds` are over: what was read until then is the answer, with a
        note. Raises QuestionError.
        """
        started = time.perf_counter()
        asked_as = self._checked(question)
        context: list[Turn] = []
        for turn in history:
            context.append(replace(turn, question=self_contained(turn.question, context)))
        self._holdings.vocabulary.refresh()
        rewritten = self.spelled_out(self_contained(question_of(asked_as), context))
        rewritten = self._holdings.accents.restored(rewritten)
        undated, limit = stated_date(rewritten)
        limit = limit_from(as_of) if as_of else limit
        corrected, corrections = correct(undated, self._holdings.vocabulary)
        notes = [f"Read as: {rewritten}"] if rewritten != asked_as else []
        if problem := self._holdings.glossary.problem():
            notes.append(f"{problem} What it says was not used.")
        if approved and limit is None and threshold is None:
            try:
                kept = self._approved_answer(rewritten)
            except (LibraryError, ModelError) as error:  # the documents still answer
                notes.append(f"{error} Approved answers were not looked at.")
            else:
                if kept is not None:
                    elapsed = 1000 * (time.perf_counter() - started)
                    told = (*notes, *kept.notes)
                    yield replace(kept, asked_as=asked_as, notes=told, elapsed_ms=elapsed)
                    return
        notes += [f"Searched for “{c.used}” instead of “{c.typed}”." for c in corrections]
        revision = self._library.revision()
        scope = None
        if limit is not None:
            dated = dated_until(self._library.records(include_superseded=True), limit)
            scope = dated.scope
            notes += dated.notes
        asked = analyse(corrected, asked_as, self._holdings.described.catalogue())
        answer_by = None if seconds is None else time.monotonic() + seconds
        asked = replace(asked, corrections=tuple(corrections), as_of=limit, answer_by=answer_by)
        withheld: set[Hashable] = set()  # of what was found for this question, as damaged
        with gathering(withheld):
            passages = self._pipeline.retriever.retrieve(asked, self._pipeline.candidates, scope)
        notes += self._vectors.take_notes()
        if other := self._library.other_embedder():
            notes.append(other)
        options: dict[str, Any] = {} if threshold is None else {"threshold": threshold}
        snapshots = self._pipeline.generator.generate(asked, passages, **options)
        while True:
            with gathering(withheld):
                generated = next(snapshots, None)
            if generated is None:
                break
            doubts = self._doubts(len(withheld))
            answer = verified(generated, self._library.document, doubts)
            yield replace(
                answer,
                notes=(*notes, *answer.notes),
                elapsed_ms=1000 * (time.perf_counter() - started),
            )
            # An answer that did not stand its check says nothing about what is missing; nor does
            # one for which something damaged was left out.
            if (
                answer.complete
                and answer.status == generated.status
                and not doubts
                and keep
                and not options
                and scope is None
            ):
                self._remember(answer, revision)

    def _doubts(self, withheld: int) -> list[str]:
        """Why the right passage may be missing, where `withheld` of those found are damaged."""
        doubts = []
        lost = self._vectors.lost() if self._library.other_embedder() is None else 0
        if withheld:
            found = "1 passage that was" if withheld == 1 else f"{withheld} passages that were"
            doubts.append(
                f"{found} found for this question {'is' if withheld == 1 else 'are'} damaged and "
                "left out, and may be what answers it. 'assistant doctor' says which: remove that "
                "document and ingest it again."
            )
        if not self._holdings.vocabulary.intact:
            doubts.append(
                "The keyword index is damaged, so that the right passage may not have been found. "
                "The next ingest makes it anew."
            )
        if lost:
            doubts.append(
                f"{lost} of the passages cannot be found by meaning, since their vectors are "
                "damaged. 'assistant doctor' says which: remove that document and ingest it again."
            )
        return doubts

    def _approved_answer(self, question: str) -> Answer | None:
        """What an editor has approved for a question, where every quote of it still stands."""
        kept = self._records.approved.answer(question)
        if kept is None:
            return None
        answer = verified(kept, self._library.document)
        return answer if len(answer.citations) == len(kept.citations) else None

    def _remember(self, answer: Answer, revision: int) -> None:
        """Keep a question without an answer; forget it once it has one."""
        if answer.status == "not_found":
            self._gaps.record(answer, revision)
        elif answer.status == "answered":
            self._gaps.resolve(answer.question)

    def search(self, words: str, k: int = 10) -> list[Passage]:
        """The k passages nearest to the words, best first: those that search finds, in the
        order that the reader gives them. Raises QuestionError.
        """
        asked = analyse(self._checked(words), catalogue=self._holdings.described.catalogue())
        self._holdings.vocabulary.refresh()
        passages = self._pipeline.retriever.retrieve(asked, max(k, self._pipeline.candidates))
        return self._pipeline.reader.ranked(asked, passages, self._pipeline.candidates)[:k]

    @property
    def reader_name(self) -> str:
        """What chooses the sentences; a calibration holds for one reader."""
        return self._pipeline.reader.name

    def spelled_out(self, text: str) -> str:
        """A text with its abbreviations as what they stand for in this library."""
        return self._holdings.glossary.spelled_out(text)

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._library.folder

    def revision(self) -> int:
        """How often the library was changed."""
        return self._library.revision()

    def examples(self) -> list[str]:
        """Questions to begin with, that the library answers; found once for each state of it."""
        with self._examples_lock:
            revision, found = self._examples
            if revision != self._library.revision():
                revision = self._library.revision()
                answered = (question for question in briefs.questions() if self._answers(question))
                found = list(islice(answered, 4))  # each is a whole answer: no more than are shown
                if not found:
                    titles = [record.title for record in self._library.records() if record.title]
                    found = [f"What do the documents say about {title}?" for title in titles[:4]]
                self._examples = revision, found
            return found

    def _answers(self, question: str) -> bool:
        try:
            return self.ask(question, keep=False, approved=False).status == "answered"
        except AssistantError:
            return False

    def _checked(self, question: str) -> str:
        printable = "".join(letter if letter.isprintable() else " " for letter in question)
        # As the stored texts are: a letter and its accent are one character.
        cleaned = unicodedata.normalize("NFC", " ".join(printable.split()))
        if not cleaned:
            raise QuestionError("The question is empty. Type a few words and ask again.")
        limit = self._pipeline.max_question_characters
        if len(cleaned) > limit:
            raise QuestionError(
                f"The question has {len(cleaned):,} characters; the limit is {limit:,}. Ask a "
                "shorter one, or add the text as a document."
            )
        return cleaned

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
    ) -> Iterator[FileReport]:
        """Add files and folders; a report for each file as soon as it is safely stored.

        `names` are given for uploads, which are known by name and not by path. Links that lead
        out of a folder are followed only with `follow_links`; what a folder holds that is no
        file is told to `skipped`. Raises DocumentError for a path that does not exist, and
        LibraryLocked.
        """
        return self._holdings.start_ingest(
            paths, names, on_progress, follow_links=follow_links, skipped=skipped
        )

    def reindex(self) -> Iterator[ReindexProgress]:
        """Bring a library that another embedder made over to the one that is set.

        Tells how far it is after each document; what was done is kept when it is stopped, and
        until the end the library answers as before. Nothing to do: ends at once. Raises
        LibraryLocked.
        """
        return self._holdings.start_reindex()

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

    def remove(self, id_or_name: str) -> DocumentRecord:
        """Remove a document with its text and vectors. Raises DocumentNotFound, LibraryLocked."""
        from index.store.writer_lock import writer_lock

        with writer_lock(self._library.folder):
            record = self._library.remove(id_or_name)
            self._vectors.save()
            self._library.keep_ballast()
        return record

    def checks(self) -> list[Check]:
        """Whether the library and its index are sound."""
        problems = self._library.problems()
        other = self._library.other_embedder()
        stale = [] if other else self._vectors.problems()
        count = 0 if other else len(self._vectors)
        vectors = f"{count} passages" + (f"; rebuilt from the library: {stale[0]}" if stale else "")
        gaps = "questions without an answer are "
        gaps += "kept" if self._gaps.keep else "not kept, as was set"
        gap_problem, problem = self.gap_problem(), self._holdings.glossary.problem()
        return [
            Check(
                "library",
                not problems,
                "; ".join(problems[:20]) or f"{self._library.path}: every text and vector is whole",
            ),
            Check(
                "vectors",
                other is None and count == self._library.chunk_count(),
                other or vectors,
            ),
            Check("glossary", problem is None, problem or "abbreviations are read as it says"),
            Check("gaps", gap_problem is None, gap_problem or gaps),
        ]

    def close(self) -> None:
        self._gaps.close()
        self._library.close()
