"""The short answer: words of a quoted sentence, whole values with their unit, only when sure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.logistic import Logistic, clipped
from assistant.answering.recency import BEHIND, say_the_same
from assistant.answering.selection import GROUPS, EvidenceSentence, Quote
from assistant.answering.values import holds_date, holds_number
from assistant.reader.passages import ReadPassage
from corpus.language.dates import MONTH
from corpus.language.units import SIGN, UNIT
from corpus.language.values import people_in
from corpus.language.word_lists import grouped, one_of
from corpus.language.words import unaccented, words

MOST_WORDS = 12
_EDGE = " \t\n,;:.!?\"“”'‘’()[]|*_–—-"
_SCALE = "hundred|thousand|million|billion|trillion|trăm|nghìn|ngàn|triệu|tỷ|tỉ"
_OF_WHAT = rf"{UNIT}|đồng|tấn|người"
_UNIT = re.compile(
    rf"\s?(?:%|‰|°C?|per cent|percent|phần trăm|(?:{_SCALE})\b(?:\s(?:{_OF_WHAT}))?)",
    re.IGNORECASE,
)
_AND = re.compile(r",? (?:and|và|cùng|with) |, ")
# `between 15 and 20` is no value without its first word.
_PAIR = re.compile(r"\d[\w.,%]*+ (?P<joint>and|to|và|đến|tới) \d[^;:()]{0,40}", re.IGNORECASE)
_PAIR_BEFORE = {
    "and": re.compile(r"\bbetween $", re.IGNORECASE),
    "to": re.compile(r"\bfrom $", re.IGNORECASE),
    "và": re.compile(r"\bgiữa $", re.IGNORECASE),
    "đến": re.compile(r"\btừ $", re.IGNORECASE),
    "tới": re.compile(r"\btừ $", re.IGNORECASE),
}
# These say a range, of which one end alone is another value; `from 310 to 342` may tell a change.
_FIRST = r"(?:ngày )?\d[\w.,%/]*+(?: [^\W\d]{1,12}){0,3}"
_LAST = r"(?:ngày )?\d(?:[\w.,%/]*\w)?"
_RANGE = re.compile(
    rf"\b(?:between {_FIRST} and|giữa {_FIRST} và|từ {_FIRST} (?:đến|tới)) {_LAST}", re.IGNORECASE
)
# Of `4 to 22 August 2025` the second day alone is another date.
_DAY_BEFORE = re.compile(r"(?<!\d)(?:from )?\d{1,2}(?: to | and |\s?[-–]\s?)$", re.IGNORECASE)
_DAY = re.compile(rf"\d{{1,2}} {MONTH}", re.IGNORECASE)
_ASKED = {
    kind: re.compile(rf"(?<!\w){one_of(map(unaccented, entries))}(?!\w)")
    for kind, entries in grouped("relations_asked").items()
}
_TOLD = grouped("relations_told")
_LEAD = 30  # characters beside a value that are looked at
_JOINS = ".,/-’'"  # within a number, a date or a word
_CURRENCY_BEFORE = re.compile(rf"(?:{SIGN}|\b[A-Z]{{2,3}}[$]?)\s?$")


@dataclass(frozen=True, slots=True)
class Headline:
    text: str
    confidence: float
    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """`text`, from `start` to `end` in its passage, and the features of whether it may stand."""

    text: str
    start: int
    end: int
    features: dict[str, float]


def whole_value(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """The span without punctuation at its edges, widened to whole words, numbers and units,
    within `low` and `high` (the sentence)."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    if start >= end:
        return start, start
    while start > low and _goes_on(text, start, -1, low):
        start -= 1
    while end < high and _goes_on(text, end - 1, 1, high - 1):
        end += 1
    if text[start].isdigit() and (before := _CURRENCY_BEFORE.search(text, low, start)):
        start = before.start()
    if text[end - 1].isdigit() and (unit := _UNIT.match(text, end, high)):
        end = unit.end()
    for both in _RANGE.finditer(text, low, high):
        if both.start() < end and start < both.end():
            start, end = min(start, both.start()), max(end, both.end())
    if (pair := _PAIR.fullmatch(text, start, end)) and (
        before := _PAIR_BEFORE[pair["joint"].casefold()].search(text, low, start)
    ):
        start = before.start()
    if _DAY.match(text, start, end) and (before := _DAY_BEFORE.search(text, low, start)):
        start = before.start()
    # A bracket opened within the span is closed, where that is near.
    inner = text[start:end]
    if inner.count("(") > inner.count(")") and 0 <= (close := text.find(")", end, high)) < end + 20:
        end = close + 1
    return start, end


def _goes_on(text: str, edge: int, step: int, bound: int) -> bool:
    """Whether the word or number at `edge` goes on at the next character in this direction."""
    near = edge + step
    if text[near].isalnum():
        return text[edge].isalnum() or text[edge] in _JOINS
    beyond = near + step
    inside = beyond >= bound if step < 0 else beyond <= bound
    return text[near] in _JOINS and text[edge].isdigit() and inside and text[beyond].isdigit()


