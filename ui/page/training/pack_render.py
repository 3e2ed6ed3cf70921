"""Packs as HTML: the list, and one pack with all its parts. Pure functions.

Everything that comes from a document or a person passes through `_escaped`. Buttons with
`data-training` are picked up by `training.js`, links by the source panel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape as _escaped

from assistant.language_model.marks import worded_by
from assistant.training.pack import (
    Actor,
    Difficulty,
    Event,
    GlossaryTerm,
    Item,
    ItemType,
    Pack,
    Quoted,
    Section,
)
from assistant.training.quiz.criteria.rubric import broken
from assistant.training.saved_packs import Kept
from corpus.wording import _, counted, later, number, readable_date
from ui.page.language import other_language_of
from ui.page.training import sources as training_sources

TYPE_WORDS: dict[ItemType, str] = {
    "multiple_choice": later("Multiple choice"),
    "cloze": later("Fill the gap"),
    "true_false": later("True or false"),
    "matching": later("Matching"),
    "ordering": later("Ordering"),
    "short_answer": later("Short answer"),
}
KIND_WORDS = {
    "person": later("Person"),
    "office": later("Office"),
    "organisation": later("Organisation"),
    "country": later("Country"),
}
LEVEL_WORDS: dict[Difficulty, str] = {
    "easy": later("easy"),
    "medium": later("medium"),
    "hard": later("hard"),
}
REJECTED_SHOWN = 100
PARTS = {
    "briefing": later("Briefing"),
    "timeline": later("Timeline"),
    "glossary": later("Glossary"),
    "actors": later("Who is who"),
    "questions": later("Likely questions"),
    "quiz": later("Quiz"),
    "gaps": later("Gaps"),
    "rejected": later("Rejected"),
    "sources": later("Sources"),
}


def intro() -> str:
    """The heading of the tab."""
    told = _(
        "A briefing to hand out, questions to test what was learnt, and the passage behind every"
        " answer."
    )
    return f'<section class="intro"><h2>{_("Training")}</h2><p>{told}</p></section>'


def packs(kept: Sequence[Kept]) -> str:
    """The kept packs, each to be opened; and why one cannot be read."""
    if not kept:
        return f'<p class="nothing">{_("There are no packs yet. Begin with “Build”.")}</p>'
    unread = "".join(
        f'<p class="notice">{_escaped(one.problem)}</p>' for one in kept if one.pack is None
    )
    rows = "".join(_pack_row(one.name, one.pack) for one in kept if one.pack is not None)
    if not rows:
        return unread
    heads = (_("Topic"), _("Form"), _("Items"), _("Documents"), _("Library of"))
    head = "".join(f"<th>{name}</th>" for name in heads)
    return (
        f'{unread}<div class="scroll" tabindex="0" role="region" aria-label="{_("Packs")}">'
        f'<table class="library"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _pack_row(name: str, pack: Pack) -> str:
    about = " · ".join(filter(None, (pack.audience, name)))
    cells = {
        _("Form"): pack.form,
        _("Items"): number(len(pack.items)),
        _("Documents"): number(len(pack.sources)),
        _("Library of"): readable_date(pack.date),
    }
    listed = "".join(
        f'<td data-head="{head}" class="day">{_escaped(value)}</td>'
        for head, value in cells.items()
    )
    return (
        f'<tr><td data-head="{_("Topic")}"><button type="button" class="title"'
        f' data-training="open" data-name="{_escaped(name)}"{other_language_of(pack.topic)}>'
        f"{_escaped(pack.topic)}</button>"
        f'<span class="file">{_escaped(about)}</span></td>{listed}</tr>'
    )


# One pack


def bar(name: str, pack: Pack) -> str:
    """The way back, the button that deletes the pack, what it is, and what it falls short of."""
    facts = [
        _("Form {form}").format(form=pack.form),
        counted(pack.pages, "page"),
        counted(len(pack.items), "item"),
        counted(len(pack.sources), "document"),
        _("library of {date}").format(date=readable_date(pack.date)),
        _("revision {number}").format(number=number(pack.revision)),
    ]
    listed = "".join(f"<span>{_escaped(fact)}</span>" for fact in facts)
    meant = _("For: {audience}").format(audience=pack.audience)
    audience = f"<p>{_escaped(meant)}</p>" if pack.audience else ""
    notes = "".join(f'<p class="warning">{_escaped(note)}</p>' for note in pack.notes)
    return (
        '<div class="entry-bar"><button type="button" class="quiet" data-training="back">'
        f'<span aria-hidden="true">‹ </span>{_("All packs")}</button><details class="delete">'
        f"<summary>{_('Delete')}</summary>"
        f"<p>{_('The pack goes; what people have answered stays.')}</p>"
        f'<button type="button" class="quiet" data-training="delete" data-name="{_escaped(name)}">'
        f"{_('Delete this pack')}</button></details></div>"
        f'<h2 tabindex="-1" class="pack-topic"{other_language_of(pack.topic)}>'
        f"{_escaped(pack.topic)}</h2>{audience}"
        f'<p class="facts">{listed}</p>{notes}'
    )


def head(pack: Pack) -> str:
    """Links to the parts of a pack, and those before the quiz."""
    links = "".join(
        f'<li><a href="#pack-{key}">{_(words)}</a></li>'
        for key, words in PARTS.items()
        if getattr(pack, "items" if key == "quiz" else key)
    )
    return (
        f'<nav aria-label="{_("Parts of the pack")}"><ul class="contents">{links}</ul></nav>'
        f"{_part('briefing', ''.join(map(_section, pack.briefing)))}"
        f"{_part('timeline', _list('ol', map(_event, pack.timeline), 'events'))}"
        f"{_part('glossary', _list('dl', map(_term, pack.glossary)))}"
        f"{_part('actors', _list('dl', map(_actor, pack.actors)))}"
        f"{_part('questions', _questions(pack))}"
    )


def quiz(pack: Pack) -> str:
    """The items, each with its key, its passages, and buttons to drop or replace it."""
    if not pack.items:
        return _part("quiz", f'<p class="nothing">{_("No item is left in this quiz.")}</p>')
    items = (_item(number, item) for number, item in enumerate(pack.items, start=1))
    keep = (
        '<div class="actions"><button type="button" data-training="keep">'
        f"{_('Keep these items in the bank')}</button></div>"
    )
    return _part("quiz", keep + _list("ol", items, "items"))


def rest(pack: Pack) -> str:
    """What stands after the quiz: the gaps, what was rejected, and the sources."""
    gaps = (
        f"<li><strong>{_escaped(one.text)}</strong> {_escaped(one.reason)}</li>"
        for one in pack.gaps
    )
    rejected = (
        f"<li>{_escaped(one.stem)} <span>{_escaped(one.reason)}</span></li>"
        for one in pack.rejected[:REJECTED_SHOWN]
    )
    left = len(pack.rejected) - REJECTED_SHOWN
    told = _("And {count} more, which the files list.").format(count=number(left))
    more = f"<p>{told}</p>" if left > 0 else ""
    sources = (
        f'<li value="{one.number}"><a href="#doc-{_escaped(one.document_id)}">'
        f"{_escaped(one.title or one.source)}</a> <span>"
        f"{_escaped(' · '.join(filter(None, (one.publisher, readable_date(one.date)))))}"
        "</span></li>"
        for one in pack.sources
    )
    return (
        f"{_part('gaps', _list('ul', gaps, 'reasons'))}"
        f"{_part('rejected', _list('ul', rejected, 'reasons') + more)}"
        f"{_part('sources', _list('ol', sources, 'reasons'))}"
    )


def _part(key: str, inside: str) -> str:
    if not inside:
        return ""
    heading = f'<h3 tabindex="-1">{_(PARTS[key])}</h3>'
    return f'<section class="part" id="pack-{key}">{heading}{inside}</section>'


def _list(tag: str, rows: Iterable[str], style: str = "") -> str:
    listed = "".join(rows)
    named = f' class="{style}"' if style else ""
    return f"<{tag}{named}>{listed}</{tag}>" if listed else ""


def _quoted(one: Quoted) -> str:
    return f"{training_sources.words(one.text)}&nbsp;{training_sources.chip(one.citation)}"


def _section(section: Section) -> str:
    sentences = " ".join(map(_quoted, section.sentences))
    spoken = other_language_of(section.sentences[0].text if section.sentences else "")
    return f"<h4>{_escaped(section.heading)}</h4><p{spoken}>{sentences}</p>"


def _event(event: Event) -> str:
    return (
        f"<li><strong>{_escaped(event.shown)}</strong>"
        f"<span>{_quoted(Quoted(event.text, event.citation))}</span></li>"
    )


def _term(term: GlossaryTerm) -> str:
    return (
        f"<div><dt>{_escaped(term.term)}</dt>"
        f"<dd>{_quoted(Quoted(term.definition, term.citation))}</dd></div>"
    )


def _actor(actor: Actor) -> str:
    deeds = "".join(f"<dd>{_quoted(deed)}</dd>" for deed in actor.deeds)
    kind = f'<span class="asked">{_(KIND_WORDS[actor.kind])}</span>'
    return f"<div><dt>{_escaped(actor.name)} {kind}</dt>{deeds}</div>"


def _questions(pack: Pack) -> str:
    return "".join(
        f"<h4>{_escaped(answer.asked_as)}</h4>"
        f'<div class="model">{training_sources.answer_text(answer)}</div>'
        for answer in pack.questions
    )


def _item(place: int, item: Item) -> str:
    chips = " ".join(training_sources.chip(citation) for citation in dict.fromkeys(item.citations))
    told = (_(TYPE_WORDS[item.type]), _(LEVEL_WORDS[item.difficulty]), item.section)
    facts = " · ".join(filter(None, (*told, worded_by(item.stem_by))))
    name, spoken = _escaped(item.id), other_language_of(item.stem)
    return (
        f'<li data-item="{name}"><p class="facts">{_escaped(facts)}</p>'
        f'<p class="stem"{spoken}>{_escaped(item.stem)}</p>{_key(item)}'
        f'<p class="proof"{other_language_of(item.citation.quote)}>'
        f"{training_sources.proof(item.citation)} {chips}</p>{_broken(item)}"
        '<div class="actions">'
        f'<button type="button" data-training="edit" data-item="{name}"'
        f' aria-label="{_("Edit item {number}").format(number=place)}">{_("Edit")}</button>'
        f'<button type="button" data-training="replace" data-item="{name}"'
        f' aria-label="{_("Replace item {number}").format(number=place)}">{_("Replace")}</button>'
        f'<button type="button" data-training="drop" data-item="{name}"'
        f' aria-label="{_("Drop item {number}").format(number=place)}">{_("Drop")}</button></div>'
        "</li>"
    )


def _broken(item: Item) -> str:
    """The criteria of the rubric that an item breaks, as one that a person wrote or changed may."""
    names = ", ".join(_(name) for name in broken(item))
    told = _("Flaws of this item by the rubric: {names}").format(names=names)
    return f'<p class="facts">{_escaped(told)}</p>' if names else ""


def _key(item: Item) -> str:
    """The options with the right one marked, or the key itself."""
    if item.type in ("multiple_choice", "true_false"):
        rows = (
            f'<li class="right">{_escaped(option)} <span class="badge indexed">{_("Key")}</span>'
            f"</li>"
            if option == item.answer
            else f"<li>{_escaped(option)}</li>"
            for option in item.options
        )
        return _list("ul", rows, "options")
    if isinstance(item.answer, str):
        accepted = ""
        if item.accepted:
            also = _("also: {answers}").format(answers="; ".join(item.accepted))
            accepted = f' <span class="asked">{_escaped(also)}</span>'
        return f'<p class="key">{_escaped(item.answer)}{accepted}</p>'
    rows = (
        f"<li>{_escaped(one) if isinstance(one, str) else ' – '.join(map(_escaped, one))}</li>"
        for one in item.answer
    )
    return _list("ol" if item.type == "ordering" else "ul", rows, "options")
