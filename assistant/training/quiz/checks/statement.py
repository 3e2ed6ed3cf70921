"""Statements whose key is wrong: a false one that the documents say or that shows its swap by its
grammar or type, a true one that they do not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.training.pack import FALSE, TRUE, Item
from assistant.training.quiz.checks.context import Context
from assistant.training.quiz.checks.item_words import all_stems, held, kind_of, negated, shortened
from assistant.training.sentence import Sentence
from corpus.language.clauses.closed_classes import PREPOSITIONS, SUBORDINATORS, is_plural
from corpus.language.stems import content, content_in_order
from corpus.language.values import dates_in, names_in, numbers_in, people_in, same
from corpus.language.words import words
from corpus.wording import _

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
                yield _("two options are right: the false statement is true by {told}").format(
                    told=told
                )
                return
    elif item.answer == TRUE and (reason := _unsupported(item, context)):
        yield _("two options are right: no quote supports the true statement, {reason}").format(
            reason=reason
        )


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
        return _("which is negated otherwise")
    for one in (*dates_in(item.stem), *numbers_in(item.stem)):
        others = (*dates_in(text), *numbers_in(text))
        if not any(same(one.value, other.value) != "different" for other in others) and not (
            content(one.text) <= whole
        ):
            return _("not its “{word}”").format(word=one.text)
    for one in names_in(item.stem):
        if one.text[0].isupper() and not held(content(one.text), whole) and content(one.text):
            return _("not its “{word}”").format(word=one.text)
    if said and len(held(said, whole)) < LEAST_OF_TRUE * len(said):
        return _("which says other things")
    return None


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".").casefold()


LEAST_KEPT = 0.5  # of a sentence's words, for a statement to be that sentence with a swap
_NUMBER = {"is": False, "was": False, "has": False, "are": True, "were": True, "have": True}


def swap(item: Item, context: Context) -> Iterator[str]:
    if item.type != "true_false" or item.answer != FALSE:
        return
    for citation in item.citations:
        found = swapped(citation.quote, item.stem)
        if found is None:
            continue
        old, new, after = found
        if reason := _shows(old, new, after):
            yield _(
                "the stem gives the answer away: “{new}” cannot stand for “{old}”, {reason}"
            ).format(new=new, old=old, reason=reason)
        return


def swapped(quote: str, statement: str) -> tuple[str, str, str] | None:
    """What a statement leaves out of a sentence, what it has there, and the word that follows.

    None where it is no sentence with one swap.
    """
    old, new = quote.split(), statement.split()
    shorter = min(len(old), len(new))
    first = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    kept = 0
    while kept < shorter - first and old[-1 - kept] == new[-1 - kept]:
        kept += 1
    if first + kept < LEAST_KEPT * len(old) or first + kept == len(old):
        return None
    after = old[len(old) - kept] if kept else ""
    out, put = old[first : len(old) - kept], new[first : len(new) - kept]
    return " ".join(out).strip(" .,;:"), " ".join(put).strip(" .,;:"), after.strip(" .,;:")


def _shows(old: str, new: str, after: str) -> str | None:
    """Why one cannot stand where the other does."""
    if not old or not new:
        return None
    kinds = {kind_of(old), kind_of(new)}
    if len(kinds) == 2 and kinds & {"date", "number"}:
        return _("which is of another type")
    if people_in(old) and not re.search(r"[^\W_]\s+[A-Z]", new) and kind_of(new) == "name":
        return _("which is a person")
    first, other = words(old), words(new)
    if first and other and _is_small(other[0]) and not _is_small(first[0]):
        return _("which it does not fit by grammar")
    many = _NUMBER.get(after)
    if many is not None and _many(old) == many and _many(new) != many:
        return f'for "{after}" follows'
    return None


def _is_small(word: str) -> bool:
    return word.casefold() in PREPOSITIONS or word.casefold() in SUBORDINATORS


def _many(thing: str) -> bool:
    """Whether a noun phrase is plural: by `and`, or by the noun before `of`, `for`, `in`."""
    head = re.split(r"\s(?:of|for|in|on|with|between|to)\s", thing)[0]
    said = words(head)
    return bool(said) and (" and " in head or is_plural(said[-1].casefold()))
