"""Deeds: who does what, as prose without values tells it: a subject, and what is told of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.question.generation.wording import is_telling
from assistant.training.quiz.questions import unquoted, value_of
from assistant.training.sentence import Sentence
from corpus.language.clauses.asides import plain
from corpus.language.clauses.closed_classes import (
    AGENTS,
    PREPOSITIONS,
    RELATIVES,
    THIRD_PERSON,
    is_plural,
)
from corpus.language.clauses.main_clause import Clause
from corpus.language.clauses.subjects import head
from corpus.language.numerals import ORDINAL
from corpus.language.stems import content
from corpus.language.word_lists import grouped, one_of

_WORDS = grouped("training_words")

_NUMBERED = re.compile(r"(?:Articles?|Annex|Section|Part|Chapter|Rule|Regulation|Table) [\dIVX]")
MOST_SUBJECT_WORDS, MOST_WORDS = 7, 28
# Words of a predicate that say something; fewer do where it is told of a name.
FEWEST_CONTENT, FEWEST_OF_NAMED = 5, 3


@dataclass(frozen=True, slots=True, eq=False)
class Doer:
    """What a sentence is about, as it is written within one; see Deed for `sort`."""

    sentence: Sentence
    text: str
    sort: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Deed:
    """A subject and all that its sentence tells of it.

    `subject` as it is written within a sentence; `predicate` begins with the verb and ends
    without a full stop; `lead` is what stands before the subject; `sort` is what subjects share
    that the same predicate may follow: number, article and kind.
    """

    sentence: Sentence
    subject: str
    predicate: str
    lead: str
    sort: tuple[str, ...]

    @property
    def question(self) -> str:
        """`Which of these restrict transfers?`"""
        opening = f"{self.lead}, which" if self.lead else "Which"
        return f"{opening} of these {self.predicate}?"


def doer_of(sentence: Sentence) -> Doer | None:
    """The subject of a sentence, where it is a short name for something; or None."""
    clause = sentence.clause
    if clause is None or clause.opens_list or clause.apposition:
        return None
    subject = sentence.setting.standing_alone(clause.subject)
    if subject is None or not _is_good_subject(subject, clause):
        return None
    if _NUMBERED.match(subject):
        return None  # `Article 9` does nothing that a body could do instead
    sort = (sort_of(sentence, subject), _number(clause))
    return Doer(sentence, unquoted(subject), sort)


def deed_of(one: Doer) -> Deed | None:
    """What a sentence tells of its subject, where it is specific enough to ask for; or None."""
    sentence, clause, subject = one.sentence, one.sentence.clause, one.text
    predicate = None if clause is None else _predicate(plain(sentence.said), clause)
    if clause is None or predicate is None or clause.negative:
        return None
    if clause.lead and not is_telling(clause.lead):
        return None
    if len(predicate.split()) > MOST_WORDS or _UNCLEAR.search(predicate):
        return None
    if _EMPTY_VERB.match(predicate):
        return None
    told = content(predicate) | content(clause.lead)
    fewest = FEWEST_OF_NAMED if one.sort[0] in ("actor", "person") else FEWEST_CONTENT
    if len(told) < fewest or content(subject) & told:
        return None
    return Deed(sentence, subject, predicate, clause.lead, one.sort)


def _predicate(text: str, clause: Clause) -> str | None:
    start = text.find(clause.subject)
    if start < 0:
        return None
    told = text[start + len(clause.subject) :].strip(" ,")
    return told.rstrip(" .;:!") or None


def _number(clause: Clause) -> str:
    """Whether a subject is one or several: by its verb, or where that is silent by its noun."""
    if clause.plural:
        return "plural"
    if clause.finite == "third" or clause.auxiliary in ("is", "was", "has"):
        return "singular"
    if is_plural(head(clause.subject.split())):
        return "plural"
    return "unclear" if " and " in clause.subject else "singular"


def _is_good_subject(subject: str, clause: Clause) -> bool:
    words = subject.split()
    if not 1 <= len(words) <= MOST_SUBJECT_WORDS or _VAGUE.match(subject):
        return False
    noun = head(clause.subject.split())
    if noun.casefold().removesuffix("s") in _VAGUE_HEADS:
        return False
    small = subject.islower()
    if small and words[-1] in _SIDES:
        return False  # of what
    if small and words[0] == "the" and PREPOSITIONS.isdisjoint(words):
        return False  # `the preferred view`, of which nothing says whose
    if small and words[0] in ("a", "an") and len(words) <= 3:
        return False
    if small and len(words) == 1 and not is_plural(noun):
        return False  # `policy`, of which all can be said
    return not any(word.casefold() in RELATIVES for word in words)


def sort_of(sentence: Sentence, subject: str) -> str:
    """What kind of thing a subject is, as far as its form tells."""
    if subject.isupper():
        return "letters"
    value = value_of(sentence, subject)
    if value is not None:
        return "actor" if value.kind in ("organisation", "country") else value.kind
    noun = head(subject.split())
    if noun.casefold() in AGENTS or _PEOPLE.search(noun):
        return "agent"
    own = re.split(rf" (?:{'|'.join(sorted(PREPOSITIONS))}) ", subject)[0].split()
    if any(word[0].isupper() and not word.isupper() for word in own[1:]):
        return "name"
    return "gerund" if re.match(r"[a-z]{3,}ing\b", subject, re.IGNORECASE) else "thing"


_PEOPLE = re.compile(r"(?:(?:ist|ian|eer|porter|ponent|critic|advocate)s|people)$", re.IGNORECASE)
_SIDES = frozenset("advocates critics opponents proponents supporters observers".split())
# Verbs that tell nothing by which a subject could be known.
_EMPTY_VERB = re.compile(
    r"(?:is|are|was|were) (?:to|becoming)\b|(?:is|are|was|were|remains?)(?: now| already| still)? "
    r"(?:one of|over|about|an? (?:\w+ ){0,2}(?:example|signal|matter)|examples?|in|on|part|of)\b"
    r"|(?:helps?|keeps?|makes?|gives?|influences?|affects?|becomes?|became)\b"
    r"|(?:has|have) become\b|should\b|stands? for\b|\w+ that\b"
)
_VAGUE = re.compile(
    r"(?:some|many|several|most|other|few|various|examples?|different|certain|all|each|every|any"
    r"|more|another|both|the (?:same|other|following|above|aim|goal|trend|balance|focus|main|core"
    rf"|{ORDINAL}|last|next|most))\b",
    re.IGNORECASE,
)
_VAGUE_HEADS = _WORDS["vague_subjects"]  # without the s of a plural
_UNCLEAR = re.compile(
    r", (?:but|while|whereas|although|though|so)\b|, and [a-z]+ (?:must|is|are|has|have|can)\b"
    rf"|\b(?:{one_of(THIRD_PERSON)}|this|these|those|such(?! as)|also|too"
    r"|may|might|could|can|often|sometimes|usually|typically|generally|perhaps|probably|likely"
    r"|other|others|another|the (?:same|former|latter|above|following))\b|[:;?]| [-–—] |—"
)
