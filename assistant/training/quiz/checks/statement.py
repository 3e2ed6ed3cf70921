"""Statements whose key is wrong: a false one that the documents say, a true one they do not."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.training.pack import FALSE, TRUE, Item
from assistant.training.quiz.checks.context import Context
from assistant.training.quiz.checks.item_words import (
    all_stems,
    held,
    negated,
    shortened,
)
from assistant.training.quiz.checks.swap import swapped
from assistant.training.sentence import Sentence
from corpus.language.stems import content, content_in_order
from corpus.language.values import dates_in, names_in, numbers_in, same

NEAR = 8  # stems, within which what was put in stands by its neighbours
LEAST_OF_TRUE = 0.65  # of a true statement's words, in what it cites


def of_statement(item: Item, context: Context) -> Iterator[str]:
    said = content(item.stem)
    if item.answer == FALSE:
        for place in context.with_all(one for one in said if one in context.holding):
            if not said or held(said, all_stems(place)) != said:
                continue
            if negated(place.text) == negated(item.stem) and _as_swapped(item, place):
                told = shortened(place.text)
                yield f"two options are right: the false statement is true by {told}"
                return
    elif item.answer == TRUE and (reason := _unsupported(item, context)):
        yield f"two options are right: no quote supports the true statement, {reason}"


def _as_swapped(item: Item, place: Sentence) -> bool:
    """Whether a sentence has what was put into a statement where the statement has it.

    `Resolution 71 of the Government implements Resolution 57 of the Politburo` has all words of
    `Resolution 71 of the Politburo`, and does not say so.
    """
    for citation in item.citations:
        found = swapped(citation.quote, item.stem)
        if found is None or not content(found[1]):
            continue
        put, told = content_in_order(found[1]), content_in_order(item.stem)
        at = next((n for n in range(len(told)) if told[n : n + len(put)] == put), len(told))
        before, after = told[max(0, at - 1) : at], told[at + len(put) : at + len(put) + 1]
        said = content_in_order(place.whole)
        return any(
            said[n : n + len(put)] == put
            and set(before) <= set(said[max(0, n - NEAR) : n])
            and set(after) <= set(said[n + len(put) : n + len(put) + NEAR])
            for n in range(len(said))
        )
    return True


def _unsupported(item: Item, context: Context) -> str | None:
    places = [context.cited(citation) for citation in item.citations]
    headings = content(" ".join(" ".join(one.headings) for one in item.citations))
    whole = frozenset().union(headings, *(all_stems(place) for place in places))
    said = content(item.stem)
    text = " ".join(place.whole for place in places)
    if _plain(item.stem) in _plain(text):
        return None
    if negated(item.stem) != negated(text):
        return "which is negated otherwise"
    for one in (*dates_in(item.stem), *numbers_in(item.stem)):
        others = (*dates_in(text), *numbers_in(text))
        if not any(same(one.value, other.value) != "different" for other in others) and not (
            content(one.text) <= whole
        ):
            return f"not its {one.text!r}"
    for one in names_in(item.stem):
        if one.text[0].isupper() and not held(content(one.text), whole) and content(one.text):
            return f"not its {one.text!r}"
    if said and len(held(said, whole)) < LEAST_OF_TRUE * len(said):
        return "which says other things"
    return None


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".").casefold()
