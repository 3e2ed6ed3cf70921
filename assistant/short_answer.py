"""The short answer: the date, number, name or list that a sentence holds, when it is clear."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.questions import Question, parts, stem
from assistant.reading import DATE, NAME, NUMBER
from index.words import words

_TITLE = (
    r"(?:Prime Minister|President|Vice President|General Secretary(?: and President)?|Minister"
    r"|Deputy Minister|Permanent Deputy Minister|Ambassador|Chairman|Chairwoman|Chair|Director"
    r"|Secretary|Senior Lieutenant General|Lieutenant General|General|Professor|Prof\.|Dr\.?|Mr\.?"
    r"|Ms\.?|Mrs\.?)"
)
_PERSON = re.compile(
    rf"(?:(?:[A-Z][\w.&-]*\s+){{0,3}}?{_TITLE}(?:\s+(?:of|to)(?:\s+[A-Z]\w*)+)?\s+)"
    rf"(?P<name>[A-ZÀ-ỸĐ][\w'’-]+(?:\s+[A-ZÀ-ỸĐ][\w'’-]+){{0,4}})"
)
_INLINE_LIST = re.compile(r":\s*(?P<items>[^:]+?)[.;]?$")


def short_answer(asked: Question, lines: Sequence[str]) -> str | None:
    """The exact words of the first quote that answer, or None where they are not clear.

    `lines` are a sentence and the items of the list that it announces, if any.
    """
    sentence, items = lines[0], lines[1:]
    if asked.kind == "list" or (items and asked.kind in ("fact", "definition")):
        return _list(sentence, items)
    if asked.kind == "date":
        return _nearest(asked, sentence, DATE)
    if asked.kind == "number":
        return _number(asked, sentence)
    if asked.kind == "person":
        return _person(asked, sentence)
    return None


def _list(sentence: str, items: Sequence[str]) -> str | None:
    if items:
        return "; ".join(_head(item) for item in items)
    inline = _INLINE_LIST.search(sentence)
    if inline and len(re.findall(r"[;,]", inline["items"])) >= 2:
        return inline["items"].strip()
    return None


def _head(item: str) -> str:
    """The name of an item that goes on to explain itself."""
    head = re.match(r"(?P<head>[^:.;]{3,70})(?::\s|\.\s+[A-Z])", item)
    return (head["head"] if head else item).strip().rstrip(".;,")


def _nearest(asked: Question, sentence: str, pattern: re.Pattern[str]) -> str | None:
    """The match that stands nearest to the words of the question."""
    matches = [match for match in pattern.finditer(sentence) if match[0] not in asked.text]
    places = _term_places(asked, sentence)
    if not matches:
        return None
    if not places:
        return matches[0][0] if len(matches) == 1 else None
    return min(matches, key=lambda m: sum(_gap(m, place) for place in places))[0]


def _number(asked: Question, sentence: str) -> str | None:
    """A number, with the counted thing where it follows within a few words."""
    counted = re.search(r"how (?:many|much)\s+(?P<what>[^?]+)", asked.text, re.IGNORECASE)
    stems = {
        stem(part)
        for word in words(counted["what"] if counted else "")[:4]
        for part in parts(word)
    }
    for match in NUMBER.finditer(sentence):
        following = words(sentence[match.end() :])[:4]
        if any(stem(part) in stems for word in following for part in parts(word)):
            return match[0]
    numbers = [m for m in NUMBER.finditer(sentence) if any(c.isdigit() for c in m[0])]
    numbers = [m for m in numbers if m[0] not in asked.text]
    return numbers[0][0] if len(numbers) == 1 else None


def _person(asked: Question, sentence: str) -> str | None:
    people = [match[0].strip() for match in _PERSON.finditer(sentence)]
    people = [person for person in people if person.casefold() not in asked.text.casefold()]
    if not people:
        names = [m[0] for m in NAME.finditer(sentence) if m[0].casefold() not in asked.text.casefold()]
        return names[0] if len(names) == 1 else None
    return " and ".join(people) if len(people) <= 2 else ", ".join(people)


def _term_places(asked: Question, sentence: str) -> list[int]:
    return [
        match.start()
        for match in re.finditer(r"\w+", sentence)
        if stem(match[0]) in asked.terms
    ]


def _gap(match: re.Match[str], place: int) -> int:
    return min(abs(match.start() - place), abs(match.end() - place))
