"""Items with two right answers: another option, pair or order is also true by the documents."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from assistant.training.pack import BLANK, Item
from assistant.training.quiz.checks.context import Context
from assistant.training.quiz.checks.enumeration import beside, side_by_side, together_with
from assistant.training.quiz.checks.item_words import (
    all_stems,
    asked_stems,
    date_of,
    held,
    key_of,
    kind_of,
    negated,
    number_of,
    own_dates,
    pairs_of,
    says,
    shortened,
)
from assistant.training.quiz.checks.overlap import says_the_same
from assistant.training.quiz.checks.statement import of_statement
from assistant.training.sentence import Sentence
from corpus.language.dates import DateSpan, same_date
from corpus.language.stems import content
from corpus.language.values import Found, numbers_in, person_name, same
from corpus.wording import _

LEAST_NEEDED = 2  # words of the question that a sentence must hold to answer it
LEAST_OF_STEM = 0.5  # of the question's words, in the sentence it was made from
LONG = 4  # stems, from which a right side need not be held whole
LEAST_OF_LONG = 0.85
_EXCEPT = re.compile(r"\b(?:not|except|neither|never|least)\b", re.IGNORECASE)


def two_right(item: Item, context: Context) -> Iterator[str]:
    if item.type == "multiple_choice":
        yield from _of_options(item, context)
    elif item.type == "true_false":
        yield from of_statement(item, context)
    elif item.type == "matching":
        yield from _of_pairs(item, context)
    elif item.type == "ordering":
        yield from of_order(item, context)
    else:
        yield from _of_typed(item, context)


# Multiple choice


def _of_options(item: Item, context: Context) -> Iterator[str]:
    key = key_of(item)
    places = [context.cited(citation) for citation in item.citations]
    for option in item.options:
        if option == key:
            continue
        if _same_value(key, option, context):
            yield _("two options are right: “{option}” is the same as the key, “{key}”").format(
                option=option, key=key
            )
        elif not _EXCEPT.search(item.stem) and (
            place := _supporting(item.stem, key, option, places, context)
        ):
            yield _("two options are right: “{option}” is right by {word}").format(
                option=option, word=shortened(place.text)
            )


def _same_value(one: str, other: str, context: Context) -> bool:
    first, second = date_of(one), date_of(other)
    if first and second:
        return same(first, second) == "equal"
    low, high = number_of(one), number_of(other)
    if low and high:
        return same(low, high) == "equal"
    name, twin = person_name(one), person_name(other)
    names = kind_of(one) == kind_of(other) == "name"
    if names and len(name.words) > 1 and name.words == twin.words:
        return True
    return says_the_same(one, other, context)


def _supporting(
    stem: str, key: str, option: str, places: Sequence[Sentence], context: Context
) -> Sentence | None:
    """A sentence that gives this option as the answer, as the cited one gives the key."""
    asked = asked_stems(stem) - content(key) - content(option)
    needed = max((held(asked, all_stems(place)) for place in places), key=len, default=frozenset())
    if len(needed) < LEAST_OF_STEM * len(asked):
        needed = asked
    if len(needed) < LEAST_NEEDED:
        return None
    exact = frozenset(one for one in needed if one in context.holding)
    for form in context.names_of(option):
        if not form:
            continue
        for place in context.with_all(exact | form):
            if negated(place.text) != negated(stem):
                continue
            if _answers(place, needed, key, option, context):
                return place
    return None


def _answers(
    place: Sentence, needed: frozenset[str], key: str, option: str, context: Context
) -> bool:
    """Whether a sentence with the words of the question and the option gives the option.

    Where it has the key too, the option must stand beside the key in one enumeration.
    """
    if len(held(needed, all_stems(place))) < len(needed):
        return False
    if not content(key) <= content(place.text):
        return content(option) <= all_stems(place) and (
            says(place.whole, option) or bool(context.aliases.get(content(option)))
        )
    return side_by_side(place.text, key, option, needed)


# Matching


def _of_pairs(item: Item, context: Context) -> Iterator[str]:
    pairs = pairs_of(item)
    for (left, right), (other, twin) in itertools.permutations(pairs, 2):
        if right == twin or _same_value(right, twin, context):
            yield _("two options are right: “{left}” and “{other}” have the same match").format(
                left=left, other=other
            )
            return
        if _same_value(left, other, context):
            yield _("two options are right: “{left}” and “{other}” are the same").format(
                left=left, other=other
            )
            return
        if place := _fits(other, right, left, context):
            yield _("two options are right: “{right}” fits “{other}” by {word}").format(
                right=right, other=other, word=shortened(place.text)
            )
            return


def _fits(left: str, right: str, owner: str, context: Context) -> Sentence | None:
    wanted, thing = content(right), content(left)
    if not thing or not wanted:
        return None
    for place in context.with_all(thing):
        share = len(held(wanted, all_stems(place))) / len(wanted)
        whole = share == 1 or (len(wanted) >= LONG and share >= LEAST_OF_LONG)
        if not whole or not says(place.whole, left):
            continue
        if not content(owner) <= all_stems(place) or side_by_side(place.text, owner, left, wanted):
            return place
    return None


# Typed answers


def _of_typed(item: Item, context: Context) -> Iterator[str]:
    key = key_of(item)
    shown = content(item.stem)
    for form in item.accepted:
        first, second = date_of(key), date_of(form)
        if first and second and same(first, second) == "different":
            yield _("two options are right: “{form}” is accepted, and is not “{key}”").format(
                form=form, key=key
            )
    places = [context.cited(citation) for citation in item.citations]
    for place in places:
        for member in beside(place.text, key):
            if not content(member) <= shown:
                yield _("two options are right: “{member}” fits as well, by {word}").format(
                    member=member, word=shortened(place.text)
                )
                return
        if person := together_with(place.text, key, item.stem):
            yield _("two options are right: “{person}” fits as well, by {word}").format(
                person=person, word=shortened(place.text)
            )
            return
    if other := _other_value(item, key, places, context):
        yield _("two options are right: {word} gives another answer").format(
            word=shortened(other.text)
        )


def _other_value(
    item: Item, key: str, places: Sequence[Sentence], context: Context
) -> Sentence | None:
    """A sentence that says of the same thing another date or number."""
    when, number = date_of(key), number_of(key)
    if not when and not number:
        return None
    asked = asked_stems(item.stem.replace(BLANK, " ")) - content(key)
    needed = max((held(asked, all_stems(place)) for place in places), key=len, default=frozenset())
    if len(needed) < max(LEAST_NEEDED, LEAST_OF_STEM * len(asked)):
        return None
    value = when or number
    for place in context.with_all(one for one in needed if one in context.holding):
        if len(held(needed, all_stems(place))) < len(needed) or content(key) <= all_stems(place):
            continue
        found = own_dates(place.text) if when else _counting(places, key, place)
        if value and found and all(same(value, one.value) == "different" for one in found):
            return place
    return None


def _counting(places: Sequence[Sentence], key: str, other: Sentence) -> list[Found]:
    """The numbers of a sentence that count what the key counts in its own."""
    value = number_of(key)
    things: set[str] = set()
    for place in places:
        for one in numbers_in(place.text):
            if value and same(value, one.value) == "equal":
                things |= _counted(place.text, one)
    return [one for one in numbers_in(other.text) if things & _counted(other.text, one)]


def _counted(text: str, number: Found) -> frozenset[str]:
    """The stems of the words right after a number, up to the end of what it counts."""
    return content(re.split(r"[^\w\s-]| (?:of|in|on|for|at|to) ", text[number.end :])[0])


_SENTENCE_BEFORE = re.compile(r"\w\W+\w+\W+\w")  # more than `On the`


def of_order(item: Item, context: Context) -> Iterator[str]:
    order = item.answer if not isinstance(item.answer, str) else ()
    if len(order) != len(item.citations):
        if len(order) > 1:
            yield _("two options are right: not every event has a quote that dates it")
        return
    dates = []
    for event, citation in zip(order, item.citations, strict=True):
        place = context.cited(citation)
        dates.append(_date_of_event(str(event), place))
    for (event, one), (later, other) in itertools.pairwise(zip(order, dates, strict=True)):
        if one is None or other is None:
            undated = event if one is None else later
            yield _("two options are right: no one date is given for “{undated}”").format(
                undated=undated
            )
        elif not _before(one, other):
            how = _("comes after") if _before(other, one) else _("cannot be ordered with")
            yield _("two options are right: “{event}” {how} “{later}”").format(
                event=event, how=how, later=later
            )


def _date_of_event(event: str, place: Sentence) -> DateSpan | None:
    """The date that its quote gives an event: the one that leads it, or the only one."""
    text = place.whole
    found = own_dates(text) or own_dates(event)
    leading = [one for one in found if not _SENTENCE_BEFORE.search(text[: one.start])]
    if not leading and len({one.text for one in found}) != 1:
        return None
    when = (leading or found)[0].value
    return when if isinstance(when, DateSpan) and when.has_year else None


def _before(one: DateSpan, other: DateSpan) -> bool:
    if same_date(one, other) == "equal":
        return False
    return max(last for _, last in one.readings) < min(first for first, _ in other.readings)
