"""Which documents are asked, as people choose them on the page: one list for all tabs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from corpus.wording import _, later, number
from index.choice import DocumentChoice, year_of
from ui.page.ask.render import notice
from ui.page.boundary import sentence

if TYPE_CHECKING:
    from assistant.assistant import Assistant

COLLECTION, TOPIC, YEAR, DOCUMENT = "collection", "topic", "year", "document"
EVERYWHERE = later("Search in (all documents, where none is chosen)")


def dropdown(label: str = "", **options: Any) -> gr.Dropdown:
    """The control; what there is to choose comes with an event, by `offered`."""
    return gr.Dropdown(label=label or _(EVERYWHERE), choices=[], multiselect=True, **options)


def collection(label: str, **options: Any) -> gr.Dropdown:
    """The control that names one collection, of those that there are or a new one; what there is
    to choose comes with an event, by `collections`."""
    return gr.Dropdown(label=label, choices=[], value=None, allow_custom_value=True, **options)


def choice_of(values: Sequence[str] | None) -> DocumentChoice:
    """What is chosen, by the values of the control."""
    parts = [value.partition(":") for value in values or ()]
    collections, topics, documents, years = (
        tuple(name for kind, _, name in parts if kind == wanted)
        for wanted in (COLLECTION, TOPIC, DOCUMENT, YEAR)
    )
    return DocumentChoice(collections, topics, documents, years)


def offered(assistant: Assistant, chosen: Sequence[str] | None = ()) -> tuple[Any, Any]:
    """The control with what the library has, and a notice where there is none to be had. Of what
    was `chosen` there stays chosen what is still there."""
    try:
        choices = _choices(assistant)
    except Exception as error:
        return gr.skip(), notice(sentence(error))
    there = {value for words, value in choices}
    kept = [value for value in chosen or () if value in there]
    return gr.Dropdown(choices=choices, value=kept, multiselect=True), gr.skip()


def only(assistant: Assistant, document_id: str) -> Any:
    """The control with one document chosen."""
    return offered(assistant, [f"{DOCUMENT}:{document_id}"])[0]


def chosen(assistant: Assistant, choice: DocumentChoice) -> tuple[Any, Any]:
    """The control with a choice that was made before, as far as it is still there, and a notice
    where there is none to be had."""
    kinds = {
        COLLECTION: choice.collections, TOPIC: choice.topics, YEAR: choice.years,
        DOCUMENT: choice.documents,
    }  # fmt: skip
    return offered(assistant, [f"{kind}:{name}" for kind, names in kinds.items() for name in names])


def _choices(assistant: Assistant) -> list[tuple[str, str]]:
    """(words, value): collections where there are several, then topics, years and documents."""
    records = assistant.documents()
    several = [name for words, name in collections(assistant)]
    topics = sorted({topic for one in records for topic in one.topics}, key=str.casefold)
    found = [
        (_("Collection: {name}").format(name=name), f"{COLLECTION}:{name}") for name in several
    ] if len(several) > 1 else []  # fmt: skip
    found += [(_("Topic: {name}").format(name=name), f"{TOPIC}:{name}") for name in topics]
    years = sorted({year for one in records if (year := year_of(one))}, reverse=True)
    if len(years) > 1:
        found += [(_("Year: {name}").format(name=name), f"{YEAR}:{name}") for name in years]
    return found + [(one.title or one.source, f"{DOCUMENT}:{one.id}") for one in records]


def collections(assistant: Assistant) -> list[tuple[str, str]]:
    """(words, name) of the collections: how many documents are in each."""
    return [(f"{name} ({number(count)})", name) for name, count in assistant.collections().items()]


def documents(assistant: Assistant) -> list[tuple[str, str]]:
    """(words, id) of the documents, told apart by their files."""
    records = assistant.documents()
    return [(f"{one.title or one.source} ({one.source})", one.id) for one in records]
