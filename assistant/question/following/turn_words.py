"""The words of the turns before a question, each with what may be seen of it from outside.

No feature names a word of a language, but for ordinals (`the third one`), which say by their form
which item of a list is meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer import Turn
from assistant.answer_parts import MARKER, is_refusal
from corpus.language.identification import language_of
from corpus.language.list_marks import TYPED
from corpus.language.numerals import NUMBERS_VI, ORDINALS
from corpus.language.stems import word_stems
from corpus.language.words import STOP_WORDS, WORD, empty_syllables, folded

MEMORY = 12  # turns that are looked back at
LONGEST_QUESTION, LONGEST_ANSWER = 600, 700  # characters of a turn that are read
_ITEM = re.compile(rf"(?:^|\n|[:;,] ?|(?<=\s))(?:\(?\d{{1,2}}[).]|[{TYPED}])\s")
# A greeting or a word of thanks, of which nothing is asked.
_SMALL_TALK = re.compile(
    r"\W*(?:hello|hi|hey|bye|goodbye|thanks|ok|okay|yes|no|great|please|thank you|good (?:morning|"
    r"afternoon|evening)|xin chào|chào|cảm ơn|cám ơn|vâng|dạ|được rồi|tạm biệt)"
    r"(?: (?:very much|so much|a lot|there|bạn|anh|chị|em|nhiều))*\W*",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[;,\n]| and | và ")
_ORDINALS = ORDINALS | NUMBERS_VI | {"nhất": 1, "nhì": 2, "tư": 4, "last": -1, "cuối": -1}
_WORD_LENGTH, _QUESTION_WORDS, _CONTENT_WORDS, _TURNS = 12, 16, 8, 6  # counted up to these


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word of a text, its stem, and whether it says anything by itself."""

    text: str
    start: int
    end: int
    stem: str
    is_empty: bool

    @property
    def is_name(self) -> bool:
        return self.start > 0 and self.text[:1].isupper()

    @property
    def has_digit(self) -> bool:
        return any(letter.isdigit() for letter in self.text)


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """A turn as it is looked back at: its question, and its answer unless that was a refusal."""

    question: str
    answer: str

    @classmethod
    def of(cls, turn: Turn) -> ReadTurn:
        answer = "" if is_refusal(turn.answer) else MARKER.sub("", turn.answer)
        return cls(_cut(turn.question, LONGEST_QUESTION), _cut(answer, LONGEST_ANSWER))


@dataclass(frozen=True, slots=True)
class _WordPlace:
    """Where a word stands in the turns; `item` is that of the list of its answer, or -1."""

    turn: int
    in_question: bool
    share: float  # of its text that stands before it
    item: int
    items: int
    word: TextWord


def looked_back_at(history: Sequence[Turn]) -> list[Turn]:
    """The last turns, oldest first; small talk is none of them."""
    return [turn for turn in history if not _SMALL_TALK.fullmatch(turn.question)][-MEMORY:]


def read_turns(history: Sequence[Turn]) -> list[ReadTurn]:
    return [ReadTurn.of(turn) for turn in history]


@lru_cache(maxsize=512)
def words_of(text: str) -> tuple[TextWord, ...]:
    is_vietnamese = language_of(text) == "vi"
    return tuple(_word(match, is_vietnamese) for match in WORD.finditer(text))


def _word(match: re.Match[str], is_vietnamese: bool) -> TextWord:
    plain = match[0].casefold()
    stem = next(iter(word_stems(match[0])), plain)
    empty = plain in STOP_WORDS or (is_vietnamese and _is_empty_syllable(plain))
    return TextWord(match[0], match.start(), match.end(), stem, empty)


@lru_cache(maxsize=4096)
def _is_empty_syllable(plain: str) -> bool:
    return plain in empty_syllables() or folded(plain) == plain and plain in _unaccented_empty()


@lru_cache(maxsize=1)
def _unaccented_empty() -> frozenset[str]:
    return frozenset(map(folded, empty_syllables()))


QUESTION_FEATURES = (
    "words", "content", "share of content", "said before", "in the last question", "new names",
    "names", "digits", "begins small", "question mark", "nothing but small words", "one turn",
    "content, none said before", "content, some said before", "three words of content",
    "five words",
)  # fmt: skip


def question_features(question: str, turns: Sequence[ReadTurn]) -> list[float]:
    """What is seen of a question beside its own words, as QUESTION_FEATURES."""
    own = words_of(question)
    telling = [word for word in own if not word.is_empty]
    said = {word.stem for turn in turns for word in _both(turn)}
    last = {word.stem for word in words_of(turns[-1].question) if not word.is_empty}
    count = max(1, len(telling))
    size = min(12, len(telling)) / 6
    old = sum(word.stem in said for word in telling)
    names = [word for word in own if word.is_name]
    return [
        min(20, len(own)) / 10,
        size,
        len(telling) / max(1, len(own)),
        old / count,
        len({word.stem for word in telling} & last) / count,
        min(3, sum(word.stem not in said for word in names)) / 3,
        min(4, len(names)) / 4,
        float(any(word.has_digit for word in own)),
        float(question[:1].islower()),
        float(question.rstrip().endswith("?")),
        float(not telling),
        float(len(turns) == 1),
        size * (old == 0),
        size * (old > 0),
        float(len(telling) >= 3),
        float(len(own) >= 5),
    ]


