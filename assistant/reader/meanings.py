"""How near single sentences are to a question, by the vectors that search finds passages with.

The reader marks evidence within a language better than across two; the base, from which it was
trained, keeps both near each other. Of a passage's vector nothing tells which sentence it was.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from assistant.reader.logits import PassageLogits
from assistant.reader.passages import PassageText
from index.models.embedder import Embedder, Vector

MOST = 8  # sentences of a question, those that the reader takes most for evidence
KEPT = 20_000  # vectors of sentences that are kept: 30 MB


class SentenceMeanings:
    """Cosines of sentences to questions; vectors of sentences are kept. Safe from many threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Vector] = OrderedDict()

    def of(
        self,
        question: str,
        texts: Sequence[PassageText],
        scores: Sequence[PassageLogits | None],
    ) -> list[tuple[float | None, ...]]:
        """For each passage the cosine of each sentence, None for those that are not among the
        MOST. Raises ModelError where the model cannot be loaded."""
        evidence = [
            (score.evidence, place, number)
            for place, read in enumerate(scores)
            if read is not None
            for number, score in enumerate(read.sentences)
            if score is not None
        ]
        best = sorted(evidence, key=lambda one: (-one[0], *one[1:]))[:MOST]
        cosines = self._cosines(
            question, [texts[place].sentence(number) for _, place, number in best]
        )
        found = {(place, n): cosine for (_, place, n), cosine in zip(best, cosines, strict=True)}
        return [
            tuple(found.get((place, number)) for number in range(len(text.sentences)))
            for place, text in enumerate(texts)
        ]

    def _cosines(self, question: str, sentences: Sequence[str]) -> list[float]:
        if not sentences:
            return []
        with self._lock:
            vectors = {one: self._known[one] for one in sentences if one in self._known}
        new = [one for one in dict.fromkeys(sentences) if one not in vectors]
        if new:
            vectors.update(zip(new, self._embedder.embed_documents(new), strict=True))
        with self._lock:
            for one in sentences:
                self._known[one] = vectors[one]
                self._known.move_to_end(one)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        query = self._embedder.embed_query(question)
        return [float(np.dot(vectors[one], query)) for one in sentences]
