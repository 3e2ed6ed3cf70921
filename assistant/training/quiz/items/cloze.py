"""Cloze: a sentence with a gap that just one thing fills, and the forms in which that is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from assistant.training.pack import BLANK
from assistant.training.quiz.pool import CandidateItem, Pool
from assistant.training.sentence import Sentence
from assistant.training.typed_values import Typed
from corpus.language.clauses.closed_classes import ARTICLES, CONJUNCTIONS, PREPOSITIONS, PRONOUNS
from corpus.language.clauses.verbs import is_noun_too, readings
from corpus.language.grammar import NAME_WORD
from corpus.language.identification import language_of
from corpus.language.names.abbreviations import is_abbreviated, long_form, short_form
from corpus.language.names.countries import names_of
from corpus.language.names.people import PERSON_TITLE
from corpus.language.numerals import NUMBER_WORDS, SMALL_NUMBER
from corpus.language.stems import content
from corpus.language.values import people_in, person_name

_NUMBERS = ("date", "number")
MOST_AFTER = 3  # words after a gap
_DETAILS = ("date", "number", "person")
MOST_ITEM_WORDS, FEWEST_ITEMS = 3, 3
FEWEST_LEFT = 5  # words with content that are left around a gap


@dataclass(frozen=True, slots=True, eq=False)
class ClozeGap:
    """`told[start:end]` of a statement of a sentence; `value` where it is a typed one; `detail`
    for a date, a number or a person.
    """

    sentence: Sentence
    told: str
    start: int
    end: int
    value: Typed | None
    detail: bool
    question: str = ""  # that asks for the same, to be judged by

    @property
    def text(self) -> str:
        return self.told[self.start : self.end]

    @property
    def stem(self) -> str:
        """The statement with the gap in it."""
        return self.told[: self.start] + BLANK + self.told[self.end :]


def cloze(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """An item for each gap at the end of a statement, where a reader knows what is asked by the
    time the gap comes; which one of a sentence comes first, the seed says.
    """
    found = [*gaps(pool), *_of_facts(pool)]
    random.shuffle(found)
    for gap in found:
        yield CandidateItem.of(
            "cloze",
            (gap.stem, gap.text),
            "hard" if gap.detail else "medium",
            (gap.sentence,),
            accepted=accepted(gap.text, gap.sentence, gap.value),
            judged_by=(gap.question, gap.text, ()) if gap.question else None,
        )


def gaps(pool: Pool) -> Iterator[ClozeGap]:
    """The gaps of all sentences, in order: names, and items of lists."""
    for sentence in pool.sentences:
        text = sentence.text
        if language_of(text) == "vi":
            continue
        found = [
            ClozeGap(sentence, text, value.start, value.end, value, value.kind in _DETAILS)
            for value in sentence.values
            if _is_name(value) and is_telling(pool, sentence, value)
        ]
        found += _of_list(sentence)
        for gap in found:
            if _is_only(gap) and _is_last(gap):
                yield gap


def _is_name(value: Typed) -> bool:
    """Whether it is a name that a reader can know, and no unit or letters."""
    return value.kind not in _NUMBERS and (value.kind != "name" or " " in value.text)


def _of_facts(pool: Pool) -> Iterator[ClozeGap]:
    for fact in pool.facts:
        value = fact.value
        start = fact.told.find(value.bare, max(0, value.start - 1))
        if value.kind not in _NUMBERS or start < 0:
            continue
        typed = None
        if value.kind == "number" and value.value is not None:
            typed = Typed(start, start + len(value.bare), value.bare, "number", value.value)
        end = start + len(value.bare)
        gap = ClozeGap(fact.sentence, fact.told, start, end, typed, True, fact.question)
        if _is_last(gap) and _is_only(gap):
            yield gap


def _is_last(gap: ClozeGap) -> bool:
    """Whether no more than the unit and a word or two follow a gap."""
    return len(gap.told[gap.end :].strip(" .").split()) <= MOST_AFTER


def is_telling(pool: Pool, sentence: Sentence, value: Typed) -> bool:
    """Whether a value says something of its sentence: not the name that all of them hold."""
    before, after = sentence.text[: value.start], sentence.text[value.end :]
    if is_abbreviated(after) or before.endswith("("):
        return False  # its abbreviation tells
    if value.kind == "number":
        counts_list = _LISTED.search(after)
        ordinal = getattr(value.value, "unit", "") == "rank"
        one = value.text.casefold() in ("one", "1")
        return not (one or ordinal or counts_list) and value.text[:1].isalnum()
    if value.kind == "date":
        named = re.search(rf"{NAME_WORD} $", before) and not _AFTER_PREPOSITION.search(before)
        return getattr(value.value, "has_year", True) and not named
    if _EXAMPLES.search(before) or re.search(r"\b(?:similar|others?|examples?)\b", after):
        return False  # another example would do as well
    if value.kind == "country" and re.search(rf"{NAME_WORD}, $", before):
        return False  # `Paris, France`: the place tells
    if value.kind == "country":
        others = [other for other in sentence.values if other.kind in _DETAILS]
        if not others:  # what is said may hold for any of them
            return False
    return len(value.text) > 2 and not pool.is_common(value.text)


# After a number: what it counts is listed in the sentence, or is not all there is.
_LISTED = re.compile(r":|^ (?:of|more|other|another)\b|, (?:the )?(?:one|first)\b")
_EXAMPLES = re.compile(
    r"\b(?:such as|including|includes?|included|notably|like|examples?|e\.g\.)(?!\w)"
)
_COUNTED = re.compile(rf"\b{SMALL_NUMBER}\b", re.IGNORECASE)
_AFTER_PREPOSITION = re.compile(
    r"(?:^|\b)(?:In|On|Since|From|By|Until|Between|During|After|Before) $"
)


def _of_list(sentence: Sentence) -> Iterator[ClozeGap]:
    """The last of three or more short things that a sentence lists at its end."""
    text = sentence.text.rstrip(" .")
    before, joint, last = text.rpartition(" and ")
    items = [item.strip() for item in before.split(",")][1:]
    if _EXAMPLES.search(before) or not _COUNTED.search(before):
        return  # where nothing says how many there are, another would do as well
    if not joint or not _is_item(last) or not items or not all(map(_is_item, filter(None, items))):
        return
    if len([item for item in items if item]) + 1 >= FEWEST_ITEMS or len(last.split()) > 1:
        start = len(before) + len(joint)
        yield ClozeGap(sentence, sentence.text, start, len(text), None, False)


def _is_item(words: str) -> bool:
    """Whether words are a short noun phrase: no verb leads them, and nothing is joined in them."""
    low = words.split()
    if not 0 < len(low) <= MOST_ITEM_WORDS or not words.replace(" ", "").replace("-", "").isalpha():
        return False
    if not words.islower() or low[0] in PREPOSITIONS | ARTICLES | PRONOUNS:
        return False
    verb = any(form in ("base", "third") for _, form in readings(low[0]))
    return not CONJUNCTIONS & set(low) and not (verb and not is_noun_too(low[0]))


def _is_only(gap: ClozeGap) -> bool:
    """Whether the rest of the sentence neither repeats what is left out nor is too little."""
    rest = gap.told[: gap.start] + " " + gap.told[gap.end :]
    own, left = content(gap.text), content(rest)
    return bool(own) and not own & left and len(left) >= FEWEST_LEFT


# Forms that are right

_ARTICLE = re.compile(r"(?:the|an?) ", re.IGNORECASE)


def accepted(answer: str, sentence: Sentence, value: Typed | None = None) -> tuple[str, ...]:
    """Forms that mean the same: figures or words, without title or article, abbreviated."""
    found = [
        *(_numbers(answer, sentence) if value is not None and value.kind == "number" else ()),
        *_without_title(answer),
        *_abbreviated(answer, sentence),
        *(names_of(answer) if value and value.kind == "country" else ()),
        _ARTICLE.sub("", answer, count=1) if _ARTICLE.match(answer) else "",
        answer.strip("\"“”'‘’"),
    ]
    return tuple(form for form in dict.fromkeys(found) if form and form != answer)


def _numbers(answer: str, sentence: Sentence) -> list[str]:
    """`12` for `twelve`, `five` for `5`, `5000` for `5,000`; in Vietnamese `75.2` for `75,2`."""
    if language_of(sentence.text) == "vi":
        return [answer.replace(",", ".")] if re.fullmatch(r"\d+,\d+", answer) else []
    number, _, unit = answer.casefold().partition(" ")
    if number in NUMBER_WORDS:
        return [f"{NUMBER_WORDS[number]} {unit}".strip()]
    if re.fullmatch(r"\d{1,2}", number):
        words = [word for word, value in NUMBER_WORDS.items() if value == int(number) > 1]
        return [f"{word} {unit}".strip() for word in words]
    return [answer.replace(",", "")] if re.match(r"\d{1,3},\d{3}", answer) else []


def _without_title(answer: str) -> list[str]:
    """A person's name as it is without `Prime Minister`."""
    if not PERSON_TITLE.match(answer):
        return []
    known = len(person_name(answer).words)
    words = answer.split()
    if people_in(answer) and 2 <= known < len(words):
        return [" ".join(words[-known:])]
    name = answer  # a name with words like those of titles in it: `General Secretary To Lam`
    while title := PERSON_TITLE.match(name):
        name = name[title.end() :].strip()
    good = name != answer and name[:1].isupper() and len(name.split()) > 1
    return [name] if good else []


def _abbreviated(answer: str, sentence: Sentence) -> list[str]:
    """`AFF` for `ASEAN Future Forum`, and the other way round, as the document writes them."""
    bare = _ARTICLE.sub("", answer, count=1)
    text = sentence.document.text
    other = short_form(bare, text) or (long_form(bare, text) if bare.isupper() else None)
    return [other] if other else []
