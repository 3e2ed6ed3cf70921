"""The short answer: the date, number, name or list that a sentence holds, when it is clear."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.value_kinds import counts
from corpus.language.grammar import CAPITAL
from corpus.language.names.people import people
from corpus.language.stems import stems, word_stems
from corpus.language.values import Found, amounts_in, dates_in, numbers_in
from index.question import Question

_TWO = re.compile(r"\b(?:two|both|dates)\b", re.IGNORECASE)
# Not `who was present`, which asks for all of them.
_WHO_IS = re.compile(
    r"^\W*(?:who(?: is|['’]s| was)|what(?: is|['’]s| was) the name of)\b"
    r"(?! (?:\w+ed|present|there|in|at|on|among|behind|able|responsible)\b)",
    re.IGNORECASE,
)
_WHO = re.compile(r"\bwho\b", re.IGNORECASE)
_WHO_WHEN = re.compile(r"^\W*who\b(?!.*\band when\b)", re.IGNORECASE)
_DEED = re.compile(r"^\W*who (?P<verb>\w+)\b", re.IGNORECASE)
_NOMINAL = re.compile(r"(?<=\bthe )\w+ing of\b")
_NAME_AFTER = re.compile(rf" {CAPITAL}")
_NAME_BEFORE = re.compile(rf"\w {CAPITAL}\w+ $")
LONGEST_ITEM, LONGEST_LIST = 80, 240
_INLINE_LIST = re.compile(r":\s*(?P<items>[^:]+?)[.;]?$")


def short_answer(asked: Question, lines: Sequence[str], marked: str | None = None) -> str | None:
    """The exact words of the first quote that answer, or None where they are not clear.

    `lines` are a sentence and the items of the list that it announces, if any; `marked` are
    the words that a reader marked as the answer, taken where nothing else is clear.
    """
    found = _by_form(asked, lines[0], lines[1:])
    if found is None and marked is not None and len(lines) == 1 and _is_kind(asked, marked):
        partial = not people(marked) and _is_part_of_name(lines[0], marked)
        return None if partial else marked
    return found


def _by_form(asked: Question, sentence: str, items: Sequence[str]) -> str | None:
    """What the sentence holds of the kind asked for, by its form."""
    if asked.kind == "list" or (items and asked.kind in ("fact", "definition")):
        return _list(sentence, items)
    if asked.kind == "person" or _WHO_WHEN.search(asked.text):
        return _person(asked, sentence)  # of `who signed it when ...` the time is not asked
    if asked.kind == "date":
        date = _date(asked, sentence)
        person = _person(asked, sentence) if _WHO.search(asked.text) else None
        return f"{person}, {date}" if person and date else date
    if asked.kind == "number":
        return _number(asked, sentence)
    return None


def _is_kind(asked: Question, marked: str) -> bool:
    if len(marked) > LONGEST_ITEM or marked.casefold() in asked.text.casefold():
        return False
    if "".join(word[0] for word in marked.split() if word[0].isupper()) in asked.required:
        return False  # what the question has as letters
    if asked.kind == "date":
        return bool(dates_in(marked)) and not _WHO.search(asked.text)
    if asked.kind == "number":
        return not asked.counted and bool(numbers_in(marked))
    if asked.kind in ("person", "place"):
        return any(word[0].isupper() for word in marked.split())
    # One plain word is seldom the answer to a question of no special kind.
    return asked.kind == "fact" and (" " in marked or not marked.islower())


def _is_part_of_name(sentence: str, marked: str) -> bool:
    """Whether the words are only the beginning or the end of a name: `UN` of a `UN Convention`."""
    if not (marked[:1].isupper() and marked[-1:].isalnum()):
        return False
    places = list(re.finditer(rf"(?<!\w){re.escape(marked)}(?!\w)", sentence))
    ends_as_name = marked.split()[-1][:1].isupper()
    return bool(places) and all(
        (ends_as_name and _NAME_AFTER.match(sentence, place.end()))
        or _NAME_BEFORE.search(sentence[: place.start()])
        for place in places
    )


def _list(sentence: str, items: Sequence[str]) -> str | None:
    if items:
        heads = [_head(item) for item in items]
        # Items that are whole sentences are no shorter than the answer itself.
        return "; ".join(heads) if all(len(head) <= LONGEST_ITEM for head in heads) else None
    inline = _INLINE_LIST.search(sentence)
    if inline and len(inline["items"]) <= LONGEST_LIST and inline["items"].count(",") >= 2:
        return inline["items"].strip()
    return None


def _head(item: str) -> str:
    """The name of an item that goes on to explain itself."""
    head = re.match(r"(?P<head>[^:.;]{3,70})(?::\s|\.\s+[A-Z])", item)
    return (head["head"] if head else item).strip().rstrip(".;,")


def _date(asked: Question, sentence: str) -> str | None:
    """The date that stands nearest to the words of the question; all, where it asks for two."""
    dates = [date for date in dates_in(sentence) if date.text not in asked.text]
    if len(dates) == 2 and _TWO.search(asked.text):
        return f"{dates[0].text} and {dates[1].text}"
    places = _term_places(asked, sentence)
    if not dates:
        return None
    if not places:
        return dates[0].text if len(dates) == 1 else None
    return min(dates, key=lambda date: sum(_gap(date, place) for place in places)).text


def _number(asked: Question, sentence: str) -> str | None:
    """The number that counts what is asked about, or the only one of the sentence."""
    if asked.counted:
        return next(counts(asked, sentence), None)
    if asked.amount:
        numbers = amounts_in(sentence)
    else:
        digits = (one for one in numbers_in(sentence) if any(c.isdigit() for c in one.text))
        numbers = tuple(one for one in digits if one.text not in asked.text)
    return numbers[0].text if len(numbers) == 1 else None


def _person(asked: Question, sentence: str) -> str | None:
    if _did_another_thing(asked, sentence):
        return None
    known = asked.text.casefold()
    found = [person for person in people(sentence) if person.casefold() not in known]
    if not found:
        return None
    shared = [len(stems(person).intersection(asked.terms)) for person in found]
    if _WHO_IS.search(asked.text):
        # `Who is the chairman of NVIDIA?` is about the one whose title or name says so.
        found = [person for person, n in zip(found, shared, strict=True) if n == max(shared)]
        if len(found) > 1 and not max(shared):
            found = [_beside(asked, sentence, found)]
    else:
        found = [p for p in found if " ".join(p.split()[-2:]).casefold() not in known]
    if not found:
        return None
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"


def _did_another_thing(asked: Question, sentence: str) -> bool:
    """Whether the deed asked for stands in the sentence only as what somebody had to do with:
    who `witnessed the signing of` a treaty is not who signed it.
    """
    deed = _DEED.search(asked.text)
    if deed is None:
        return False
    wanted = set(word_stems(deed["verb"]))
    told = [match for match in re.finditer(r"\w+", sentence) if wanted & set(word_stems(match[0]))]
    return bool(told) and all(_NOMINAL.match(sentence, match.start()) for match in told)


def _beside(asked: Question, sentence: str, people: Sequence[str]) -> str:
    """The person that stands nearest to the words of the question."""
    places = _term_places(asked, sentence)

    def distance(person: str) -> int:
        start = sentence.find(person)
        return sum(min(abs(start - place), abs(start + len(person) - place)) for place in places)

    return min(people, key=distance)


def _term_places(asked: Question, sentence: str) -> list[int]:
    return [
        match.start()
        for match in re.finditer(r"\w+", sentence)
        if any(part in asked.terms for part in word_stems(match[0]))
    ]


def _gap(found: Found, place: int) -> int:
    return min(abs(found.start - place), abs(found.end - place))
