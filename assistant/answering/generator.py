"""The extractive generator: answers made of exact sentences, each with its citation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import inf
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter

from assistant.answer import Answer, Status
from assistant.answer_parts import (
    AnswerPart,
    ComparedPoint,
    ComparisonPart,
    LeadPart,
    MissingPart,
    QuotePart,
)
from assistant.answering.calibration import Calibration
from assistant.answering.confidence import confidence_features
from assistant.answering.disagreement import disagreement
from assistant.answering.gaps import gap_of, not_told, reason_of
from assistant.answering.headline import headline, is_told_otherwise
from assistant.answering.kinds import KindModel
from assistant.answering.logistic import Logistic
from assistant.answering.quotes import SelectedQuote, citation_of, of_named_rows, parts_of, selected
from assistant.answering.selection import (
    GROUPS,
    Limits,
    Quote,
    best_first,
    chosen,
    group_of,
    in_force,
    in_force_first,
    newest_first,
    scored,
)
from assistant.reader.passages import ReadPassage
from assistant.reader.reader import PassageReader
from index.passage import Passage
from index.question import Question

NAME = "extractive"
FOLDER = Path(__file__).parent
BEST_FIRST = ("value", "statement")  # other kinds of question are answered in reading order
# What compares or sums up is about several things, of which different values may be true.
OF_ONE_THING = (*GROUPS["value"], *GROUPS["statement"], "conflict")
SURE = 1.5  # logit that a passage answers, from which one value or statement is not looked for on
NEAREST = 4  # passages shown with an answer, or in its place
READ_FOR_PART = 8  # passages for a part of a question


class Generator(Protocol):
    """Writes the answer to a self-contained question from its passages.

    Yields growing snapshots; the last has `complete` set. Nothing is said without a citation.
    `threshold` is a confidence below which nothing is answered, instead of the generator's own.
    """

    def generate(
        self, question: Question, passages: Sequence[Passage], threshold: float | None = None
    ) -> Iterator[Answer]: ...


@dataclass(frozen=True, slots=True)
class FittedWeights:
    """What was fitted on collections that the reader was not trained on; see the card."""

    sentence: Logistic
    sentence_alone: Logistic  # where no sentence's nearness to the question was measured
    answerable: Logistic
    right: Logistic
    headline: Logistic
    limits: Mapping[str, Limits]
    refuse_below: float
    refuse_below_alone: float
    headline_least: float


@cache
def fitted() -> tuple[FittedWeights, KindModel]:
    """The weights that come with the program."""
    told = (FOLDER / "weights.json").read_bytes()
    return TypeAdapter(FittedWeights).validate_json(told), KindModel.load(
        FOLDER / "kinds.safetensors"
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said to one question, and how sure that is.

    `answerable` is the probability that the passages answer it, refused below `refuse_below`;
    `confidence` that the quotes are a right answer. `lead` names a conflict.
    """

    question: Question
    read: Sequence[ReadPassage]
    notes: tuple[str, ...]
    chosen: Sequence[Quote]
    quotes: tuple[SelectedQuote, ...]
    confidence: float
    answerable: float
    refuse_below: float
    short_answer: str | None = None
    lead: LeadPart | None = None


