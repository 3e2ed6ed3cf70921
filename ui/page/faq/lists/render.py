"""A list of questions on its way into the FAQ, as HTML: what was read, how far it is answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape as _escaped

from assistant.faq.keeping.records import Added
from assistant.faq.lists.question_list import ListRow, QuestionList
from assistant.faq.matching.duplicates import Alike
from corpus.wording import _, counted, number
from ui.page.ask.render import FACT_SHOWN, shortened
from ui.page.faq.entry_render import cell, more
from ui.page.faq.lists.saved_builds import Work
from ui.page.language import other_language_of

QUESTION_SHOWN = 400
NOTES_SHOWN = 12


def preview(
    source: str,
    read: QuestionList,
    groups: Sequence[Sequence[int]],
    apart: Collection[int],
    shown: int,
) -> str:
    """What was read from `source`: each question with those that are merged into it.

    `groups` are places in `read.rows`; those in `apart` were taken out of the group they were in.
    """
    merged = len(read.rows) - len(groups)
    questions = counted(len(read.rows), "question")
    facts = [_("{questions} read from {name}").format(questions=questions, name=source)]
    if merged:
        told = _("{count} merged into others, {rest} to be answered")
        facts.append(told.format(count=number(merged), rest=number(len(groups))))
    if read.question_column:
        facts.append(_("question column: {name}").format(name=read.question_column))
    if read.columns:
        columns = shortened(", ".join(read.columns), FACT_SHOWN)
        facts.append(_("carried through: {columns}").format(columns=columns))
    listed = "".join(f"<li>{_escaped(note)}</li>" for note in read.notes[:NOTES_SHOWN])
    notes = f'<ul class="notes">{listed}</ul>' if listed else ""
    rows = "".join(_preview_row(read.rows, group, apart) for group in groups[:shown])
    return (
        f'<h3 tabindex="-1">{_("What was read")}</h3><p class="count" role="status">'
        f"{_escaped(' · '.join(facts))}</p>{notes}"
        '<div class="scroll" tabindex="0" role="region"'
        f' aria-label="{_("Questions that were read")}"><table class="library"><thead><tr>'
        f"<th>{_('Row')}</th><th>{_('Question')}</th><th>{_('Topic')}</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
        f"{more(len(groups) - shown, 'question', 'rows')}"
    )


def alike(
    rows: Sequence[ListRow], pairs: Sequence[Alike], *, decided: int = 0, is_open: bool = False
) -> str:
    """Pairs that may ask the same, likeliest first: the first is to be decided by a key or a
    button, those after it are listed. Closed until one was `decided`, unless it is to be open."""
    if not pairs and not decided:
        return ""
    head = _("{pairs} may ask the same").format(pairs=counted(len(pairs), "pair"))
    told = _("They were not merged, since a doubt is left. The likeliest stands first.")
    keys = _("Keys: Y merges, N keeps apart, S puts off, Z takes the last one back.")
    rest = "".join(f"<li>{_two(rows, pair)}</li>" for pair in pairs[1:])
    others = f"<details><summary>{_('Those after it')}</summary><ul>{rest}</ul></details>"
    undo = ""
    if decided:
        words = _("Take the last one back")
        undo = _verdict("faq_undecide", "", "z", words)
    return (
        f'<details class="alike"{" open" if decided or is_open else ""}>'
        f"<summary>{head}</summary><p>{told} {keys}</p>"
        f"{_pair(rows, pairs[0]) if pairs else ''}"
        f'<div class="actions">{undo}</div>{others if rest else ""}</details>'
    )


def _pair(rows: Sequence[ListRow], pair: Alike) -> str:
    places = f' data-place="{pair.one}" data-other="{pair.other}"'
    buttons = "".join(
        _verdict("faq_decide", f'{places} data-said="{said}"', key, words)
        for said, key, words in (
            ("same", "y", _("The same: merge")),
            ("other", "n", _("Not the same")),
            ("later", "s", _("Not now")),
        )
    )
    return (
        f'<div class="open-pair" tabindex="-1" role="group" aria-label="{_("Pair to decide")}">'
        f'<p>{_two(rows, pair)}</p><div class="actions">{buttons}</div></div>'
    )


def _two(rows: Sequence[ListRow], pair: Alike) -> str:
    told = (
        f'<span class="asked">{_("row {row}:").format(row=number(rows[at].line))}</span> '
        f"<span{other_language_of(rows[at].question)}>"
        f"{_escaped(shortened(rows[at].question, QUESTION_SHOWN))}</span>"
        for at in (pair.one, pair.other)
    )
    return f"<span>{'<br>'.join(told)}</span>"


def _verdict(event: str, data: str, key: str, words: str) -> str:
    return (
        f'<button type="button" class="quiet" data-faq="{event.removeprefix("faq_")}"{data}'
        f' data-key="{key}" aria-keyshortcuts="{key}">{words} <kbd>{key.upper()}</kbd></button>'
    )


def _preview_row(rows: Sequence[ListRow], group: Sequence[int], apart: Collection[int]) -> str:
    first, *others = group
    row = rows[first]
    merged = "".join(_merged(rows[place], place) for place in others)
    undo = ""
    if first in apart:
        undo = _toggle(first, "merge", _("Merge again"), row.question)
    topic = next((rows[place].topic for place in group if rows[place].topic), "")
    return (
        f'<tr><td data-head="{_("Row")}" class="figure">{number(row.line)}</td>'
        f'<td data-head="{_("Question")}">'
        f'<span class="asked-as"{other_language_of(row.question)}>'
        f"{_escaped(shortened(row.question, QUESTION_SHOWN))}</span> {undo}"
        f"{f'<ul class=merged>{merged}</ul>' if merged else ''}</td>"
        f"{cell(_('Topic'), shortened(topic, FACT_SHOWN))}</tr>"
    )


def _merged(row: ListRow, place: int) -> str:
    words = _escaped(shortened(row.question, QUESTION_SHOWN))
    told = _("merged, row {row}:").format(row=number(row.line))
    return (
        f'<li><span><span class="asked">{told}</span> {words}</span> '
        f"{_toggle(place, 'apart', _('Keep apart'), row.question)}</li>"
    )


def _toggle(place: int, action: str, words: str, question: str) -> str:
    label = _escaped(f"{words}: {shortened(question, FACT_SHOWN)}")
    return (
        f'<button type="button" class="quiet" data-faq="{action}" data-place="{place}"'
        f' aria-label="{label}">{words}</button>'
    )


# Work that takes its time


def stopped_works(works: Sequence[Work], revision: int) -> str:
    """The lists that were begun and not finished, each to go on with or to forget."""
    rows = "".join(_stopped_work(work, revision) for work in works)
    return f'<ul class="works" aria-label="{_("Lists not finished")}">{rows}</ul>' if rows else ""


def _stopped_work(work: Work, revision: int) -> str:
    title, name = _escaped(work.title), _escaped(work.name)
    anew = ""
    if work.revision not in (None, revision):
        anew = " " + _("The documents have changed since, so it will begin anew.")
    told = _("“{title}” was stopped at {done} of {all}.").format(
        title=f"<strong>{title}</strong>", done=number(work.done), all=number(work.total)
    )
    go_on = _escaped(_("Go on with {title}").format(title=work.title))
    forget = _escaped(_("Forget {title}").format(title=work.title))
    lost = _("Its {count} answers are lost then.").format(count=number(work.done))
    return (
        f"<li><p>{told}{anew}"
        f'</p><div class="actions"><button type="button" class="main" data-faq="go"'
        f' data-name="{name}" aria-label="{go_on}">{_("Go on")}</button>'
        f"<details><summary>{_('Forget')}</summary><p>{lost}</p>"
        f'<button type="button" class="danger" data-faq="forget" data-name="{name}"'
        f' aria-label="{forget}">{_("Forget it")}</button></details></div></li>'
    )


def built(title: str, added: Added, counts: Sequence[tuple[str, int]]) -> str:
    """What became of a list that is answered."""
    ids = sum(map(len, (added.new, added.changed, added.unchanged, added.kept)))
    told = ", ".join(f"{number(count)} {word.lower()}" for word, count in counts if count)
    done = _("“{title}” is done: {entries}, {statuses}.")
    lines = [done.format(title=title, entries=counted(ids, "entry"), statuses=told)]
    if added.new:
        lines.append(_("{count} are new, as drafts.").format(count=number(len(added.new))))
    if added.changed or added.unchanged:
        known = len(added.changed) + len(added.unchanged)
        line = _("{count} were there as drafts, {changed} with a new answer.")
        lines.append(line.format(count=number(known), changed=number(len(added.changed))))
    if added.kept:
        line = _("{count} were left as they are, since people have worked on them.")
        lines.append(line.format(count=number(len(added.kept))))
    if added.renamed:
        line = _("{count} got another id, theirs being another question's.")
        lines.append(line.format(count=number(len(added.renamed))))
    return (
        f'<div class="done" role="status"><p>{_escaped(" ".join(lines))}</p><button type="button"'
        ' class="quiet" data-faq="review">' + _("Review them") + "</button></div>"
    )
