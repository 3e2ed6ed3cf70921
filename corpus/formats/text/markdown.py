"""Markdown: front matter by PyYAML, the body by markdown-it, its markup resolved to words."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.blocks import Content, Element, clean_characters, clean_or_none, first_title
from corpus.errors import DocumentError
from corpus.formats.common.raised import raised
from corpus.formats.common.tables import elements_of, plain
from corpus.formats.left_out import FADED, WHITE, LeftOut, hides, strikes
from corpus.formats.text.decoding import decoded
from corpus.formats.text.written_yaml import WrittenOut
from corpus.language.document_dates import iso_date, publisher_name, stated_at_top
from corpus.wording import _

TOML_FRONT = re.compile(r"(?ms)\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)")
FRONT_MATTER = re.compile(r"(?ms)---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
MAX_FRONT_MATTER = 20_000
MAX_NUMBER = 10**12
# Keys of front matter that tell when a document was published, then when it was changed.
DATE_KEYS = (
    *("date", "published", "publication date", "date published", "publish date", "pubdate"),
    *("issued", "date issued", "issue date", "release date", "released", "created"),
    *("updated", "last updated", "date updated", "modified", "last modified", "lastmod"),
)
# A line of front matter that is not strict YAML: its key, and its value as it stands.
KEY_AND_VALUE = re.compile(r"([^\W\d_][\w .-]{0,40}?)[ \t]*:(?:[ \t]+(\S(?:.*\S)?))?[ \t]*")
LIST_VALUE = re.compile(r"[ ]{0,4}-[ \t]+(\S(?:.*\S)?)[ \t]*")
YAML_SIGNS = ("*", "&", "!", "|", ">", "{")  # what begins with these means something in YAML
FOOTNOTE_DEFINITION = re.compile(r"^\[\^[^\]\s]{1,40}\]:[ \t]*", re.MULTILINE)
FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]{1,40}\]")
TASK = re.compile(r"\[([ xX])\]\s+(?=\S)")
TICKED, UNTICKED = "☒ ", "☐ "
LOWERED = re.compile(r"(?<=[^\W_])~([^\s~]{1,4})~")  # H~2~O
RAISED = re.compile(r"(?<=\S)\^([^\s^]{1,6})\^")  # m^2^
HIGHLIGHTED = re.compile(r"(?<![=\w])==(?=[^\s=])([^=]{1,300})(?<!\s)==(?![=\w])")
TAG = re.compile(r"(<[^<>]*>)")
TAG_NAME = re.compile(r"<(/?\w*)")
STYLE = re.compile(r"""\bstyle\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
HIDDEN = re.compile(r"""\shidden(?=[\s/>=])(?!\s*=\s*["']?until-found)""", re.IGNORECASE)
UNSEEN = ("script", "style", "template")
VOID = ("br", "hr", "img", "input", "wbr", "col", "area", "source")
# Where one of these hides, it does so until its end, over blank lines too.
CONTAINERS = ("div", "section", "article", "aside", "table", "details", "span", "del")
SPACING = ("br", "div", "p", "td", "th", "li")
ALT = re.compile(r"!\[[^\]\n]{1,300}\]\(")
LABEL = re.compile(r"\]\([^()\s]{1,500}[ \t]{1,4}[\"'][^\"'\n]{1,300}[\"']\)")
SOURCE_COMMENT = re.compile(r"<!--[^\w<>]{0,100}\w")
SEEN_INLINE = ("text", "code_inline", "html_inline", "softbreak", "hardbreak")


def read(data: bytes, name: str) -> Content:
    """Return what stands in a Markdown file; raises DocumentError where it is not text."""
    read_text = decoded(data, name)
    text = clean_characters(read_text.text).lstrip("\n")
    facts, body, front_notes = _front_matter(text, name)
    first, *noted = FOOTNOTE_DEFINITION.split(body)
    notes = set(accumulate(piece.count("\n") + 1 for piece in (first, *noted[:-1])))
    body = "\n".join((first, *noted))
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    seen = _Seen()
    blocks = list(_blocks(parser.parse(body), notes, seen))
    stated_date, stated_publisher = stated_at_top(block.text for block in blocks[:10])
    publisher = _scalar(facts.get("source")) or _scalar(facts.get("publisher"))
    return Content(
        tuple(blocks),
        title=_scalar(facts.get("title")) or first_title(blocks),
        date=_first_date(facts) or stated_date,
        publisher=publisher_name(publisher) if publisher else stated_publisher,
        language=_scalar(facts.get("language")),
        topics=_topics(facts.get("topics")),
        notes=(*read_text.notes, *front_notes, *seen.left_out.notes()),
        hidden=seen.left_out.hidden,
        unread=+_unread(facts, body),
    )


