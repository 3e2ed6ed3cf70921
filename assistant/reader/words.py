"""What is read where the network cannot be: how much of the question's words a sentence has."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.reader.logits import PassageLogits, SentenceLogits
from assistant.reader.overlap import coverage, rarity
from assistant.reader.passages import PassageText

# A share of the question's words, from 0 to 1, as a logit on the network's scale.
SLOPE, HALF = 9.0, 0.55
AROUND = 0.4  # what a word of the title and the headings counts
NO_SPAN = -12.0  # words by themselves tell no short answer


class WordScorer:
    """Sentences by the rare words that they share with the question; needs no model."""

    name = "words"

    def read(self, question: str, texts: Sequence[PassageText]) -> list[PassageLogits | None]:
        """The scores of each passage. Rare are the words that few of these passages have."""
        weights = rarity(question, [text.text for text in texts])
        found: list[PassageLogits | None] = []
        for text in texts:
            lead = coverage(weights, text.lead)
            shares = [
                self._share(coverage(weights, text.text[start:end]), lead)
                for start, end in text.sentences
            ]
            whole = _logit(self._share(coverage(weights, text.text), lead))
            sentences = tuple(
                SentenceLogits(_logit(share), NO_SPAN, start, end, 0.0)
                for share, (start, end) in zip(shares, text.sentences, strict=True)
            )
            found.append(PassageLogits(whole, whole, sentences))
        return found

    @staticmethod
    def _share(own: float, lead: float) -> float:
        return own + AROUND * lead * (1 - own)


def _logit(share: float) -> float:
    return SLOPE * (share - HALF)