def all_named(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """The span widened to the whole names of its people, and to those named beside them: `X and
    Y` where Y was marked."""
    people = [(low + one.start, low + one.end) for one in people_in(text[low:high])]
    for _ in people:
        for first, last in people:
            touches = first < end and start < last
            beside = _AND.fullmatch(text, last, start) or _AND.fullmatch(text, end, first)
            if touches or beside:
                start, end = min(start, first), max(end, last)
    return start, end


def in_one_cell(passage: ReadPassage, low: int, high: int, start: int, end: int) -> tuple[int, int]:
    """What of a sentence (from `low` to `high`) can be a short answer, of which `start` to `end` is
    marked: of a row of a table the cell that has the most of that, since names of columns and
    words of two cells stand nowhere together; else all of it."""
    first, last = passage.told.in_one_cell(start, end)
    return max(low, first), min(high, last)


def marked_words(
    passage: ReadPassage, sentence: EvidenceSentence, kinds: Mapping[str, float]
) -> MarkedWords | None:
    """The words that the reader marks in a sentence; None where none can stand as an answer."""
    score = passage.reading.sentences[sentence.number]
    if score is None:
        return None
    low, high = passage.sentences[sentence.number]
    start, end = max(low, score.start), min(high, score.end)
    low, high = in_one_cell(passage, low, high, start, end)
    start, end = whole_value(passage.text, max(low, start), min(high, end), low, high)
    if max(kinds, key=lambda kind: kinds[kind]) == "person":
        start, end = all_named(passage.text, start, end, low, high)
    text = passage.text[start:end]
    if not text or len(text.split()) > MOST_WORDS or "\n" in text:
        return None
    size = len(text.split())
    value = sum(kinds[kind] for kind in GROUPS["value"])
    wrong = (
        kinds["date"] * (not holds_date(text))
        + kinds["number"] * (not holds_number(text))
        + (kinds["person"] + kinds["place"]) * (not any(c.isupper() for c in text))
    )
    features = {
        "span": clipped(score.span, -12, 12),
        "margin": clipped(score.lead, 0, 12),
        "evidence": clipped(score.evidence),
        "answers": clipped(passage.reading.answers),
        "probability": sentence.probability,
        "value": value,
        "date": kinds["date"],
        "number": kinds["number"],
        "person": kinds["person"],
        "wrong_kind": wrong,
        "words": min(size, 12) / 12,
        "one_word": float(size == 1),
        "share": min(1.0, size / max(1, sentence.words)),
        "capital": float(text[:1].isupper()),
        "digit": float(any(c.isdigit() for c in text)),
    }
    return MarkedWords(text, start, end, features)


def is_told_otherwise(asked: str, text: str, start: int, end: int) -> bool:
    """Whether the value from `start` to `end` of a text is another one than is asked for: told as
    since when, where until when is asked, or the other way round; or not as a change, where by how
    much is asked."""
    plain = unaccented(asked)
    asks = [kind for kind, form in _ASKED.items() if form.search(plain)]
    if len(asks) != 1:
        return False
    before = [
        word
        for word in words(text[max(0, start - _LEAD) : start].casefold())
        if word not in _TOLD["beside"]
    ]
    said = {*before[-1:], *words(text[start:end].casefold())}
    if asks == ["change"]:
        return not (said | {*words(text[end : end + _LEAD].casefold())[:1]}) & _TOLD["change"]
    told = [kind for kind in ("end", "beginning") if said & _TOLD[kind]]
    return len(told) == 1 and asks != told


def headline(
    passages: Sequence[ReadPassage],
    sentences: Sequence[EvidenceSentence],
    quotes: Sequence[Quote],
    kinds: Mapping[str, float],
    model: Logistic,
    least: float,
) -> Headline | None:
    """The best short answer of the quoted sentences, where the model is sure enough of it."""
    quoted = {(q.passage, n) for q in quotes for n in range(q.first, q.last + 1)}
    found: list[Headline] = []
    in_force: list[str] = []
    for sentence in sentences[:12]:
        read = passages[sentence.passage]
        said = read.sentence(sentence.number)
        if read.passage.validity is None:
            in_force.append(said)
        elif any(say_the_same(said, other) for other in in_force):
            continue  # what stands before it is in force
        if (sentence.passage, sentence.number) not in quoted:
            continue
        made = marked_words(passages[sentence.passage], sentence, kinds)
        if made is not None:
            sure = model.probability(made.features)
            found.append(Headline(made.text, sure, sentence.passage, made.start, made.end))

    def rank(made: Headline) -> float:
        valid = passages[made.passage].passage.validity is None
        return made.confidence - (0.0 if valid else BEHIND)

    best = max(found, key=rank, default=None)
    return best if best is not None and best.confidence >= least else None