def _unread(facts: Mapping[Any, Any], body: str) -> Counter[str]:
    """What stands beside the words that are shown."""
    return Counter(
        {
            "file properties": sum(bool(facts.get(key)) for key in ("description", "keywords")),
            "alt text": len(ALT.findall(body)),
            "labels": len(LABEL.findall(body)),
            "comments of the source": len(SOURCE_COMMENT.findall(body)),
        }
    )


def _front_matter(text: str, name: str) -> tuple[dict[object, object], str, tuple[str, ...]]:
    """(what the front matter says, the text after it, notes for the file's owner)."""
    if match := TOML_FRONT.match(text[:MAX_FRONT_MATTER]):
        try:
            facts: dict[object, object] = dict(tomllib.loads(match[1]).items())
            return facts, text[match.end() :], ()
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise DocumentError(
                _(
                    "{name} has broken TOML in its front matter (the lines between the two "
                    "+++); correct it, or remove the front matter, and add the file again"
                ).format(name=name)
            ) from error
    if text.startswith("{") and (found := _json_front(text)) is not None:
        return *found, ()
    match = FRONT_MATTER.match(text[:MAX_FRONT_MATTER])
    if match is None:
        return {}, text, ()
    loader = WrittenOut(match[1])
    try:
        facts = loader.get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        simple = _simple_lines(match[1]) if isinstance(error, yaml.MarkedYAMLError) else None
        if simple is not None:
            note = "its front matter is not strict YAML and was read line by line"
            return simple, text[match.end() :], (note,)
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 2}" if mark else ""
        raise DocumentError(
            _(
                "{name} has broken YAML{place} in its front matter (the lines between "
                "the two ---; aliases and merge keys are not read); correct it, or "
                "remove the front matter, and add the file again"
            ).format(name=name, place=place)
        ) from error
    finally:
        loader.dispose()
    if isinstance(facts, dict):
        return facts, text[match.end() :], ()
    # No keys: two horizontal rules with text between them, or nothing at all.
    return {}, text[match.end() :] if facts is None else text, ()


def _json_front(text: str) -> tuple[dict[object, object], str] | None:
    """(what an object of JSON at the start of a text says, the text after it), as some programs
    that make pages of Markdown have it; None where there is none on lines of its own."""
    try:
        facts, end = json.JSONDecoder().raw_decode(text[:MAX_FRONT_MATTER])
    except (ValueError, RecursionError):
        return None
    rest = text[end:]
    alone = rest.strip() == "" or rest.startswith("\n")
    return (dict(facts), rest.lstrip("\n")) if isinstance(facts, dict) and alone else None


def _simple_lines(front: str) -> dict[object, object] | None:
    """What lines of `key: value` say, with lists of `- value` below a key; None for other lines.

    People write titles with a colon or quotation marks in them, which YAML does not read.
    """
    facts: dict[object, object] = {}
    values: list[str] | None = None  # of the key above, while it has none of its own
    for line in front.split("\n"):
        if not line.strip() or line.startswith("#"):
            continue
        if values is not None and (listed := LIST_VALUE.fullmatch(line)):
            values.append(_unquoted(listed[1]))
            continue
        pair = KEY_AND_VALUE.fullmatch(line)
        if pair is None or (pair[2] or "").startswith(YAML_SIGNS):
            return None
        values = [] if pair[2] is None else None
        facts[pair[1].lower()] = values if pair[2] is None else _unquoted(pair[2])
    return facts or None


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].strip() if quoted else value


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


