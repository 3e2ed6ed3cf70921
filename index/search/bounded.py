"""Search that is kept to what may be seen, whatever is asked: inside the query of each index."""

from __future__ import annotations

from index.choice import Scope
from index.passage import Passage
from index.question import Question
from index.search.retriever import Retriever
from index.store.library import Library


class BoundedRetriever:
    """Another retriever, which is never asked for more than the library shows."""

    def __init__(self, within: Retriever, library: Library) -> None:
        self._within = within
        self._library = library

    def retrieve(self, question: Question, k: int, scope: Scope = None) -> list[Passage]:
        bounded = self._library.bounded(scope)
        if bounded is not None and not bounded:
            return []
        return self._within.retrieve(question, k, bounded)
