"""What a sentence of a model has to be before anybody sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.language_model.reply_sentences import LONGEST, ReplySentence
from corpus.language.identification import language_of, reply_language
from corpus.language.stems import content
from corpus.language.words import words

Unsupported = Literal["", "number", "date", "name", "unit", "negation", "unsupported"]
NotShown = Literal["", "citation", "form", "language", "support"]

FEWEST_WORDS = 4  # by which the language of a sentence is known
LEAST_SHARE = 0.8  # of the words of a sentence that stand in what it cites
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# Whatever could be followed, loaded or obeyed by what shows it; a link is no fact.
_ACTIVE = re.compile(
    r"://|\bwww\.|\]\s?\(|!\[|[<>]|\b(?:javascript|mailto|vbscript)\s?:|\bdata:\w{1,20}/|&#|\{\{|\}\}"
    r"|(?<![\w-])[\w-]{1,63}\.(?:com|net|org|io|info|biz|co|app|dev|xyz|ru|cn|vn)\b"
    r"|(?<![\w-])[\w-]{1,63}\.(?:example|test|invalid)\b"
    r"|\S@\S|\]:|[|\\]|~~|\$\(",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"[\"'“‘«(]{0,3}\w")
_NEGATIONS = frozenset("not no never none neither nor without không chưa chẳng cấm".split())


class SentenceSupport(Protocol):
    """Whether a sentence stands; where it does not, why. `score` is from 0 to 1."""

    @property
    def supported(self) -> bool: ...
    @property
    def reason(self) -> str: ...
    @property
    def score(self) -> float: ...


class SentenceCheck(Protocol):
    """Compares a sentence, without its markers, with the texts that it cites."""

    def check(self, sentence: str, cited: Sequence[str], question: str = "") -> SentenceSupport: ...


@dataclass(frozen=True, slots=True)
class WordSupport:
    supported: bool
    reason: Unsupported
    score: float


class StandsInWords:
    """By words alone: every number of the sentence stands in what it cites, nearly all of its words
    do, and it denies where that does. It can judge nothing across languages: no such sentence
    stands."""

    def check(self, sentence: str, cited: Sequence[str], question: str = "") -> WordSupport:
        text = " ".join(cited)
        if not set(_NUMBER.findall(sentence)) <= set(_NUMBER.findall(text)):
            return WordSupport(False, "number", 0.0)
        if denies(sentence) and not denies(text):
            return WordSupport(False, "negation", 0.0)
        own, there = content(sentence), content(text)
        share = len(own & there) / len(own) if own else 0.0
        stands = share >= LEAST_SHARE
        return WordSupport(stands, "" if stands else "unsupported", share)


def denies(text: str) -> bool:
    """Whether a text has a word that says no."""
    return any(word.casefold() in _NEGATIONS for word in words(text))


def is_active(text: str) -> bool:
    """Whether a text has anything in it that could be followed, loaded or obeyed."""
    return bool(_ACTIVE.search(text))


def why_not(
    sentence: ReplySentence, quotes: Mapping[int, str], question: str, support: SentenceCheck
) -> NotShown:
    """Why a sentence is not shown; nothing for one that is.

    It cites at least one of the numbers that were given, and no other; it has nothing in it that
    could be followed or loaded; it is in the language of the question; what it cites supports it.
    """
    if not sentence.cited or any(one not in quotes for one in sentence.cited):
        return "citation"
    if not _BEGINS.match(sentence.text):  # the rest of something else
        return "form"
    if len(sentence.text) > LONGEST or is_active(sentence.text) or "[" in sentence.text:
        return "form"
    if not speaks(sentence.text, reply_language(question)):
        return "language"
    cited = [quotes[one] for one in sentence.cited]
    return "" if support.check(sentence.text, cited, question).supported else "support"


def speaks(text: str, language: str) -> bool:
    """Whether a text is in a language; one of few words may be in any."""
    if len(words(text)) < FEWEST_WORDS:
        return True
    return language_of(text) == language