def _blocks(tokens: Sequence[Token], notes: Container[int], seen: _Seen) -> Iterator[Element]:
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
            # A header without words is none: every table of Markdown has to have one.
            yield from elements_of(plain(table), 1) if any(table[0]) else elements_of(plain(table))
            table = None
        elif token.type == "inline":
            words = seen.words(token.children or [])
            if table is not None:
                table[-1].append(words)
            elif level:
                yield Element("heading", words, level)
            elif markers and markers[-1] and words:
                if markers[-1] == "- " and (box := TASK.match(words)):
                    markers[-1] = TICKED if box[1] in "xX" else UNTICKED
                    words = words[box.end() :]
                yield Element("item", markers[-1] + words, len(counters))
                markers[-1] = ""
            elif token.map and token.map[0] in notes:
                yield Element("note", words)
            else:
                yield Element("paragraph", words, len(counters))
        elif token.type in ("fence", "code_block"):
            yield from (Element("row", line) for line in token.content.split("\n"))
        elif token.type == "html_block":
            yield from (Element("paragraph", words) for words in seen.lines(token.content))


def _raised(match: re.Match[str]) -> str:
    return raised(match.string[: match.start()][-20:], match[1])


class _Seen:
    """What is seen of a file's words and tags; it knows what hides them from one to the next."""

    def __init__(self) -> None:
        self.left_out = LeftOut()
        self._inside = ""  # the element that hides what comes, and how often it is open
        self._depth = 0

    def words(self, children: Sequence[Token]) -> str:
        """The words of a line: no images, link targets, footnote marks, tags or struck words."""
        kept = [token for token in self._unstruck(children) if token.type in SEEN_INLINE]
        pieces = (
            (token.content if token.type not in ("softbreak", "hardbreak") else " ")
            for token in kept
        )
        tags = (token.type == "html_inline" for token in kept)
        visible = FOOTNOTE_MARK.sub("", self._visible(zip(pieces, tags, strict=True)))
        if "==" in visible:
            visible = HIGHLIGHTED.sub(r"\1", visible)
        if "~" in visible or "^" in visible:
            visible = RAISED.sub(_raised, LOWERED.sub(r"\1", visible))
        return " ".join(visible.split())

    def lines(self, content: str) -> list[str]:
        """The visible lines of a block of HTML inside Markdown."""
        first, *others = content.split("<!--")
        without_comments = first + "".join(piece.partition("-->")[2] for piece in others)
        pieces = TAG.split(without_comments)  # text and tags in turn
        visible = self._visible((piece, bool(index % 2)) for index, piece in enumerate(pieces))
        return [html.unescape(line) for line in visible.split("\n")]

    def _unstruck(self, children: Sequence[Token]) -> Iterator[Token]:
        depth = 0
        for token in children:
            if token.type == "s_open":
                self.left_out.struck += not depth
                depth += 1
            elif token.type == "s_close":
                depth -= 1
            elif not depth:
                yield token

    def _visible(self, pieces: Iterable[tuple[str, bool]]) -> str:
        """Join the pieces that are no tags, without what stands inside scripts and styles, in
        hidden elements and in struck ones."""
        words: list[str] = []
        for piece, is_tag in pieces:
            if not is_tag:
                words += [] if self._inside else [piece]
                continue
            name = TAG_NAME.match(piece)
            tag = name[1].lower() if name else ""
            if self._inside:
                if tag == f"/{self._inside}":
                    self._depth -= 1
                elif tag == self._inside and tag not in UNSEEN and not piece.endswith("/>"):
                    self._depth += 1
                self._inside = self._inside if self._depth else ""
            elif self._opens_unseen(piece, tag):
                self._inside, self._depth = tag, 1
            elif tag.strip("/") in SPACING:
                words.append(" ")
        if self._inside not in CONTAINERS:
            self._inside, self._depth = "", 0
        return "".join(words)

    def _opens_unseen(self, piece: str, tag: str) -> bool:
        """Whether a tag begins what is not read, which is counted where somebody wrote it."""
        if tag in UNSEEN:
            return True
        if not tag or tag.startswith("/") or tag in VOID or piece.endswith("/>"):
            return False
        found = STYLE.search(piece)
        style = next(filter(None, found.groups()), "") if found else ""
        if strikes(tag, style):
            self.left_out.struck += 1
            return True
        coloured = WHITE.search(style) and "background" not in style
        if HIDDEN.search(piece) or hides(style) or FADED.search(style) or coloured:
            self.left_out.hidden += 1
            return True
        return False
