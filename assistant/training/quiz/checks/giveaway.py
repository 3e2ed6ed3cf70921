"""Answers that the item itself gives away: by words of the stem, by grammar, by form or length."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.training.pack import BLANK, Item
from assistant.training.quiz.checks.context import Context
from assistant.training.quiz.checks.item_words import (
    date_of,
    held,
    key_of,
    number_of,
    own_dates,
    pairs_of,
)
from corpus.language.clauses.closed_classes import is_plural
from corpus.language.numerals import SMALL_NUMBER
from corpus.language.stems import content
from corpus.language.values import dates_in, numbers_in, same
from corpus.language.words import STOP_WORDS, words
from corpus.wording import _, later

MUCH = 0.5  # of what tells the key apart, from which the stem gives it away
FAR_LONGER = 1.7  # times the next longest option
LONGER_BY = 18  # characters
_ARTICLE = re.compile(rf"\b(?P<article>an?)\s*+(?:{BLANK})?\W*$", re.IGNORECASE)
_WANTS_MANY = re.compile(
    rf"^\W*(?:which|what) {SMALL_NUMBER}\b|\bare\W*$|\bwere\W*$"
    r"|^\W*(?:which|what) (?:\w+ )?\w+s (?:are|were|have)\b|^\W*(?:what|who) (?:are|were)\b",
    re.IGNORECASE,
)
_WANTS_ONE = re.compile(r"\b(?:is|was)(?: an?| one)?\W*$", re.IGNORECASE)
_ASKS_FOR_NAME = re.compile(
    r"\b(?:stands? for|abbreviat\w+|acronym|(?:known|called|referred to)\b|in full|other name"
    r"|another name|short for|official name)\b",
    re.IGNORECASE,
)
_SORT = re.compile(r"^\W*(?:in |on |at |to |from |for )?(?:which|what) (\w+)", re.IGNORECASE)
_TOLD = re.compile(
    r"\b(?:it is (?:true|false)|\(?(?:true|false)\)?\W*$|correctly stated|obviously|of course)\b",
    re.IGNORECASE,
)
_VOWEL = re.compile(r"\W*(?:[aeio]|u(?!n[ei]|s[aei]|k\b)|(?-i:[FHLMNRSX](?=[A-Z])))", re.IGNORECASE)
_FROM_LETTERS = re.compile(r"\b[A-Z]{2,8}\b")


def giveaway(item: Item, context: Context) -> Iterator[str]:
    if item.type == "multiple_choice" and item.answer in item.options:
        yield from _by_words(item, context)
        yield from _by_article(item)
        yield from _by_count(item)
        yield from _by_length(item)
        yield from _by_form(item)
    elif item.type in ("cloze", "short_answer"):
        yield from _typed(item, context)
    elif item.type == "true_false":
        if _TOLD.search(item.stem):
            yield _("the stem gives the answer away: it says whether it is true")
    elif item.type == "matching":
        yield from _by_pair(item)
    elif item.type == "ordering" and any(own_dates(option) for option in item.options):
        yield _("the stem gives the answer away: the dates stand in the options")


def _others(item: Item) -> list[str]:
    return [option for option in item.options if option != item.answer]


def _by_words(item: Item, context: Context) -> Iterator[str]:
    """The stem holds what tells the key apart, and not what tells a distractor apart."""
    key, others = key_of(item), _others(item)
    common = frozenset.intersection(*(content(option) for option in item.options))
    shown = content(item.stem)
    seen = [_visible(other, common, shown) for other in others]
    found = max(
        _visible(key, common, shown), _visible_alias(key, item.stem, context, of_options=True)
    )
    if found >= MUCH and found > max(seen, default=0.0):
        yield _("the stem gives the answer away: it has the words of “{key}”").format(key=key)
    elif _value_shown(item.stem, key):
        yield _("the stem gives the answer away: it says “{key}”").format(key=key)
    else:
        letters = _FROM_LETTERS.findall(item.stem)
        if _spells(key, letters) and not any(_spells(other, letters) for other in others):
            yield _("the stem gives the answer away: only “{key}” has these first letters").format(
                key=key
            )


def _visible(option: str, common: frozenset[str], shown: frozenset[str]) -> float:
    telling = content(option) - common
    return len(held(telling, shown)) / len(telling) if telling else 0.0


def _visible_alias(key: str, stem: str, context: Context, *, of_options: bool = False) -> float:
    """1 where the stem says the key by another name whole, and does not ask for its other name."""
    if _ASKS_FOR_NAME.search(stem) and not (of_options and key.isupper()):
        return 0.0
    shown, own = content(stem), content(key)
    return float(any(name <= shown for name in context.names_of(key) - {own} if name))


def _value_shown(stem: str, key: str) -> bool:
    """Whether a date or number stands in a text, however it is written."""
    when, number = date_of(key), number_of(key)
    if when:
        return any(same(when, one.value) == "equal" for one in dates_in(stem))
    if number:
        return any(same(number, one.value) == "equal" for one in numbers_in(stem))
    return False


def _spells(option: str, letters: Sequence[str]) -> bool:
    initials = "".join(word[0] for word in words(option) if word[0].isupper())
    return len(initials) > 1 and initials in letters


def _by_article(item: Item) -> Iterator[str]:
    match = _ARTICLE.search(item.stem)
    if match is None:
        return
    vowel = match["article"].casefold() == "an"
    fits = [bool(_VOWEL.match(option)) == vowel for option in _others(item)]
    if bool(_VOWEL.match(key_of(item))) == vowel and fits.count(False) * 2 >= len(fits):
        yield f'the stem gives the answer away: "{match["article"]}" fits the key, not the others'


def _many(option: str) -> bool:
    said = words(option)
    return bool(said) and (" and " in option or is_plural(said[-1].casefold()))


def _by_count(item: Item) -> Iterator[str]:
    key, others = _many(key_of(item)), [_many(other) for other in _others(item)]
    if _WANTS_MANY.search(item.stem) and key and not any(others):
        yield _("the stem gives the answer away: it asks for several, and only the key is several")
    elif _WANTS_ONE.search(item.stem) and not key and all(others):
        yield _("the stem gives the answer away: it asks for one, and only the key is one")


def _by_length(item: Item) -> Iterator[str]:
    own, longest = len(key_of(item)), max(len(option) for option in _others(item))
    if own >= FAR_LONGER * longest and own - longest >= LONGER_BY:
        yield _("the stem gives the answer away: the key is far longer than the other options")


def _by_form(item: Item) -> Iterator[str]:
    key, others = key_of(item), _others(item)
    if len(others) < 2:
        return
    for trait, told in _TRAITS:
        if trait(key) and not any(trait(other) for other in others):
            yield _("the stem gives the answer away: only the key {told}").format(told=_(told))
            return
    form, forms = _capitals(key), [_capitals(other) for other in others]
    if form is not None and all(other is (not form) for other in forms):
        yield _("the stem gives the answer away: only the key is of its form")


def _capitals(option: str) -> bool | None:
    """Whether the words after the first are those of a name; None where that cannot be told."""
    said = [word for word in words(option)[1:] if word.casefold() not in STOP_WORDS]
    return said[0][0].isupper() if len({word[0].isupper() for word in said}) == 1 else None


_TRAITS = (
    (lambda option: option.rstrip().endswith("."), later("ends with a full stop")),
    (lambda option: option.strip()[:1] in "\"“‘'", later("stands in quotation marks")),
    (lambda option: "(" in option, later("has brackets")),
)


def _typed(item: Item, context: Context) -> Iterator[str]:
    key = key_of(item)
    stem = item.stem.replace(BLANK, " ")
    sort = _SORT.match(item.stem)  # `Which summit ...?` may say `summit`
    shown, own = content(stem), content(key) - content(sort[1] if sort else "")
    if not own:
        return
    whole = len(held(own, shown)) > MUCH * len(own) or _visible_alias(key, stem, context)
    if whole or _value_shown(stem, key):
        yield _("the stem gives the answer away: it has the words of “{key}”").format(key=key)


def _by_pair(item: Item) -> Iterator[str]:
    pairs = pairs_of(item)
    for left, right in pairs:
        rest = [content(other) for other, _ in pairs if other != left]
        telling = content(left) - (frozenset.intersection(*rest) if rest else frozenset())
        telling -= frozenset().union(*rest)
        seen = len(held(telling, content(right))) / len(telling) if telling else 0.0
        others = [twin for _, twin in pairs if twin != right]
        elsewhere = any(held(telling, content(twin)) for twin in others)
        if seen > MUCH and not elsewhere:
            yield _(
                "the stem gives the answer away: “{left}” and its match share their words"
            ).format(left=left)
            return
