"""Practice as HTML: an item to answer, what came of it, and how far someone is. Pure functions.

A form names its fields by their place, `part-0`, `part-1`; what they hold is the place of an
option, or the words that were typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape as _escaped

from assistant.training.pack import Item
from assistant.training.practice.practice import Progress
from assistant.training.practice.scoring import Mark
from corpus.wording import _, counted, number, percent, readable_date
from ui.page.language import other_language_of
from ui.page.training import sources as training_sources
from ui.page.training.pack_render import TYPE_WORDS


def question(item: Item, number: int, place: int, of: int, retry: bool) -> str:
    """An item as a form; `number` makes every asking new to the page."""
    kind = _(TYPE_WORDS[item.type]) + (f" · {_('once more')}" if retry else "")
    told = _("Item {number} of {all}").format(number=place, all=of)
    return (
        f'<p class="kind">{told} · {_escaped(kind)}</p>'
        f'<form class="practice" data-number="{number}" autocomplete="off">'
        f"{_fields(item, number)}"
        f'<div class="actions"><button type="submit" class="main">{_("Check")}</button></div>'
        "</form>"
    )


def _fields(item: Item, number: int) -> str:
    stem, spoken = _escaped(item.stem), other_language_of(item.stem)
    if item.type in ("multiple_choice", "true_false"):
        radios = "".join(
            f'<label class="choice"><input type="radio" name="part-0" value="{place}" required>'
            f"<span>{_escaped(option)}</span></label>"
            for place, option in enumerate(item.options)
        )
        return f"<fieldset{spoken}><legend>{stem}</legend>{radios}</fieldset>"
    if isinstance(item.answer, str):
        return (
            f'<fieldset><legend class="unseen">{_("Your answer")}</legend><label class="typed">'
            f'<span class="stem"{spoken}>{stem}</span><input type="text" name="part-0" required'
            f' maxlength="400" id="answer-{number}" spellcheck="false"></label></fieldset>'
        )
    if item.type == "ordering":
        names: Sequence[str] = item.options
        choices = [str(place) for place in range(1, len(item.options) + 1)]
        hint = _("Give each its place, 1 for the first.")
    else:
        names, choices = lefts(item), list(item.options)
        hint = _("Choose what belongs to each.")
    options = '<option value="">–</option>' + "".join(
        f'<option value="{place}">{_escaped(choice)}</option>'
        for place, choice in enumerate(choices)
    )
    rows = "".join(
        f'<label class="pair {item.type}"><span>{_escaped(name)}</span>'
        f'<select name="part-{place}" required>{options}</select></label>'
        for place, name in enumerate(names)
    )
    return f'<fieldset><legend{spoken}>{stem}</legend><p class="hint">{hint}</p>{rows}</fieldset>'


def lefts(item: Item) -> list[str]:
    """What the sides of a matching item are to be found for."""
    return [one[0] for one in item.answer if not isinstance(one, str)]


def feedback(item: Item, mark: Mark, due: str, last: bool) -> str:
    """What an answer was worth, the right one, and the passages that say so."""
    style = "right" if mark.right else ("partly" if mark.share else "wrong")
    words = {
        "right": _("Right."),
        "partly": _("Partly right: {share}.").format(share=percent(mark.share)),
        "wrong": _("Not right."),
    }[style]
    passages = "".join(
        training_sources.card(citation) for citation in dict.fromkeys(item.citations)
    )
    onward = _("See the score") if last else _("Next")
    return (
        f'<section class="feedback {style}" tabindex="-1"><h3>{words}</h3>{_expected(item, mark)}'
        f'{passages}<p class="asked">{_escaped(due)}</p><div class="actions">'
        f'<button type="button" class="main" data-practice="next">{onward}</button></div></section>'
    )


def _expected(item: Item, mark: Mark) -> str:
    if isinstance(item.answer, str):
        told = _("The answer is {answer}.") if mark.right else _("The right answer is {answer}.")
        return f"<p>{told.format(answer=f'<strong>{_escaped(mark.expected)}</strong>')}</p>"
    tag = "ol" if item.type == "ordering" else "ul"
    rows = "".join(
        f"<li>{_escaped(one)}</li>"
        if isinstance(one, str)
        else f"<li>{_escaped(one[0])} – <strong>{_escaped(one[1])}</strong></li>"
        for one in item.answer
    )
    return f'<p>{_("The right answer:")}</p><{tag} class="options">{rows}</{tag}>'


def score(marks: Sequence[tuple[Item, Mark]], due: str, retry: bool) -> str:
    """The score of a round by section, what to do about it, and when what is due."""
    right = sum(mark.right for _, mark in marks)
    sections: dict[str, list[Mark]] = {}
    for item, mark in marks:
        sections.setdefault(item.section or _("Other"), []).append(mark)
    rows = "".join(
        f'<tr><td data-head="{_("Section")}">{_escaped(section)}</td>'
        f'<td data-head="{_("Right")}" class="figure">'
        f"{_of(sum(one.right for one in got), len(got))}</td>"
        f'<td data-head="{_("Share")}" class="figure">{_share(got)}</td></tr>'
        for section, got in sections.items()
    )
    wrong = len(marks) - right
    again = ""
    if wrong:
        again = (
            f'<button type="button" class="main" data-practice="retry">'
            f"{_('Retry what was wrong')} ({wrong})</button>"
        )
    title = _("After the retry") if retry else _("Your score")
    told = _("{right} of {all} right").format(right=right, all=len(marks))
    return (
        f'<section class="score" tabindex="-1"><h3>{title}: {told}</h3>'
        '<div class="scroll" tabindex="0" role="region"'
        f' aria-label="{_("Score by section")}"><table><thead><tr>'
        f"<th>{_('Section')}</th><th>{_('Right')}</th><th>{_('Share')}</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div><p>{_escaped(due)}</p>"
        f'<div class="actions">{again}<button type="button" data-practice="end">'
        f"{_('Done')}</button>"
        "</div></section>"
    )


def _share(marks: Sequence[Mark]) -> str:
    return percent(sum(mark.share for mark in marks) / len(marks))


def _of(some: int, all_: int) -> str:
    return _("{number} of {all}").format(number=number(some), all=number(all_))


def standing(progress: Sequence[Progress], due: str) -> str:
    """How far someone is with a pack, by section, and what is due."""
    rows = "".join(
        f'<tr><td data-head="{_("Section")}">{_escaped(one.section or _("Other"))}</td>'
        f'<td data-head="{_("Answered")}" class="figure">{_of(one.answered, one.items)}</td>'
        f'<td data-head="{_("Right at last")}" class="figure">{one.right}</td>'
        f'<td data-head="{_("Due")}" class="figure">{one.due}</td></tr>'
        for one in progress
    )
    return (
        f'<p class="count" role="status">{_escaped(due)}</p>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{_("Where you are")}">'
        f"<table><thead><tr><th>{_('Section')}</th><th>{_('Answered')}</th>"
        f"<th>{_('Right at last')}</th><th>{_('Due')}</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def due(schedule: Mapping[str, datetime], waiting: int, now: datetime) -> str:
    """How many items are due, and when the next ones are."""
    told = _("{items} due now.").format(items=counted(waiting, "item"))
    told = told if waiting else _("Nothing is due now.")
    days = Counter(at.astimezone().date() for at in schedule.values() if at > now)
    if not days:
        return told
    parts = [
        _("{count} on {date}").format(count=count, date=readable_date(day.isoformat()))
        for day, count in sorted(days.items())
    ]
    listed = ", ".join(parts[:5]) + (", …" if len(parts) > 5 else "")
    return f"{told} {_('Due later: {items}.').format(items=listed)}"


def due_again(at: datetime, right: bool) -> str:
    """When one item is due again."""
    if not right:
        return _("It comes first the next time.")
    day = readable_date(at.astimezone().date().isoformat())
    return _("Due again on {date}.").format(date=day)
