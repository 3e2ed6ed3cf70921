"""Items of the bank as lines of the terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from corpus.wording import _, counted, number, percent

if TYPE_CHECKING:
    from assistant.training.bank.bank_file import BankItem
    from assistant.training.bank.overview import BankRow


def told(row: BankRow) -> dict[str, Any]:
    """An item with its results, for other programs."""
    kept, found = row.kept, row.statistics
    return {
        **kept.item.to_dict(),
        "id": kept.id,
        "version": kept.version,
        "topic": kept.topic,
        "outcome": kept.outcome,
        "retired": kept.retired,
        "standing": row.standing,
        "takers": found.takers,
        "share_right": found.share,
        "discrimination": found.discrimination,
        "weak": list(row.weak),
        "flaws": list(row.flaws),
    }


def row_line(row: BankRow) -> str:
    """`id  type  difficulty  topic  stem  (what is to be known of it)`."""
    item, kept = row.kept.item, row.kept
    facts = ", ".join([results(row), *problems(row)])
    return f"{kept.id}  {item.type}  {item.difficulty}  {kept.topic}  {item.stem}  ({facts})"


def results(row: BankRow) -> str:
    """`12 answers, 75% right, discrimination 0.31`, as far as there are enough."""
    from assistant.training.bank.statistics import FEWEST_FOR_DISCRIMINATION, FEWEST_TAKERS

    found = row.statistics
    parts = [counted(found.takers, "answer")]
    if found.share is None:
        parts.append(_("results from {count} on").format(count=FEWEST_TAKERS))
        return ", ".join(parts)
    parts.append(_("{share} right").format(share=percent(found.share)))
    if found.discrimination is not None:
        told = _("discrimination {value}").format(value=number(found.discrimination, 2))
    else:
        told = _("discrimination from {count} on").format(count=FEWEST_FOR_DISCRIMINATION)
    return ", ".join([*parts, told])


def problems(row: BankRow) -> list[str]:
    """What is wrong with an item, in words."""
    from assistant.training.bank.overview import STANDING_WORDS

    stale = [_(STANDING_WORDS[row.standing])] if row.standing != "stands" else []
    retired = [_("retired")] if row.kept.retired else []
    return [*retired, *stale, *row.weak, *map(_, row.flaws)]


def item_lines(row: BankRow, history: Sequence[BankItem]) -> str:
    """An item in full, with what it was before."""
    from assistant.training.quiz.editing import answer_lines
    from ui.terminal.answer_lines import columns

    kept, item = row.kept, row.kept.item
    facts = {
        _("Topic"): kept.topic,
        _("Learning outcome"): kept.outcome,
        _("Type"): item.type,
        _("Difficulty"): item.difficulty,
        _("Results"): results(row),
        _("To look at"): "; ".join(problems(row)),
    }
    passages = [
        f"“{one.quote}” ({', '.join(filter(None, (one.source, columns(one))))})"
        for one in dict.fromkeys(item.citations)
    ]
    before = [
        f"{one.version}  {one.at}  {one.item.stem}" + (f"  ({_('retired')})" if one.retired else "")
        for one in history
    ]
    return "\n".join(
        [
            item.stem,
            answer_lines(item),
            "",
            *(f"{name}: {value}" for name, value in facts.items() if value),
            *passages,
            "",
            *before,
        ]
    )
