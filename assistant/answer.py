"""Citation and Answer: the last two of the five nouns, and their JSON contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from assistant.told import objects, texts, value
from corpus.document import Chunk, Document
from index.passage import Passage

Status = Literal["answered", "partial", "not_found"]


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation and the answer it got."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote: `document.text[start:end] == quote` in the stored document.

    `marker` is the number that stands in the answer's text as `[marker]`, from 1.
    `source` is the file name as the user gave it; `publisher` who published it.
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

    @classmethod
    def of(cls, document: Document, start: int, end: int, marker: int) -> Citation:
        """The citation of `document.text[start:end]`."""
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
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Citation:
        """The citation that `to_dict` told. Raises ValueError that names a key that is wrong."""
        return cls(
            marker=value(told, "marker", int),
            document_id=value(told, "document_id", str),
            source=value(told, "source", str),
            quote=value(told, "quote", str),
            start=value(told, "start", int),
            end=value(told, "end", int),
            title=value(told, "title", str, None),
            date=value(told, "date", str, None),
            publisher=value(told, "publisher", str, None),
            page=value(told, "page", int, None),
            headings=texts(told, "headings"),
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says to one question.

    `question` is the self-contained question that was searched for, `asked_as` the words
    the user typed. `text` carries markers like `[1]`, numbered in order of first mention;
    `citations[i].marker == i + 1`. With status `not_found` there are no citations, `text`
    says why, and `passages` are the nearest ones, which are not the answer. While an answer
    is streamed, snapshots grow; the last one is whole (`complete`).
    """

    question: str
    asked_as: str
    status: Status
    text: str
    short_answer: str | None = None
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    confidence: float = 0.0
    generator: str = "extractive"
    elapsed_ms: float = 0.0
    notes: tuple[str, ...] = ()
    complete: bool = True

    def to_dict(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "asked_as": self.asked_as,
            "status": self.status,
            "text": self.text,
            "short_answer": self.short_answer,
            "citations": [citation.to_dict() for citation in self.citations],
            "passages": [
                {
                    "document_id": passage.chunk.document_id,
                    "source": passage.source,
                    "title": passage.title,
                    "page": passage.chunk.page,
                    "headings": list(passage.chunk.headings),
                    "text": passage.chunk.text,
                    "start": passage.chunk.start,
                    "end": passage.chunk.end,
                    "score": round(passage.score, 6),
                }
                for passage in self.passages
            ],
            "confidence": round(self.confidence, 4),
            "generator": self.generator,
            "elapsed_ms": round(self.elapsed_ms, 1),
            "notes": list(self.notes),
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Answer:
        """The answer that `to_dict` told. Raises ValueError that names a key that is wrong."""
        status = value(told, "status", str)
        if status not in get_args(Status):
            raise ValueError(f'"status" is {status!r}, not one of {", ".join(get_args(Status))}')
        question = value(told, "question", str)
        return cls(
            question=question,
            asked_as=value(told, "asked_as", str, question),
            status=status,
            text=value(told, "text", str),
            short_answer=value(told, "short_answer", str, None),
            citations=tuple(Citation.from_dict(one) for one in objects(told, "citations")),
            passages=tuple(_passage(one) for one in objects(told, "passages")),
            confidence=_share(told, "confidence"),
            generator=value(told, "generator", str, "extractive"),
            elapsed_ms=float(value(told, "elapsed_ms", (int, float), 0.0)),
            notes=texts(told, "notes"),
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Within JSON that pydantic checks, an answer is read by `from_dict`."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(cls.from_dict)


def _passage(told: Mapping[str, Any]) -> Passage:
    chunk = Chunk(
        document_id=value(told, "document_id", str),
        start=value(told, "start", int),
        end=value(told, "end", int),
        text=value(told, "text", str),
        headings=texts(told, "headings"),
        page=value(told, "page", int, None),
    )
    return Passage(
        chunk,
        score=float(value(told, "score", (int, float), 0.0)),
        source=value(told, "source", str),
        title=value(told, "title", str, None),
    )


def _share(told: Mapping[str, Any], key: str) -> float:
    found = float(value(told, key, (int, float), 0.0))
    if not 0 <= found <= 1:  # which not-a-number is not either
        raise ValueError(f'"{key}" is {found}, not between 0 and 1')
    return found
