"""Flaws of words: absolute and vague terms, two claims in one, the key said in the stem."""

from __future__ import annotations

import re

from assistant.training.pack import BLANK, FALSE, TRUE, Item
from corpus.language.identification import language_of
from corpus.language.stems import content
from corpus.language.word_lists import grouped, one_of
from corpus.wording import _

_WORDS = grouped("rubric_words")
MUCH = 0.75  # of the words of a key, from which a stem says it


def absolute_terms(item: Item) -> str:
    """A word that leaves no exception marks a statement or an option as wrong."""
    return _first(_ABSOLUTE, [item.stem] if item.type == "true_false" else _choices(item))


def vague_terms(item: Item) -> str:
    """A word that readers take differently."""
    texts = _choices(item) if item.type == "multiple_choice" else []
    if item.type not in ("matching", "ordering"):
        texts = [_HOW_MANY.sub(" ", re.sub(r"“[^”]{0,400}”", "", item.stem)), *texts]
    return _first(_VAGUE, texts)


def true_false_of_two_claims(item: Item) -> str:
    """A statement of which one half may be true and the other false."""
    if item.type != "true_false":
        return ""
    pattern = _TWO_VIETNAMESE if language_of(item.stem) == "vi" else _TWO
    match = pattern.search(item.stem.rstrip(" ."))
    return _("two claims meet at “{word}”").format(word=match[0].strip(" ,")) if match else ""


def give_away(item: Item) -> str:
    """The stem says what is right."""
    if item.type == "true_false":
        return _("it says whether it is true") if _TELLS.search(item.stem) else ""
    if item.type == "matching" and not isinstance(item.answer, str):
        for pair in item.answer:
            if not isinstance(pair, str) and pair[1].casefold() in pair[0].casefold():
                return _("“{word}” holds “{other}”").format(word=pair[0], other=pair[1])
        return ""
    if item.type == "ordering" or not isinstance(item.answer, str):
        return ""
    key, stem = item.answer.strip(), item.stem.replace(BLANK, " ")
    if re.search(rf"(?<![\w.,-]){re.escape(key)}(?![\w-]|[.,]\d)", stem, re.IGNORECASE):
        return _("the stem says “{key}”").format(key=key)
    if item.type != "multiple_choice" or len(content(key)) < 2:
        return ""
    if language_of(stem) == "vi":
        return ""  # syllables are shared by words that mean other things
    said = content(stem)
    others = [option for option in item.options if option != item.answer]
    shares = [len(content(one) & said) / max(1, len(content(one))) for one in (key, *others)]
    most = max(shares[1:], default=0.0)
    return _("the stem has the words of the key") if shares[0] >= MUCH and shares[0] > most else ""


def _choices(item: Item) -> list[str]:
    return list(item.options) if item.type == "multiple_choice" else []


def _first(pattern: re.Pattern[str], texts: list[str]) -> str:
    match = next((found for text in texts if (found := pattern.search(text))), None)
    return f"“{match[0]}”" if match else ""


_ABSOLUTE = re.compile(rf"(?<![\w-])(?:{one_of(_WORDS['absolute'])})(?![\w-])", re.IGNORECASE)
_VAGUE = re.compile(rf"(?<![\w-])(?:{one_of(_WORDS['vague'])})(?![\w-])", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"\b(?:how (?:many|few|often)|as many as|at most|most-\w+|no fewer|bao nhiêu|nhiều nhất|ít nhất"
    r"|nhiều hơn|most (?:of all|important))\b",
    re.IGNORECASE,
)
_VERBS = r"(?:is|are|was|were|has|have|had|will|shall|may|must|can|does|did|do)"
_TWO = re.compile(
    rf";|, (?:and|but|while|whereas|although|because|so|since|yet|nor) "
    rf"|\b(?:and|but|yet) (?:it|they|he|she|{_VERBS})\b"
    rf"|\b(?:and|but) (?:the |its |their )?(?:[\w-]+ ){{1,3}}?{_VERBS} "
    r"|\band (?:on|by|from|at|within|until) [^,]{0,30}\d"
    r"|\band [a-z]{2,}(?:ed|[^s\W]s) (?:the|an?|by|to|in|on|its|from|for|at|no|that)\b"
)
_TWO_VIETNAMESE = re.compile(
    r";|, (?:và|nhưng|còn|trong khi|song|đồng thời|vì|nên|do đó|trong đó|tuy nhiên) "
    r"|\b(?:và|nhưng|còn) (?:đã|sẽ|được|phải|có|là|không|cũng)\b"
)
_TELLS = re.compile(
    rf"\((?:{TRUE}|{FALSE}|đúng|sai)\)|\b(?:it is (?:true|false|well known) that|obviously"
    r"|of course|clearly|đúng là|rõ ràng|hiển nhiên|sự thật là|as everyone knows)\b",
    re.IGNORECASE,
)
