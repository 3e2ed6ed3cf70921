"""Items that are malformed: no key, no options, no gap, a key that the quote does not hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assistant.training.pack import BLANK, FALSE, TRUE, Item
from assistant.training.quiz.checks.context import Context
from assistant.training.quiz.checks.item_words import (
    all_stems,
    filled,
    held,
    key_of,
    kind_of,
    negated,
    pairs_of,
    texts_of,
)
from corpus.language.clauses.verbs import is_noun_too, readings
from corpus.language.names.people import PERSON_TITLE
from corpus.language.stems import content
from corpus.language.values import people_in
from corpus.language.words import words
from corpus.wording import _

_IN_A_WORD = re.compile(rf"[^\W_]{BLANK}|{BLANK}[^\W_]")
LEAST_WITH_VERB = 3  # words of a key in which a verb is looked for
_FINITE = frozenset(("base", "third"))
LEAST_COVERED = 0.6  # of the words of a sentence with its gap filled, in the quote


def structure(item: Item, context: Context) -> Iterator[str]:
    yield from _texts(item)
    yield from _options(item)
    yield from _gap(item)
    yield from _quotes(item, context)
    yield from _key_in_quote(item, context)
    yield from _other_type(item)
    yield from _made_with_not(item, context)


def _texts(item: Item) -> Iterator[str]:
    if not item.stem.strip():
        yield _("the item is malformed: it asks nothing")
    if any(not option.strip() for option in item.options):
        yield _("the item is malformed: an option is empty")
    elif any(option.strip()[0] in ",;:.)" for option in item.options):
        yield _("the item is malformed: an option begins in the middle of a sentence")
    if not item.answer or (isinstance(item.answer, str) and not item.answer.strip()):
        yield _("the item is malformed: it has no key")
    if any(not left.strip() or not right.strip() for left, right in pairs_of(item)):
        yield _("the item is malformed: a pair has an empty side")


def _options(item: Item) -> Iterator[str]:
    distinct = {" ".join(text.casefold().split()) for text in texts_of(item)}
    if item.type in ("cloze", "short_answer"):
        return
    if len(distinct) < 2:
        yield _("the item is malformed: it has fewer than two different options")
    if item.type == "true_false":
        if sorted(item.options) != sorted((TRUE, FALSE)):
            yield _("the item is malformed: the options are not {word} and {other_word}").format(
                word=TRUE, other_word=FALSE
            )
        if item.answer not in (TRUE, FALSE):
            yield _("the item is malformed: its key is neither {word} nor {other_word}").format(
                word=TRUE, other_word=FALSE
            )
    elif item.type == "multiple_choice":
        if item.answer not in item.options:
            yield _("the item is malformed: the key is not among the options")
    elif item.type == "ordering":
        if isinstance(item.answer, str) or Counter(item.options) != Counter(item.answer):
            yield _("the item is malformed: the key does not order the options")
    elif Counter(item.options) != Counter(right for _, right in pairs_of(item)):
        yield _("the item is malformed: the options are not the right sides of the pairs")


def _gap(item: Item) -> Iterator[str]:
    gaps = item.stem.count(BLANK)
    if item.type == "cloze" and gaps != 1:
        yield _("the item is malformed: a gap text needs one gap, and it has {count}").format(
            count=gaps
        )
    elif item.type == "cloze" and _IN_A_WORD.search(item.stem):
        yield _("the item is malformed: the gap is in the middle of a word")
    elif item.type == "cloze" and _cuts_name(item.stem, key_of(item)):
        yield _("the item is malformed: the gap cuts a name in two")
    elif item.type == "cloze" and _swallows_verb(key_of(item)):
        yield _("the item is malformed: the gap takes in a verb, and not one thing")


def _cuts_name(stem: str, key: str) -> bool:
    """Whether the words before a gap begin the name that the key ends: `Just _____`."""
    before = words(stem[: stem.find(BLANK)])
    if len(before) < 2 or not stem[: stem.find(BLANK)].endswith(f"{before[-1]} "):
        return False
    named = before[-1][0].isupper() and key[:1].isupper() and not key.isupper()
    return named and not PERSON_TITLE.search(before[-1]) and not people_in(f"the {key}")


def _swallows_verb(key: str) -> bool:
    said = words(key)
    return len(said) >= LEAST_WITH_VERB and any(
        word.islower() and not is_noun_too(word) and {form for _, form in readings(word)} & _FINITE
        for word in said[1:]
    )


def _quotes(item: Item, context: Context) -> Iterator[str]:
    if not item.citations or any(not citation.quote.strip() for citation in item.citations):
        yield _("the item is malformed: a citation quotes nothing")
    elif not all(context.stands(citation) for citation in item.citations):
        yield _("the item is malformed: a quote does not stand in its document")


def _key_in_quote(item: Item, context: Context) -> Iterator[str]:
    """The words of the key stand in one quote, in any form or under another name."""
    key = key_of(item)
    if item.type not in ("multiple_choice", "cloze", "short_answer") or not content(key):
        return
    places = [context.cited(citation) for citation in item.citations]
    forms = context.names_of(key)
    if not any(
        len(held(form, all_stems(place))) == len(form) for form in forms for place in places
    ):
        yield _("the item is malformed: the quote does not hold the key, “{key}”").format(key=key)
    elif item.type == "cloze":
        said = content(filled(item))
        best = max(len(held(said, all_stems(place))) for place in places)
        if best < LEAST_COVERED * len(said):
            yield _("the item is malformed: the quote does not say what the gap text says")


def _other_type(item: Item) -> Iterator[str]:
    """A date among numbers, a number among names."""
    if item.type != "multiple_choice" or item.answer not in item.options:
        return
    kind = kind_of(key_of(item))
    values = ("date", "number")
    for option in item.options:
        other = kind_of(option)
        if other != kind and (other in values or kind in values):
            yield _("the item is malformed: “{option}” is of another type than the key").format(
                option=option
            )
            return


def _made_with_not(item: Item, context: Context) -> Iterator[str]:
    if item.type != "true_false" or item.answer != FALSE or not negated(item.stem):
        return
    if not any(negated(context.cited(citation).text) for citation in item.citations):
        yield 'the item is malformed: the statement is made false with "not"'
