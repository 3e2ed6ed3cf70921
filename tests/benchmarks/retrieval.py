"""Retrieval quality: hit@1, hit@10 and nDCG@10 of dense, keyword and fused search, side by side."""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Turn
from assistant.assembly import assemble, make_embedder
from assistant.question.following.follow_up import self_contained
from assistant.settings import Settings
from index.passage import Passage
from index.question import Question
from index.search.fusion import Scored
from index.search.retriever import DenseRetriever, HybridRetriever, KeywordRetriever, Retriever
from index.search.vectors import VectorIndex
from index.search.vocabulary import Vocabulary
from index.store.library import Library

QUESTIONS = Path(__file__).parents[1] / "quality" / "questions.jsonl"
DEPTH = 10
SMOOTHING = 60


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over the questions, each from 0 to 1."""

    hit_1: float
    hit_10: float
    ndcg_10: float


@dataclass(frozen=True, slots=True)
class Query:
    """A question and the test that tells a passage that answers it."""

    text: str
    is_relevant: Callable[[Passage], bool]


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[int]], smoothing: float = SMOOTHING
) -> list[tuple[int, float]]:
    """(id, score), best first: score = sum over rankings of 1 / (smoothing + rank).

    Ranks start at 1; an id that a ranking lacks gets nothing from it. Equal scores are in
    order of id. Cormack, Clarke and Buettcher, SIGIR 2009, doi:10.1145/1571941.1572114.
    """
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, number in enumerate(ranking, start=1):
            scores[number] += 1 / (smoothing + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def retrievers(data_dir: Path) -> dict[str, Retriever]:
    """The kinds of search over one library, side by side."""
    settings = Settings(data_dir=data_dir)
    embedder = make_embedder(settings)
    library = Library(data_dir, embedder.name, embedder.dimension)
    vocabulary = Vocabulary(library)
    dense = DenseRetriever(library, VectorIndex(library), embedder)
    keyword = KeywordRetriever(library, vocabulary)

    def by_rank(one: Scored, other: Scored) -> list[tuple[int, float]]:
        return reciprocal_rank_fusion([[number for number, _ in ranked] for ranked in (one, other)])

    return {
        "dense": dense,
        "keyword": keyword,
        "reciprocal rank fusion": HybridRetriever(dense, keyword, library, by_rank),
        "fused (what search uses)": HybridRetriever(dense, keyword, library),
    }


def measure(retriever: Retriever, queries: Sequence[Query]) -> Quality:
    """Each query has one relevant place, so nDCG is 1 / log2(1 + its first rank)."""
    first = [
        _first_rank(retriever.retrieve(Question.of(query.text), 3 * DEPTH), query)
        for query in queries
    ]
    count = len(queries)
    return Quality(
        hit_1=sum(rank == 1 for rank in first) / count,
        hit_10=sum(0 < rank <= DEPTH for rank in first) / count,
        ndcg_10=sum(1 / math.log2(1 + rank) for rank in first if 0 < rank <= DEPTH) / count,
    )


def own_questions() -> list[Query]:
    """Our questions that the documents answer; follow-ups as the assistant rewrites them."""
    queries = []
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["gold"]:
            history = [Turn(turn["question"]) for turn in row.get("history", [])]
            pattern = re.compile(row["gold"][0], re.DOTALL)
            text = self_contained(row["question"], history)
            queries.append(Query(text, lambda p, gold=pattern: bool(gold.search(p.chunk.text))))
    return queries


def or_sharc(folder: Path, documents: Path) -> dict[str, list[Query]]:
    """Write the OR-ShARC texts as documents; its dev questions alone and with their scenario."""
    documents.mkdir()
    for line in (folder / "corpus.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        (documents / f"{row['_id']}.md").write_text(row["text"], encoding="utf-8")
    gold = {
        row["query"]: f"{row['doc']}.md"
        for row in map(json.loads, (folder / "qrels.jsonl").open(encoding="utf-8"))
    }
    queries: dict[str, list[Query]] = {"question": [], "with scenario": []}
    for row in map(json.loads, (folder / "queries.jsonl").open(encoding="utf-8")):
        if row["_id"].startswith("dev-"):
            name = gold[row["_id"]]
            queries["question"].append(Query(row["text"], lambda p, n=name: p.source == n))
            longer = f"{row['text']} {row['scenario']}".strip()
            queries["with scenario"].append(Query(longer, lambda p, n=name: p.source == n))
    return queries


def add(data_dir: Path, path: Path) -> None:
    """Ingest a folder into a fresh library."""
    assistant = assemble(Settings(data_dir=data_dir))
    for _ in assistant.ingest([path]):
        pass
    assistant.close()


def _first_rank(passages: Sequence[Passage], query: Query) -> int:
    """The rank of the first relevant document among the documents found; 0 for none."""
    seen: list[tuple[str, int]] = []
    for passage in passages:
        place = (passage.chunk.document_id, passage.chunk.start)
        if place not in seen:
            seen.append(place)
        if query.is_relevant(passage):
            return len(seen)
    return 0
