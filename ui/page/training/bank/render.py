"""The item bank as HTML. Pure functions; what comes from people passes through `_escaped`."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape as _escaped

from assistant.training.bank.overview import STANDING_WORDS, BankRow
from assistant.training.bank.statistics import FEWEST_FOR_DISCRIMINATION, FEWEST_TAKERS
from corpus.wording import _, counted, number, percent
from ui.page.language import other_language_of
from ui.page.training.pack_render import LEVEL_WORDS, TYPE_WORDS

SHOWN = 200  # items that a list shows


def items(rows: Sequence[BankRow], all_of_them: int) -> str:
    """The items of a list, of so many that the bank has."""
    if not all_of_them:
        told = _("The bank is empty. Open a pack and keep its items.")
        return f'<p class="nothing">{told}</p>'
    if not rows:
        return f'<p class="nothing">{_("No item is so.")}</p>'
    heads = (
        _("Item"), _("Type"), _("Topic"), _("Answers"), _("Right"), _("Discrimination"),
    )  # fmt: skip
    head = "".join(f"<th>{name}</th>" for name in heads)
    listed = "".join(_row(row) for row in rows[:SHOWN])
    left = len(rows) - SHOWN
    more = _("And {count} more; filter the list to see them.").format(count=number(left))
    needed = _(
        "The share right is told from {takers} takers on, discrimination from {more}: the "
        "correlation of an item with the others."
    ).format(takers=FEWEST_TAKERS, more=FEWEST_FOR_DISCRIMINATION)
    return (
        f'<p class="about">{counted(len(rows), "item")}. {needed}</p>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{_("Item bank")}">'
        f'<table class="library"><thead><tr>{head}</tr></thead><tbody>{listed}</tbody></table>'
        f"</div>{f'<p>{more}</p>' if left > 0 else ''}"
    )


def _row(row: BankRow) -> str:
    kept, found = row.kept, row.statistics
    none = "–"
    cells = {
        _("Type"): f"{_(TYPE_WORDS[kept.item.type])} · {_(LEVEL_WORDS[kept.item.difficulty])}",
        _("Topic"): " · ".join(filter(None, (kept.topic, kept.outcome))),
        _("Answers"): number(found.takers),
        _("Right"): none if found.share is None else percent(found.share),
        _("Discrimination"): none
        if found.discrimination is None
        else number(found.discrimination, 2),
    }
    listed = "".join(
        f'<td data-head="{head}">{_escaped(value)}</td>' for head, value in cells.items()
    )
    wrong = "".join(f'<span class="weak">{_escaped(one)}</span>' for one in problems(row))
    return (
        f'<tr><td data-head="{_("Item")}"><button type="button" class="title"'
        f' data-training="bank" data-id="{_escaped(kept.id)}"'
        f"{other_language_of(kept.item.stem)}>{_escaped(kept.item.stem)}</button>{wrong}</td>"
        f"{listed}</tr>"
    )


def problems(row: BankRow) -> list[str]:
    """What is wrong with an item, in words."""
    stale = [_(STANDING_WORDS[row.standing])] if row.standing != "stands" else []
    return [*stale, *row.weak, *map(_, row.flaws)]
