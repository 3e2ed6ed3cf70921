"""A library made of public passages, to fit and to measure on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.assembly import assemble, make_embedder
from assistant.settings import Settings
from index.search.retriever import DenseRetriever, HybridRetriever, KeywordRetriever, Retriever
from index.search.vectors import VectorIndex
from index.search.vocabulary import Vocabulary
from index.store.library import Library


@dataclass(frozen=True, slots=True)
class PublicLibrary:
    """The search of the program over one document for each title."""

    library: Library
    vocabulary: Vocabulary
    retriever: Retriever


def public_library(
    folder: Path, documents: Mapping[str, Sequence[str]], titled: bool = True
) -> PublicLibrary:
    """Ingest documents given as title and passages; `folder` holds the files and the library."""
    source = folder / "documents"
    source.mkdir(parents=True)
    for number, (title, texts) in enumerate(documents.items()):
        head = f"---\ntitle: {json.dumps(title)}\n---\n" if titled else ""
        text = "\n\n".join(" ".join(passage.split()) for passage in texts)
        (source / f"{number}.md").write_text(head + text, encoding="utf-8")
    settings = Settings(data_dir=folder / "library")
    for _ in assemble(settings).ingest([source]):
        pass
    embedder = make_embedder(settings)
    library = Library(settings.data_dir, embedder.name, embedder.dimension)
    vocabulary = Vocabulary(library)
    vocabulary.refresh()
    dense = DenseRetriever(library, VectorIndex(library), embedder)
    retriever = HybridRetriever(dense, KeywordRetriever(library, vocabulary), library)
    return PublicLibrary(library, vocabulary, retriever)
