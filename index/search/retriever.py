"""The Retriever seam and its three kinds: dense, keyword and the fusion of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from corpus.errors import ModelError
from corpus.language.identification import language_of
from corpus.language.stems import content_in_order
from index.choice import Scope
from index.models.embedder import Embedder, Vector
from index.passage import Passage
from index.question import Question
from index.search.fusion import Scored, convex_combination
from index.search.vectors import VectorIndex
from index.search.vocabulary import Vocabulary, quoted
from index.search.word_shares import word_shares
from index.store.library import Library
from index.store.withheld import withhold

DEPTH = 100  # how many of each ranking are fused
# What the words of a question weigh where the nearest passages are in its language; less, the
# more of them are not. Measured on the collections that the question map was not learned of:
# what answers is among ten for .980 of Vietnamese questions over Vietnamese texts instead of .959.
KEYWORD_WEIGHT = 0.35
# More of the passages than this have a word: it is not looked for. A tenth, with three other words
# at least, would leave only 80 in 100 first tens as they are (tests/benchmarks/growth.py).
COMMON = 0.5
NEAREST = 20  # passages whose languages are asked


class Retriever(Protocol):
    """Finds the k passages nearest to a question, best first, higher scores for better."""

    def retrieve(self, question: Question, k: int, scope: Scope = None) -> list[Passage]: ...


class DenseRetriever:
    """By the inner product of unit vectors: finds what is meant in other words.

    Where the model cannot be loaded it finds nothing, and a note of the vectors says so.
    """

    def __init__(self, library: Library, vectors: VectorIndex, embedder: Embedder) -> None:
        self._library = library
        self._vectors = vectors
        self._embedder = embedder

    def retrieve(self, question: Question, k: int, scope: Scope = None) -> list[Passage]:
        ranked = self.rank(self.embed(question), k, scope)
        passages, damaged = self._library.passages(number for number, _ in ranked)
        withhold(damaged)
        return [
            replace(passages[number], score=score, cosine=score)
            for number, score in ranked
            if number in passages
        ]

    def embed(self, question: Question) -> Vector | None:
        try:
            return self._embedder.embed_query(question.text)
        except ModelError as error:
            self._vectors.note(f"{error} Until then documents are searched by words alone.")
            return None

    def rank(self, query: Vector | None, k: int, scope: Scope = None) -> list[tuple[int, float]]:
        """(chunk id, inner product), best first; nothing where the vectors are another model's."""
        if query is None or self._library.other_embedder() is not None:
            return []
        ids = None if scope is None else self._library.chunk_ids(scope)
        return self._vectors.search(query, k, ids)

    def similarities(self, query: Vector | None, chunk_ids: Sequence[int]) -> dict[int, float]:
        if query is None or self._library.other_embedder() is not None:
            return {}
        return self._vectors.similarities(query, chunk_ids)


class KeywordRetriever:
    """By BM25 over stemmed words, accents kept: finds names, numbers and exact terms."""

    def __init__(self, library: Library, vocabulary: Vocabulary) -> None:
        self._library = library
        self._vocabulary = vocabulary

    def retrieve(self, question: Question, k: int, scope: Scope = None) -> list[Passage]:
        ranked = self.rank(question, k, scope)
        passages, damaged = self._library.passages(number for number, _ in ranked)
        withhold(damaged)
        return [
            replace(passages[number], score=score) for number, score in ranked if number in passages
        ]

    def rank(self, question: Question, k: int, scope: Scope = None) -> list[tuple[int, float]]:
        """(chunk id, BM25 score), best first; every word of the question counts, none must."""
        self._vocabulary.refresh()
        query = " OR ".join(quoted(term) for term in self._terms(question.keywords))
        return self._library.match(query, k, scope) if query else []

    def stems(self, question: Question) -> list[frozenset[str]]:
        """The stems of each word that is looked for, of all forms that it may stand in."""
        found: list[frozenset[str]] = []
        for word in question.keywords:
            own = content_in_order(word)
            if len(own) == 1:
                others = (stem for form in self._forms(word) for stem in content_in_order(form))
                own_forms = [frozenset([*own, *others])]
            else:
                own_forms = [frozenset([stem]) for stem in own]
            found += (one for one in own_forms if one not in found)
        return found

    def _forms(self, word: str) -> list[str]:
        """The forms of a word that the library has where it does not have the word itself."""
        if not (word.isascii() and word.isalpha()) or self._vocabulary.knows(word):
            return []
        return self._vocabulary.accented(word)

    def _terms(self, keywords: Sequence[str]) -> list[str]:
        terms = [form for word in keywords for form in (word, *self._forms(word))]
        # BM25 gives no weight to a word that most passages have; it only costs time.
        return [term for term in terms if self._vocabulary.frequency(term) <= COMMON] or terms


