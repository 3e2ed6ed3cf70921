"""The reader that needs no training: words, their rarity, and their place."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.answering.value_kinds import fits, lacks_count
from assistant.reader.reading import Frequency, Reading, ScoredSentence, rarity
from corpus.language.names.countries import country_of
from corpus.language.sentences import LIST_MARK, sentence_spans
from corpus.language.stems import stems, word_stems
from corpus.language.words import content_words
from index.passage import Passage
from index.question import Question, QuestionKind

_REASON = re.compile(
    r"\b(?:because|since|due to|in order to|so that|therefore|stems? from|reason|aims? to|helps?"
    r"|ensur\w+|as a result|purpose|why|means that|leads? to|allows?)\b",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(r"\b(?:such as|includ(?:e|es|ed|ing)|notably|for example)\b", re.IGNORECASE)
_CROSS_REFERENCE = re.compile(r"^(?:See|Related discussions|Read more|References?)\b")


# A logistic model of `features`, fitted by tests/quality/fit_confidence.py. The rest are too
# seldom in the public data to be fitted; they were set so that an unknown name is refused.
BIAS = -5.3
WEIGHTS = (2.48, 1.68, 4.15, 0.93)
ABSENT_NAME = 3.0  # of a name that the library does not have at all
ABSENT_COUNT = 2.5  # of a count or an amount that no sentence gives

_EXACT: tuple[QuestionKind, ...] = ("date", "number", "person", "place")


class WordReader:
    """Scores sentences by the rare words that they share with the question.

    A word's weight is its inverse document frequency; a sentence gets the weights of the
    question's words that it holds, less for those that stand only in the headings above it
    or in the sentence before. Sentences that hold the kind of thing asked for (a date, a
    number, a name) gain. Passages keep the order of the search as their prior.
    """

    name = "words"
    threshold = 0.37  # measured: refuses 8 in 100 answerable questions

    def __init__(self, frequency: Frequency) -> None:
        self._frequency = frequency

    def notes(self, question: Question) -> tuple[str, ...]:
        """What the user should know about how this question is read: nothing."""
        return ()

    def read(self, question: Question, passages: Sequence[Passage]) -> list[Reading]:
        weights = self._weights(question)
        telling = {word: self._rarity(word) for word in question.required}
        # Other nouns may be said in other words; one that the library does not know may not.
        if question.attribute is not None and self._frequency(question.attribute) == 0:
            telling[question.attribute] = 1.0
        ends = {(p.chunk.document_id, p.chunk.headings, p.chunk.end): p for p in passages}
        readings = [
            self._read_one(
                question, weights, telling, passage, rank, _sentence_before(passage, ends)
            )
            for rank, passage in enumerate(passages, start=1)
        ]
        top = max((passage.cosine or 0.0 for passage in passages), default=0.0)
        readings.sort(key=lambda reading: -reading.score)
        return [replace(r, answerability=_answerability(question, r, top)) for r in readings]

    def _weights(self, asked: Question) -> dict[str, float]:
        """The rarity of each term.

        A word that the library lacks is the most telling one where a date, a number or a name
        is asked for (`When did they join?`). Elsewhere it weighs what the others do: `lessons`
        may stand in the text as what was learned.
        """
        found = {term: self._rarity(term) for term in asked.terms if self._frequency(term) > 0}
        unknown = rarity(0)
        if asked.kind not in _EXACT:
            unknown = sum(found.values()) / len(found) if found else 1.0
        return {term: found.get(term, unknown) for term in asked.terms}

    def _rarity(self, term: str) -> float:
        return rarity(self._frequency(term))

    def _read_one(
        self,
        asked: Question,
        weights: Mapping[str, float],
        telling: Mapping[str, float],
        passage: Passage,
        rank: int,
        before: frozenset[str],
    ) -> Reading:
        chunk = passage.chunk
        total = sum(weights.values()) or 1.0
        heading_stems = stems(" ".join(chunk.headings))
        context = {term: 0.5 for term in weights if term in heading_stems}
        sentences: list[ScoredSentence] = []
        everything = set(heading_stems | before)
        for start, end, text, own in _sentences_of(chunk.text):
            everything |= own
            share = sum(weight for term, weight in weights.items() if term in own) / total
            around = sum(
                weight * max(context.get(term, 0.0), 0.5 * (term in before))
                for term, weight in weights.items()
                if term not in own
            )
            fitting = fits(asked, text)
            score = share + around / total + _bonus(asked, text)
            if asked.kind in ("date", "number", "person"):
                score += 0.25 if fitting else -0.25
            place = (chunk.start + start, chunk.start + end)
            sentences.append(ScoredSentence(*place, text, score, share, fitting))
            before = own
        coverage = sum(weight for term, weight in weights.items() if term in everything) / total
        best = max((sentence.score for sentence in sentences), default=0.0)
        cosine = max(passage.cosine or 0.0, 0.0)
        score = best + 0.5 * coverage + 0.8 * cosine + 0.3 / (1 + math.log(rank))
        missing = tuple(word for word in telling if not _named(word, everything))
        absence = max((telling[word] for word in missing), default=0.0)
        return Reading(passage, score, tuple(sentences), coverage, missing, absence)


def _named(word: str, stems_there: Collection[str]) -> bool:
    """Whether a name stands there, or the country that it is the seat of."""
    country = country_of(word)
    return set(word_stems(word)).issubset(stems_there) or (
        country is not None and stems(country).issubset(stems_there)
    )


def features(reading: Reading, top_cosine: float) -> tuple[float, ...]:
    """What the answerability is computed from: the passage's word coverage, its best sentence's
    score, its cosine to the question, and the highest cosine of all passages.
    """
    return reading.coverage, reading.best, reading.passage.cosine or 0.0, top_cosine


def _answerability(asked: Question, reading: Reading, top_cosine: float) -> float:
    values = features(reading, top_cosine)
    logit = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
    logit -= ABSENT_NAME * reading.absence
    if lacks_count(asked, reading.sentences):
        logit -= ABSENT_COUNT
    return 1 / (1 + math.exp(-logit))


def _bonus(asked: Question, text: str) -> float:
    """What the form of a sentence is worth for this kind of question."""
    if _CROSS_REFERENCE.match(text):
        return -0.3
    bonus = 0.0 if text.rstrip("”\"')")[-1:] in (".", "!", "?", ":", ";") else -0.1
    if asked.kind == "reason" and _REASON.search(text):
        bonus += 0.1
    if asked.kind == "definition" and _defines(asked, text):
        bonus += 0.25
    if asked.kind == "list":
        listing = text.endswith(":") or text.count(",") + text.count(";") >= 2
        bonus += 0.15 * (listing or _EXAMPLES.search(text) is not None)
    return bonus


def _defines(asked: Question, text: str) -> bool:
    """Whether a sentence has the form `<what is asked about, and nothing else> is ...`."""
    head = re.match(
        r"(?P<subject>[^.]{2,80}?)\s*(?:\bis\b|\bare\b|\brefers? to\b|\bmeans?\b|:)\s", text
    )
    if head is None:
        return False
    subject = {part for word in content_words(head["subject"]) for part in word_stems(word)}
    return subject == set(asked.terms)


def _sentence_before(
    passage: Passage, ends: Mapping[tuple[str, tuple[str, ...], int], Passage]
) -> frozenset[str]:
    """The stems of the sentence before a passage, where its paragraph was cut there.

    One character lies between: a space. Before a list item it is a line break, and the item
    before says nothing of this one.
    """
    chunk = passage.chunk
    neighbour = ends.get((chunk.document_id, chunk.headings, chunk.start - 1))
    if neighbour is None or LIST_MARK.match(chunk.text):
        return frozenset()
    return _sentences_of(neighbour.chunk.text)[-1][3]


@lru_cache(maxsize=4096)
def _sentences_of(text: str) -> tuple[tuple[int, int, str, frozenset[str]], ...]:
    """Start, end, text and stems of each sentence; kept, since good passages come up again."""
    return tuple(
        (start, end, text[start:end], stems(text[start:end])) for start, end in sentence_spans(text)
    )
