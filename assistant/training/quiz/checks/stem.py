"""Stems that do not stand alone: fragments, and what points outside the item."""

from __future__ import annotations

import re
from collections.abc import Iterator

import assistant.training.standing_alone_vietnamese as vietnamese
from assistant.training.pack import BLANK, Item
from assistant.training.quiz.checks.context import Context
from assistant.training.quiz.checks.item_words import asked_stems
from corpus.language.clauses.closed_classes import AUXILIARIES, OPENING_VERB, QUESTION_WORD
from corpus.language.clauses.verbs import readings
from corpus.language.identification import language_of
from corpus.language.numerals import ORDINAL, SMALL_NUMBER, SMALL_NUMBERS
from corpus.language.word_lists import grouped, one_of
from corpus.language.words import words
from corpus.wording import _

_WORDS = grouped("training_words")

LEAST_ASKED = 2  # stems that say what a question is about
_SOURCE = one_of(_WORDS["pointed_at"])
_POINTS = re.compile(
    rf"\b(?:this|these|our|your|the(?: (?:above|present|same|given|following|previous|next"
    rf"|preceding|attached|first|second|last))?) {_SOURCE}s?\b(?! (?:(?:titled|entitled|called) )?"
    r"[\"“‘']| (?:on|about|of|for|by|from|in|against|with|that|which) )"
    r"|\b(?:(?:as|is|are|was|were)? ?(?:mentioned|described|stated|noted|shown|listed|quoted|named"
    r"|discussed|seen|outlined|given)) (?:above|below|earlier|previously|before|here|there)\b"
    r"|\b(?:the )?(?:above|below|aforementioned|above-mentioned|aforesaid|foregoing)\b"
    r"(?! (?:the|all|\d))|\bas (?:we )?(?:saw|seen|noted|discussed)\b|\b(?:figure|table) \d"
    r"|\b(?:the|his|her) (?:speech|interview|quotation|quote|talk|lecture)\b(?! (?:of|by|at|on) )",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"\b{QUESTION_WORD}\b|^\W*{OPENING_VERB}\b", re.IGNORECASE)
_ORDERS = re.compile(
    r"^\W*(?:name|give|state|list|complete|choose|select|put|match|order|arrange|pair|place|sort"
    r"|identify|say|tell|explain|describe|spell|write|link|join|assign|rank|define)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"^\W*(?:what (?:is|are|was|were|does)|who (?:is|was|are)|where is|define)\b", re.IGNORECASE
)
_SUBORDINATE = re.compile(
    r"^\W*(?:(?P<leaning>because(?! of)|although|though|since|while|whereas|unless|if|when)"
    r"|which|whose|and|but|so that|or|also|however|therefore|thus|hence|moreover|furthermore"
    r"|instead|nevertheless|then)\b",
    re.IGNORECASE,
)
# What has happened or been made once before a text says `the` of it.
_NOUNS = one_of(_WORDS["made_once"] | set(SMALL_NUMBERS))
_BACK = re.compile(
    rf"\b(?:the|both)(?P<adjective> (?:new|old|same|said|joint|{ORDINAL}|final|main|other"
    rf"|latest|recent|latter|former|whole|{SMALL_NUMBER}|such|bilateral|high-level"
    rf"|official))*"
    rf" {_NOUNS}(?:s|es)?\b(?P<after>[^.?!;,]*)",
    re.IGNORECASE,
)
_SAYS_WHICH = re.compile(
    r"^(?:'s|’s)? ?(?:of|on|for|with|between|that|which|who|whose|against|about|called|titled|named"
    r"|behind|to which|in which|where|when|under which|by which|to [a-z]+|within|among"
    r"|(?:in|at|from) (?:the |an? )?[A-Z]\w*"
    r"|(?:\w+ed|held|made|led|given|drawn) (?:by|in|at|between|with|on|of|to|for|from) )\b",
)
_NAMED_AFTER = re.compile(r"^\s+(?:[A-Z0-9\"“‘][\w\"”’]*|_____)")


