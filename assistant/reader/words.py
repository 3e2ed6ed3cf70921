"""What is read where the network cannot be: how much of the question's words a sentence has."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.reader.logits import PassageLogits, SentenceLogits
from assistant.reader.overlap import coverage, rarity
from assistant.reader.passages import PassageText
from corpus.language.words import content_words

# A share of the question's words, from 0 to 1, as a logit on the network's scale.
SLOPE, HALF = 9.0, 0.55
AROUND = 0.4  # what a word counts that only the title and the headings have
NO_SPAN = -12.0  # words by themselves tell no short answer


class WordScorer:
    """Sentences by the rare words that they share with the question; needs no model."""

    name = "words"

    def read(
        self, question: str, texts: Sequence[PassageText], until: float | None = None
    ) -> list[PassageLogits | None]:
        """The scores of each passage. Rare are the words that few of these passages have. It takes
        no time to speak of: `until` changes nothing."""
        weights = rarity(" ".join(content_words(question)), [text.text for text in texts])

        def logit(text: PassageText, words: str) -> float:
            own = coverage(weights, words)
            around = coverage(weights, f"{text.lead} {words}") - own
            return SLOPE * (own + AROUND * around - HALF)

        found: list[PassageLogits | None] = []
        for text in texts:
            whole = logit(text, text.text)
            sentences = tuple(
                SentenceLogits(logit(text, text.text[start:end]), NO_SPAN, start, end, 0.0)
                for start, end in text.sentences
            )
            found.append(PassageLogits(whole, whole, sentences))
        return found
