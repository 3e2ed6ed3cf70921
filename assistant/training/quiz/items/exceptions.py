"""Items of rules and their exceptions: which exception a rule has, among those of other rules."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from assistant.training.pack import FALSE, TRUE
from assistant.training.quiz.evidence.rules import Case, Rule
from assistant.training.quiz.items.distractors import apart, capitalised
from assistant.training.quiz.items.options import in_sequence
from assistant.training.quiz.pool import CandidateItem, Pool
from corpus.language.stems import content
from corpus.language.words import empty_syllables

WANTED = 3
LENGTHS = (0.35, 2.2)  # of a wrong exception, in characters, by that of the right one
MOST_WORDS = 40  # of a statement
MOST_SHARED = 0.34  # of the words of an exception that its rule, or the right one, has too


def exception_choices(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """Each rule of the material with its exception, beside what others make a case of."""
    for rule in pool.own_rules:
        others = _others(pool, rule)
        if len(others) < WANTED:
            continue
        wrong = [one.text for one in random.sample(others[: 2 * WANTED], WANTED)]
        options = capitalised([rule.exception, *wrong])
        yield CandidateItem.of(
            "multiple_choice",
            (rule.question, options[0]),
            "hard",
            (rule.sentence,),
            options=in_sequence(options, random),
        )


def exception_statements(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """Each rule with its own exception, and with that of another rule of the same form."""
    for rule in pool.own_rules:
        if not rule.joint or len(rule.sentence.text.split()) > MOST_WORDS:
            continue
        others = _others(pool, rule)
        if not others:
            continue
        false = f"{rule.says}, {rule.joint} {random.choice(others[:WANTED]).text}."
        for text, key in ((rule.sentence.text, TRUE), (false, FALSE)):
            yield CandidateItem.of(
                "true_false", (text, key), "hard", (rule.sentence,), options=(TRUE, FALSE)
            )


def _others(pool: Pool, rule: Rule) -> list[Case]:
    """Cases that may stand for the exception of a rule and are none of it, those of its own text
    first."""
    found: list[Case] = []
    own = rule.sentence.document
    for other in sorted(pool.cases, key=lambda one: one.sentence.document is not own):
        if other.form != rule.form or other.sentence.said_as == rule.sentence.said_as:
            continue
        if not LENGTHS[0] <= len(other.text) / len(rule.exception) <= LENGTHS[1]:
            continue
        if _shared(other.text, f"{rule.says} {rule.exception}") > MOST_SHARED:
            continue
        if all(apart(other.text, one) for one in (rule.exception, *(each.text for each in found))):
            found.append(other)
    return found


def _shared(words: str, text: str) -> float:
    own = content(words) - empty_syllables()
    return len(own & content(text)) / max(1, len(own))
