"""An item as a person edits it: a stem, and its answer in lines.

    answer_lines(item)              the answer as lines to change
    edited(item, stem=..., ...)     the item with what was changed, where that is an item

The lines, by the type of the item:
    multiple_choice        an option each; the right one begins with `*`
    true_false             True or False
    cloze, short_answer    the words, then each further form that counts as right
    ordering               the steps, in the right order
    matching               `left → right` each, then each right side that has no partner
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from assistant.answer import Citation
from assistant.training.pack import BLANK, FALSE, TRUE, Difficulty, Item
from corpus.blocks import clean_line
from corpus.errors import AssistantError
from corpus.wording import _

RIGHT, PARTNER = "*", " → "
LONGEST = 2_000  # characters of a stem, or of a line
MOST_LINES = 30
_ARROW = re.compile(r" ?(?:→|->|=>) ?")


class ItemError(AssistantError):
    """What was written is no item of its type."""


def answer_lines(item: Item) -> str:
    """The answer of an item as its editor sees it, line by line."""
    key = item.answer
    if item.type == "multiple_choice":
        return "\n".join(f"{RIGHT} {one}" if one == key else one for one in item.options)
    if isinstance(key, str):
        return "\n".join((key, *item.accepted))
    lines = [one if isinstance(one, str) else PARTNER.join(one) for one in key]
    if item.type == "matching":
        taken = {one[1] for one in key if not isinstance(one, str)}
        lines += [one for one in item.options if one not in taken]
    return "\n".join(lines)


def edited(
    item: Item,
    *,
    stem: str | None = None,
    answer: str | None = None,
    difficulty: Difficulty | None = None,
) -> Item:
    """The item with what is given changed; `answer` in lines. Its passages stay, each with the
    step or pair that it settles. Raises ItemError that says what is missing."""
    changed = item if difficulty is None else replace(item, difficulty=difficulty)
    if stem is not None and clean_line(stem) != clean_line(item.stem):
        changed = replace(changed, stem=_short(clean_line(stem)), stem_by="")
        if not changed.stem:
            raise ItemError(_("The item asks nothing: write its question."))
    if item.type == "cloze" and changed.stem.count(BLANK) != 1:
        raise ItemError(_("Leave one gap in the text, written {blank}.").format(blank=BLANK))
    if answer is None or answer.strip() == answer_lines(item).strip():
        return changed
    lines = [_short(line) for one in answer.splitlines() if (line := clean_line(one))]
    if not lines:
        raise ItemError(_("The item has no answer: write one."))
    if len(lines) > MOST_LINES:
        raise ItemError(_("An item may have {most} lines.").format(most=MOST_LINES))
    return _ANSWERED[item.type](changed, lines)


def _choice(item: Item, lines: Sequence[str]) -> Item:
    options = [line.removeprefix(RIGHT).strip() for line in lines]
    right = [one for one, line in zip(options, lines, strict=True) if line.startswith(RIGHT)]
    if len(right) != 1:
        raise ItemError(_("Mark the one option that is right with {mark}.").format(mark=RIGHT))
    if len(options) < 2 or not all(options) or len(_folded(options)) < len(options):
        raise ItemError(_("Give at least two options, none of them twice."))
    return replace(item, options=tuple(options), answer=right[0])


def _true_or_false(item: Item, lines: Sequence[str]) -> Item:
    said = {one.casefold(): one for one in (TRUE, FALSE)}
    found = said.get(lines[0].casefold())
    if found is None or len(lines) > 1:
        raise ItemError(_("Write {true} or {false}.").format(true=TRUE, false=FALSE))
    return replace(item, answer=found)


def _typed(item: Item, lines: Sequence[str]) -> Item:
    return replace(item, answer=lines[0], accepted=tuple(dict.fromkeys(lines[1:])))


def _ordering(item: Item, lines: Sequence[str]) -> Item:
    if len(lines) < 2 or len(_folded(lines)) < len(lines):
        raise ItemError(_("Give at least two steps, none of them twice."))
    places = _places(item, {line: line for line in lines})
    return replace(item, answer=tuple(lines), options=_mixed(item, lines), citations=places)


def _matching(item: Item, lines: Sequence[str]) -> Item:
    halves = [_ARROW.split(line, maxsplit=1) for line in lines]
    pairs = [(half[0].strip(), half[1].strip()) for half in halves if len(half) == 2]
    spare = [half[0] for half in halves if len(half) == 1]
    lefts = [left for left, _right in pairs]
    whole = all(left and right for left, right in pairs)
    if len(pairs) < 2 or not whole or len(_folded(lefts)) < len(lefts):
        raise ItemError(
            _("Give at least two pairs, written “one{arrow}other”, none of them twice.").format(
                arrow=PARTNER
            )
        )
    places = _places(item, dict(pairs))
    rights = list(dict.fromkeys([*(right for _left, right in pairs), *spare]))
    return replace(item, answer=tuple(pairs), options=_mixed(item, rights), citations=places)


_ANSWERED = {
    "multiple_choice": _choice,
    "true_false": _true_or_false,
    "cloze": _typed,
    "short_answer": _typed,
    "ordering": _ordering,
    "matching": _matching,
}


def _places(item: Item, lines: Mapping[str, str]) -> tuple[Citation, ...]:
    """The citations in the new order of the answer: each goes with its step or pair, and what is
    new has that of the line in whose place it stands."""
    if len(item.citations) != len(item.answer):
        return item.citations
    known: dict[str, Citation] = {}
    for one, citation in zip(item.answer, item.citations, strict=True):
        for half in (one,) if isinstance(one, str) else one:
            known.setdefault(half, citation)
    last = len(item.citations) - 1
    return tuple(
        known.get(left) or known.get(right) or item.citations[min(place, last)]
        for place, (left, right) in enumerate(lines.items())
    )


def _mixed(item: Item, lines: Sequence[str]) -> tuple[str, ...]:
    """The lines in an order that tells nothing, the same whenever they are the same."""
    mixed = sorted(lines)
    Random(f"{item.id} {mixed}").shuffle(mixed)
    if len(mixed) > 1 and mixed == list(lines):
        mixed.append(mixed.pop(0))
    return tuple(mixed)


def _folded(lines: Sequence[str]) -> set[str]:
    return {line.casefold() for line in lines}


def _short(line: str) -> str:
    if len(line) > LONGEST:
        raise ItemError(_("A line may have {longest} characters.").format(longest=LONGEST))
    return line
