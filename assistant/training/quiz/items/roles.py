"""Roles: who holds which office, as a sentence says it beside the name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.training.quiz.pool import Pool
from assistant.training.sentence import Sentence
from corpus.language.clauses import closed_classes as of
from corpus.language.values import Name

LONGEST = 12  # words of an office


@dataclass(frozen=True, slots=True, eq=False)
class Role:
    """A person, without title, and the office."""

    sentence: Sentence
    person: str
    role: str


def roles(pool: Pool) -> list[Role]:
    """The persons of a material with their office, each person once."""
    found: dict[tuple[str, ...], Role] = {}
    for sentence in pool.sentences:
        for value in sentence.values:
            if value.kind != "person" or not isinstance(value.value, Name):
                continue
            words = value.text.split()
            size = len(value.value.words)
            person, title = " ".join(words[-size:]), " ".join(words[:-size])
            after = _AFTER.match(sentence.text, value.end)
            role = after["role"] if after and of.PERSON_TITLE.match(after["role"] + " ") else title
            if role and size >= 2 and len(role.split()) <= LONGEST:
                found.setdefault(value.value.words, Role(sentence, person, role))
    return list(found.values())


_AFTER = re.compile(r", (?:the |an? )?(?P<role>[A-Z][^,;:.()]{3,90})(?=,)")
