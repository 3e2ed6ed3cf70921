"""Questions that a passage no longer answers, made from questions that it does.

Each function changes one thing of a question and gives the new question, or None where there is
nothing to change. The kinds are those that people used when they wrote unanswerable questions
for SQuAD 2.0 (Rajpurkar et al. 2018, arXiv:1806.03822, table 2): another name, another number, an
antonym, and another thing of the same passage.
"""

from __future__ import annotations

import random
import re

from corpus.language.synonyms import antonyms
from corpus.language.words import STOP_WORDS

_NAME = re.compile(r"\b[A-Z][\w’'-]{1,60}(?: (?:of |the |de )?[A-Z][\w’'-]{1,60}){0,12}\b")
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_YEAR = re.compile(r"\b(1[0-9]|20)\d\d\b")


def other_name(question: str, passage: str, answer: str, rng: random.Random) -> str | None:
    """The question about another name or number of the same passage, which is not the answer."""
    for pattern in rng.sample((_NAME, _NUMBER), 2):
        own = [match[0] for match in pattern.finditer(question, 1) if match[0] in passage]
        others = sorted(
            {
                match[0]
                for match in pattern.finditer(passage)
                if match[0] not in question
                and match[0] not in answer
                and answer not in match[0]
                and match[0].split()[0].lower() not in STOP_WORDS
            }
        )
        if own and others:
            return question.replace(rng.choice(own), rng.choice(others))
    return None


def other_year(question: str, passage: str, rng: random.Random) -> str | None:
    """The question about a year that the passage does not name."""
    years = [match[0] for match in _YEAR.finditer(question) if match[0] in passage]
    if not years:
        return None
    year = rng.choice(years)
    changed = str(int(year) + rng.choice([-30, -11, -10, -4, -2, -1, 1, 2, 3, 5, 9, 10, 20]))
    return question.replace(year, changed) if changed not in passage else None


def opposite(question: str, passage: str, rng: random.Random) -> str | None:
    """The question with one word turned into its opposite, which the passage does not have."""
    places = [
        (match, other)
        for match in re.finditer(r"\b[a-z]+\b", question)
        for other in antonyms().get(match[0], ())
        if not re.search(rf"\b{other}\b", passage)
    ]
    if not places:
        return None
    return _put(question, *rng.choice(places))


def _put(question: str, match: re.Match[str], other: str) -> str:
    return question[: match.start()] + other + question[match.end() :]
