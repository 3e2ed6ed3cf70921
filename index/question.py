"""Question: what is asked, taken apart once, as it goes through search, reading and answering.

It is defined here since search is the first that reads one; `assistant.question.analysis` fills it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from corpus.language.words import content_words
from corpus.legal.provisions import PlaceReference

InstrumentFact = Literal["in_force", "signed", "issuer"]
QuestionKind = Literal[
    "date", "number", "person", "place", "list", "definition", "reason", "manner", "yes_no", "fact"
]


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as it was typed, and the word of the library that was searched for instead."""

    typed: str
    used: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart.

    `text` is self-contained and corrected, `asked_as` what was typed; `keywords` are the words
    of it that keyword search looks for. `terms` are the stems of its content words, each once
    and in order; `required` are the words that the evidence has to contain as they stand: names,
    years and numbers; `counted` are the stems of what `how many` asks about, and `amount` says
    that the question is how much.

    `parts` are the questions that it is made of, one for each side where it `compares`; `documents`
    are the ids of those that it names, none where it names none; `corrections` were made in
    the text; documents until `as_of`, an ISO 8601 date, are asked, where there is one. Reading
    for it ends at `answer_by`, by `time.monotonic`; None where it may take its time.

    `places` are those of laws that it names, and `beside` the words that say what it asks of them,
    none where it asks what stands there; `within` are the spans, by document, that alone may answer
    then. `fact` is what it asks of an instrument itself; `unknown` are the instruments that it
    names by numbers which the library does not have.
    """

    text: str
    asked_as: str
    keywords: tuple[str, ...] = ()
    kind: QuestionKind = "fact"
    terms: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    counted: frozenset[str] = frozenset()
    amount: bool = False
    parts: tuple[Question, ...] = ()
    compares: bool = False
    corrections: tuple[Correction, ...] = ()
    as_of: str | None = None
    documents: frozenset[str] = frozenset()
    places: tuple[PlaceReference, ...] = ()
    beside: frozenset[str] = frozenset()
    fact: InstrumentFact | None = None
    unknown: tuple[str, ...] = ()
    within: tuple[tuple[str, int, int], ...] = ()
    answer_by: float | None = None

    @classmethod
    def of(cls, text: str) -> Question:
        """The question of plain words for a search; nothing else is known of it."""
        # Stored texts are in NFC; macOS types letters and their accents apart.
        keywords = content_words(unicodedata.normalize("NFC", text))
        return cls(text, text, tuple(keywords))
