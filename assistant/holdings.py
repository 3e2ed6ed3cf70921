"""What an assistant is made of: the documents, the way from a question to an answer, records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answering.generator import Generator
from assistant.answering.legal.amendments import Amendments
from assistant.answering.legal.provisions import ProvisionAnswers
from assistant.answering.printed_questions import PrintedQuestions
from assistant.answering.tables.answers import TableAnswers
from assistant.conversations.conversations import Conversations
from assistant.evaluation.reviews import ReviewFile
from assistant.faq.keeping.lookup import ApprovedAnswers
from assistant.faq.keeping.records import FaqRecords
from assistant.gaps import GapList
from assistant.language_model.chosen import ChosenModel
from assistant.language_model.released import ReleasedCollections
from assistant.question.described_documents import DescribedDocuments
from assistant.question.glossary import Glossary
from assistant.reader.reader import PassageReader
from assistant.requests.routes import RequestRoutes
from index.choice import Choices
from index.models.embedder import Embed
from index.search.accents import Accents
from index.search.retriever import Retriever
from index.search.vectors import VectorIndex
from index.search.vocabulary import Vocabulary
from index.store.library import Library
from index.validity import Validities

if TYPE_CHECKING:
    from index.ingest import Ingest
    from index.reindex import Reindex
    from index.sync import Sync


@dataclass(frozen=True, slots=True)
class Holdings:
    """The documents with their index, and what adds to them."""

    library: Library
    vectors: VectorIndex
    vocabulary: Vocabulary
    accents: Accents
    described: DescribedDocuments
    glossary: Glossary
    choices: Choices
    validities: Validities
    embed: Embed
    # What a run needs is loaded only when one starts.
    make_ingest: Callable[[], Ingest]
    make_reindex: Callable[[], Reindex]
    make_sync: Callable[[], Sync]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """How a question is answered: searched for, read, and quoted; put into words by a language
    model, where there is one.

    `candidates` passages are read; `threshold` is the confidence from which there is an answer.
    """

    retriever: Retriever
    reader: PassageReader
    generator: Generator
    chosen_model: ChosenModel
    provisions: ProvisionAnswers
    amendments: Amendments
    tables: TableAnswers
    printed: PrintedQuestions
    requests: RequestRoutes
    threshold: float
    candidates: int
    max_question_characters: int


@dataclass(frozen=True, slots=True)
class EditorialRecords:
    """What people keep beside the documents: questions without an answer, what they say of
    answers, conversations, FAQ entries, and which collections a model elsewhere may read."""

    gaps: GapList
    reviews: ReviewFile
    conversations: Conversations
    faq: FaqRecords
    approved: ApprovedAnswers
    released: ReleasedCollections
