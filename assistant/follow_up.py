"""Follow-up questions made self-contained by rules, with the words of the turns before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Turn
from index.words import STOP_WORDS

_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|this|that|these|those)\b(?! \w+ing\b)",
    re.IGNORECASE,
)
_POSSESSIVE = frozenset(("its", "their", "his", "her"))
_ABOUT = re.compile(
    r"^\W*(?:and|but|so)?\s*(?:what|how) about (?P<topic>.+?)\s*\??$", re.IGNORECASE
)
_OPENING = re.compile(r"^\W*(?:and|but|so|also|then|any|which|what else|who else)\b", re.IGNORECASE)
_MORE = re.compile(
    r"^\W*(?:and )?(?:any|are there|what|which|who)?\s*(?:any )?(?:other|others|more|else)\b"
    r"|^\W*(?:tell me|say) more\b|^\W*(?:and )?(?:why|how|when|where|who|since when)\s*\??$",
    re.IGNORECASE,
)
_VERBAL = re.compile(r"\b(?:did|does|do|has|have|can|will|should)\b", re.IGNORECASE)
_LINKS = frozenset("of the and for in on to between with against a an s".split())
_NOT_TOPIC = STOP_WORDS | frozenset(
    "mean means meaning list name define describe called signed".split()
)


def self_contained(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves to the turns before filled in; unchanged where it
    stands by itself.

    `What about Denmark?` puts Denmark where the last question had its name; a pronoun is
    replaced by the topic of the last question; a bare `Why?` or `Any others?` gets the topic
    added. Earlier turns must be self-contained themselves.
    """
    if not history:
        return question
    before = history[-1].question
    about = _ABOUT.match(question)
    if about:
        return _with_topic(before, about["topic"])
    topic = topic_of(before)
    if not topic or topic.casefold() in question.casefold():
        return question
    pronoun = _first_open_pronoun(question)
    if pronoun is not None and _VERBAL.search(before):
        # Between an auxiliary and the end stands a clause, which is no name for `it`.
        return f"{question.rstrip(' ?.!')} ({topic})?"
    if pronoun is not None:
        words = f"{topic}'s" if pronoun[0].casefold() in _POSSESSIVE else topic
        return question[: pronoun.start()] + words + question[pronoun.end() :]
    if _MORE.match(question) or (_OPENING.match(question) and _is_fragment(question)):
        return f"{question.rstrip(' ?.!')} ({topic})?"
    return question


def topic_of(question: str) -> str:
    """What a question is about: its longest run of content words, names counting double."""
    best, best_weight = "", 0
    for run in _runs(question):
        weight = sum(2 if word[0].isupper() else 1 for word in run if word not in _LINKS)
        if weight > best_weight:
            best, best_weight = " ".join(run), weight
    return best


def _runs(question: str) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for place, word in enumerate(re.findall(r"[^\s?!,;:()\"“”]+", question)):
        plain = word.casefold().rstrip(".")
        if plain not in _NOT_TOPIC and not (place == 0 and plain in ("how", "why")):
            runs[-1].append(word.rstrip("."))
        elif plain in _LINKS and runs[-1]:
            runs[-1].append(word)
        else:
            runs.append([])
    for run in runs:
        while run and run[-1].casefold() in _LINKS:
            run.pop()
    return [run for run in runs if run]


def _first_open_pronoun(question: str) -> re.Match[str] | None:
    """A pronoun that nothing before it in the question explains."""
    for match in _PRONOUN.finditer(question):
        earlier = question[: match.start()]
        after = question[match.end() :].split()
        determiner = match[0].casefold() in ("this", "that", "these", "those")
        if determiner and after and after[0].strip("?.,").casefold() not in STOP_WORDS:
            # `that agreement`: the noun stays and the topic names it.
            return match
        if not any(word[0].isupper() for word in re.findall(r"\w+", earlier)[1:]):
            return match
    return None


def _with_topic(before: str, topic: str) -> str:
    names = re.findall(r"(?<=\s)[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*", before)
    if topic[:1].isupper() and len(names) == 1:
        return before.replace(names[0], topic, 1)
    return f"{before.rstrip(' ?.!')}, {topic}?"


def _is_fragment(question: str) -> bool:
    content = [word for word in re.findall(r"\w+", question) if word.casefold() not in STOP_WORDS]
    return len(content) <= 2
