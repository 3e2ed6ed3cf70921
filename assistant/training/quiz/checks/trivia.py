"""Trivia that teaches nothing: what is asked about the source and not about its subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.training.pack import Item
from assistant.training.quiz.checks.context import Context
from assistant.training.quiz.checks.item_words import key_of, number_of, texts_of
from corpus.language.numerals import SMALL_NUMBER
from corpus.language.stems import content
from corpus.language.word_lists import grouped, one_of, table
from corpus.wording import _

_SOURCE = one_of(grouped("training_words")["sources"])
_MOST_BETWEEN = "{0,200}"  # characters between what is asked for and the source
_ABOUT_SOURCE = tuple(
    (
        told,
        re.compile(
            pattern.replace("SOURCE", _SOURCE)
            .replace(".*", f".{_MOST_BETWEEN}")
            .replace("[^?]*", f"[^?]{_MOST_BETWEEN}"),
            re.IGNORECASE,
        ),
    )
    for told, pattern in table("questions_about_sources")
)
_PARTS = re.compile(
    rf"\b{_SOURCE}\b(?:\s+[\"“][^\"”]*[\"”])?[^.?!]{{0,60}}?\b(?:names?|lists?|gives?|sets out"
    r"|describes?|distinguish\w*|reports?|contains?|has|mentions?|counts?|includes?|points"
    r"|cites?|is divided into|consists of)\s+(?:_____|\d+"
    rf"|{SMALL_NUMBER})\b",
    re.IGNORECASE,
)
_LAYOUT = re.compile(
    rf"\b{_SOURCE}\b.{{0,200}}\b(?:sentence|paragraph|page|line|heading|bullet|footnote)s?\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\((?:photo(?:graph)?s?|picture|image|source)\b[^)]*\)|\bphoto(?:graph)?s?:? (?:by|credit\w*)"
    r"[^.)]*|©[^.]*|\bcopyright[^.]*",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"https?:|www\.|\b\w+\.(?:md|pdf|docx?|html?|gov|org|com|net)\b|\b97[89][- ]?\d|\bISBN\b"
    r"|\bCC[ -]BY\b|\bpp?\. ?\d|©",
    re.IGNORECASE,
)


def trivia(item: Item, context: Context) -> Iterator[str]:
    stem = " ".join(item.stem.split())
    for told, pattern in _ABOUT_SOURCE:
        if pattern.search(stem):
            yield _("the item teaches nothing: it asks about {told}").format(told=told)
            return
    key = key_of(item)
    counts = item.type == "true_false" or number_of(key) is not None
    if counts and (_PARTS.search(stem) or _LAYOUT.search(stem)):
        yield _("the item teaches nothing: it asks about a count of a source's own parts")
    elif any(_KEY.search(text) for text in (key, *texts_of(item))):
        yield _("the item teaches nothing: an address or a file name is asked for")
    elif _only_in_credit(item, key):
        yield _("the item teaches nothing: the answer stands only in a credit or a licence line")


def _only_in_credit(item: Item, key: str) -> bool:
    """Whether every quote has the key in a photo credit or copyright line alone."""
    own = content(key)
    if not own or item.type not in ("multiple_choice", "cloze", "short_answer"):
        return False
    credited = False
    for citation in item.citations:
        if own <= content(_CREDIT.sub(" ", citation.quote)):
            return False
        credited = credited or own <= content(citation.quote)
    return credited
