"""One question of an evaluation: its answer held against what is known to be right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.answer import Answer, Citation, Status
from assistant.batch import Identifier
from assistant.evaluation import metrics
from assistant.evaluation.gold import Evidence, Gold
from assistant.evaluation.metrics import DocumentSpan, Judged
from corpus.document import Document
from corpus.errors import LibraryError
from index.passage import Passage
from index.store.records import DocumentRecord

UNTYPED = "untyped"  # the questions that name no type

# What became of a question. The first and the last are as they should be.
Outcome = Literal["right", "wrong", "refused", "answered_unanswerable", "refused_rightly"]


@dataclass(frozen=True, slots=True)
class JudgedCitation:
    """A citation of an answer. `supports`: it overlaps a gold passage, or its quote has an
    accepted string; a citation for an unanswerable question never does."""

    marker: int
    source: str
    title: str | None
    page: int | None
    headings: tuple[str, ...]
    quote: str
    supports: bool


@dataclass(frozen=True, slots=True)
class GoldPassage:
    """A gold passage: `found` in the library, and overlapped by a citation (`cited`)."""

    source: str
    quote: str
    found: bool
    cited: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """One question and what became of it.

    `right` is an answer that is accepted or, where the documents do not say, a refusal.
    `confidence` is the one that it was answered or refused with. `withheld` is the answer that
    a refused question gets with refusal off; `right_if_answered` speaks of that one, too.
    `hit_rank` and `ndcg` are of the search, None without gold passages that the library has; a
    `hit_rank` of None beside an `ndcg` says that none of the first ten passages is relevant.
    `f1` is None without gold short answers. Milliseconds are those of the answer as it was
    given.
    """

    id: Identifier
    type: str
    question: str
    read_as: str | None
    history: tuple[str, ...]
    answerable: bool
    status: Status
    outcome: Outcome
    right: bool
    right_if_answered: bool
    confidence: float
    short_answer: str | None
    text: str
    withheld: str | None
    citations: tuple[JudgedCitation, ...]
    accept: tuple[tuple[str, ...], ...]
    short_answers: tuple[str, ...]
    evidence: tuple[GoldPassage, ...]
    hit_rank: int | None
    ndcg: float | None
    f1: float | None
    elapsed_ms: float

    @property
    def refused(self) -> bool:
        return self.status == "not_found"

    @property
    def judged(self) -> Judged:
        """The answer with refusal off, for the calibration."""
        return Judged(
            confidence=self.confidence,
            right=self.right_if_answered,
            answerable=self.answerable,
            given=not self.refused or self.withheld is not None,
        )


def judge(
    gold: Gold,
    answer: Answer,
    otherwise: Answer | None,
    passages: Sequence[Passage],
    places: Mapping[Evidence, tuple[DocumentSpan, ...]],
) -> Verdict:
    """The measured answer; `otherwise` is the one with refusal off, where it was refused."""
    forced = otherwise or answer
    refused = answer.status == "not_found"
    accepted = gold.answerable and forced.status != "not_found" and _accepted(forced, gold)
    spans = [places[one] for one in gold.evidence if places[one]]
    relevant = [
        any(metrics.same_place(_span(passage.chunk), span) for one in spans for span in one)
        for passage in passages
    ]
    missed = sum(
        not any(metrics.same_place(_span(p.chunk), span) for p in passages for span in one)
        for one in spans
    )
    cited = [_span(citation) for citation in answer.citations]
    return Verdict(
        id=gold.id,
        type=gold.type or UNTYPED,
        question=gold.question,
        read_as=answer.question if answer.question != answer.asked_as else None,
        history=tuple(turn.question for turn in gold.history),
        answerable=gold.answerable,
        status=answer.status,
        outcome=_outcome(gold.answerable, refused, accepted),
        right=(accepted and not refused) if gold.answerable else refused,
        right_if_answered=accepted,
        confidence=answer.confidence,
        short_answer=answer.short_answer,
        text=answer.text,
        withheld=forced.text if refused and forced.status != "not_found" else None,
        citations=tuple(_cited(citation, gold, spans) for citation in answer.citations),
        accept=gold.accept,
        short_answers=gold.short_answers,
        evidence=tuple(
            GoldPassage(
                source=one.source,
                quote=one.quote,
                found=bool(places[one]),
                cited=any(metrics.overlap(span, place) for span in places[one] for place in cited),
            )
            for one in gold.evidence
        ),
        hit_rank=metrics.first_hit(relevant),
        ndcg=metrics.ndcg(relevant, missed) if spans else None,
        f1=metrics.token_f1(answer.short_answer, gold.short_answers)
        if gold.answerable and gold.short_answers
        else None,
        elapsed_ms=answer.elapsed_ms,
    )


def _outcome(answerable: bool, refused: bool, accepted: bool) -> Outcome:
    if not answerable:
        return "refused_rightly" if refused else "answered_unanswerable"
    if refused:
        return "refused"
    return "right" if accepted else "wrong"


def _accepted(answer: Answer, gold: Gold) -> bool:
    # A marker may stand between two words of the answer, and is not one of them.
    text = answer.text
    for citation in answer.citations:
        text = text.replace(f" [{citation.marker}]", "")
    quotes = [citation.quote for citation in answer.citations]
    return metrics.accepted([answer.short_answer or "", text, *quotes], gold.accept)


def _cited(
    citation: Citation, gold: Gold, spans: Sequence[Sequence[DocumentSpan]]
) -> JudgedCitation:
    place = _span(citation)
    near = any(metrics.overlap(place, span) for one in spans for span in one)
    said = any(metrics.says([citation.quote], wanted) for group in gold.accept for wanted in group)
    return JudgedCitation(
        marker=citation.marker,
        source=citation.source,
        title=citation.title,
        page=citation.page,
        headings=citation.headings,
        quote=citation.quote,
        supports=gold.answerable and (near or said),
    )


class _Place(Protocol):
    @property
    def document_id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def _span(place: _Place) -> DocumentSpan:
    return DocumentSpan(place.document_id, place.start, place.end)


def located(
    evidence: Sequence[Evidence],
    records: Sequence[DocumentRecord],
    read: Callable[[str], Document],
) -> dict[Evidence, tuple[DocumentSpan, ...]]:
    """Wherever the words of each piece of evidence stand in the documents of that name.

    A run of spaces or line ends is as good as another. Text that stands there twice is found
    twice, and either place will do.
    """
    by_name: dict[str, list[str]] = {}
    for record in records:
        for name in {_nfc(record.source), *map(_nfc, record.names)}:
            by_name.setdefault(name, []).append(record.id)
    texts: dict[str, str] = {}
    found: dict[Evidence, tuple[DocumentSpan, ...]] = {}
    for one in evidence:
        words = re.compile(r"\s+".join(map(re.escape, _nfc(one.quote).split())))
        spans: list[DocumentSpan] = []
        for document_id in by_name.get(_nfc(one.source), []):
            if document_id not in texts:
                texts[document_id] = ""
                with suppress(LibraryError):  # damaged, or removed in the meantime
                    texts[document_id] = read(document_id).text
            matches = words.finditer(texts[document_id])
            spans += [DocumentSpan(document_id, match.start(), match.end()) for match in matches]
        found[one] = tuple(spans)
    return found


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)  # as the stored texts are
