"""False statements that show by their grammar or type that something was put in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.training.pack import FALSE, Item
from assistant.training.quiz.checks.context import Context
from assistant.training.quiz.checks.item_words import kind_of
from corpus.language.clauses.closed_classes import PREPOSITIONS, SUBORDINATORS, is_plural
from corpus.language.values import people_in
from corpus.language.words import words

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
            yield f"the stem gives the answer away: {new!r} cannot stand for {old!r}, {reason}"
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
        return "which is of another type"
    if people_in(old) and not re.search(r"[^\W_]\s+[A-Z]", new) and kind_of(new) == "name":
        return "which is a person"
    first, other = words(old), words(new)
    if first and other and _is_small(other[0]) and not _is_small(first[0]):
        return "which it does not fit by grammar"
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
