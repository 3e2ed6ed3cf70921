"""Pronouns and pointing words of English questions that nothing in the question explains."""

from __future__ import annotations

import re

from corpus.language.clauses.closed_classes import OF_PEOPLE, THIRD_PERSON
from corpus.language.grammar import (
    AFTER_PREPOSITION,
    AUXILIARY,
    PREPOSITION,
    any_of,
    capitalised,
    telling_words,
)
from corpus.language.word_lists import one_of

# `itself` is explained where it stands.
PRONOUN = re.compile(rf"\b{one_of(THIRD_PERSON - {'itself', 'theirs'})}\b", re.I)
_OBJECT = frozenset("it him them".split())
_AS_SUBJECT = re.compile(rf"(?:^|\b{AUXILIARY}(?:n['’]t| not)?|['’]s)\W*$", re.I)
_SUBORDINATE = re.compile(
    rf"\b{any_of('that when if because while before after who which')}\b.*\w", re.I
)
_EXPLETIVE = re.compile(  # `it` that stands for nothing
    r"\bit(?:['’]s)? (?:is |was )?(?:true|possible|important|necessary|clear|like|likely)\b"
    r"|\b(?:is|was) it (?:\w+ )?(?:that|to)\b(?= \w)"
    r"|\b(?:is|was) it (?:the|a|an) .*\b(?:that|who|which)\b|\bit takes? to\b|\btakes? it to\b",
    re.I,
)
# What is said of the day, or of the documents at hand, leaves nothing open.
_HERE = any_of("decade year month week century days? documents? brief library")
POINTING = re.compile(
    rf"\b(?:this|these)\b(?! {_HERE}\b)"
    rf"|\bthose\b(?! (?:{any_of('that who which whose')}|{PREPOSITION})\b)"
    # `that`, where it is no conjunction
    rf"|(?:^|\b(?:{AUXILIARY}|{PREPOSITION}) )that\b|\bthat(?=\W*$)"
    # `there`, where it is a place
    r"|\b(?:there|then|next|instead|too)(?=\W*$)",
    re.I,
)


def open_pronoun(question: str) -> re.Match[str] | None:
    """A pronoun that nothing before it in the question explains."""
    empty = [match.span() for match in _EXPLETIVE.finditer(question)]
    for match in PRONOUN.finditer(question):
        technology = match[0] == "IT" and not question.isupper()
        if technology or any(start <= match.start() < end for start, end in empty):
            continue
        if not _explained(match[0].casefold(), question[: match.start()]):
            return match
    return None


def _explained(pronoun: str, earlier: str) -> bool:
    """Whether what stands before a pronoun in its question says what it stands for."""
    if _clause_before(earlier):
        return True
    if _AS_SUBJECT.search(earlier):
        return False
    before = telling_words(earlier)
    if pronoun in _OBJECT and not _SUBORDINATE.search(earlier, 3):
        return len(before) > 2 and AFTER_PREPOSITION.search(earlier) is not None
    return bool(capitalised(earlier) if pronoun in OF_PEOPLE else before)


def _clause_before(text: str) -> bool:
    return any(len(telling_words(clause)) > 1 for clause in re.split(r"[.,:;?!]", text)[:-1])
