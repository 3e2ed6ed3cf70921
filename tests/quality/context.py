"""Whether a follow-up finds what the same question finds that a person made self-contained.

    python -m tests.quality.context DATA [--library FOLDER] [--limit N]

DATA holds `policy/`. Its documents are searched, all in one library (kept in FOLDER); asked are its
conversations that `assistant/requests/training/follow_ups.py` leaves out of the fit. Printed: the
share of the first ten passages that both find, as typed and as we make it self-contained; and how
many questions that go on from nothing are left as they are.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.progress import track

from assistant.assembly import make_embedder
from assistant.question.following.follow_up import self_contained
from assistant.requests.training.follow_ups import FollowUpExample, conversations
from assistant.settings import Settings
from index.ingest import Ingest
from index.question import Question
from index.search.retriever import DenseRetriever, HybridRetriever, KeywordRetriever
from index.search.vectors import VectorIndex
from index.search.vocabulary import Vocabulary
from index.store.library import Library

FIRST = 10


def held_out(data: Path) -> list[FollowUpExample]:
    """The conversations of `policy/followups.jsonl` that nothing was fitted on."""
    return [one for one in conversations(data) if one.held_out and one.origin == "policy"]


def shifts_left_alone(some: Sequence[FollowUpExample]) -> tuple[int, int]:
    """Of the questions that go on from nothing, how many are left as they are; and how many."""
    shifts = [one for one in some if not one.leaves]
    left = sum(self_contained(one.question, one.turns) == one.question for one in shifts)
    return left, len(shifts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--limit", type=int)
    given = parser.parse_args()
    some = held_out(given.data)
    left, shifts = shifts_left_alone(some)
    print(f"questions that go on from nothing: {left} of {shifts} left as they are")
    with tempfile.TemporaryDirectory() as passing:
        search = _search(given.data / "policy", given.library or Path(passing))
        asked = [one for one in some if one.leaves][: given.limit]
        shares = np.array([_shares(one, search) for one in track(asked, "Searching")])
    for language in ("en", "vi", "all"):
        own = np.array([language in (one.language, "all") for one in asked])
        typed, ours = shares[own].mean(axis=0)
        print(f"{language}: {own.sum()} follow-ups; of the first {FIRST} passages those of the "
              f"person's wording: {typed:.3f} as typed, {ours:.3f} as we make them")  # fmt: skip


def _shares(one: FollowUpExample, search: HybridRetriever) -> list[float]:
    def found(text: str) -> set[int]:
        return {passage.chunk_id for passage in search.retrieve(Question.of(text), FIRST)}

    right = found(one.alone)
    ours = self_contained(one.question, one.turns)
    return [len(found(text) & right) / max(1, len(right)) for text in (one.question, ours)]


def _search(documents: Path, folder: Path) -> HybridRetriever:
    embedder = make_embedder(Settings(data_dir=folder))
    library = Library(folder, embedder.name, embedder.dimension)
    vectors = VectorIndex(library)
    tokens = Settings.model_fields["chunk_tokens"].default
    ingest = Ingest(library, vectors, embedder, max_tokens=tokens)
    collections = [folder for folder in documents.glob("*/*") if folder.is_dir()]
    for _ in track(ingest.run(sorted(collections)), "Reading documents"):
        pass
    keywords = KeywordRetriever(library, Vocabulary(library))
    return HybridRetriever(DenseRetriever(library, vectors, embedder), keywords, library)


if __name__ == "__main__":
    main()
