"""The one place that names concrete classes: settings in, an assistant out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.answering.calibration import load as load_calibration
from assistant.answering.generator import ExtractiveGenerator
from assistant.assistant import Assistant, EditorialRecords, Holdings, Pipeline
from assistant.faq.keeping.lookup import ApprovedAnswers
from assistant.faq.keeping.quote_positions import StoredDocuments
from assistant.faq.keeping.records import FaqRecords
from assistant.faq.matching.duplicates import groups
from assistant.gaps import GapList
from assistant.question.compound import PartsRetriever
from assistant.question.described_documents import DescribedDocuments
from assistant.question.glossary import Glossary
from assistant.reader.network import BilingualNetwork
from assistant.reader.passages import PassageScorer
from assistant.reader.reader import PassageReader
from assistant.reader.words import WordScorer
from assistant.settings import Settings
from index.models.embedder import Embedder
from index.models.multilingual_e5 import MultilingualE5
from index.search.accents import Accents
from index.search.retriever import DenseRetriever, HybridRetriever, KeywordRetriever
from index.search.vectors import VectorIndex
from index.search.vocabulary import Vocabulary
from index.store.library import Library
from index.store.records import FileReport, IngestProgress, ReindexProgress


def assemble(settings: Settings, embedder: Embedder | None = None) -> Assistant:
    """The whole pipeline over the library in `settings.data_dir`.

    Raises LibraryDamaged, LibraryMismatch, LibraryReadOnly, ModelError, or AssistantError for a
    calibration that cannot be used.
    """
    embedder = embedder or make_embedder(settings)
    library = Library(settings.data_dir, embedder.name, embedder.dimension)
    vectors = VectorIndex(library)
    vocabulary = Vocabulary(library)
    glossary = Glossary(library)
    records = FaqRecords(settings.data_dir)

    def start_ingest(
        paths: Sequence[Path],
        names: Mapping[Path, str] | None,
        on_progress: Callable[[IngestProgress], None] | None,
        *,
        follow_links: bool,
        skipped: Callable[[str], object] | None,
    ) -> Iterator[FileReport]:
        from index.ingest import Ingest  # parsers and splitters, needed by nothing else

        ingest = Ingest(
            library,
            vectors,
            embedder,
            max_tokens=min(settings.chunk_tokens, embedder.max_tokens),
            max_bytes=int(settings.max_file_megabytes * 1e6),
        )
        return ingest.run(paths, names, on_progress, follow_links=follow_links, skipped=skipped)

    def start_reindex() -> Iterator[ReindexProgress]:
        from index.reindex import Reindex

        max_tokens = min(settings.chunk_tokens, embedder.max_tokens)
        return Reindex(library, vectors, embedder, max_tokens=max_tokens).run()

    return Assistant(
        Holdings(
            library,
            vectors,
            vocabulary,
            Accents(library),
            DescribedDocuments(library),
            glossary,
            embedder.embed_documents,
            start_ingest,
            start_reindex,
        ),
        make_pipeline(settings, embedder, library, vectors, vocabulary),
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


def make_pipeline(
    settings: Settings,
    embedder: Embedder,
    library: Library,
    vectors: VectorIndex,
    vocabulary: Vocabulary,
) -> Pipeline:
    """From a question to an answer: search, reader and generator.

    The threshold is that of the settings, or of the library's own calibration; where there is
    neither, the generator knows by itself when to refuse.
    """
    scorer: PassageScorer = WordScorer()
    if settings.reader != WordScorer.name:
        scorer = BilingualNetwork(precision=settings.precision)
    reader = PassageReader(scorer, library.document)
    calibration = load_calibration(settings.data_dir, reader.name)
    threshold = settings.threshold
    if threshold is None and calibration is not None:
        threshold = calibration.threshold
    retriever = HybridRetriever(
        DenseRetriever(library, vectors, embedder), KeywordRetriever(library, vocabulary), library
    )
    return Pipeline(
        retriever=PartsRetriever(retriever),
        reader=reader,
        generator=ExtractiveGenerator(reader, threshold, calibration),
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
