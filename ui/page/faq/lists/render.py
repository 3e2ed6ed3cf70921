"""A list of questions on its way into the FAQ, as HTML: what was read, how far it is answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape as _escaped

from assistant.faq.keeping.records import Added
from assistant.faq.lists.question_list import ListRow, QuestionList
from assistant.faq.matching.duplicates import Alike
from ui.page.ask.render import FACT_SHOWN, counted, shortened
from ui.page.faq.entry_render import cell, entries_counted, more
from ui.page.faq.lists.saved_builds import Work

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
    facts = [f"{counted(len(read.rows), 'question')} read from {source}"]
    if merged:
        facts.append(f"{merged:,} merged into others, {len(groups):,} to be answered")
    if read.question_column:
        facts.append(f"question column: {read.question_column}")
    if read.columns:
        facts.append(f"carried through: {shortened(', '.join(read.columns), FACT_SHOWN)}")
    listed = "".join(f"<li>{_escaped(note)}</li>" for note in read.notes[:NOTES_SHOWN])
    notes = f'<ul class="notes">{listed}</ul>' if listed else ""
    rows = "".join(_preview_row(read.rows, group, apart) for group in groups[:shown])
    return (
        f'<h3 tabindex="-1">What was read</h3><p class="count" role="status">'
        f"{_escaped(' · '.join(facts))}</p>{notes}"
        '<div class="scroll" tabindex="0" role="region" aria-label="Questions that were read">'
        '<table class="library"><thead><tr><th>Row</th><th>Question</th><th>Topic</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
        f"{more(len(groups) - shown, 'questions', 'rows')}"
    )


def alike(rows: Sequence[ListRow], pairs: Sequence[Alike], *, opened: bool = False) -> str:
    """Pairs that may ask the same, each with a button that merges it; closed until `opened`."""
    if not pairs:
        return ""
    listed = "".join(_pair(rows, pair) for pair in pairs)
    return (
        f'<details class="alike"{" open" if opened else ""}>'
        f"<summary>{counted(len(pairs), 'pair')} may ask the same"
        "</summary><p>They were not merged, since their words leave a doubt. Merge those that do "
        f"ask the same.</p><ul>{listed}</ul></details>"
    )


def _pair(rows: Sequence[ListRow], pair: Alike) -> str:
    one, other = (shortened(rows[at].question, QUESTION_SHOWN) for at in (pair.one, pair.other))
    label = _escaped(f"Merge: {shortened(other, FACT_SHOWN)} into: {shortened(one, FACT_SHOWN)}")
    return (
        f'<li><span><span class="asked">row {rows[pair.one].line:,}:</span> {_escaped(one)}<br>'
        f'<span class="asked">row {rows[pair.other].line:,}:</span> {_escaped(other)}</span> '
        f'<button type="button" class="quiet" data-faq="join" data-place="{pair.one}"'
        f' data-other="{pair.other}" aria-label="{label}">Merge</button></li>'
    )


def _preview_row(rows: Sequence[ListRow], group: Sequence[int], apart: Collection[int]) -> str:
    first, *others = group
    row = rows[first]
    merged = "".join(_merged(rows[place], place) for place in others)
    undo = ""
    if first in apart:
        undo = _toggle(first, "merge", "Merge again", row.question)
    topic = next((rows[place].topic for place in group if rows[place].topic), "")
    return (
        f'<tr><td data-head="Row" class="figure">{row.line:,}</td><td data-head="Question">'
        f'<span class="asked-as">{_escaped(shortened(row.question, QUESTION_SHOWN))}</span> {undo}'
        f"{f'<ul class=merged>{merged}</ul>' if merged else ''}</td>"
        f"{cell('Topic', shortened(topic, FACT_SHOWN))}</tr>"
    )


def _merged(row: ListRow, place: int) -> str:
    words = _escaped(shortened(row.question, QUESTION_SHOWN))
    return (
        f'<li><span><span class="asked">merged, row {row.line:,}:</span> {words}</span> '
        f"{_toggle(place, 'apart', 'Keep apart', row.question)}</li>"
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
    return f'<ul class="works" aria-label="Lists not finished">{rows}</ul>' if rows else ""


def _stopped_work(work: Work, revision: int) -> str:
    title, name = _escaped(work.title), _escaped(work.name)
    anew = ""
    if work.revision not in (None, revision):
        anew = " The documents have changed since, so it will begin anew."
    return (
        f"<li><p>“<strong>{title}</strong>” was stopped at {work.done:,} of {work.total:,}.{anew}"
        f'</p><div class="actions"><button type="button" class="main" data-faq="go"'
        f' data-name="{name}" aria-label="Go on with {title}">Go on</button>'
        f"<details><summary>Forget</summary><p>Its {work.done:,} answers are lost then.</p>"
        f'<button type="button" class="danger" data-faq="forget" data-name="{name}"'
        f' aria-label="Forget {title}">Forget it</button></details></div></li>'
    )


def built(title: str, added: Added, counts: Sequence[tuple[str, int]]) -> str:
    """What became of a list that is answered."""
    ids = sum(map(len, (added.new, added.changed, added.unchanged, added.kept)))
    told = ", ".join(f"{count:,} {word.lower()}" for word, count in counts if count)
    lines = [f"“{title}” is done: {entries_counted(ids)}, {told}."]
    if added.new:
        lines.append(f"{len(added.new):,} are new, as drafts.")
    if added.changed or added.unchanged:
        known = len(added.changed) + len(added.unchanged)
        lines.append(f"{known:,} were there as drafts, {len(added.changed):,} with a new answer.")
    if added.kept:
        lines.append(
            f"{len(added.kept):,} were left as they are, since people have worked on them."
        )
    if added.renamed:
        lines.append(f"{len(added.renamed):,} got another id, theirs being another question's.")
    return (
        f'<div class="done" role="status"><p>{_escaped(" ".join(lines))}</p><button type="button"'
        ' class="quiet" data-faq="review">Review them</button></div>'
    )
