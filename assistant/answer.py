"""Citation and Answer: the last two of the nouns, and their JSON contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from assistant.answer_blocks import TextBlock, TextTable, unmarked
from assistant.answer_parts import (
    AnswerPart,
    LeadPart,
    blocks_of,
    markers_of,
    parts_to_json,
    text_of,
    written,
)
from corpus.blocks import BAR, told_row
from corpus.checked_json import checked
from corpus.document import Chunk, Document
from corpus.legal.provisions import Outline
from corpus.told_text import names_of
from index.choice import DocumentChoice
from index.passage import Passage
from index.question import Question

NAMELESS = "–"  # a column without a name
Status = Literal["answered", "partial", "not_found"]
RequestKind = Literal[
    "question", "multi", "compare", "summarise_document", "summarise_topic", "whats_new",
    "what_happened", "list_documents", "about_document", "find_passage", "locate_article",
    "draft", "translate", "opinion_advice", "calculation",
    "greeting", "thanks", "capability", "meta", "complaint_feedback", "unclear", "nonsense",
]  # fmt: skip
Absence = Literal[
    "nothing",
    "not_this",
    "other_year",
    "other_place",
    "other_person",
    "other_body",
    "false_premise",
]


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation and the answer it got."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Reworded:
    """A question as a language model put it; `by` names the model as `Answer.generator` does."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class TableCell:
    """Where in a document a cell stands: its table and row, from 1, and the name of its column."""

    table: int
    row: int
    column: str

    def to_dict(self) -> dict[str, Any]:
        return {"table": self.table, "row": self.row, "column": self.column}


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote: `document.text[start:end] == quote` in the stored document.

    `marker` is the number that stands in the answer's text as `[marker]`, from 1.
    `source` is the file name as the user gave it; `publisher` who published it; `place` the
    point of a legal text, as it is cited; `columns` are, of a row of a table, the names of the
    columns that its cells stand in. `validity` says, in the language of the question, that
    its document is not in force on the day that is asked about, and why; else it is None.
    """

    marker: int
    document_id: str
    source: str
    quote: str
    start: int
    end: int
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    page: int | None = None
    headings: tuple[str, ...] = ()
    place: str | None = None
    cell: TableCell | None = None
    columns: tuple[str, ...] = ()
    validity: str | None = None

    @property
    def header(self) -> str:
        """The names of its columns as a row of their own, to be shown above the quote; empty where
        it is no row of a table that names them."""
        return BAR.join(name or NAMELESS for name in self.columns)

    @property
    def told(self) -> str:
        """The quote as models are told it: with the names of its columns."""
        cells = self.quote.split(BAR)
        if len(cells) != len(self.columns):
            return f"{self.header}\n{self.quote}" if self.columns else self.quote
        return told_row(cells, self.columns)

    @classmethod
    def of(cls, document: Document, start: int, end: int, marker: int) -> Citation:
        """The citation of `document.text[start:end]`."""
        line = document.line_at(start)
        whole = line is not None and (line.start, line.end) == (start, end)
        return cls(
            marker=marker,
            document_id=document.id,
            source=document.source,
            quote=document.text[start:end],
            start=start,
            end=end,
            title=document.title,
            date=document.date,
            publisher=document.publisher,
            page=document.page_at(start),
            headings=document.heading_path_at(start),
            place=Outline.of(document).place(start, end),
            columns=names_of(document, line) if line is not None and whole else (),
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "marker": self.marker,
            "document_id": self.document_id,
            "title": self.title,
            "source": self.source,
            "publisher": self.publisher,
            "date": self.date,
            "page": self.page,
            "headings": list(self.headings),
            "place": self.place,
            "cell": None if self.cell is None else self.cell.to_dict(),
            "columns": list(self.columns),
            "validity": self.validity,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Usage:
    """What a language model used for an answer."""

    tokens: int
    ms: float

    def to_dict(self) -> dict[str, Any]:
        return {"tokens": self.tokens, "ms": self.ms}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says to one question.

    `question` is the self-contained question that was searched for, `asked_as` the words
    the user typed. `text` follows from the `parts` and carries markers like `[1]`, numbered in
    order of first mention; `citations[i].marker == i + 1`. With status `not_found` there are no
    citations, the text says why (`absence` in one word), and `passages` are the nearest ones,
    which are not the answer. While an answer is streamed, snapshots grow; the last one is whole
    (`complete`).

    `request` is the kind of request, `answers` are those to the parts of a compound question,
    `choices` the readings of an unclear one; `removed` counts the sentences of a language model
    that did not stand, `usage` is what it used. `searched_in` is the choice of documents that
    were asked, None for the whole library.
    """

    question: str
    asked_as: str
    status: Status
    parts: tuple[AnswerPart, ...]
    short_answer: str | None = None
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    confidence: float = 0.0
    generator: str = "extractive"
    elapsed_ms: float = 0.0
    notes: tuple[str, ...] = ()
    complete: bool = True
    request: RequestKind = "question"
    answers: tuple[Answer, ...] = ()
    absence: Absence | None = None
    choices: tuple[str, ...] = ()
    removed: int = 0
    usage: Usage | None = None
    searched_in: DocumentChoice | None = None

    @classmethod
    def found(
        cls,
        question: Question,
        parts: Iterable[AnswerPart],
        citations: Iterable[Citation],
        confidence: float,
    ) -> Answer:
        """The answer to a question of which the documents say something."""
        return cls(
            question=question.text,
            asked_as=question.asked_as,
            status="answered",
            parts=tuple(parts),
            citations=tuple(citations),
            confidence=confidence,
        )

    @property
    def text(self) -> str:
        return text_of(self.parts)

    @property
    def is_reply(self) -> bool:
        """Whether it says nothing of the documents, not even that they do not say: to small talk,
        or a question back."""
        return self.status == "not_found" and all(isinstance(p, LeadPart) for p in self.parts)

    @property
    def markers(self) -> tuple[int, ...]:
        """The markers that stand in the text, in order of first mention."""
        return markers_of(self.parts)

    @property
    def words(self) -> str:
        """What it says, on one line, without markers."""
        return " ".join(unmarked(line) for block in self.blocks for line in block.lines)

    @property
    def layout(self) -> tuple[TextBlock | TextTable, ...]:
        """The paragraphs, lists and tables in which it is shown."""
        return blocks_of(self.parts, {one.marker: one.quote for one in self.citations})

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        """The paragraphs and lists in which it is shown where no table is set."""
        return tuple(
            block
            for one in self.layout
            for block in ((one,) if isinstance(one, TextBlock) else one.told)
        )

    def to_dict(self) -> dict[str, Any]:
        """The JSON contract; `parts` there are the answers to the parts of the question, and
        `content` are the parts of this one.
        """
        return {
            "question": self.question,
            "asked_as": self.asked_as,
            "request": self.request,
            "status": self.status,
            "text": self.text,
            "content": parts_to_json(self.parts),
            "short_answer": self.short_answer,
            "citations": [citation.to_dict() for citation in self.citations],
            "parts": [
                {key: part for key, part in answer.to_dict().items() if key in OF_A_PART}
                for answer in self.answers
            ],
            "gap": self.absence,
            "choices": list(self.choices),
            "passages": [passage.to_dict() for passage in self.passages],
            "confidence": round(self.confidence, 4),
            "generator": self.generator,
            "removed": self.removed,
            "usage": None if self.usage is None else self.usage.to_dict(),
            "elapsed_ms": round(self.elapsed_ms, 1),
            "notes": list(self.notes),
            "searched_in": None if self.searched_in is None else self.searched_in.to_dict(),
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Answer:
        """The answer that `to_dict` told, or an older one, which lacks keys. Raises ValueError
        that names a key that is wrong.
        """
        return checked(AnswerJson, told).answer

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Within JSON that pydantic checks, an answer is read by `from_dict`."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(cls.from_dict)


# What the JSON has of the answer to a part of a compound question.
OF_A_PART = frozenset(("question", "status", "text", "content", "short_answer", "citations"))


def _renamed_request(told: Any) -> Any:
    """Answers that were kept call by another name what asks for the place of a law."""
    return "locate_article" if told == "place" else told


@dataclass(frozen=True, slots=True)
class PassageJson:
    document_id: str
    source: str
    text: str
    start: int
    end: int
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    page: int | None = None
    headings: tuple[str, ...] = ()
    score: float = 0.0

    @property
    def passage(self) -> Passage:
        place = (self.document_id, self.start, self.end, self.text, self.headings)
        chunk = Chunk(*place, page=self.page)
        return Passage(chunk, self.score, self.source, self.title, self.date, self.publisher)


@dataclass(frozen=True, slots=True)
class AnswerJson:
    """The JSON contract as it is read; see `Answer.to_dict`."""

    question: str
    status: Status
    text: str
    asked_as: str | None = None
    content: tuple[Annotated[AnswerPart, Field(discriminator="kind")], ...] = ()
    short_answer: str | None = None
    citations: tuple[Citation, ...] = ()
    passages: tuple[PassageJson, ...] = ()
    confidence: Annotated[float, Field(ge=0, le=1)] = 0.0
    generator: str = "extractive"
    elapsed_ms: float = 0.0
    notes: tuple[str, ...] = ()
    request: Annotated[RequestKind, BeforeValidator(_renamed_request)] = "question"
    parts: tuple[AnswerJson, ...] = ()
    gap: Absence | None = None
    choices: tuple[str, ...] = ()
    removed: int = 0
    usage: Usage | None = None
    searched_in: DocumentChoice | None = None

    @property
    def answer(self) -> Answer:
        return Answer(
            question=self.question,
            asked_as=self.question if self.asked_as is None else self.asked_as,
            status=self.status,
            # An editor may have changed the text alone.
            parts=self.content if text_of(self.content) == self.text else written(self.text),
            short_answer=self.short_answer,
            citations=self.citations,
            passages=tuple(one.passage for one in self.passages),
            confidence=self.confidence,
            generator=self.generator,
            elapsed_ms=self.elapsed_ms,
            notes=self.notes,
            request=self.request,
            answers=tuple(one.answer for one in self.parts),
            absence=self.gap,
            choices=self.choices,
            removed=self.removed,
            usage=self.usage,
            searched_in=self.searched_in,
        )
