"""Things to be arranged: four or five matched to what belongs to each, or events put in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from assistant.training.pack import Difficulty
from assistant.training.quiz.evidence.facts import NAMED
from assistant.training.quiz.evidence.tables import AskedColumn
from assistant.training.quiz.items.distractors import apart, capitalised
from assistant.training.quiz.items.prose import is_specific
from assistant.training.quiz.pool import CandidateItem, Pool
from assistant.training.sentence import Sentence
from assistant.training.typed_values import Typed
from corpus.language.clauses.closed_classes import POSSESSIVES, SUBJECT_PRONOUNS
from corpus.language.clauses.labels import date_before_colon
from corpus.language.dates import YEAR, DateSpan
from corpus.language.identification import language_of
from corpus.language.names.people import PERSON_TITLE
from corpus.language.stems import content
from corpus.language.values import Name
from corpus.language.word_lists import one_of

FEWEST_PAIRS, MOST = 4, 5
FEWEST_EVENTS = 3
ITEMS = 12  # of a kind
LONGEST, LONGEST_VIETNAMESE = 26, 36  # words of a right side
EVENT_WORDS = (4, 40)
LONGEST_OFFICE = 12  # words
IN_ORDER_VIETNAMESE = "Sắp xếp các sự kiện sau theo thứ tự thời gian, sự kiện sớm nhất đứng đầu."
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
        "Ghép mỗi thuật ngữ với nghĩa của nó.",
        [
            _Pair(one.sentence, one.term, one.meaning)
            for one in pool.meanings
            if one.sentence.is_on_topic and len(one.meaning.split()) <= LONGEST_VIETNAMESE
        ],
        "medium",
    )
    for column in pool.columns:
        if len({cell.text.casefold() for cell in column.cells}) == len(column.cells):
            yield (
                _of_table(column),
                [_Pair(cell.sentence, cell.row, cell.text) for cell in column.cells],
                "medium",
            )
    yield (
        "Match each term with what it means.",
        [
            _Pair(one.sentence, one.term, one.meaning, ("plural" if one.plural else "singular",))
            for one in pool.own_definitions
            if len(one.meaning.split()) <= LONGEST
        ],
        "medium",
    )
    for language, stem in _LISTED.items():
        yield (
            stem,
            [
                _Pair(one.sentence, one.text, one.lead)
                for some in pool.lists
                for one in some
                if one.language == language and one.sentence.is_on_topic
            ],
            "medium",
        )
    defined = {one.sentence for one in pool.own_definitions}
    yield (
        "Match each of these with what the documents say of it.",
        [
            _Pair(one.sentence, one.subject, one.predicate, one.sort)
            for one in pool.deeds
            if one.sentence not in defined
            and not one.lead
            and is_specific(pool, one)
            and len(one.predicate.split()) <= LONGEST
        ],
        "medium",
    )
    yield "Ghép mỗi cơ quan, tổ chức hoặc người với điều tài liệu nêu.", list(_acts(pool)), "medium"
    roles = list(_roles(pool))
    events = list(_events(pool))
    for language, (of_roles, of_events) in _STEMS.items():
        yield of_roles, [one for one in roles if language_of(one.right) == language], "medium"
        yield (
            of_events,
            [
                _Pair(one.sentence, one.text.rstrip("."), one.shown)
                for one in events
                if language_of(one.text) == language
            ],
            "hard",
        )


def _acts(pool: Pool) -> Iterator[_Pair]:
    """The actors of Vietnamese sentences with what these tell of each."""
    for fact in pool.facts:
        if fact.value.kind in NAMED and fact.value.start == 0:
            predicate = fact.told[fact.value.end :].strip(" ,.")
            if len(predicate.split()) <= LONGEST_VIETNAMESE:
                kind = "person" if fact.value.kind in ("person", "office") else fact.value.kind
                yield _Pair(fact.sentence, fact.answer, predicate, (kind,))


_LISTED = {
    "en": "Match each item with the list in which the documents have it.",
    "vi": "Ghép mỗi nội dung với danh mục có nội dung đó trong tài liệu.",
}
_STEMS = {
    "en": ("Match each person with the office.", "Match each event with its date."),
    "vi": ("Ghép mỗi người với chức vụ.", "Ghép mỗi sự kiện với thời điểm."),
}


def _of_table(column: AskedColumn) -> str:
    if column.cells[0].language == "vi":
        return f"Ghép mỗi mục với “{column.name}” tương ứng trong bảng “{column.table}”."
    return f"Match each entry with its “{column.name}” in the table “{column.table}”."


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
        english = language_of(f"{pair.left} {pair.right}") != "vi"
        if english and content(pair.left) & content(pair.right):
            continue  # Vietnamese syllables are shared by words that mean other things
        if all(_differ(pool, pair, other) for other in chosen):
            chosen.append(pair)
    return chosen


def _differ(pool: Pool, one: _Pair, other: _Pair) -> bool:
    if one.sentence.start == other.sentence.start or one.right.casefold() == other.right.casefold():
        return False
    if one.right[:1].isdigit() and other.right[:1].isdigit():
        return one.left.casefold() != other.left.casefold()
    if one.sentence.alike == other.sentence.alike:
        return False
    if not apart(one.left, other.left) or not apart(one.right, other.right):
        return False
    if _says(one.left, other.right) or _says(other.left, one.right):
        return False
    return not (
        pool.may_be_true(one.left, content(other.right), other.sentence)
        or pool.may_be_true(other.left, content(one.right), one.sentence)
    )


def _says(left: str, right: str) -> bool:
    """Whether a right side says what stands on the left; syllables alone say nothing."""
    if language_of(right) == "vi":
        return left.casefold() in right.casefold()
    return bool(content(left) & content(right))


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
            if role.casefold() in ("ông", "bà"):
                continue
            if role and size >= 2 and len(role.split()) <= LONGEST_OFFICE:
                found.setdefault(value.value.words, _Pair(sentence, person, role))
    for sentence in pool.sentences:
        for match in _VIETNAMESE_ROLE.finditer(sentence.text):
            person, role = match["name"], match["role"]
            key = tuple(person.casefold().split())
            found.setdefault(key, _Pair(sentence, person, role[:1].upper() + role[1:]))
    return found.values()


_VIETNAMESE_ROLE = re.compile(
    r"(?:[Ôô]ng|[Bb]à) (?P<name>[A-ZĐÀ-Ỹ][\wÀ-ỹ]*+(?: [A-ZĐÀ-Ỹ][\wÀ-ỹ]*+){1,4}),"
    r" (?P<role>(?:Phó |Quyền )?(?:Bộ|Thứ|Cục|Vụ|Viện|Giám|Trưởng|Chủ|Tổng|Bí|Đại|Hiệu|Chánh|phó"
    r"|chủ|trưởng|giám|viện|nguyên|cán|chuyên|giáo|nghiên|tùy|tham|đại|hiệu)[^,;:.()]{4,90})(?=[,.])"
)
_AFTER = re.compile(r", (?:the |an? )?(?P<role>[A-Z][^,;:.()]{3,90})(?=,)")


# Ordering


def ordering(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """Items of events that follow one another without overlapping."""
    for language in _STEMS:
        yield from _ordered([e for e in _events(pool) if language_of(e.text) == language], random)


def _ordered(waiting: list[_Event], random: Random) -> Iterator[CandidateItem]:
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
    stem = IN_ORDER_VIETNAMESE if language_of(texts[0]) == "vi" else IN_ORDER
    return CandidateItem.of("ordering", (stem, texts), "hard", sentences, options=shown)


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


_UNCLEAR = re.compile(
    rf"{YEAR}|;|\b(?:compared|chances?|should|could|would|prices)\b"
    r"|\b(?:dự kiến|sẽ|trước|đến|từ|đến hết|hết|kể|và|nhưng"
    r"|of|until|by|since|from|before|after)\.?$"
    rf"|\b(?:{one_of(SUBJECT_PRONOUNS | POSSESSIVES)}|this|these)\b"
)


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
    opening = re.fullmatch(r"(?:In|On)(?: the)? |(?:Vào |Ngày |Năm |Tháng |Vào ngày )", before)
    if (opening or not before) and after.startswith(", "):
        return _whole(after[2:])
    closing = re.search(r",? (?:in|on) (?:the )?$|(?: vào| trong)?(?: ngày| năm| tháng) $", before)
    if closing and re.match(r"\W*$", after):
        return _whole(before[: closing.start()] + ".")
    return None


def _whole(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:]
