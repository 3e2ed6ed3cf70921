"""From a question to a verified answer, over one library."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, TypedDict, Unpack

from assistant.answer import Answer, RequestKind, Reworded, Turn
from assistant.answering.legal.badges import badge
from assistant.answering.verification import verified
from assistant.holdings import EditorialRecords, Holdings, Pipeline
from assistant.language_model.engines.model import LanguageModel
from assistant.question.analysis import analyse
from assistant.reader.passages import ReadPassage
from assistant.requests.recognition import DECLINED
from assistant.requests.routes import with_lead
from assistant.understanding import Understanding, Understood
from corpus import briefs
from corpus.errors import AssistantError, LibraryError, ModelError
from corpus.language.identification import language_of
from corpus.wording import _
from index.choice import (
    WHOLE_LIBRARY,
    ChosenDocuments,
    DocumentChoice,
    Scope,
)
from index.passage import Passage
from index.store.tables.changes import LibraryState
from index.store.withheld import gathering
from index.validity import in_force_first

SHOWN_EXAMPLES = 4
# Puts answers of a kind into words, as they grow.
InWords = Callable[[RequestKind, Iterator[Answer]], Iterator[Answer]]
ANSWERED = "An answer was given"  # as it is logged, and counted by
WHICH = "'assistant doctor' says which: remove that document and ingest it again."

log = logging.getLogger(__name__)


class Options(TypedDict, total=False):
    """How a question is answered; see `Asking.stream`."""

    choice: DocumentChoice
    as_of: str | None
    threshold: float | None
    keep: bool
    approved: bool
    seconds: float | None
    request: RequestKind | None
    conversing: bool
    worded: bool


class Asking:
    """Answers from one library. Safe to use from many threads."""

    def __init__(self, holdings: Holdings, pipeline: Pipeline, records: EditorialRecords) -> None:
        self._holdings, self._pipeline, self.records = holdings, pipeline, records
        self._requests = pipeline.requests
        self._understanding = Understanding(
            holdings, pipeline.requests, pipeline.max_question_characters
        )
        self._library = holdings.library
        self._vectors = holdings.vectors
        self._gaps = records.gaps
        self.faq, self.reviews = records.faq, records.reviews
        self.conversations = records.conversations
        self.embed = holdings.embed  # unit rows, (n, d), of texts: what means the same lies near
        self.threshold = pipeline.threshold
        self.chosen_model = pipeline.chosen_model
        # Of a state of the library, each with the documents that answer it.
        self._examples: tuple[LibraryState, dict[str, frozenset[str]]] | None = None
        self._examples_lock = threading.Lock()

    def load(self) -> None:
        """Load the networks now rather than at the first question. Raises ModelError."""
        self.embed(["ready"])
        self._pipeline.reader.load()

    def ask(
        self, question: str, history: Sequence[Turn] = (), **options: Unpack[Options]
    ) -> Answer:
        """The whole answer to a question; see `stream`. Raises QuestionError, ChoiceError."""
        *_, answer = self.stream(question, history, **options)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        choice: DocumentChoice = WHOLE_LIBRARY,
        as_of: str | None = None,
        threshold: float | None = None,
        keep: bool = True,
        approved: bool = True,
        seconds: float | None = None,
        request: RequestKind | None = None,
        conversing: bool = True,
        worded: bool = False,
    ) -> Iterator[Answer]:
        """Growing snapshots of the answer; the last one has `complete` set.

        Each is verified before it is given: every quote was read again from the stored
        document. `history` are the turns before, oldest first. Only the documents of `choice`
        answer; the answer says so. `as_of` is a date, `2025-03`:
        only documents dated until then answer; the question may say so itself. `threshold` is
        a confidence to use instead of the generator's own. A question without an answer goes
        on the gap list, unless `keep` is False or a threshold, a date or a choice was given: then
        it says nothing of what is missing. What an editor has approved as the answer is given as it
        is, unless `approved` is False, a threshold or a date was given, or it quotes
        from elsewhere than the choice. No passage is begun to be read when `seconds` are over:
        what was read until then is the answer, with a note. `request` is the kind of request that
        it is taken for, in place of the one that is recognised; where nobody is `conversing`, as in
        a list of questions, nothing is small talk or asked back. Where `worded`, a language model
        puts the answer into words, if one is set, and completes a follow-up that may not be
        understood without it. Raises QuestionError, and
        ChoiceError for a choice that names what the library has not.
        """
        started = time.perf_counter()
        chosen = self.chosen(choice)
        phrasing = self._pipeline.chosen_model.phrasing if worded else None
        heard = self._understanding.heard(
            question,
            history,
            request,
            conversing,
            phrasing.questions.follow_up if phrasing else None,
        )
        in_words = (
            partial(phrasing.phrased, spent=time.perf_counter() - started) if phrasing else None
        )

        def finished(answer: Answer) -> Answer:
            elapsed = 1000 * (time.perf_counter() - started)
            if answer.complete and keep:  # what people ask, not what the program tries for itself
                figures = {"status": answer.status, "ms": round(elapsed)}
                log.info(ANSWERED, extra={"figures": figures})
            return replace(answer, searched_in=chosen.choice or None, elapsed_ms=elapsed)

        if heard.asks_nothing and not (approved and self._is_approved(heard.alone, chosen.scope)):
            replied = self._requests.reply(
                heard.request, heard.asked_as, self._to_go_on_with(chosen.scope)
            )
            yield finished(replied)
            return
        revision = self._library.revision()
        known = self._understanding.analysed(
            heard, chosen, as_of=as_of, seconds=seconds, told=request is not None
        )
        notes = list(known.notes)
        if approved and known.limit is None and threshold is None:
            try:
                kept = self._approved_answer(known.rewritten, chosen.scope)
            except (LibraryError, ModelError) as error:  # the documents still answer
                notes.append(
                    _("{problem} Approved answers were not looked at.").format(problem=error)
                )
            else:
                if kept is not None:
                    said = [note for note in notes if note not in known.mended]
                    kept = replace(self._badged(kept, None), asked_as=heard.asked_as)
                    kept = replace(kept, request=known.request, notes=(*said, *kept.notes))
                    yield finished(kept)
                    return
        if known.request in ("unclear", "nonsense"):
            readings = self._readings(known) if known.request == "unclear" else []
            choices = readings or self._to_go_on_with(known.scope)
            yield finished(self._requests.reply(known.request, heard.asked_as, choices))
            return
        withheld: set[Hashable] = set()  # of what was found for this question, as damaged
        options: dict[str, Any] = {} if threshold is None else {"threshold": threshold}
        with gathering(withheld):
            snapshots, searched = self._snapshots(known, options, in_words)
        if not searched:
            notes = [note for note in notes if note not in known.mended]
        notes += self._vectors.take_notes()
        if searched and (other := self._library.other_embedder()):
            notes.append(other)
        while True:
            with gathering(withheld):
                generated = next(snapshots, None)
            if generated is None:
                break
            doubts = self._doubts(len(withheld))
            answer = verified(generated, self._library.document, doubts)
            if answer.complete and answer.citations:
                changed = self._pipeline.amendments.notes(answer)
                answer = replace(answer, notes=(*answer.notes, *changed))
            answer = self._badged(answer, known.limit)
            yield finished(replace(answer, notes=(*notes, *answer.notes)))
            # An answer that did not stand its check says nothing about what is missing; nor does
            # one for which something damaged was left out, or what was asked for is not done.
            if (
                answer.complete
                and answer.status == generated.status
                and not (doubts or options or answer.is_reply)
                and keep
                and known.scope is None
                and known.request not in DECLINED
            ):
                self._remember(answer, revision)

    def plainer(self, question: str, documents: Collection[str] = ()) -> Reworded | None:
        """A question, made of some documents (ids), in the words of the language model, where one
        is set and they have the same names and numbers; whether they ask the same is for the
        caller to see."""
        phrasing = self._pipeline.chosen_model.phrasing
        return phrasing.questions.plainer(question, documents) if phrasing else None

    def _snapshots(
        self, known: Understood, options: Mapping[str, Any], in_words: InWords | None
    ) -> tuple[Iterator[Answer], bool]:
        """The answer as it grows, and whether it was searched for by the words of the question, not
        found by its place or by the way of its kind."""
        asked, scope = known.question, known.scope
        found = self._pipeline.provisions.answer(asked, scope)
        if found is not None:
            in_words = None  # what a law says is told word for word
        else:
            found = self._requests.answer(known.request, asked, scope)
        if found is not None:
            request = found.request if found.is_reply else known.request
            answers = with_lead(request, (replace(found, request=request),))
            return in_words(request, answers) if in_words else answers, False
        asked = replace(asked, within=self._pipeline.provisions.within(asked, scope))
        passages = self._pipeline.retriever.retrieve(asked, self._pipeline.candidates, scope)
        found = self._pipeline.tables.answer(asked, passages)
        if found is not None:
            return iter((replace(found, request=known.request),)), True
        return self._generated(replace(known, question=asked), passages, options, in_words), True

    def _generated(
        self,
        known: Understood,
        passages: Sequence[Passage],
        options: Mapping[str, Any],
        in_words: InWords | None,
    ) -> Iterator[Answer]:
        answers = self._pipeline.generator.generate(known.question, passages, **options)
        told = with_lead(known.request, answers)
        for answer in in_words(known.request, told) if in_words else told:
            if answer.status == "not_found":
                with suppress(LibraryError):
                    answer = self._elsewhere(known, passages) or answer
            yield replace(answer, request=known.request)

    def _elsewhere(self, known: Understood, passages: Sequence[Passage]) -> Answer | None:
        """What answers where no passage does: the place that was named, what is known of a
        document beside its text, or what stands under the question where it is printed."""
        if known.question.within:
            return self._pipeline.provisions.containing(known.question, known.scope)
        if known.request == "about_document":
            return self._requests.about(known.question, known.scope)
        return self._pipeline.printed.answer(known.question, passages)

    def _readings(self, known: Understood) -> list[str]:
        with suppress(LibraryError):
            return self._requests.readings(known.question, known.scope)
        return []

    def _to_go_on_with(self, scope: Scope) -> list[str]:
        """Questions to begin with, those that were tried where that is done; of the chosen
        documents, where some were chosen."""
        if scope is not None:
            return self.examples_by_title(scope)
        return self.examples_found() or self.examples_by_title()

    def _badged(self, answer: Answer, limit: str | None) -> Answer:
        """An answer whose citations say where their documents are not in force on a day."""
        cited = (one.document_id for one in answer.citations)
        try:
            not_in_force = self._holdings.validities.of(cited, limit)
        except LibraryError:  # said by what reads the documents
            return answer
        if not not_in_force:
            return answer
        language = language_of(answer.question)
        citations = (
            replace(one, validity=badge(not_in_force[one.document_id], language))
            if one.document_id in not_in_force
            else one
            for one in answer.citations
        )
        return replace(answer, citations=tuple(citations))

    def _doubts(self, withheld: int) -> list[str]:
        """Why the right passage may be missing, where `withheld` of those found are damaged."""
        doubts = []
        lost = self._vectors.lost() if self._library.other_embedder() is None else 0
        if withheld:
            found = "1 passage that was" if withheld == 1 else f"{withheld} passages that were"
            doubts.append(
                f"{found} found for this question {'is' if withheld == 1 else 'are'} damaged and "
                f"left out, and may be what answers it. {WHICH}"
            )
        if not self._holdings.vocabulary.intact:
            doubts.append(
                "The keyword index is damaged, so that the right passage may not have been found. "
                "The next ingest makes it anew."
            )
        if lost:
            doubts.append(
                f"{lost} of the passages cannot be found by meaning, since their vectors are "
                f"damaged. {WHICH}"
            )
        return doubts

    def _approved_answer(self, question: str, scope: Scope) -> Answer | None:
        """What an editor has approved for a question, where every quote of it still stands and is
        of the documents that are asked."""
        kept = self.records.approved.answer(question)
        if kept is None:
            return None
        if scope is not None and any(one.document_id not in scope for one in kept.citations):
            return None
        answer = verified(kept, self._library.document)
        return answer if len(answer.citations) == len(kept.citations) else None

    def _is_approved(self, question: str, scope: Scope) -> bool:
        """Whether an editor has approved an answer, `How do I add a document?` as well."""
        with suppress(LibraryError, ModelError):
            return self._approved_answer(question, scope) is not None
        return False

    def _remember(self, answer: Answer, revision: int) -> None:
        """Keep a question without an answer; forget it once it has one."""
        if answer.status == "not_found":
            self._gaps.record(answer, revision)
        elif answer.status == "answered":
            self._gaps.resolve(answer.question)

    def chosen(self, choice: DocumentChoice) -> ChosenDocuments:
        """The documents that are meant by a choice. Raises ChoiceError where the library has not
        what it names.
        """
        return self._holdings.choices.chosen(choice)

    def search(
        self, words: str, k: int = 10, choice: DocumentChoice = WHOLE_LIBRARY
    ) -> list[Passage]:
        """The k passages of a choice of documents nearest to the words, best first: those that
        search finds, in the order that the reader gives them. Raises QuestionError, ChoiceError.
        """
        scope = self.chosen(choice).scope
        catalogue = self._holdings.described.catalogue()
        self._holdings.vocabulary.refresh()
        typed = self._understanding.checked(words)
        asked = analyse(self._understanding.in_library_words(typed), typed, catalogue)
        some = max(k, self._pipeline.candidates)
        passages = self._pipeline.retriever.retrieve(asked, some, scope)
        ranked = self._pipeline.reader.ranked(asked, passages, self._pipeline.candidates)
        return in_force_first(ranked)[:k]

    def read_nearest(
        self, words: str, k: int, choice: DocumentChoice = WHOLE_LIBRARY
    ) -> tuple[ReadPassage, ...]:
        """The k passages nearest to the words, read with them: what each of their sentences is
        worth as evidence. Raises QuestionError, ChoiceError.
        """
        scope = self.chosen(choice).scope
        typed = self._understanding.checked(words)
        asked = analyse(typed, typed, self._holdings.described.catalogue())
        passages = self._pipeline.retriever.retrieve(asked, k, scope)
        return self._pipeline.reader.read(asked, passages[:k], measured=False).passages

    @property
    def language_model(self) -> LanguageModel | None:
        """What puts answers into words, where one is set."""
        return self.chosen_model.model

    @property
    def reader_name(self) -> str:
        """What chooses the sentences; a calibration holds for one reader."""
        return self._pipeline.reader.name

    def spelled_out(self, text: str) -> str:
        """A text with its abbreviations as what they stand for in this library."""
        return self._holdings.glossary.spelled_out(text)

    def examples(self) -> list[str]:
        """Questions to begin with, that the library answers; found once for each state of it."""
        with self._examples_lock:
            found = self.examples_found()
            if found is None:
                state = self._library.state()
                asked = ((one, self._answered_by(one)) for one in briefs.questions())
                answered = ((one, by) for one, by in asked if by)
                # Each is a whole answer: no more than are shown.
                self._examples = state, dict(islice(answered, SHOWN_EXAMPLES))
                found = list(self._examples[1])
            return found or self.examples_by_title()

    def examples_found(self) -> list[str] | None:
        """Those that were found for the library as it is, or by title where none were; None where
        they are still to be."""
        known = self._examples
        if known is None:
            return None
        state, found = known
        now = self._library.state()
        if state != now:
            changes = self._library.changes(state, now)
            changed = None if changes is None else changes.documents
            if changed is None or any(by & changed for by in found.values()):
                return None
            # Fewer than could be shown: what was added may answer more, where it is a brief.
            if len(found) < SHOWN_EXAMPLES and self._has_briefs(changed):
                return None
            self._examples = now, found
        return list(found) or self.examples_by_title()

    def examples_by_title(self, scope: Scope = None) -> list[str]:
        """Questions to begin with that nobody has tried, of all documents or of some; in the
        reader's language."""
        titles = [
            record.title
            for record in self._library.records()
            if record.title and (scope is None or record.id in scope)
        ]
        asked = _("What do the documents say about {title}?")
        return [asked.format(title=title) for title in titles[:4]]

    def _has_briefs(self, ids: Collection[str]) -> bool:
        names = briefs.names()
        return any(one.source in names for one in self._library.records() if one.id in ids)

    def _answered_by(self, question: str) -> frozenset[str]:
        """The documents that answer a question; none where it is not answered."""
        try:
            answer = self.ask(question, keep=False, approved=False)
        except AssistantError:
            return frozenset()
        if answer.status != "answered":
            return frozenset()
        return frozenset(one.document_id for one in answer.citations)
