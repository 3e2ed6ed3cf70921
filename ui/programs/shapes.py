"""The JSON that programs send and get, as the description at `/api/openapi.json` tells it.

What is sent is read strictly: a text is no number, and a key that is not known is refused. What is
got has the keys of the contract, which `to_dict` of an answer and a passage fill.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import PassageJson, RequestKind, Turn
from index.choice import DocumentChoice
from index.passage import Validity
from index.store.records import DocumentRecord

MOST_TURNS = 200  # of a history
MOST_NAMES = 100  # of a choice of documents
LONGEST_NAME = 1000
MOST_PASSAGES = 1000
LONGEST_SEARCH = 4_000  # characters, which fit into an address in any spelling
ShortText = Annotated[str, Field(max_length=LONGEST_NAME)]
ShortTexts = Annotated[list[ShortText], Field(max_length=MOST_NAMES)]


class SentObject(BaseModel):
    """What a program sends."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class EarlierTurn(SentObject):
    """An earlier question of the conversation and the answer that it got."""

    question: str
    answer: str = ""

    @property
    def turn(self) -> Turn:
        return Turn(self.question, self.answer)


class AskRequest(SentObject):
    """A question, the turns before it, and which documents are to answer it."""

    question: Annotated[str, Field(description="The question, in plain words.")]
    history: Annotated[
        list[EarlierTurn],
        Field(max_length=MOST_TURNS, description="The turns before it, oldest first."),
    ] = []
    collections: Annotated[
        ShortTexts, Field(description="Only documents of these collections.")
    ] = []
    topics: Annotated[ShortTexts, Field(description="Only documents with these topics.")] = []
    documents: Annotated[
        ShortTexts, Field(description="Only these documents, by title, file name or id.")
    ] = []
    years: Annotated[ShortTexts, Field(description="Only documents dated in these years.")] = []
    as_of: Annotated[
        ShortText | None,
        Field(description="Only documents dated until then: 2025, 2025-03, 2025-03-12."),
    ] = None
    request: Annotated[
        RequestKind | None, Field(description="Take it for this kind of request.")
    ] = None
    quoted: Annotated[
        bool, Field(description="Quote the documents, whatever language model is set.")
    ] = False

    @property
    def choice(self) -> DocumentChoice:
        named = (self.collections, self.topics, self.documents, self.years)
        return DocumentChoice(*map(tuple, named))

    @property
    def turns(self) -> list[Turn]:
        return [one.turn for one in self.history]


class SearchQuery(BaseModel):
    """The query of a search."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[str, Field(max_length=LONGEST_SEARCH, description="Words to search for.")]
    k: Annotated[int, Field(ge=1, le=MOST_PASSAGES, description="How many passages.")] = 10


@dataclass(frozen=True, slots=True)
class FoundPassage(PassageJson):
    """A passage as a search gives it."""

    validity: Validity | None = None


@dataclass(frozen=True, slots=True)
class ListedDocument(DocumentRecord):
    """A document without its text; `validity` is why it is not in force today."""

    validity: Validity | None = None


@dataclass(frozen=True, slots=True)
class ShownDocument(DocumentRecord):
    """A document with its text, into which the places of citations lead."""

    text: str = ""


class Refusal(BaseModel):
    """Why a request was not answered, in one sentence."""

    detail: str
