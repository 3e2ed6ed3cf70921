"""Things to be arranged: four or five matched to what belongs to each, or events put in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from assistant.training.pack import Difficulty
from assistant.training.quiz.items.distractors import apart, capitalised
from assistant.training.quiz.pool import CandidateItem, Pool
from assistant.training.sentence import Sentence
from assistant.training.typed_values import Typed
from corpus.language.clauses.closed_classes import POSSESSIVES, SUBJECT_PRONOUNS
from corpus.language.clauses.labels import date_before_colon
from corpus.language.dates import YEAR, DateSpan
from corpus.language.names.people import PERSON_TITLE
from corpus.language.stems import content
from corpus.language.values import Name
from corpus.language.word_lists import one_of

FEWEST_PAIRS, MOST = 4, 5
FEWEST_EVENTS = 3
ITEMS = 12  # of a kind
LONGEST = 26  # words of a right side
EVENT_WORDS = (4, 40)
LONGEST_OFFICE = 12  # words
IN_ORDER = "Put these events in order, earliest first."


# Matching


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    sentence: Sentence
    left: str
    right: str
    group: tuple[str, ...] = ()  # pairs of one item share it


def matching(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """Items of all kinds in turn."""
    kinds = [
        list(_of_kind(pool, stem, pairs, level, random)) for stem, pairs, level in _kinds(pool)
    ]
    for at in range(max((len(kind) for kind in kinds), default=0)):
        for kind in kinds:
            if at < len(kind):
                yield kind[at]


def _kinds(pool: Pool) -> Iterator[tuple[str, list[_Pair], Difficulty]]:
    yield (
        "Match each term with what it means.",
        [
            _Pair(one.sentence, one.term, one.meaning, ("plural" if one.plural else "singular",))
            for one in pool.own_definitions
            if len(one.meaning.split()) <= LONGEST
        ],
        "medium",
    )
    yield (
        "Match each person with the office.",
        list(_roles(pool)),
        "medium",
    )
    yield (
        "Match each event with its date.",
        [_Pair(one.sentence, one.text.rstrip("."), one.shown) for one in _events(pool)],
        "hard",
    )
    yield (
        "Match each body or country with what is said of it.",
        [
            _Pair(one.sentence, one.subject, one.predicate, one.sort[1:])
            for one in pool.told
            if one.sort[0] in ("actor", "agent")
            and not one.lead
            and len(one.predicate.split()) <= LONGEST
        ],
        "medium",
    )


def _of_kind(
    pool: Pool, stem: str, pairs: Sequence[_Pair], level: Difficulty, random: Random
) -> Iterator[CandidateItem]:
    for group in dict.fromkeys(pair.group for pair in pairs):
        waiting = [pair for pair in pairs if pair.group == group]
        random.shuffle(waiting)
        for _ in range(ITEMS):
            chosen = _unambiguous(pool, waiting)
            if len(chosen) < FEWEST_PAIRS:
                break
            waiting = [pair for pair in waiting if pair not in chosen]
            yield _made(stem, chosen, level, random)


def _unambiguous(pool: Pool, pairs: Iterable[_Pair]) -> list[_Pair]:
    """The first pairs of which no left side fits the right side of another."""
    chosen: list[_Pair] = []
    for pair in pairs:
        if len(chosen) == MOST:
            break
        if content(pair.left) & content(pair.right):
            continue
        if all(_differ(pool, pair, other) for other in chosen):
            chosen.append(pair)
    return chosen


def _differ(pool: Pool, one: _Pair, other: _Pair) -> bool:
    if one.sentence.alike == other.sentence.alike:
        return False
    if not apart(one.left, other.left) or not apart(one.right, other.right):
        return False
    if content(one.left) & content(other.right) or content(other.left) & content(one.right):
        return False
    return not (
        pool.may_be_true(one.left, content(other.right), other.sentence)
        or pool.may_be_true(other.left, content(one.right), one.sentence)
    )


def _made(stem: str, pairs: Sequence[_Pair], level: Difficulty, random: Random) -> CandidateItem:
    lefts = capitalised([pair.left for pair in pairs])
    rights = capitalised([pair.right for pair in pairs])
    return CandidateItem.of(
        "matching",
        (stem, tuple(zip(lefts, rights, strict=True))),
        level,
        (pair.sentence for pair in pairs),
        options=random.sample(rights, len(rights)),
    )


def _roles(pool: Pool) -> Iterable[_Pair]:
    """The persons of a material, without title, with their office; each person once."""
    found: dict[tuple[str, ...], _Pair] = {}
    for sentence in pool.sentences:
        for value in sentence.values:
            if value.kind != "person" or not isinstance(value.value, Name):
                continue
            words = value.text.split()
            size = len(value.value.words)
            person, title = " ".join(words[-size:]), " ".join(words[:-size])
            after = _AFTER.match(sentence.text, value.end)
            role = after["role"] if after and PERSON_TITLE.match(after["role"] + " ") else title
            if role and size >= 2 and len(role.split()) <= LONGEST_OFFICE:
                found.setdefault(value.value.words, _Pair(sentence, person, role))
    return found.values()


_AFTER = re.compile(r", (?:the |an? )?(?P<role>[A-Z][^,;:.()]{3,90})(?=,)")


# Ordering


def ordering(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """Items of events that follow one another without overlapping."""
    waiting = list(_events(pool))
    random.shuffle(waiting)
    for _ in range(ITEMS):
        chosen: list[_Event] = []
        for event in waiting:
            if len(chosen) < MOST and all(_are_apart(event, other) for other in chosen):
                chosen.append(event)
        if len(chosen) < FEWEST_EVENTS:
            return
        waiting = [event for event in waiting if event not in chosen]
        yield _in_order(sorted(chosen, key=lambda event: event.first), random)


def _are_apart(one: _Event, other: _Event) -> bool:
    return (one.last < other.first or other.last < one.first) and apart(one.text, other.text)


def _in_order(ordered: list[_Event], random: Random) -> CandidateItem:
    texts = tuple(event.text for event in ordered)
    shown = random.sample(texts, len(texts))
    if tuple(shown) == texts:
        shown = shown[1:] + shown[:1]  # never given in the right order
    sentences = (event.sentence for event in ordered)
    return CandidateItem.of("ordering", (IN_ORDER, texts), "hard", sentences, options=shown)


@dataclass(frozen=True, slots=True, eq=False)
class _Event:
    """An event: its words without the date, the words of the date, and its first and last day."""

    sentence: Sentence
    text: str
    shown: str
    first: date
    last: date


def _events(pool: Pool) -> Iterable[_Event]:
    """The events of a material, in its order; of those that say the same, the first."""
    found: dict[tuple[int, date], _Event] = {}
    for sentence in pool.sentences:
        one = _happened(sentence)
        if one is not None:
            found.setdefault((sentence.alike, one.first), one)
    return found.values()


_UNCLEAR = re.compile(rf"{YEAR}|\b(?:{one_of(SUBJECT_PRONOUNS | POSSESSIVES)}|this|these)\b")


def _happened(sentence: Sentence) -> _Event | None:
    dates = [value for value in sentence.values if value.kind == "date"]
    if len(dates) != 1 or (sentence.clause is not None and sentence.clause.negative):
        return None
    when = dates[0].value
    if not isinstance(when, DateSpan) or not when.has_year or len(when.readings) != 1:
        return None
    told = _without(sentence.text, dates[0])
    if told is None or not EVENT_WORDS[0] <= len(told.split()) <= EVENT_WORDS[1]:
        return None
    if _UNCLEAR.search(told):
        return None
    return _Event(sentence, told, dates[0].text, *when.readings[0])


def _without(text: str, when: Typed) -> str | None:
    """A sentence without its date, where that stands at its beginning or end; or None."""
    if dated := date_before_colon(text):
        return _whole(text[dated.end :])
    before, after = text[: when.start], text[when.end :]
    opening = re.fullmatch(r"(?:In|On)(?: the)? ", before)
    if opening and after.startswith(", "):
        return _whole(after[2:])
    closing = re.search(r",? (?:in|on) (?:the )?$", before)
    if closing and re.match(r"\W*$", after):
        return _whole(before[: closing.start()] + ".")
    return None


def _whole(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:]
