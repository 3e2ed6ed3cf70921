"""The trained reader: what the words say and what the network says, combined by weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.value_kinds import lacks_kind, of_other_reference, of_other_year
from assistant.reader.cross_encoder import CrossEncoder, Scores, SentenceScores, Text
from assistant.reader.reading import Reading, ScoredSentence
from assistant.reader.word_reader import WordReader
from corpus.errors import ModelError
from index.passage import Passage
from index.question import Question

READ = 6  # passages that the network reads for a question; measured: more cost time, not answers
BY_WORDS = 3  # of them, chosen by the words; the others by the search
UNREAD = -20.0  # the logit of a passage without a sentence that was read

# Two logistic models of public rows that the network never saw, by tests/quality/fit_reader.py:
# of `sentence_features`, which sentence answers, with more weight on words and evidence than it
# gives, which our development questions prefer; of `passage_features`, whether that answer is
# right, with more weight on a missing name, since our passages carry their headings. That one is
# then scaled (Platt 1999) to keep its word on our development questions.
SENTENCE_BIAS, SENTENCE_WEIGHTS = -5.3, (0.1, 0.4, 0.15, 3.0, 6.0)
PASSAGE_BIAS, PASSAGE_WEIGHTS = 0.98, (0.1, 0.144, 1.57, -0.95)
# Too seldom in the public data to be fitted: a name that the library does not have at all, and
# a count, an amount, a date, a person or a city that no sentence of the passage gives.
UNKNOWN_NAME, UNFIT = 1.9, 2.25
BEHIND = 1.5  # of the same: such a passage stands behind one that has what is asked for


class TrainedReader:
    """Orders passages and sentences by how likely each sentence answers the question.

    The network reads the passages that search and words put first (`READ` at most); a logistic
    model of what it says, the words and the search gives each sentence its probability.
    Where the network cannot be loaded, or does not know the language of the question, the
    words alone decide, and `notes` says so.
    """

    name = CrossEncoder.name
    threshold = 0.565  # measured: README.md of this folder

    def __init__(self, words: WordReader, network: CrossEncoder) -> None:
        self._words = words
        self._network = network
        self._problem: str | None = None

    def notes(self, question: Question) -> tuple[str, ...]:
        """What the user should know about how this question is read."""
        if not question.english:
            return (
                "This question does not seem to be in English, the language of the models; it "
                "was answered by its words alone.",
            )
        return (self._problem,) if self._problem else ()

    def read(self, question: Question, passages: Sequence[Passage]) -> list[Reading]:
        readings = self._words.read(question, passages)
        if self._problem or not question.english:
            return readings
        searched = [passage.chunk_id for passage in passages[: READ - BY_WORDS]]
        worded = [reading.passage.chunk_id for reading in readings]
        first = frozenset(list(dict.fromkeys([*searched, *worded]))[:READ])
        read = [reading for reading in readings if reading.passage.chunk_id in first]
        rest = [reading for reading in readings if reading.passage.chunk_id not in first]
        try:
            scores = self._network.read(question.text, [text_of(reading) for reading in read])
        except ModelError as error:
            self._problem = f"{error} Answers are chosen by words alone until it is mended."
            return readings
        combined = [
            _combined(question, reading, own) if own is not None else _unread(reading)
            for reading, own in zip(read, scores, strict=True)
        ]
        combined.sort(key=lambda reading: -reading.score)
        return [*combined, *(_unread(reading) for reading in rest)]


def text_of(reading: Reading) -> Text:
    """A passage as the network reads it."""
    chunk = reading.passage.chunk
    spans = tuple((s.start - chunk.start, s.end - chunk.start) for s in reading.sentences)
    return Text(" > ".join(chunk.headings), chunk.text, spans)


def sentence_features(
    reading: Reading, scores: Scores, sentence: ScoredSentence, own: SentenceScores
) -> tuple[float, ...]:
    """What the probability of a sentence is computed from: the logits of its passage, of the
    sentence, and of its best span; its words; and the score of the search.
    """
    return (
        scores.answers + scores.related,
        own.evidence,
        own.span,
        sentence.score,
        reading.passage.score,
    )


def passage_features(reading: Reading, scores: Scores, own: SentenceScores) -> tuple[float, ...]:
    """What the answerability is computed from: the logit that the passage answers, that of its
    best sentence's span, its cosine to the question, and what it is missing.
    """
    return (scores.answers, own.span, reading.passage.cosine or 0.0, reading.absence)


def _combined(asked: Question, reading: Reading, scores: Scores) -> Reading:
    start = reading.passage.chunk.start
    sentences, best, sure = [], UNREAD, UNREAD
    chosen: ScoredSentence | None = None
    for sentence, own in zip(reading.sentences, scores.sentences, strict=True):
        if own is None:
            sentences.append(replace(sentence, score=0.0))
            continue
        values = sentence_features(reading, scores, sentence, own)
        logit = _weighted(SENTENCE_BIAS, SENTENCE_WEIGHTS, values)
        if of_other_reference(asked, sentence.text):
            logit -= BEHIND
        place = (start + own.start, start + own.end)
        sentences.append(replace(sentence, score=_probability(logit), answer=place))
        if logit > best:
            values = passage_features(reading, scores, own)
            best, sure = logit, _weighted(PASSAGE_BIAS, PASSAGE_WEIGHTS, values)
            chosen = sentence
    if reading.absence > 0.99:
        sure -= UNKNOWN_NAME
    other_year = chosen is not None and of_other_year(asked, chosen.text)
    if other_year or lacks_kind(asked, reading.sentences):
        best -= BEHIND
        sure -= UNFIT
    return replace(
        reading,
        sentences=tuple(sentences),
        score=_probability(best),
        answerability=_probability(sure),
    )


def _weighted(bias: float, weights: Sequence[float], values: Sequence[float]) -> float:
    return bias + sum(weight * value for weight, value in zip(weights, values, strict=True))


def _unread(reading: Reading) -> Reading:
    sentences = tuple(replace(sentence, score=0.0) for sentence in reading.sentences)
    return replace(reading, score=0.0, sentences=sentences, answerability=0.0)


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-max(min(logit, 40.0), -40.0)))
