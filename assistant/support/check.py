"""Whether a sentence of a language model is supported by the sentences that it cites.

    support_check(precision, embed_documents).check(sentence, cited, question) -> Support

First by form: its numbers, dates, units and names have to stand in what it cites (`values.py`,
`names.py`). Then by what was learned: the network's logit and what `features.py` sees, weighed by
`model.py`. It works within English and Vietnamese and across the two.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Literal

from assistant.support.features import features, is_across, is_turned, says_contrary
from assistant.support.model import SupportModel, fitted
from assistant.support.names import missing_name
from assistant.support.values import fault_of
from corpus.language.sentences import sentence_spans
from corpus.language.words import words

if TYPE_CHECKING:
    from assistant.support.network import SupportNetwork
    from index.models.embedder import Embed, Matrix, Vector

Reason = Literal["", "number", "date", "name", "unit", "negation", "unsupported"]
KEPT = 2_000  # vectors of texts: 3 MB
# Cosine to one of the cited sentences, below which a sentence is about something else: less than
# that of every faithful paraphrase that was read (.61, across languages .23).
LEAST_NEAR, LEAST_NEAR_ACROSS = 0.45, 0.2
_SHORT = 6  # words; a shorter sentence says something only together with its question


@dataclass(frozen=True, slots=True)
class Support:
    """`reason` says what does not stand in the cited sentences, "" where the sentence is supported;
    `score` is the probability that it is, 0 where its form already says no."""

    supported: bool
    reason: Reason
    score: float


def support_check(precision: str, embed: Embed) -> SupportCheck:
    """The check as it ships; `embed` is `embed_documents` of the base that ships, for which it was
    fitted. Nothing is loaded before the first sentence."""
    from assistant.support.network import SupportNetwork

    return SupportCheck(SupportNetwork(precision), embed)


class KeptVectors:
    """Vectors of texts, the last ones kept: the sentences of an answer cite the same ones again."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._lock = Lock()
        self._known: OrderedDict[str, Vector] = OrderedDict()

    def __call__(self, texts: Sequence[str]) -> Matrix:
        """Unit rows, (texts, size)."""
        import numpy as np

        with self._lock:
            found = {one: self._known[one] for one in texts if one in self._known}
        new = [one for one in dict.fromkeys(texts) if one not in found]
        if new:
            found.update(zip(new, self._embed(new), strict=True))
        with self._lock:
            self._known.update(found)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return np.stack([found[one] for one in texts])


class SupportCheck:
    """Checks sentences by the reader's network and the embedder. Safe to use from many threads.

    Made at no cost: what it needs is loaded at the first sentence. Raises ModelError then,
    where a file is missing or altered.
    """

    def __init__(
        self, network: SupportNetwork, embed: Embed, model: SupportModel | None = None
    ) -> None:
        self._network = network
        self._embed = KeptVectors(embed)
        self._model = model

    def check(self, sentence: str, cited: Sequence[str], question: str = "") -> Support:
        """Whether `cited`, the texts of the cited sentences, support a sentence (without its
        citation markers). A sentence of a few words is read with the question that it answers.

        A sentence that says nothing, or cites nothing, is not supported.
        """
        cited = [one for one in cited if one.strip()]
        if not cited or not words(sentence):
            return Support(False, "unsupported", 0.0)
        fault = self.fault(sentence, cited)
        if fault:
            return Support(False, fault, 0.0)
        return self.by_score(sentence, cited, question)

    def by_score(self, sentence: str, cited: Sequence[str], question: str = "") -> Support:
        """The same by what was learned alone."""
        seen = self.seen(sentence, cited, question)
        across = is_across(sentence, cited)
        model = self._model or fitted()
        score = model.probability(seen, across)
        contrary = says_contrary(seen, across) or is_turned(sentence, cited, self._embed)
        far = self._nearness(sentence, cited) < (LEAST_NEAR_ACROSS if across else LEAST_NEAR)
        if score >= model.least(across) and not contrary and not far:
            return Support(True, "", score)
        denied = contrary or seen["denies_apart"] > 0
        return Support(False, "negation" if denied else "unsupported", score)

    def _nearness(self, sentence: str, cited: Sequence[str]) -> float:
        """The cosine of a sentence to the nearest of those it cites."""
        there = [one[start:end] for one in cited for start, end in sentence_spans(one)]
        vectors = self._embed([sentence, *there])
        return float((vectors[1:] @ vectors[0]).max())

    def fault(self, sentence: str, cited: Sequence[str]) -> Reason:
        """What of a sentence's form does not stand in the cited ones; "" where all does."""
        joined = " ".join(cited)
        fault = fault_of(sentence, joined)
        if fault is None and missing_name(sentence, joined, self._network.is_word) is not None:
            return "name"
        return fault or ""

    def seen(self, sentence: str, cited: Sequence[str], question: str = "") -> dict[str, float]:
        """The features of a sentence and what it cites."""
        said = f"{question} {sentence}" if len(sentence.split()) < _SHORT else sentence
        logit = self._network.logit(said.strip(), cited)
        return features(sentence, cited, logit, self._embed)