class ExtractiveGenerator:
    """Quotes the sentences that the reader takes for evidence; needs no language model.

    The answer is `not_found` where the probability that the passages answer is below the fitted
    one, or the confidence below a `threshold` that was given. A question in parts is answered
    part by part; `partial` where one has no answer, which is named.
    """

    def __init__(
        self,
        reader: PassageReader,
        threshold: float | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        self._reader = reader
        self._threshold = threshold
        self._calibration = calibration

    def generate(
        self, question: Question, passages: Sequence[Passage], threshold: float | None = None
    ) -> Iterator[Answer]:
        least = self._threshold if threshold is None else threshold
        drafts = [
            self._draft(part, _of_part(number, part, passages))
            for number, part in enumerate(question.parts)
        ]
        told = [draft for draft in drafts if not self._refuses(draft, least)]
        if not told:
            whole = self._draft(question, passages)
            drafts = told = [whole]
            if self._refuses(whole, least):
                yield self._refusal(question, whole)
                return
        titles = {one.chunk.document_id: one.title or one.source for one in passages}
        missing = tuple(
            not_told(
                one.question,
                question,
                [title for id_, title in titles.items() if id_ in one.question.documents],
            )
            for one in drafts
            if one not in told
        )
        yield from self._snapshots(question, told, missing)

    def _snapshots(
        self, question: Question, told: Sequence[Draft], missing: tuple[MissingPart, ...]
    ) -> Iterator[Answer]:
        """The answer as its quotes come, then which parts of the question lack one."""
        nearest = dict.fromkeys(read.passage for draft in told for read in draft.read[:NEAREST])
        first: dict[tuple[str, int], tuple[Draft, SelectedQuote]] = {}
        for draft in told:
            for quote in draft.quotes:
                first.setdefault((quote.document.id, quote.start), (draft, quote))
        quotes = [quote for _, quote in first.values()]
        of = [draft for draft, _ in first.values()]
        compared = len(told) > 1 and question.compares
        lead: tuple[AnswerPart, ...] = (told[0].lead,) if told[0].lead else ()
        status: Status = "partial" if missing else "answered"
        for count in range(1, len(quotes) + 1):
            complete = count == len(quotes)
            some = quotes[:count]
            yield Answer(
                question=question.text,
                asked_as=question.asked_as,
                status=status,
                parts=(
                    *lead,
                    *((_by_side(told, some, of),) if compared else parts_of(some)),
                    *(missing if complete else ()),
                ),
                short_answer=told[0].short_answer if len(told) == 1 and not missing else None,
                citations=tuple(citation_of(quote, marker) for marker, quote in enumerate(some, 1)),
                passages=tuple(nearest)[:NEAREST],
                confidence=min(draft.confidence for draft in told),
                generator=NAME,
                notes=told[0].notes,
                complete=complete,
            )

    def _refusal(self, question: Question, draft: Draft) -> Answer:
        gap = gap_of(question, draft.read, draft.chosen)
        return Answer(
            question=question.text,
            asked_as=question.asked_as,
            status="not_found",
            parts=(reason_of(gap, question, bool(draft.read)),),
            absence=gap,
            passages=tuple(read.passage for read in draft.read[:NEAREST]),
            confidence=draft.confidence,
            generator=NAME,
            notes=draft.notes,
        )

    def _refuses(self, draft: Draft, least: float | None) -> bool:
        if not draft.quotes:
            return True
        if least is None:
            return draft.answerable < draft.refuse_below
        return draft.confidence < least

    def _draft(self, question: Question, passages: Sequence[Passage]) -> Draft:
        weights, model = fitted()
        kinds = model.probabilities(question.text)
        group = group_of(kinds)
        sure_from = SURE if group in BEST_FIRST else inf
        readings = self._reader.read(question, passages, sure_from=sure_from)
        read = readings.passages
        measured = any(passage.meanings for passage in read)
        of_sentences = weights.sentence if measured else weights.sentence_alone
        ranked = in_force_first(scored(question.text, read, kinds, of_sentences), read)
        sentences = newest_first(ranked, read)
        some = chosen(sentences, read, weights.limits[group], group)
        if group in BEST_FIRST:
            some = best_first(some)
        features = confidence_features(question.text, read, sentences, some, kinds)
        confidence = weights.right.probability(features)
        if self._calibration is not None:
            confidence = self._calibration.confidence(confidence)
        quotes = tuple(
            quote for one in some for quote in selected(read[one.passage], one.first, one.last)
        )
        quotes = of_named_rows(question.text, quotes)
        short = headline(read, sentences, some, kinds, weights.headline, weights.headline_least)
        if short is not None and not any(
            quote.passage == read[short.passage].passage
            and quote.start <= read[short.passage].told.place(short.start) < quote.end
            for quote in quotes
        ):
            short = None
        if short is not None and is_told_otherwise(
            question.text, read[short.passage].text, short.start, short.end
        ):
            short = None
        draft = Draft(
            question,
            read,
            readings.notes,
            some,
            quotes,
            confidence,
            weights.answerable.probability(features),
            weights.refuse_below if measured else weights.refuse_below_alone,
            short.text if short else None,
        )
        if max(kinds, key=lambda kind: kinds[kind]) not in OF_ONE_THING:
            return draft
        conflict = disagreement(question, in_force(sentences, read), read)
        if conflict is None:
            return draft
        lead, both = conflict
        beside = [one for one in quotes if not any(_overlap(one, other) for other in both)]
        return replace(draft, quotes=(*both, *beside), lead=lead, short_answer=None)


def _overlap(one: SelectedQuote, other: SelectedQuote) -> bool:
    same = one.document.id == other.document.id
    return same and one.start < other.end and other.start < one.end


def _by_side(
    told: Sequence[Draft], quotes: Sequence[SelectedQuote], of: Sequence[Draft]
) -> ComparisonPart:
    """The quotes of a comparison, those of each side under the question that is asked of it."""
    said: list[tuple[QuotePart, ...]] = []
    marker = 1
    for draft in told:
        own = [quote for quote, its in zip(quotes, of, strict=False) if its is draft]
        said.append(tuple(one for part in parts_of(own, marker) for one in part.quotes))
        marker += len(own)
    sides = tuple(draft.question.text for draft in told)
    return ComparisonPart(sides, (ComparedPoint("", tuple(said)),))


def _of_part(number: int, part: Question, passages: Sequence[Passage]) -> Sequence[Passage]:
    """The passages to read for a part: of its documents alone, where it names some, since no other
    can say what they say; those first that were searched for it."""
    of_its_own = (one for one in passages if one.chunk.document_id in part.documents)
    some = of_its_own if part.documents else passages
    return sorted(some, key=lambda one: number not in one.found_for)[:READ_FOR_PART]
