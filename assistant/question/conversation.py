"""The turns before a question: where their thread began, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer import Turn
from assistant.answer_parts import REFUSAL
from assistant.question.anaphora import DEFINES, PRONOUN, leaves_open
from corpus.language.grammar import (
    AUXILIARY,
    EMPTY,
    GENERAL,
    OPENING,
    PARTICIPLE,
    PREPOSITION,
    any_of,
    capitalised,
    telling_stems,
)
from corpus.language.stems import stems
from corpus.language.words import STOP_WORDS, WORD

MEMORY = 12  # turns that are looked back at
LONGEST = 600  # characters of a question: a longer one says enough itself
READ = 700  # characters of an answer that are read
# What we added; `(NIC)` after a name was written by the user.
_ASIDE = re.compile(r"(?<!\s)\s*+\((?![A-Z\d&-]+\))(?P<topic>[^()]+)\)\W{0,20}$")
_SMALL_TALK = re.compile(
    rf"\W*(?:{any_of('hello hi hey bye goodbye thanks ok okay yes no great please')}|thank you"
    r"|good (?:morning|afternoon|evening))(?: (?:very|so) much| a lot| there)?\W*",
    re.I,
)

LONGEST_TOPIC = 14  # words
LINKS = frozenset("of the and for in on to between with against about at from by a an s".split())
_SUBJECT_AND_VERB = re.compile(
    rf"\b{AUXILIARY} {any_of('he she it they you we i this that')} (?:first |ever |also )?\w+\b",
    re.I,
)
_INNER_AUXILIARY = re.compile(
    r"^((?:\w+ ){1,3}?)(?:do|does|did|will|can|would|could|should) ", re.I
)
_BE = r"(?: is|['’]s| are| was| were)"
_SUBJECT = re.compile(rf"(?:what|who|when|where|why|how){_BE} (?P<subject>.+)", re.I)
_ORDER = re.compile(
    r"^\W*(?:who \w[\w-]*ed|(?:please )?(?:list|name|compare|describe|explain|define|summari[sz]e)"
    r"|(?:tell|give|show) (?:me|us)(?: about)?) ",
    re.I,
)
_QUOTATION = re.compile('["“”]')
_WIDE = re.compile(rf"^(?:an?|my|your)\b|\b(?:{PREPOSITION}|{AUXILIARY})\b|[,;:]", re.I)


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier turn: its question without the `topic` that we added to it in brackets, its
    answer unless that was a refusal, and the stems of all that was `said`."""

    question: str
    topic: str
    answer: str
    said: frozenset[str]


def past(history: Sequence[Turn]) -> list[Past]:
    """The turns that are looked back at; small talk is none of them."""
    read = [(_cut(turn.question, LONGEST), _cut(turn.answer, READ)) for turn in history]
    asked = [one for one in read if not _SMALL_TALK.fullmatch(one[0])]
    return [_read(question, answer) for question, answer in asked[-MEMORY:]]


def _cut(text: str, most: int) -> str:
    """So many characters of a text at most, and no part of a word."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0]


@lru_cache(maxsize=256)
def _read(question: str, answer: str) -> Past:
    aside = _ASIDE.search(question)
    return Past(
        question=question[: aside.start()] + "?" if aside else question,
        topic=aside["topic"] if aside else "",
        answer="" if answer.startswith(REFUSAL) else answer,
        said=stems(f"{question}\n{answer}"),
    )


def with_topics(question: str, *topics: str) -> str:
    """`Who signed it (agreement with NVIDIA)?`; the question itself where there is no topic."""
    added = ", ".join(filter(None, topics))
    return f"{question.rstrip(' ?.!')} ({added})?" if added else question


def thread(turns: Sequence[Past]) -> Sequence[Past]:
    """The turns from the last question that left nothing open and brought up something new."""
    for place in range(len(turns) - 1, 0, -1):
        question, said = turns[place].question, said_in(turns[:place])
        if not turns[place].topic and not leaves_open(question, said) and _is_new(question, said):
            return turns[place:]
    return turns


def said_in(turns: Sequence[Past]) -> frozenset[str]:
    """The stems of all words of some turns."""
    return frozenset[str]().union(*(turn.said for turn in turns))


def _is_new(question: str, said: frozenset[str]) -> bool:
    """Whether a question brings up something that was not `said`."""
    new = telling_stems(question) - said
    named = not stems(" ".join(capitalised(question))) <= said
    numbered = any(letter.isdigit() for stem in new for letter in stem)
    return len(new) > 2 or (
        bool(new) and (named or numbered or DEFINES.match(question) is not None)
    )


def term(question: str) -> str:
    """The subject of a question where it is a name or a term: `strategic autonomy`."""
    phrase = "" if question[:3].casefold() == "who" else _subject(question)
    if _WIDE.search(phrase) or PRONOUN.search(phrase) or GENERAL.issuperset(phrase.split()):
        return ""
    return phrase


def _subject(question: str) -> str:
    """What stands between `is` and a participle or the end; else nothing."""
    match = _SUBJECT.fullmatch(OPENING.sub("", question).strip(" ?.!"))
    parts = match["subject"].split() if match else []
    ends = [n for n, word in enumerate(parts) if n and PARTICIPLE.fullmatch(word)]
    return " ".join(parts[: ends[0]] if ends else parts)


def topic(question: str) -> str:
    """What a question is about: from the first word that has meaning to the last.

    Verbs are left out where their place gives them away.
    """
    plain = _SUBJECT_AND_VERB.sub(" ", _ORDER.sub(" ", _subject(question) or question))
    kept = [
        match
        for match in WORD.finditer(plain)
        if match[0].casefold() not in EMPTY or (match.start() and match[0][0].isupper())
    ]
    found = plain[kept[0].start() : kept[-1].end()] if kept else ""
    found = _QUOTATION.sub("", _INNER_AUXILIARY.sub(r"\1", found))
    if len(found.split()) > LONGEST_TOPIC:
        found = topic_of(found)
    parts = found.split()
    while parts and parts[0] in STOP_WORDS | GENERAL:
        parts.pop(0)
    return " ".join(parts[:-1] if parts and PARTICIPLE.fullmatch(parts[-1]) else parts)


def topic_of(question: str) -> str:
    """The longest run of content words of a question, names counting double."""
    best, best_weight = "", 0
    for run in runs(question):
        weight = sum(2 if word[0].isupper() else 1 for word in run if word not in LINKS)
        if weight > best_weight:
            best, best_weight = " ".join(run), weight
    return best


def runs(question: str) -> list[list[str]]:
    """The words of a question in runs, each of content words and the small ones that link them."""
    found: list[list[str]] = [[]]
    for word in re.findall(r"[^\s?!,;:()\"“”]+", question):
        plain = word.casefold().rstrip(".")
        if plain and plain not in STOP_WORDS | GENERAL:
            found[-1].append(word.rstrip("."))
        elif plain in LINKS and found[-1]:
            found[-1].append(word)
        else:
            found.append([])
    for run in found:
        while run and run[-1].casefold() in LINKS:
            run.pop()
    return [run for run in found if run]
