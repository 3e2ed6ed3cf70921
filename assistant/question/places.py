"""The places of laws that a question names: `điểm b khoản 1 Điều 4`, `Article 5(2)(a)`.

places_in(question)                  the references, in order
points_in(question)                  those to a point alone, `khoản 3`, which some article has
asked_beside(question, spans)        the words that say what it asks of them
fact_asked(question, spans)          what it asks of an instrument itself, and nothing else
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import cast

from corpus.language.word_lists import grouped, table
from corpus.language.words import WORD, folded, unaccented
from corpus.legal.divisions import NUMBER, OUTERMOST_FIRST
from corpus.legal.provisions import POINTS, VIETNAMESE_POINTS, PlaceReference, Step, StepKind
from index.question import InstrumentFact

MOST_PLACES = 8
_ORDER: tuple[StepKind, ...] = (*OUTERMOST_FIRST, *POINTS)
_WORDS = grouped("provision_words")
_VIETNAMESE: dict[str, tuple[StepKind, str]] = {
    word.casefold(): (cast(StepKind, kind), word)
    for kind, language, words in table("divisions")
    if language == "vi"
    for word in words.split(";")
} | {word: (cast(StepKind, kind), "") for kind, word in VIETNAMESE_POINTS.items()}
_PLAIN = {unaccented(word): word for word in _VIETNAMESE}
_ENGLISH: dict[str, tuple[StepKind, str]] = {
    word.casefold(): (cast(StepKind, kind), words.split(";")[0])
    for kind, language, words in table("divisions")
    if language == "en"
    for word in words.split(";")
}
_one = "|".join(sorted(map(re.escape, _PLAIN), key=len, reverse=True))
_VIETNAMESE_STEP = re.compile(
    rf"(?<!\w)(?P<word>{_one})\s+(?:so\s+)?(?P<number>\d{{1,4}}(?:\.\d{{1,3}}){{0,2}}[a-z]?"
    r"|[ivxlc]{1,8}(?:\.\d{1,3}){0,2}|thu\s[a-z]{2,4}|[a-z]\d{0,2})(?![\w/])"
)
_one = "|".join(sorted(map(re.escape, _ENGLISH), key=len, reverse=True))
_ENGLISH_STEP = re.compile(
    rf"(?<!\w)(?:(?P<word>(?i:{_one}))\s?(?P<number>{NUMBER})"
    r"|(?i:(?P<inner>sub-?paragraph|sub-?section|paragraph|para\.?|clause|point|indent))\s?"
    r"\(?(?P<value>\d{1,3}[a-z]?|[a-z]{1,4})\)?(?!\w))"
    r"(?P<points>(?:\s?\(\w{1,5}\)){0,4})"
)
_POINT = re.compile(r"\((\w{1,5})\)")
_JOINT = re.compile(r"[\s,;]*(?:(?:of|in|under|from|của|thuộc|tại|trong|and|và)\s+)?")
_AND = re.compile(r"\b(?:and|và)\b|;", re.IGNORECASE)
_WHEN = frozenset("when date day ngày khi lúc giờ ngay".split())
_WHO = frozenset("who body ai quan vị".split())


def places_in(question: str) -> tuple[PlaceReference, ...]:
    """The places that a question names, each from its first step to its last."""
    return tuple(one for one in _references(question) if not one.is_bare)


def points_in(question: str) -> tuple[PlaceReference, ...]:
    """The points that a question names without the article that they are of."""
    return tuple(one for one in _references(question) if one.is_bare)


def _references(question: str) -> list[PlaceReference]:
    found = [*_vietnamese(question), *_english(question)]
    found.sort(key=lambda one: one[1])
    runs: list[list[tuple[tuple[Step, ...], int, int, bool]]] = []
    for one in found:
        last = runs[-1][-1] if runs else None
        if last is not None and one[1] < last[2]:
            continue
        kinds = {step.kind for some in runs[-1] for step in some[0]} if runs else set()
        joint = last and _JOINT.fullmatch(question, last[2], one[1])
        apart = last is None or not joint or bool(_AND.search(question, last[2], one[1]))
        if apart or kinds & {step.kind for step in one[0]}:
            runs.append([one])
        else:
            runs[-1].append(one)
    made = [
        PlaceReference(
            tuple(sorted((s for some in run for s in some[0]), key=lambda s: _ORDER.index(s.kind))),
            run[0][1],
            run[-1][2],
            run[0][3],
        )
        for run in runs[:MOST_PLACES]
    ]
    # `khoản 1 và khoản 2 Điều 4`: what has no article is of the next one's.
    for at in range(len(made) - 2, -1, -1):
        place, after = made[at], made[at + 1]
        first = _ORDER.index(place.steps[0].kind)
        if place.steps[0].kind in POINTS:
            outer = (step for step in after.steps if _ORDER.index(step.kind) < first)
            made[at] = replace(place, steps=(*outer, *place.steps))
    return made


def _vietnamese(question: str) -> Iterator[tuple[tuple[Step, ...], int, int, bool]]:
    plain = unaccented(question)
    typed_plain = plain == question.casefold()
    for match in _VIETNAMESE_STEP.finditer(plain):
        word = " ".join(question[slice(*match.span("word"))].casefold().split())
        if word not in _VIETNAMESE and not typed_plain:
            continue  # `mức 5` is not `mục 5` where accents are typed
        kind, name = _VIETNAMESE[_PLAIN[" ".join(match["word"].split())]]
        number = question[slice(*match.span("number"))]
        if kind not in POINTS and not (re.fullmatch(NUMBER, number.upper()) or " " in number):
            continue
        if kind == "article" and not number[0].isdigit():
            continue
        small = number[0].isdigit() or kind in POINTS or " " in number
        number = number.casefold() if small else number.upper()
        yield (Step(kind, number, name),), match.start(), match.end(), True


def _english(question: str) -> Iterator[tuple[tuple[Step, ...], int, int, bool]]:
    for match in _ENGLISH_STEP.finditer(question):
        steps: list[Step] = []
        if match["word"]:
            kind, name = _ENGLISH[match["word"].casefold()]
            steps.append(Step(kind, match["number"], name))
        else:
            number = match["value"]
            inner = match["inner"].casefold()
            if not (number.isdigit() or "(" in match[0] or len(number) == 1):
                continue  # `point out`
            if number == "a" and "(" not in match[0]:
                continue  # `clause a`
            level: StepKind = "subpoint" if inner.startswith("sub") else "point"
            steps.append(Step("clause" if number[0].isdigit() else level, number))
        for point in _POINT.findall(match["points"]):
            last = steps[-1].kind
            if point[0].isdigit():
                steps.append(Step("clause", point))
            else:
                steps.append(Step("subpoint" if last == "point" else "point", point.casefold()))
        yield tuple(steps), match.start(), match.end(), False


def asked_beside(question: str, spans: Sequence[tuple[int, int]]) -> frozenset[str]:
    """The words of a question that say what it asks of a place, in small letters; none where it
    asks what stands there and nothing else: `spans` name the place and the document."""
    return frozenset(_left(question, spans) - _allowed("said", "listed", "asking"))


def fact_asked(question: str, spans: Sequence[tuple[int, int]]) -> InstrumentFact | None:
    """What is asked of the instrument that `spans` name: from when it is in force, when it was
    issued, by whom; None where something else is asked too."""
    left = _left(question, spans)
    asked = _allowed("asking")
    for fact, name in (("in_force", "in force"), ("issuer", "issuer"), ("signed", "signed")):
        about = _allowed(name)
        if not left & _allowed(f"tells {name}") or not left <= asked | about | _allowed("said"):
            continue
        if name == "issuer" and not left & _WHO or name == "signed" and not left & _WHEN:
            continue
        if name == "in force" and not left & _WHEN:
            continue
        return cast(InstrumentFact, fact)
    return None


def _left(question: str, spans: Sequence[tuple[int, int]]) -> set[str]:
    """The words of a question outside spans, in small letters."""
    ends = [(0, 0), *sorted(spans), (len(question), len(question))]
    kept = (question[start:end] for (_, start), (end, _) in pairwise(ends) if start < end)
    return {word for piece in kept for word in WORD.findall(piece.casefold())}


def _allowed(*names: str) -> frozenset[str]:
    words = frozenset().union(*(_WORDS[name] for name in names))
    return words | {folded(word) for word in words}
