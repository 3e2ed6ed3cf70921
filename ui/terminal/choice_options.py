"""The options that say which documents are meant: the same for all commands that answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from index.choice import DocumentChoice

InCollections = Annotated[
    list[str] | None,
    typer.Option("--collection", help="Only documents of this collection; may be repeated."),
]
OnTopics = Annotated[
    list[str] | None,
    typer.Option("--topic", help="Only documents with this topic; may be repeated."),
]
InDocuments = Annotated[
    list[str] | None,
    typer.Option(
        "--document", help="Only this document (title, file name or id); may be repeated."
    ),
]


InYears = Annotated[
    list[str] | None,
    typer.Option("--year", help="Only documents dated in this year; may be repeated."),
]


def choice(
    collections: list[str] | None,
    topics: list[str] | None,
    documents: list[str] | None,
    years: list[str] | None = None,
) -> DocumentChoice:
    """The documents that the options name; all, where they name none."""
    from index.choice import DocumentChoice

    named = (tuple(names or ()) for names in (collections, topics, documents, years))
    return DocumentChoice(*named)
