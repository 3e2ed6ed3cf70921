"""What every list of questions gets, whatever its format: ids, and notes of what was changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, count

from assistant.faq.lists.grid import RawQuestion, listed
from corpus.blocks import clean_line
from corpus.errors import AssistantError
from corpus.wording import _, number

MOST_QUESTION_CHARACTERS = 1_000
MOST_CELL_CHARACTERS = 32_767  # what a spreadsheet's cell can hold
MOST_ID_CHARACTERS = 100
SHOWN = 5  # ids given twice that a message names
FORMULA = re.compile(r"=\s*[\w({\"'@+-]")


def ids_of(found: Sequence[RawQuestion], name: str, unit: str) -> tuple[list[str], list[str]]:
    """The ids in order, made where there are none, and a note of that.

    Raises AssistantError where an id is too long, or stands there twice.
    """
    given = [clean_line(one.id) for one in found]
    first: dict[str, int] = {}
    twice: list[str] = []
    for identifier, one in zip(given, found, strict=True):
        if len(identifier) > MOST_ID_CHARACTERS:
            raise AssistantError(
                _(
                    "{name} has an id of {count} characters in {unit} {line}; an id may have "
                    "{most_id_characters}."
                ).format(
                    name=name,
                    count=number(len(identifier)),
                    unit=_(unit),
                    line=one.line,
                    most_id_characters=MOST_ID_CHARACTERS,
                )
            )
        if identifier and identifier in first:
            twice.append(f"“{identifier}” in {unit}s {first[identifier]} and {one.line}")
        elif identifier:
            first[identifier] = one.line
    if twice:
        rest = len(twice) - SHOWN
        more = "; " + _("and {count} more").format(count=rest) if rest > 0 else ""
        raise AssistantError(
            _(
                "{name} gives the same id twice: {names}{more}. Give each question an id "
                "of its own, or none."
            ).format(name=name, names="; ".join(twice[:SHOWN]), more=more)
        )
    made = [one.line for one, identifier in zip(found, given, strict=True) if not identifier]
    used = set(first)
    ids: list[str] = []
    for place, identifier in enumerate(given, start=1):
        candidates = chain([identifier or f"q{place}"], (f"q{place}-{n}" for n in count(2)))
        ids.append(identifier or next(one for one in candidates if one not in used))
    if not made:
        return ids, []
    if len(made) == len(found):
        return ids, [_("No ids are given; the questions are numbered q1, q2 and so on.")]
    return ids, [
        _("{lines}: without an id, and named by the place in the list (q…).").format(
            lines=listed(unit, made)
        )
    ]


def notes_on(
    kept: Sequence[tuple[RawQuestion, str]], unasked: Sequence[int], unit: str
) -> list[str]:
    """What was skipped, shortened or carried without being worked out, a sentence each."""
    notes = (
        [_("{lines}: skipped, having no question.").format(lines=listed(unit, unasked))]
        if unasked
        else []
    )
    long = [found.line for found, question in kept if len(question) > MOST_QUESTION_CHARACTERS]
    if long:
        notes.append(
            _("{lines}: the question was cut to {count} characters.").format(
                lines=listed(unit, long), count=number(MOST_QUESTION_CHARACTERS)
            )
        )
    wide = [
        found.line
        for found, _ in kept
        if any(len(text) > MOST_CELL_CHARACTERS for text in found.columns.values())
    ]
    if wide:
        notes.append(
            _("{lines}: a cell was cut to {count} characters.").format(
                lines=listed(unit, wide), count=number(MOST_CELL_CHARACTERS)
            )
        )
    formulas = [
        found.line
        for found, question in kept
        if any(FORMULA.match(text) for text in (question, *found.columns.values()))
    ]
    if formulas:
        notes.append(
            _("{lines}: a formula is carried as its text and was not worked out.").format(
                lines=listed(unit, formulas)
            )
        )
    return notes
