"""Markdown: front matter by PyYAML, the body by markdown-it, its markup resolved to words."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import accumulate

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.blocks import Content, Element, clean_characters, clean_or_none, first_title, table_rows
from corpus.errors import DocumentError
from corpus.formats.text.decoding import decode_text
from corpus.language.document_dates import iso_date, publisher_name, stated_at_top

FRONT_MATTER = re.compile(r"(?ms)---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
MAX_FRONT_MATTER = 20_000
MAX_NUMBER = 10**12
# Keys of front matter that tell when a document was published, then when it was changed.
DATE_KEYS = (
    *("date", "published", "publication date", "date published", "publish date", "pubdate"),
    *("issued", "date issued", "issue date", "release date", "released", "created"),
    *("updated", "last updated", "date updated", "modified", "last modified", "lastmod"),
)
FOOTNOTE_DEFINITION = re.compile(r"^\[\^[^\]\s]{1,40}\]:[ \t]*", re.MULTILINE)
FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]{1,40}\]")
TAG = re.compile(r"(<[^<>]*>)")
TAG_NAME = re.compile(r"<(/?\w*)")
UNSEEN = ("script", "style", "template")
SPACING = ("br", "div", "p", "td", "th", "li")
SEEN_INLINE = ("text", "code_inline", "html_inline", "softbreak", "hardbreak")


def read(data: bytes, name: str) -> Content:
    """Return what stands in a Markdown file; raises DocumentError where it is not text."""
    text = clean_characters(decode_text(data, name)).lstrip("\n")
    facts, body = _front_matter(text, name)
    first, *noted = FOOTNOTE_DEFINITION.split(body)
    notes = set(accumulate(piece.count("\n") + 1 for piece in (first, *noted[:-1])))
    body = "\n".join((first, *noted))
    blocks = list(_blocks(MarkdownIt("commonmark").enable("table").parse(body), notes))
    stated_date, stated_publisher = stated_at_top(block.text for block in blocks[:10])
    publisher = _scalar(facts.get("source")) or _scalar(facts.get("publisher"))
    return Content(
        tuple(blocks),
        title=_scalar(facts.get("title")) or first_title(blocks),
        date=_first_date(facts) or stated_date,
        publisher=publisher_name(publisher) if publisher else stated_publisher,
        language=_scalar(facts.get("language")),
        topics=_topics(facts.get("topics")),
    )


def _front_matter(text: str, name: str) -> tuple[dict[object, object], str]:
    match = FRONT_MATTER.match(text[:MAX_FRONT_MATTER])
    if match is None:
        return {}, text
    try:
        facts = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 2}" if mark else ""
        raise DocumentError(
            f"{name} has broken YAML{place} in its front matter (the lines between the two ---); "
            "correct it, or remove the front matter, and add the file again"
        ) from error
    if isinstance(facts, dict):
        return facts, text[match.end() :]
    # No keys: two horizontal rules with text between them, or nothing at all.
    return {}, text[match.end() :] if facts is None else text


def _scalar(value: object) -> str | None:
    """A front matter value as one line; None for lists, mappings and absurdly large numbers."""
    if isinstance(value, int) and (isinstance(value, bool) or abs(value) >= MAX_NUMBER):
        return None
    if isinstance(value, (str, int, float, date)):
        return clean_or_none(str(value))
    return None


def _first_date(facts: dict[object, object]) -> str | None:
    """The date of the first key that has one, by the order of DATE_KEYS."""
    named = {re.sub(r"[-_\s]+", " ", str(key)).strip().lower(): facts[key] for key in facts}
    found = (_date(named[key]) for key in DATE_KEYS if key in named)
    return next((day for day in found if day), None)


def _date(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.date().isoformat()
    words = _scalar(value)
    return iso_date(words) if words else None


def _topics(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else (_scalar(value) or "").split(",")
    return tuple(topic for topic in map(_scalar, values) if topic)


def _blocks(tokens: Sequence[Token], notes: Container[int]) -> Iterator[Element]:
    """Turn markdown-it's flat list of tokens into blocks; `notes` are lines of footnotes."""
    markers: list[str] = []  # the marker of each open list item, until its first words are out
    counters: list[int | None] = []  # the next number of each open list; None for bullets
    level = 0
    table: list[list[str]] | None = None
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            start = token.attrs.get("start", 1)
            counters.append(int(start) if token.type == "ordered_list_open" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            counters.pop()
        elif token.type == "list_item_open":
            number = counters[-1]
            markers.append("- " if number is None else f"{number}. ")
            counters[-1] = None if number is None else number + 1
        elif token.type == "list_item_close":
            markers.pop()
        elif token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "table_open":
            table = []
        elif token.type == "tr_open" and table is not None:
            table.append([])
        elif token.type == "table_close" and table is not None:
            yield from table_rows(table, header=True)
            table = None
        elif token.type == "inline":
            words = _words(token.children or [])
            if table is not None:
                table[-1].append(words)
            elif level:
                yield Element("heading", words, level)
            elif markers and markers[-1] and words:
                yield Element("item", markers[-1] + words, len(counters))
                markers[-1] = ""
            elif token.map and token.map[0] in notes:
                yield Element("note", words)
            else:
                yield Element("paragraph", words, len(counters))
        elif token.type in ("fence", "code_block"):
            yield from (Element("row", line) for line in token.content.split("\n"))
        elif token.type == "html_block":
            yield from (Element("paragraph", words) for words in _html_lines(token.content))


def _words(children: Sequence[Token]) -> str:
    """The words of a line: no images, link targets, footnote marks or tags."""
    pieces = (
        token.content if token.type in ("text", "code_inline", "html_inline") else " "
        for token in children
        if token.type in SEEN_INLINE
    )
    tags = (token.type == "html_inline" for token in children if token.type in SEEN_INLINE)
    return " ".join(FOOTNOTE_MARK.sub("", _visible(zip(pieces, tags, strict=True))).split())


def _html_lines(content: str) -> list[str]:
    """The visible lines of a block of HTML inside Markdown."""
    first, *others = content.split("<!--")
    without_comments = first + "".join(piece.partition("-->")[2] for piece in others)
    pieces = TAG.split(without_comments)  # text and tags in turn
    visible = _visible((piece, bool(index % 2)) for index, piece in enumerate(pieces))
    return [html.unescape(line) for line in visible.split("\n")]


def _visible(pieces: Iterable[tuple[str, bool]]) -> str:
    """Join the pieces that are no tags, leaving out what stands inside scripts and styles."""
    words: list[str] = []
    inside = ""
    for piece, is_tag in pieces:
        if not is_tag:
            words += [] if inside else [piece]
            continue
        name = TAG_NAME.match(piece)
        tag = name[1].lower() if name else ""
        if inside:
            inside = "" if tag == f"/{inside}" else inside
        elif tag in UNSEEN:
            inside = tag
        elif tag.strip("/") in SPACING:
            words.append(" ")
    return "".join(words)
