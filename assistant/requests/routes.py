"""The cited way for each kind of request that is more, or less, than a question."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

from assistant.answer import Answer, RequestKind
from assistant.answer_blocks import TextRun
from assistant.answer_parts import LeadPart, MissingPart
from assistant.question.described_documents import DescribedDocuments
from assistant.question.document_phrases import names_a_document
from assistant.requests.document_lists import listed
from assistant.requests.kinds import FormOf, subject_of
from assistant.requests.outlines import outline
from assistant.requests.readings import readings, whole_of
from assistant.requests.recognition import DECLINED, RequestRecogniser
from assistant.requests.side_by_side import (
    ComparedSide,
    compared_on,
    point_by_point,
    side_by_side,
    sides_under_headings,
)
from assistant.requests.timelines import lies_within, timeline
from corpus.document import Document
from corpus.errors import LibraryError, ModelError
from corpus.language.dates import DateSpan, find_dates, whole_date
from corpus.language.identification import reply_language
from corpus.language.words import folded, words
from index.choice import Scope
from index.models.embedder import Embed
from index.passage import Passage
from index.question import Question
from index.search.vocabulary import quoted
from index.store.library import Library
from index.store.records import DocumentRecord

Retrieve = Callable[[Question, int, Scope], list[Passage]]

MOST_CHOICES = 3
MOST_FOR_TIMELINE, MOST_MATCHED = 40, 200  # passages
MOST_FOR_READINGS = 9  # passages
NEAREST = 4  # passages shown in place of an answer
MOST_HEADED = 12  # documents that are looked through for a heading
MOST_FOR_SIDE = 10  # passages among which what a side is told by must be found
NEWEST = 8  # documents that are what is new
_NONE_HAS = {
    "en": "no document of the library has “{}”.",
    "vi": "không có tài liệu nào có “{}”.",
}
_NONE_SINCE = {
    "en": "no document of the library bears a date since {}.",
    "vi": "không có tài liệu nào đề ngày từ {} đến nay.",
}
_FIRST = re.compile(r"[^.;]*[.;]")


class RequestRoutes:
    """Answers to requests over one library. Safe to use from many threads."""

    def __init__(
        self,
        library: Library,
        described: DescribedDocuments,
        embed: Embed,
        retrieve: Retrieve,
        form_of: FormOf | None,
    ) -> None:
        self._library, self._described = library, described
        self._embed, self._retrieve = embed, retrieve
        self._recogniser = RequestRecogniser(form_of)

    def kind_of(
        self, text: str, named: Sequence[tuple[int, int]] = (), goes_on: bool = False
    ) -> RequestKind:
        return self._recogniser.kind_of(text, named, goes_on)

    def reply(self, kind: RequestKind, text: str, choices: Sequence[str]) -> Answer:
        """What is said where nothing is searched, with questions to go on with."""
        return Answer(
            question=text,
            asked_as=text,
            status="not_found",
            parts=(LeadPart((TextRun(_said(kind, text)),)),),
            request=kind,
            choices=tuple(choices[:MOST_CHOICES]),
        )

    def readings(self, question: Question, scope: Scope) -> list[str]:
        """What an unclear request may mean, as questions about what the library holds."""
        meant = _meant(question, scope)
        passages = self._retrieve(question, MOST_FOR_READINGS, meant)
        return readings(question.text, self._records(meant), passages)

    def answer(self, kind: RequestKind, question: Question, scope: Scope) -> Answer | None:
        """The answer by the way of its kind; None where that is the way of a question, or where
        this one leads nowhere."""
        match kind:
            case "summarise_document":
                return self._summary(question, scope)
            case "translate":  # what the document says is told, in its own language
                return self._summary(question, scope) if question.documents else None
            case "list_documents":
                return self._documents(question, scope)
            case "whats_new":
                return self._news(question, scope) or self._timeline(kind, question, scope)
            case "compare":
                return self._comparison(question, scope)
            case "what_happened":
                return self._timeline(kind, question, scope)
        return None

    def _news(self, question: Question, scope: Scope) -> Answer | None:
        """The newest documents, or all since a day that is named; None where it is asked what is
        new of something."""
        dates = find_dates(question.text)
        if question.documents or _subject(question, "whats_new", dates):
            return None
        records = self._records(scope)
        if not dates:
            return listed(question, records, self._library.document, NEWEST)
        since = min(_last_begun(span) for *_, span in dates)
        news = [one for one in records if one.date and one.date >= since[: len(one.date)]]
        found = listed(question, news, self._library.document)
        language = reply_language(question.text)
        said = _NONE_SINCE[language].format(since)
        return found or self._not_found(question, MissingPart(said, language), scope)

    def about(self, question: Question, scope: Scope) -> Answer | None:
        """What is known of the documents that a question names, beside their text."""
        if not question.documents:
            return None
        records = self._records(_meant(question, scope))
        return listed(question, records, self._library.document)

    def _summary(self, question: Question, scope: Scope) -> Answer | None:
        ids = question.documents or self._called(question, scope)
        if scope is not None:
            ids = ids & scope or (scope if len(scope) == 1 else frozenset())  # `summarise this`
        if len(ids) > 1:
            return self._which(question, ids)
        for id_ in ids:
            with suppress(LibraryError, ModelError):
                return outline(question, self._library.document(id_), self._embed)
        return None

    def _comparison(self, question: Question, scope: Scope) -> Answer | None:
        """Two documents that are named, point by point where they have headings in common, or what
        stands under the headings of two things; None where one of them has no place of its own."""
        if len(question.parts) != 2:
            return None
        texts = [part.text for part in question.parts]
        with suppress(LibraryError, ModelError):
            named = [self._one_named(part, scope) for part in question.parts]
            first, second = named
            if first is not None and second is not None:
                if first.id == second.id:
                    return None
                both = [ComparedSide(one, one.title or one.source) for one in (first, second)]
                told = point_by_point(question, (first, second), self._embed)
                if told is not None or compared_on(texts, both):
                    return told
                return side_by_side(question, both, self._embed)
            meant = _meant(question, scope)
            sides = sides_under_headings(texts, lambda own: self._headed(own, meant))
            if sides and all(map(self._is_found_for, sides, question.parts, [meant] * 2)):
                return side_by_side(question, sides, self._embed)
        return None

    def _is_found_for(self, side: ComparedSide, part: Question, scope: Scope) -> bool:
        """Whether the search for what is asked of a side finds what stands under its heading, which
        may have its words by chance: "What the technologies can do" is not on tech diplomacy."""
        start, end = side.span or (0, len(side.document.text))
        return any(
            one.chunk.document_id == side.document.id
            and start <= one.chunk.end
            and one.chunk.start < end
            for one in self._retrieve(part, MOST_FOR_SIDE, scope)
        )

    def _one_named(self, part: Question, scope: Scope) -> Document | None:
        """The one document that a side of a comparison names."""
        if len(part.documents) != 1 or (scope is not None and not part.documents <= scope):
            return None
        (id_,) = part.documents
        return self._library.document(id_)

    def _headed(self, stems: Sequence[str], scope: Scope) -> list[Document]:
        """The documents in whose headings most of some words stand."""
        asked = " OR ".join(quoted(stem) for stem in stems)
        hits = self._library.match(f"heading_words : ({asked})", MOST_MATCHED, scope)
        passages, _ = self._library.passages(number for number, _ in hits)
        ids = dict.fromkeys(one.chunk.document_id for one in passages.values())
        return [self._library.document(id_) for id_ in islice(ids, MOST_HEADED)]

    def _called(self, question: Question, scope: Scope) -> frozenset[str]:
        """The documents in whose titles all words of what is to be summed up stand."""
        subject = subject_of(question.text, "summarise_document")
        wanted = {folded(word) for word in subject}
        if not wanted:
            return frozenset()
        titled = ((one.id, one.title or one.source) for one in self._records(scope))
        return frozenset(
            id_ for id_, title in titled if wanted <= {folded(word) for word in words(title)}
        )

    def _which(self, question: Question, ids: frozenset[str]) -> Answer:
        """The question back: which of several documents."""
        choices = whole_of(self._records(ids), reply_language(question.text))
        return self.reply("unclear", question.asked_as, choices)

    def _documents(self, question: Question, scope: Scope) -> Answer | None:
        records = self._records(scope)
        years = frozenset().union(*(span.years for _, _, span in find_dates(question.text)))
        subject = [
            word
            for word in subject_of(question.text, "list_documents")
            if not word.isdecimal() or int(word) not in years
        ]
        of_kinds = self._described.catalogue().of_kinds(question.text)
        if of_kinds:
            records = [one for one in records if one.id in of_kinds]
            subject = [word for word in subject if not names_a_document(word)]
        if years:
            records = [one for one in records if one.date and int(one.date[:4]) in years]
        if subject:
            having = self._having(subject, scope)
            named = question.documents
            records = [one for one in records if one.id in having or one.id in named]
        if records:
            return listed(question, records, self._library.document)
        language = reply_language(question.text)
        said = _NONE_HAS[language].format(" ".join([*subject, *map(str, sorted(years))]))
        return self._not_found(question, MissingPart(said, language), scope)

    def _not_found(self, question: Question, missing: MissingPart, scope: Scope) -> Answer:
        return Answer(
            question=question.text,
            asked_as=question.asked_as,
            status="not_found",
            parts=(missing,),
            absence="nothing",
            passages=tuple(self._retrieve(question, NEAREST, scope)),
        )

    def _having(self, subject: Sequence[str], scope: Scope) -> frozenset[str]:
        """The documents in a passage of which all of some words stand."""
        query = " AND ".join(quoted(word) for word in subject)
        hits = self._library.match(query, MOST_MATCHED, scope)
        passages, _ = self._library.passages(number for number, _ in hits)
        return frozenset(one.chunk.document_id for one in passages.values())

    def _timeline(self, kind: RequestKind, question: Question, scope: Scope) -> Answer | None:
        named = _meant(question, scope)
        dates = find_dates(question.text)
        passages = self._retrieve(question, MOST_FOR_TIMELINE, named)
        for start, end, _ in dates:
            hits = self._library.match(quoted(question.text[start:end]), MOST_FOR_TIMELINE, named)
            found, _ = self._library.passages(number for number, _ in hits)
            passages += found.values()
        subject = {folded(word) for word in _subject(question, kind, dates)}
        about = [one for one in passages if subject & _said_in(one)]
        found_then = timeline(question, about or passages, self._library.document)
        return found_then or self._of_the_day(question, scope, [span for *_, span in dates])

    def _of_the_day(
        self, question: Question, scope: Scope, dates: Sequence[DateSpan]
    ) -> Answer | None:
        """What the documents of the days that are asked about say, where no sentence names them."""
        records = [
            one
            for one in self._records(scope)
            if one.date
            and (own := whole_date(one.date)) is not None
            and any(lies_within(own, day) for day in dates)
        ]
        if len(records) == 1:
            return outline(question, self._library.document(records[0].id), self._embed)
        return listed(question, records, self._library.document) if records else None

    def _records(self, scope: Scope) -> list[DocumentRecord]:
        return [one for one in self._library.records() if scope is None or one.id in scope]


def with_lead(kind: RequestKind, answers: Iterable[Answer]) -> Iterator[Answer]:
    """The answers to a request; where it asks for more than quotes, that is said above them.

    Figures that stand in a document are an answer as any other.
    """
    for answer in answers:
        if kind not in DECLINED or (kind == "calculation" and answer.status != "not_found"):
            yield answer
            continue
        said = _said(kind, answer.asked_as)
        if answer.status == "not_found":
            match = _FIRST.match(said)
            said = match[0].rstrip(";.") + "." if match else said
        lead = LeadPart((TextRun(said),))
        yield replace(answer, parts=(lead, *answer.parts), short_answer=None)


def _meant(question: Question, scope: Scope) -> Scope:
    """The documents that a question names, of those that may answer; all of these where it names
    none."""
    if not question.documents:
        return scope
    return question.documents if scope is None else question.documents & scope


def _subject(
    question: Question, kind: RequestKind, dates: Sequence[tuple[int, int, DateSpan]]
) -> list[str]:
    """What a request is about, without its dates."""
    dated = {word for start, end, _ in dates for word in words(question.text[start:end])}
    return [word for word in subject_of(question.text, kind) if word not in dated]


def _last_begun(span: DateSpan) -> str:
    """The first day of a span, ISO 8601; where no year is named, of the last that has begun."""
    if not span.has_year:
        today = date.today()
        years = (span.in_year(year) for year in (today.year, today.year - 1))
        begun = [one for one in years if one and one.readings[0][0] <= today]
        span = begun[0] if begun else span
    return min(first for first, _last in span.readings).isoformat()


def _said_in(passage: Passage) -> set[str]:
    """The words of a passage and of what stands over it, folded."""
    over = (passage.title or "", *passage.chunk.headings)
    return {folded(word) for text in (*over, passage.chunk.text) for word in words(text)}


@cache
def _replies() -> dict[tuple[str, str], str]:
    with Path(__file__).with_name("replies.csv").open(encoding="utf-8", newline="") as file:
        return {(row["kind"], row["language"]): row["text"] for row in csv.DictReader(file)}


def _said(kind: RequestKind, text: str) -> str:
    return _replies()[kind, reply_language(text)]