Fuse = Callable[[Scored, Scored, float], list[tuple[int, float]]]


class HybridRetriever:
    """Dense and keyword rankings, fused.

    Keywords count only for passages in the question's language: elsewhere they would find names
    and numbers alone, in any passage that has them; and they weigh by the share of that language
    among the nearest passages. But what has a reference of the question (`36/2025/NĐ-CP`) word
    for word comes first, in any language, and where a question is one word, what has that is all
    that is found, if anything does.
    """

    def __init__(
        self,
        dense: DenseRetriever,
        keyword: KeywordRetriever,
        library: Library,
        fuse: Fuse = convex_combination,
    ) -> None:
        self._dense = dense
        self._keyword = keyword
        self._library = library
        self._fuse = fuse

    def retrieve(self, question: Question, k: int, scope: Scope = None) -> list[Passage]:
        revision = self._library.revision()
        query = self._dense.embed(question)
        near = self._dense.rank(query, max(DEPTH, k), scope)
        matching: Scored = self._keyword.rank(question, max(DEPTH, k), scope)
        dense_ranks, keyword_ranks = map(_ranks, (near, matching))
        if near:
            fused = self._fused(question, query, near, matching)[:k]
        else:
            best = max((score for _, score in matching), default=0.0) or 1.0
            fused = [(number, score / best) for number, score in matching][:k]
        passages, damaged = self._library.passages(number for number, _ in fused)
        withhold(damaged)
        if revision == self._library.revision():  # none was removed: a row that is gone is damage
            withhold(number for number, _ in fused if number not in passages)
        cosines = self._dense.similarities(query, list(passages))
        return [
            replace(
                passages[number],
                score=score,
                cosine=cosines.get(number),
                dense_rank=dense_ranks.get(number),
                keyword_rank=keyword_ranks.get(number),
            )
            for number, score in fused
            if number in passages
        ]

    def _fused(
        self, question: Question, query: Vector | None, near: Scored, matching: Scored
    ) -> list[tuple[int, float]]:
        """(chunk id, score) of all that either search found, best first."""
        cosines = dict(near)
        keyword_only = [number for number, _ in matching if number not in cosines]
        cosines |= self._dense.similarities(query, keyword_only)
        found, damaged = self._library.passages({*cosines, *keyword_only})
        withhold(damaged)  # without what they say, words weigh otherwise
        asked_in = language_of(question.text)
        same = {n for n in found if language_of(found[n].chunk.text) == asked_in}
        same.update(damaged)  # whatever their language was: they weigh as if they were whole
        nearest = [number for number, _ in near[:NEAREST]]
        weight = KEYWORD_WEIGHT * sum(number in same for number in nearest) / len(nearest)
        named = _with_references(question, found)
        texts = {
            n: _searched_words(found[n]) for n in found.keys() & cosines.keys() & (same | named)
        }
        shares = word_shares(self._keyword.stems(question), texts, cosines)
        best = max((score for _, score in matching), default=0.0) or 1.0
        shares |= {n: score / best for n, score in matching if n not in texts and n in same | named}
        fused = self._fuse(_best_first(cosines), _best_first(shares), 1 - weight)
        if len(question.keywords) == 1:
            # `Paranal`: what lies near the name alone, and does not have it, answers nothing.
            having = {number for number, _ in matching}
            fused = [one for one in fused if one[0] in having] or fused
        return sorted(fused, key=lambda one: one[0] not in named)


def _searched_words(passage: Passage) -> str:
    """The words that keyword search finds a passage by."""
    return "\n".join((*passage.chunk.headings, passage.chunk.text))


def _best_first(scores: Mapping[int, float]) -> list[tuple[int, float]]:
    return sorted(scores.items(), key=lambda one: (-one[1], one[0]))


def _with_references(question: Question, found: Mapping[int, Passage]) -> set[int]:
    """Those of the passages that hold a reference of the question, or whose title or number does:
    a word with a digit and a slash or a hyphen, not all in small letters (`24-hour`)."""
    references = [
        word.casefold()
        for word in question.keywords
        if any(map(str.isdigit, word)) and {"/", "-"} & {*word} and not word.islower()
    ]
    return {
        number
        for number, passage in found.items()
        if any(
            word in f"{passage.number or ''} {passage.title or ''} {passage.chunk.text}".casefold()
            for word in references
        )
    }


def _ranks(ranking: Scored) -> dict[int, int]:
    return {number: rank for rank, (number, _) in enumerate(ranking)}
