"""The one place that names concrete classes: settings in, an assistant out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.answering.calibration import load as load_calibration
from assistant.answering.extractive import ExtractiveGenerator
from assistant.assistant import Assistant, EditorialRecords, Holdings, Pipeline
from assistant.faq.keeping.lookup import ApprovedAnswers
from assistant.faq.keeping.quote_positions import StoredDocuments
from assistant.faq.keeping.records import FaqRecords
from assistant.faq.matching.duplicates import groups
from assistant.gaps import GapList
from assistant.question.compound import PartsRetriever
from assistant.question.glossary import Glossary
from assistant.reader.cross_encoder import CrossEncoder
from assistant.reader.reading import Reader
from assistant.reader.trained import TrainedReader
from assistant.reader.word_reader import WordReader
from assistant.settings import Settings
from index.models.embedder import Embedder
from index.models.minilm import MiniLM
from index.search.retriever import DenseRetriever, HybridRetriever, KeywordRetriever
from index.search.vectors import VectorIndex
from index.search.vocabulary import Vocabulary
from index.store.library import Library
from index.store.records import FileReport, IngestProgress


def assemble(settings: Settings, embedder: Embedder | None = None) -> Assistant:
    """The whole pipeline over the library in `settings.data_dir`.

    Raises LibraryDamaged, LibraryMismatch, LibraryReadOnly, ModelError, or AssistantError for a
    calibration that cannot be used.
    """
    embedder = embedder or make_embedder(settings)
    library = Library(settings.data_dir, embedder.name, embedder.dimension)
    vectors = VectorIndex(library)
    vocabulary = Vocabulary(library, embedder.count_tokens)
    glossary = Glossary(library)
    records = FaqRecords(settings.data_dir)
    reader = make_reader(settings, vocabulary)
    calibration = load_calibration(settings.data_dir, reader.name)
    threshold = settings.threshold
    if threshold is None:
        threshold = reader.threshold if calibration is None else calibration.threshold

    def start_ingest(
        paths: Sequence[Path],
        names: Mapping[Path, str] | None,
        on_progress: Callable[[IngestProgress], None] | None,
    ) -> Iterator[FileReport]:
        from index.ingest import Ingest  # parsers and splitters, needed by nothing else

        ingest = Ingest(
            library,
            vectors,
            embedder,
            max_tokens=min(settings.chunk_tokens, embedder.max_tokens),
            max_bytes=int(settings.max_file_megabytes * 1e6),
        )
        return ingest.run(paths, names, on_progress)

    return Assistant(
        Holdings(library, vectors, vocabulary, glossary, embedder.embed_documents, start_ingest),
        Pipeline(
            retriever=PartsRetriever(
                HybridRetriever(
                    DenseRetriever(library, vectors, embedder),
                    KeywordRetriever(library, vocabulary),
                    library,
                )
            ),
            reader=reader,
            generator=ExtractiveGenerator(
                reader, library.document, vocabulary.frequency, threshold, calibration
            ),
            threshold=threshold,
            candidates=settings.candidates,
            max_question_characters=settings.max_question_characters,
        ),
        EditorialRecords(
            gaps=GapList(settings.data_dir, keep=settings.keep_gaps),
            faq=records,
            approved=ApprovedAnswers(
                records,
                StoredDocuments(library.record, library.document),
                lambda *two: (
                    len(groups([*map(glossary.spelled_out, two)], embedder.embed_documents)) == 1
                ),
            ),
        ),
    )


def make_reader(settings: Settings, vocabulary: Vocabulary) -> Reader:
    """The trained reader, or the one by words alone where the settings say so."""
    words = WordReader(vocabulary.frequency)
    if settings.reader == WordReader.name:
        return words
    return TrainedReader(words, CrossEncoder(precision=settings.precision))


def make_embedder(settings: Settings) -> Embedder:
    """The embedded model, or the sentence-transformers model that the settings name."""
    if settings.embedder == MiniLM.name:
        return MiniLM(precision=settings.precision)
    from index.models.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(settings.embedder)
