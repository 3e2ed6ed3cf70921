"""Flaws of what is asked: ambiguous, unfocused, overloaded, with a gap too early, negative."""

from __future__ import annotations

import re

import assistant.training.standing_alone_vietnamese as vietnamese
from assistant.training.pack import BLANK, Item
from corpus.language.clauses.closed_classes import (
    DEMONSTRATIVES,
    OPENING_QUESTION_WORD,
    SUBJECT_PRONOUN,
    SUBJECT_PRONOUNS,
)
from corpus.language.identification import language_of
from corpus.language.stems import content
from corpus.language.word_lists import grouped, one_of
from corpus.wording import _

_WORDS = grouped("rubric_words")
MOST_WORDS, MOST_SYLLABLES = 40, 60  # of a stem
MOST_AFTER_GAP = 3  # words: the unit, no more


def ambiguous_stem(item: Item) -> str:
    """It points at something that it does not say."""
    if item.type in ("matching", "ordering"):
        return ""
    stem = _unquoted(item.stem)
    if language_of(stem) == "vi":
        return vietnamese.points_elsewhere(stem)
    match = _POINTING.search(stem) or _BARE_PRONOUN.search(stem)
    return _("nothing says what “{word}” is").format(word=match[0].strip()) if match else ""


def unfocused_stem(item: Item) -> str:
    """It does not say what is asked without its options."""
    if item.type not in ("multiple_choice", "short_answer"):
        return ""
    stem = " ".join(item.stem.split())
    if match := _UNFOCUSED.search(stem):
        return _("“{word}” asks nothing by itself").format(word=match[0])
    if not content(stem):
        return _("it does not say what is asked")
    begun = BLANK in stem or stem.endswith((":", "…")) or _GOES_ON.search(stem)
    asks = "?" in stem or begun or _ORDERS.match(stem)
    return "" if asks else _("it is no question")


def gratuitous_information(item: Item) -> str:
    """It tells more than what is needed to answer."""
    if item.type in ("matching", "ordering"):
        return ""
    stem = " ".join(item.stem.split())
    most = MOST_SYLLABLES if language_of(stem) == "vi" else MOST_WORDS
    if len(_unquoted(stem).split()) > most:
        return _("it has more than {most} words").format(most=most)
    if _SENTENCES.search(_ABBREVIATED.sub("", stem)):
        return _("a sentence stands before the question")
    if match := _ASIDE.search(stem):
        return _("“{word}” is not needed").format(word=match[0].strip(" ,"))
    return ""


def fill_in_the_middle(item: Item) -> str:
    """Its gap comes before the reader knows what is asked."""
    before, gap, after = item.stem.partition(BLANK)
    if not gap:
        return ""
    if BLANK in after:
        return _("it has several gaps")
    return (
        _("the gap is not at the end") if len(after.strip(" .?!").split()) > MOST_AFTER_GAP else ""
    )


def negative_wording(item: Item) -> str:
    """What is asked, or stated, is what is not so."""
    if item.type in ("matching", "ordering"):
        return ""
    stem = _NOT_NEGATIVE.sub(" ", _unquoted(item.stem))
    match = _NEGATIVE.search(stem)
    return _("“{word}” turns the sense round").format(word=match[0]) if match else ""


def _unquoted(text: str) -> str:
    return re.sub(r"“[^”]{0,400}”", "“”", text)


_POINTING = re.compile(
    r"\b(?:the above|above-mentioned|aforementioned|(?:this|the|that) (?:passage|text|document"
    r"|article|extract|table above|author|speaker|paragraph)(?! (?:on|of|about|by|for|“)))\b"
    r"|\b(?:mentioned|described|noted|shown|stated) (?:above|below|earlier|here)\b"
    rf"|^\W*{one_of(SUBJECT_PRONOUNS | DEMONSTRATIVES)}\b"
    r"(?! (?:is|was) (?:a|the) (?:fact|rule) that)"
    r"|\b(?:this|these|those) (?:\w+ ){0,2}?(?:agreement|event|law|rule|measure|body|plan|case|one"
    r"|meeting|project|decision|treaty|programme|visit|ones|countries|parties)s?\b"
    rf"|\b(?:said|reported|asked|noted|added|held|thought) that {SUBJECT_PRONOUN}\b"
    r"|\bfish there\b|\bthe (?:former|latter)\b",
    re.IGNORECASE,
)
_OTHER_FORMS = frozenset(("them", "him", "its", "their"))
_BARE_PRONOUN = re.compile(
    rf"^\W*{OPENING_QUESTION_WORD}\b(?: \w+){{0,3}}? {one_of(SUBJECT_PRONOUNS | _OTHER_FORMS)}\b",
    re.IGNORECASE,
)
_UNFOCUSED = re.compile(one_of(_WORDS["unfocused"]), re.IGNORECASE)
_ORDERS = re.compile(r"(?:name|give|state|list|complete|match|put|ghép|sắp|nêu|hãy)\b", re.I)
_GOES_ON = re.compile(r"\b(?:is|are|was|were|an?|the|to|by|of|in|on|for|at|là|do|bởi|vào)$")
_SENTENCES = re.compile(r"(?<=[^\W\d]{3})[.!]\s+[A-ZĐ“]")
_ABBREVIATED = re.compile(r"\b(?:Dr|Mr|Ms|Mrs|Prof|No|St|Art|TS|GS|ThS|PGS)\.")
_ASIDE = re.compile(
    r", (?:which|who|whose|where|vốn|một trong những) [^,?]{20,200},"
    r"|\([^()]{30,200}\)|[–—] [^–—]{20,200} [–—]"
)
_NEGATIVE = re.compile(rf"(?<![\w-])(?:{one_of(_WORDS['negative'])})(?![\w-])", re.IGNORECASE)
_NOT_NEGATIVE = re.compile(rf"(?<!\w)(?:{one_of(_WORDS['not_negative'])})(?!\w)", re.IGNORECASE)
