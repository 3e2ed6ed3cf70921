"""The one place that names concrete classes: settings in, an assistant out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.calibration import load as load_calibration
from assistant.answering.generator import ExtractiveGenerator
from assistant.answering.legal.amendments import Amendments
from assistant.answering.legal.provisions import ProvisionAnswers
from assistant.answering.printed_questions import PrintedQuestions
from assistant.answering.tables.answers import TableAnswers
from assistant.assistant import Assistant
from assistant.conversations.conversations import Conversations
from assistant.evaluation.reviews import ReviewFile
from assistant.faq.keeping.lookup import ApprovedAnswers
from assistant.faq.keeping.records import FaqRecords
from assistant.faq.matching.duplicates import groups
from assistant.gaps import GapList
from assistant.holdings import EditorialRecords, Holdings, Pipeline
from assistant.language_model.choosing import model_of
from assistant.language_model.chosen import ChosenModel
from assistant.language_model.engines.model import LanguageModel
from assistant.language_model.phrasing import Phrasing
from assistant.language_model.released import ReleasedCollections
from assistant.language_model.supported import SentenceCheck, StandsInWords
from assistant.people.accounts import Accounts
from assistant.people.audit import AuditLog
from assistant.people.rooms import Rooms
from assistant.question.compound import PartsRetriever
from assistant.question.described_documents import DescribedDocuments
from assistant.question.glossary import Glossary
from assistant.quote_positions import StoredDocuments
from assistant.reader.meanings import SentenceMeanings
from assistant.reader.network import BilingualNetwork
from assistant.reader.passages import PassageScorer
from assistant.reader.reader import PassageReader
from assistant.reader.words import WordScorer
from assistant.requests.routes import RequestRoutes
from assistant.settings import Settings, keep_where_set
from assistant.support.check import support_check
from index.choice import Choices
from index.models.embedder import Embedder
from index.models.multilingual_e5 import MultilingualE5
from index.search.accents import Accents
from index.search.bounded import BoundedRetriever
from index.search.retriever import DenseRetriever, HybridRetriever, KeywordRetriever
from index.search.vectors import VectorIndex
from index.search.vocabulary import Vocabulary
from index.store.library import Library
from index.store.server import places
from index.validity import InForceFirst, Validities

if TYPE_CHECKING:
    from index.importing import Imported
    from index.ingest import Ingest
    from index.reindex import Reindex
    from index.sync import Sync


def assemble(settings: Settings, embedder: Embedder | None = None) -> Assistant:
    """The whole pipeline over the library in `settings.data_dir`.

    Raises LibraryDamaged, LibraryMismatch, LibraryReadOnly, ModelError, or AssistantError for a
    calibration that cannot be used.
    """
    embedder = embedder or make_embedder(settings)
    keep_where_set(settings)
    library = places.library_at(settings.data_dir, embedder.name, embedder.dimension)
    library.expire_removed()
    vectors = make_vectors(library)
    records = FaqRecords(settings.data_dir)
    released = ReleasedCollections(settings.data_dir, library.records)
    chosen = make_chosen_model(settings, released, make_support(settings, embedder))
    read_by = make_scorer(settings, embedder)

    def parts_over(seen: Library) -> tuple[Holdings, Pipeline]:
        """What answers from a library: from all of it, or from what somebody may see of it."""
        holdings = make_holdings(settings, embedder, seen, vectors)
        return holdings, make_pipeline(settings, embedder, holdings, chosen, read_by)

    holdings, pipeline = parts_over(library)
    assistant = Assistant(
        holdings,
        pipeline,
        EditorialRecords(
            gaps=GapList(settings.data_dir, keep=settings.keep_gaps),
            reviews=ReviewFile(settings.data_dir),
            conversations=Conversations(settings.data_dir, settings.keep_conversations),
            faq=records,
            approved=ApprovedAnswers(
                records,
                StoredDocuments(library.record, library.document),
                lambda *two: (
                    len(
                        groups([*map(holdings.glossary.spelled_out, two)], embedder.embed_documents)
                    )
                    == 1
                ),
            ),
            released=released,
        ),
    )
    audit = AuditLog(settings.data_dir, settings.audit_questions)
    assistant.rooms = Rooms(assistant, library, Accounts(settings.data_dir), audit, parts_over)
    return assistant


def make_holdings(
    settings: Settings, embedder: Embedder, library: Library, vectors: VectorIndex
) -> Holdings:
    """The documents of a library with their index, and what adds to them."""
    described = DescribedDocuments(library)

    def make_ingest() -> Ingest:
        from index.ingest import Ingest  # parsers and splitters, needed by nothing else

        max_tokens = min(settings.chunk_tokens, embedder.max_tokens)
        max_bytes = int(settings.max_file_megabytes * 1e6)
        return Ingest(library, vectors, embedder, max_tokens=max_tokens, max_bytes=max_bytes)

    def make_reindex() -> Reindex:
        from index.reindex import Reindex

        max_tokens = min(settings.chunk_tokens, embedder.max_tokens)
        return Reindex(library, vectors, embedder, max_tokens=max_tokens)

    def make_sync() -> Sync:
        from index.sync import Sync

        max_bytes = int(settings.max_file_megabytes * 1e6)
        return Sync(library, vectors, make_ingest, max_bytes=max_bytes)

    return Holdings(
        library,
        vectors,
        Vocabulary(library),
        Accents(library),
        described,
        Glossary(library),
        Choices(library),
        Validities(library, lambda: described.catalogue().numbers()),
        embedder.embed_documents,
        make_ingest,
        make_reindex,
        make_sync,
    )


def make_vectors(library: Library) -> VectorIndex:
    """What finds the nearest passages: FAISS, or the server that keeps the library."""
    if places.server_of(library.folder) is None:
        return VectorIndex(library)
    from index.search.server_vectors import ServerVectors
    from index.store.server.library import ServerLibrary

    assert isinstance(library, ServerLibrary)
    return ServerVectors(library)


def make_chosen_model(
    settings: Settings, released: ReleasedCollections, support: SentenceCheck
) -> ChosenModel:
    """What puts answers into words, where a language model is set."""
    model = model_of(
        settings.model_file,
        settings.model_url,
        settings.model,
        settings.model_key,
        settings.model_context,
    )

    def phrasing_of(model: LanguageModel) -> Phrasing:
        return Phrasing(
            model,
            support,
            released.kept_here,
            seconds=settings.model_timeout,
            tokens=settings.model_tokens,
            anything_released=released.anything,
        )

    return ChosenModel(settings.data_dir, model, phrasing_of, settings.model_context)


def make_support(settings: Settings, embedder: Embedder) -> SentenceCheck:
    """What says whether a sentence of a language model is supported by what it cites: what was
    fitted for the base that ships, or else whether its words stand there."""
    if embedder.name == MultilingualE5.name:
        return support_check(settings.precision, embedder.embed_documents)
    return StandsInWords()


def import_bundle(
    settings: Settings, file: Path, on_bytes: Callable[[int, int], object] | None = None
) -> Imported:
    """Put a bundle into the data folder of the settings, which must be new or empty, and on to
    the server that keeps its content, where one is set.

    Raises BundleError, LibraryError.
    """
    from index.importing import import_library

    embedder = make_embedder(settings)
    keep_where_set(settings)
    if settings.store is None:
        return import_library(file, settings.data_dir, embedder.name, embedder.dimension, on_bytes)
    from assistant.holdings import put_on_server

    with tempfile.TemporaryDirectory(prefix="assistant-") as made:
        folder = Path(made) / "data"
        imported = import_library(file, folder, embedder.name, embedder.dimension, on_bytes)
        put_on_server(folder, settings.data_dir)
    return imported


def make_scorer(
    settings: Settings, embedder: Embedder
) -> tuple[PassageScorer, SentenceMeanings | None]:
    """What reads passages, loaded once whoever asks; and what the meaning of sentences says."""
    if settings.reader == WordScorer.name:
        return WordScorer(), None
    # What a sentence's vector is worth beside its reading was fitted for the base that ships.
    fitted = embedder.name == MultilingualE5.name
    meanings = SentenceMeanings(embedder) if fitted else None
    return BilingualNetwork(precision=settings.precision), meanings


def make_pipeline(
    settings: Settings,
    embedder: Embedder,
    holdings: Holdings,
    chosen_model: ChosenModel,
    read_by: tuple[PassageScorer, SentenceMeanings | None],
) -> Pipeline:
    """From a question to an answer: search, reader and generator.

    The threshold is that of the settings, or of the library's own calibration; where there is
    neither, the generator knows by itself when to refuse.
    """
    library = holdings.library
    scorer, meanings = read_by
    reader = PassageReader(scorer, library.document, meanings)
    calibration = load_calibration(settings.data_dir, reader.name)
    threshold = settings.threshold
    if threshold is None and calibration is not None:
        threshold = calibration.threshold
    retriever = HybridRetriever(
        DenseRetriever(library, holdings.vectors, embedder),
        KeywordRetriever(library, holdings.vocabulary),
        library,
    )
    searched = InForceFirst(
        PartsRetriever(BoundedRetriever(retriever, library)), holdings.validities
    )
    return Pipeline(
        retriever=searched,
        reader=reader,
        generator=ExtractiveGenerator(reader, threshold, calibration),
        chosen_model=chosen_model,
        provisions=ProvisionAnswers(library),
        tables=TableAnswers(library),
        printed=PrintedQuestions(library),
        requests=RequestRoutes(
            library,
            holdings.described,
            embedder.embed_documents,
            searched.retrieve,
            embedder.form_of if isinstance(embedder, MultilingualE5) else None,
        ),
        amendments=Amendments(library),
        threshold=threshold or 0.0,
        candidates=settings.candidates,
        max_question_characters=settings.max_question_characters,
    )


def make_embedder(settings: Settings) -> Embedder:
    """The embedded model, or the sentence-transformers model that the settings name."""
    if settings.embedder == MultilingualE5.name:
        return MultilingualE5(precision=settings.precision)
    from index.models.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(settings.embedder)
