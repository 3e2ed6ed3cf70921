"""When a web page says that it was published: its metadata, its JSON-LD, its marked-up date.

Only what the page says of itself. A `<time>` in a sentence is an event's, and the dates of a
list of articles are those of the articles.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml.etree import _Element

from corpus.language.document_dates import metadata_date, stated_at_top, tells_event

PUBLISHED = frozenset(
    """article:published_time article:published og:published_time og:article:published_time
    date datepublished date_published date-published dateissued publishdate publish_date
    publish-date publication_date publication-date pubdate parsely-pub-date sailthru.date
    bt:pubdate rnews:datepublished citation_publication_date citation_date citation_online_date
    dc.date dc.date.issued dc.date.created dcterms.date dcterms.issued dcterms.created
    dcterms.available eprints.date created creation_date datecreated""".split()
)
MODIFIED = frozenset(
    """article:modified_time article:modified og:updated_time og:modified_time last-modified
    lastmod last_modified revised datemodified dc.date.modified dcterms.modified""".split()
)
NAMES = ("property", "name", "itemprop", "http-equiv")
# Parts of JSON-LD that tell of other pages.
ELSEWHERE = frozenset("comment review mentions itemListElement hasPart about citation".split())
MAX_JSON, MAX_DEPTH = 200_000, 6
MARKED = re.compile(
    r"(?:^|[-_])(?:date|datetime|published|pubdate|posted|timestamp)(?:$|[-_])", re.I
)
BESIDE = ("aside", "footer", "nav")
LINES = ("p", "div", "li", "td", "dd", "span", "small", "em", "address", "figcaption")
MAX_AROUND, MAX_LINE = 90, 60

Dates = tuple[str | None, str | None]


def metadata_dates(tree: _Element) -> Dates:
    """(published, modified) as the page's head and its JSON-LD tell."""
    published, modified = _of_head(tree)
    for node in _json_nodes(tree):
        published = published or _known(node, "datePublished", "dateCreated", "uploadDate")
        modified = modified or _known(node, "dateModified")
    return published, modified


def marked_date(tree: _Element) -> str | None:
    """The date that stands marked as one in the page, beside its text and not in it."""
    mains = [*tree.iter("main"), *tree.iter("article")]
    if len(mains) == 1 and (found := list(_marked(mains[0]))):
        return found[0]
    found = list(dict.fromkeys(_marked(tree)))
    return found[0] if len(found) == 1 else None


def _of_head(tree: _Element) -> Dates:
    published = modified = None
    for meta in tree.iter("meta"):
        names = {meta.get(key, "").strip().lower() for key in NAMES}
        if names & PUBLISHED:
            published = published or metadata_date(meta.get("content"))
        elif names & MODIFIED:
            modified = modified or metadata_date(meta.get("content"))
    return published, modified


def _json_nodes(tree: _Element) -> Iterator[dict[str, object]]:
    """The objects of the page's JSON-LD, outer ones first."""
    for script in tree.iter("script"):
        if script.get("type", "").strip().lower() != "application/ld+json":
            continue
        text = script.text or ""
        if len(text) > MAX_JSON:
            continue
        try:
            waiting = [json.loads(text)]
        except (ValueError, RecursionError):
            continue
        for _ in range(MAX_DEPTH):
            below: list[object] = []
            for value in waiting:
                if isinstance(value, list):
                    below += value
                elif isinstance(value, dict):
                    yield value
                    below += [inner for key, inner in value.items() if key not in ELSEWHERE]
            waiting = below


def _known(node: dict[str, object], *keys: str) -> str | None:
    values = (node.get(key) for key in keys)
    dates = (metadata_date(value) for value in values if isinstance(value, str))
    return next((day for day in dates if day), None)


def _marked(part: _Element) -> Iterator[str]:
    for element in part.iter("time", "span", "p", "div", "li", "abbr"):
        marks = " ".join(element.get(key, "") for key in ("class", "id", "itemprop")).split()
        stated = element.get("pubdate") is not None or any(map(MARKED.search, marks))
        if not (stated or element.tag == "time"):
            continue
        if any(above.tag in BESIDE for above in element.iterancestors()):
            continue
        words = " ".join("".join(element.itertext()).split())
        around = words if stated else _around(element)
        if len(words) > MAX_LINE or len(around) > MAX_AROUND or tells_event(around):
            continue
        if not stated and next(element.iterancestors("li"), None) is not None:
            continue
        found = metadata_date(element.get("datetime") or element.get("content"))
        found = found or stated_at_top([words])[0]
        if found:
            yield found


def _around(element: _Element) -> str:
    """The words of the line that an element stands in."""
    parent = element.getparent()
    if parent is None:
        return ""
    if parent.tag in LINES:
        outer = next((above for above in element.iterancestors("p", "li", "td")), parent)
        return " ".join("".join(outer.itertext()).split())
    before = element.getprevious()
    words = (parent.text if before is None else before.tail) or ""
    return " ".join((words + "".join(element.itertext()) + (element.tail or "")).split())
