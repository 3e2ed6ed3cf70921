"""The closed classes of English words, and what the form of a noun says."""

from __future__ import annotations

import re

from corpus.language.word_lists import grouped, one_of

_WORDS = grouped("closed_classes")

# A word with its inner signs, an abbreviation with its dots, an amount; or one other sign.
TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|\w+(?:[,.]\d+)+%?|\d+%|\w+(?:[-'’/&.]\w+)*|[^\w\s]",
)
PREPOSITIONS = _WORDS["prepositions"]
CONJUNCTIONS = _WORDS["conjunctions"]
SUBORDINATORS = _WORDS["subordinators"]
RELATIVES = _WORDS["relatives"]
PRONOUNS = _WORDS["pronouns"]
THIRD_PERSON = _WORDS["third_person"]
SUBJECT_PRONOUNS = _WORDS["subject_pronouns"]  # these three are parts of it
POSSESSIVES = _WORDS["possessives"]
OF_PEOPLE = _WORDS["personal_of_people"]
SUBJECT_PRONOUN = one_of(SUBJECT_PRONOUNS)  # part of a regular expression
# What points at something said elsewhere, so that a question with it does not stand alone.
POINTING = _WORDS["pointing"]
DEMONSTRATIVES = _WORDS["demonstratives"]
QUANTIFIERS = _WORDS["quantifiers"]
# The words that ask. Their patterns are parts of regular expressions.
INTERROGATIVE_PRONOUNS = _WORDS["interrogative_pronouns"]
INTERROGATIVE_ADVERBS = _WORDS["interrogative_adverbs"]
QUESTION_WORDS = INTERROGATIVE_PRONOUNS | INTERROGATIVE_ADVERBS
QUESTION_WORD = one_of(QUESTION_WORDS)
# Those that open a question or a heading, and those of them that choose from no given things.
OPENING_QUESTION_WORDS = QUESTION_WORDS - {"whom", "whose"}
OPENING_QUESTION_WORD = one_of(OPENING_QUESTION_WORDS)
FREE_QUESTION_WORD = one_of(OPENING_QUESTION_WORDS - {"which"})
OPENING_VERB = one_of(_WORDS["opening_verbs"])  # of a question for yes or no
ARTICLES = frozenset(("a", "an", "the"))
BE = frozenset("is are was were".split())
HAVE = frozenset("has have had".split())
MODALS = _WORDS["modals"]
AUXILIARIES = BE | HAVE | MODALS | {"do", "does", "did"}
NEGATIVES = _WORDS["negatives"]
_ADVERBS = _WORDS["adverbs"]
_NOT_ADVERBS = _WORDS["not_adverbs"]
_SINGULARS_IN_S = (
    "ss", "us", "is", "ics", "news", "series", "means", "species", "diabetes", "measles", "rabies",
    "headquarters",
)  # fmt: skip
_PLURALS = _WORDS["plurals"]
_LEFT_SINGULAR = _WORDS["left_singular"]
# Nouns for those who act: a question about them asks `who`.
AGENTS = _WORDS["agents"]


def is_adverb(word: str) -> bool:
    """Whether a word in lower case is an adverb: known, or by its ending."""
    if word in _ADVERBS:
        return True
    return len(word) > 4 and word.endswith("ly") and word not in _NOT_ADVERBS


def is_plural(noun: str) -> bool:
    """Whether a noun is a plural, by its form."""
    low = noun.casefold()
    if low in _PLURALS:
        return True
    if low in _LEFT_SINGULAR or low.endswith(_SINGULARS_IN_S) or low.endswith(("'s", "’s")):
        return False
    if noun.isupper():  # an abbreviation
        return False
    return len(low) > 2 and low.endswith("s")


def plural(noun: str) -> str:
    """The plural of a regular noun: `hours` for `hour`."""
    return noun if noun.endswith("s") else f"{noun}s"
