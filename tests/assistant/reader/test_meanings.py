"""The nearness of sentences to a question: of which it is measured, and what is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from assistant.reader import meanings
from assistant.reader.encoding import Surroundings
from assistant.reader.logits import PassageLogits, SentenceLogits
from assistant.reader.meanings import SentenceMeanings
from assistant.reader.passages import PassageText
from index.models.embedder import Matrix
from index.models.multilingual_e5 import MultilingualE5
from tests.support.hashing_embedder import HashingEmbedder


class Counting(HashingEmbedder):
    """Remembers what it embedded."""

    def __init__(self) -> None:
        super().__init__(32)
        self.embedded: list[str] = []

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> Matrix:
        self.embedded += texts
        return super().embed_documents(texts, on_progress)


def passage(*sentences: str) -> PassageText:
    spans, start = [], 0
    for sentence in sentences:
        spans.append((start, start + len(sentence)))
        start += len(sentence) + 1
    return PassageText(" ".join(sentences), tuple(spans), Surroundings())


def read(*evidence: float | None) -> PassageLogits:
    scores = (None if own is None else SentenceLogits(own, 0, 0, 1, 0) for own in evidence)
    return PassageLogits(1.0, 1.0, tuple(scores))


def test_the_likeliest_sentences_are_measured_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanings, "MOST", 2)
    embedder = Counting()
    told = SentenceMeanings(embedder)
    texts = [passage("The boats sail.", "Fees rise."), passage("Cranes lift boats.")]
    scores = [read(3.0, 1.0), read(2.0)]
    first, second = told.of("boats", texts, scores)
    assert first[0] is not None and first[1] is None and second[0] is not None
    near = float(
        embedder.embed_query("boats")
        @ HashingEmbedder(32).embed_documents(["Cranes lift boats."])[0]
    )
    assert second[0] == pytest.approx(near)
    assert told.of("boats", texts, scores) == [first, second]
    assert sorted(embedder.embedded) == ["Cranes lift boats.", "The boats sail."]


def test_what_was_not_read_is_not_measured() -> None:
    told = SentenceMeanings(Counting())
    assert told.of("boats", [passage("One."), passage("Two.")], [None, read(None)]) == [
        (None,), (None,),
    ]  # fmt: skip


def test_no_more_is_kept_than_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanings, "KEPT", 1)
    told = SentenceMeanings(Counting())
    for sentence in ("One boat.", "Two boats."):
        told.of("boats", [passage(sentence)], [read(1.0)])
    assert list(told._known) == ["Two boats."]


def test_a_sentence_in_the_other_language_is_near() -> None:
    """What the base is for: the sentence that answers, though no word of it is in the question."""
    told = SentenceMeanings(MultilingualE5())
    text = passage(
        "The port opens at six in the morning.",
        "The director of the harbour board is appointed by the minister.",
        "Boats must report their catch within a day.",
    )
    (found,) = told.of("Ai bổ nhiệm giám đốc ban quản lý cảng?", [text], [read(1.0, 1.0, 1.0)])
    assert np.argmax(np.array(found, dtype=float)) == 1