def not_alone(item: Item, context: Context) -> Iterator[str]:
    stem = item.stem.strip()
    if not stem:
        return
    if language_of(stem) == "vi":
        if item.type not in ("matching", "ordering"):
            yield from _vietnamese(item, stem)
        return
    if match := _POINTS.search(stem):
        yield _("the stem does not stand alone: it points to “{word}”").format(
            word=match[0].strip()
        )
    if item.type in ("matching", "ordering"):
        return
    yield from _fragment(item, stem)
    if phrase := refers_back(stem):
        yield _("the stem does not stand alone: nothing says which is meant by “{phrase}”").format(
            phrase=phrase
        )


def _vietnamese(item: Item, stem: str) -> Iterator[str]:
    """The same of a Vietnamese stem, whose words have no forms: closed lists tell."""
    asks = stem.endswith("?")
    if item.type in ("multiple_choice", "short_answer") and not asks:
        yield _("the stem does not stand alone: it asks no question")
    statement = re.sub(rf"\?$|{BLANK}\.?$", ".", stem)
    if not vietnamese.stands_alone(statement):
        yield _("the stem does not stand alone: it points to what it does not say")


def _fragment(item: Item, stem: str) -> Iterator[str]:
    if item.type in ("true_false", "cloze"):
        if is_subordinate(stem) or not stem.replace("_", "X").strip("\"“‘' (")[:1].isupper():
            if not stem[:1].isdigit():
                yield _("the stem does not stand alone: it begins in the middle of a sentence")
        elif not has_verb(stem) or stem.rstrip("\"”’' ")[-1:] not in (".", "?", "!", "…", "_"):
            yield _("the stem does not stand alone: it is no whole sentence")
        return
    question = stem.endswith("?")
    if question and not _ASKS.search(stem):
        yield _("the stem does not stand alone: it asks no question")
    elif question or _ORDERS.match(stem):
        least = 1 if _DEFINES.match(stem) else LEAST_ASKED
        if len(asked_stems(stem)) < least:
            yield _("the stem does not stand alone: it does not say what is asked about")
    elif item.type == "short_answer" or is_subordinate(stem) or not has_verb(stem):
        yield _("the stem does not stand alone: it asks no question")


def is_subordinate(stem: str) -> bool:
    """Whether a text is a clause that leans on another: `Because the controls restrict it.`"""
    begun = _SUBORDINATE.match(stem)
    return begun is not None and (begun["leaning"] is None or "," not in stem)


def has_verb(text: str) -> bool:
    """Whether a text has a verb that may be its own, not only a name or a list."""
    for place, word in enumerate(words(text.replace(BLANK, "X"))):
        low = word.casefold()
        if low in AUXILIARIES:
            return True
        if place and any(form in ("third", "past", "base") for _, form in readings(low)):
            return True
    return False


def refers_back(stem: str) -> str | None:
    """A definite noun phrase that nothing in the stem explains: `the agreement`."""
    for match in _BACK.finditer(stem):
        after = match["after"]
        if _SAYS_WHICH.match(after.lstrip()) or _NAMED_AFTER.match(after):
            continue
        if _introduced(match, stem):
            continue
        return match[0][: len(match[0]) - len(after)]
    return None


def _introduced(match: re.Match[str], stem: str) -> bool:
    """Whether the noun stands earlier in the stem, or a name it can be for: `Vietnam ... the
    country`.
    """
    before = stem[: match.start()]
    phrase = match[0][: len(match[0]) - len(match["after"])].split()
    noun = phrase[-1].casefold().removesuffix("s")
    if re.search(rf"\b{re.escape(noun)}", before, re.IGNORECASE):
        return True
    inside = re.search(r"[,;:]", before) is not None
    said = words(before)
    names = [word for word in said[1:] if word[0].isupper()]
    if len(said) > 1 and (said[0].endswith(("'s", "’s")) or "third" in _forms(said[1])):
        names.append(said[0])
    return bool(names or BLANK in before) and (inside or noun in _FOR_NAMES)


def _forms(word: str) -> set[str]:
    return {form for _, form in readings(word.casefold())}


_FOR_NAMES = _WORDS["nouns_for_names"]