WORD_FEATURES = (
    "in last question", "in first question", "in both", "share of questions", "recency",
    "in last answer", "in an earlier answer", "turns", "places", "name", "digits", "length",
    "place in text", "item says what is asked", "item is counted", "an item is counted",
    "question: words", "question: content", "question: new name", "question: new number",
    "question: share new", "name beside new name", "number beside new number",
    "last question, short question", "first question, new name", "last question, new name",
    "last answer, name", "last answer, content asked", "last answer, item says",
    "counted, an item is", "asked in the second language", "one turn", "turns before",
    "size of last question",
)  # fmt: skip


def word_features(question: str, turns: Sequence[ReadTurn]) -> dict[str, list[float]]:
    """Of each stem of the turns that the question does not have, what is seen of it."""
    own = words_of(question)
    telling = [word for word in own if not word.is_empty]
    asked = {word.stem for word in own}
    places, said = defaultdict[str, list[_WordPlace]](list), set[str]()
    for place in _places(turns):
        said.add(place.word.stem)
        if not place.word.is_empty and place.word.stem not in asked:
            places[place.word.stem].append(place)
    last = len(turns) - 1
    counted = next((n for word in own if (n := _ORDINALS.get(word.text.casefold()))), 0)
    told = {word.stem for word in telling}
    last_items = [
        any(word.stem in told for word in words_of(turns[-1].answer) if start <= word.start < end)
        for start, end in _items(turns[-1].answer)
    ]
    new_name = float(any(word.is_name and word.stem not in said for word in own))
    new_number = float(any(word.has_digit and word.stem not in said for word in own))
    shared = [
        min(_QUESTION_WORDS, len(own)) / _QUESTION_WORDS,
        (content := min(_CONTENT_WORDS, len(telling)) / _CONTENT_WORDS),
        new_name,
        new_number,
        sum(word.stem not in said for word in telling) / max(1, len(telling)),
    ]
    size = min(10, sum(not word.is_empty for word in words_of(turns[-1].question))) / 10
    around = [float(language_of(question) == "vi"), float(last == 0), (last + 1) / _TURNS, size]
    found: dict[str, list[float]] = {}
    for stem, own_places in places.items():
        in_questions = [place for place in own_places if place.in_question]
        in_last = [p for p in own_places if p.turn == last and not p.in_question]
        best = (in_questions or own_places)[-1]
        of_last = float(any(place.turn == last for place in in_questions))
        of_first = float(any(place.turn == 0 for place in in_questions))
        name = float(any(place.word.is_name for place in own_places))
        digits = float(best.word.has_digit)
        said_of_item = float(any(p.item >= 0 and last_items[p.item] for p in in_last))
        item = float(any(p.item == (counted - 1 if counted > 0 else p.items - 1) for p in in_last))
        item *= counted != 0
        answered = float(bool(in_last))
        newest = max((place.turn for place in in_questions), default=last - 5)
        found[stem] = [
            of_last, of_first, of_last * of_first,
            len({place.turn for place in in_questions}) / (last + 1), 1 / (1 + last - newest),
            answered, float(any(p.turn < last and not p.in_question for p in own_places)),
            min(_TURNS, len({place.turn for place in own_places})) / _TURNS,
            min(_TURNS, len(own_places)) / _TURNS, name, digits,
            min(_WORD_LENGTH, len(best.word.text)) / _WORD_LENGTH, best.share, said_of_item, item,
            float(counted != 0), *shared, name * new_name, digits * new_number,
            of_last * (len(telling) < 3), of_first * new_name, of_last * new_name, answered * name,
            answered * content, answered * said_of_item, item * answered, *around,
        ]  # fmt: skip
    return found


def _places(turns: Sequence[ReadTurn]) -> Iterator[_WordPlace]:
    for number, turn in enumerate(turns):
        for text, in_question in ((turn.question, True), (turn.answer, False)):
            items = [] if in_question else _items(text)
            own = words_of(text)
            for count, word in enumerate(own):
                item = next((n for n, (a, b) in enumerate(items) if a <= word.start < b), -1)
                yield _WordPlace(number, in_question, count / len(own), item, len(items), word)


def _both(turn: ReadTurn) -> Iterator[TextWord]:
    yield from words_of(turn.question)
    yield from words_of(turn.answer)


@lru_cache(maxsize=64)
def _items(answer: str) -> list[tuple[int, int]]:
    """What an answer lists: behind marks, or parted by commas, after its colon where it has one."""
    marks = [match.start() for match in _ITEM.finditer(answer)]
    if len(marks) > 1:
        return list(zip(marks, [*marks[1:], len(answer)], strict=True))
    start = answer.find(":") + 1
    ends = [match.end() for match in _SEPARATOR.finditer(answer, start)]
    return list(zip([start, *ends], [*ends, len(answer)], strict=True))


def _cut(text: str, most: int) -> str:
    """So many characters of a text at most, and no part of a word."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0]
