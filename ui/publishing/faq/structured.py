"""An FAQ for other programs: JSON, JSON Lines, and a schema.org FAQPage."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ui.publishing.faq.document import FaqDocument
from ui.publishing.faq.shown_entry import ShownEntry, marks
from ui.publishing.parts.sources import NumberedSource


def write_json(document: FaqDocument, template: Path | None = None) -> bytes:
    """Everything: the FAQ, its sources, and its entries in the order of their list.

    The keys of an entry are those of `Entry.to_dict`; its text keeps its own markers, and
    `cited_by` of a source says which of them stand for it.
    """
    faq = document.faq
    told = {
        "title": faq.title,
        "made_on": faq.date,
        "library_revision": faq.revision,
        "counts": asdict(document.counts),
        "topics": [
            {"topic": topic.name, "entries": [item.entry.id for item in topic.items]}
            for topic in document.topics
        ],
        "not_covered": [item.entry.id for item in document.missing],
        "sources": [_source(source) for source in document.sources],
        "entries": [entry.to_dict() for entry in faq.entries],
    }
    return _bytes(json.dumps(told, ensure_ascii=False, indent=2) + "\n")


def write_jsonl(document: FaqDocument, template: Path | None = None) -> bytes:
    """`Entry.to_dict` of every entry, one a line, in the order of their list."""
    lines = (json.dumps(entry.to_dict(), ensure_ascii=False) for entry in document.faq.entries)
    return _bytes("".join(f"{line}\n" for line in lines))


def write_faq_page(document: FaqDocument, template: Path | None = None) -> bytes:
    """The schema.org FAQPage as JSON-LD."""
    return faq_page(document, indent=2) + b"\n"


def faq_page(document: FaqDocument, indent: int | None = None) -> bytes:
    """A FAQPage of the entries that have an answer: https://schema.org/FAQPage."""
    told = {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "name": document.title,
        "dateCreated": document.faq.date,
        "version": str(document.revision),
        "mainEntity": [
            _question(item, document.sources) for topic in document.topics for item in topic.items
        ],
    }
    return _bytes(json.dumps(told, ensure_ascii=False, indent=indent))


def _question(item: ShownEntry, sources: tuple[NumberedSource, ...]) -> dict[str, Any]:
    cited = dict.fromkeys(quote.source for quote in item.quotes)
    return {
        "@type": "Question",
        "@id": f"#{item.anchor}",
        "name": item.question,
        **({"alternateName": list(item.also_asked)} if item.also_asked else {}),
        "acceptedAnswer": {
            "@type": "Answer",
            "text": item.words,
            **({"creditText": " ".join(told)} if (told := marks(item.entry)) else {}),
            "citation": [_creative_work(sources[number - 1]) for number in cited],
        },
    }


def _creative_work(source: NumberedSource) -> dict[str, Any]:
    publisher = {"@type": "Organization", "name": source.publisher} if source.publisher else None
    told = {
        "@type": "CreativeWork",
        "name": source.title,
        "publisher": publisher,
        "datePublished": source.cited.date,
    }
    return {key: value for key, value in told.items() if value}


def _source(source: NumberedSource) -> dict[str, Any]:
    cited = source.cited
    return {
        "number": source.number,
        "document_id": cited.document_id,
        "title": cited.title,
        "publisher": cited.publisher,
        "date": cited.date,
        "source": cited.source,
        "validity": source.validity or None,
        "pages": list(source.pages),
        "cited_by": [
            {"entry": mention.id, "markers": list(mention.markers)} for mention in source.cited_by
        ],
    }


def _bytes(text: str) -> bytes:
    # Half a character, which UTF-8 cannot hold, becomes `\ud800`, which JSON can.
    return text.encode("utf-8", "backslashreplace")
