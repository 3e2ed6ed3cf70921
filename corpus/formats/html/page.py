"""HTML: trafilatura tells the page's own text from menus and footers; lxml reads what it misses.

Scripts, styles and text hidden in the page are removed before anything else looks at it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence

import lxml.html
import trafilatura
from lxml.etree import ParserError, _Element

from corpus.blocks import (
    Content,
    Element,
    ElementKind,
    clean_characters,
    clean_line,
    clean_or_none,
    first_title,
)
from corpus.errors import DocumentError
from corpus.formats.common.file_titles import chosen_title
from corpus.formats.html.marks import has_typed_mark, missing, put_back, set_apart
from corpus.formats.html.publication_date import marked_date, metadata_dates
from corpus.formats.html.visibility import UNSEEN, remove_unseen, styles_of
from corpus.formats.text.decoding import MARKS, Decoded, decoded
from corpus.formats.text.vietnamese_encodings import conversion_notes, converted
from corpus.language.document_dates import stated_at_top
from corpus.wording import _

CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*+=\s*+[\"']?\s*+([\w.:-]+)", re.IGNORECASE
)
CHARSET_BYTES = 4096
COMMENT = re.compile(r"<!--(?!\[|<!)[^\w<>]{0,100}\w")
# What browsers read where a page says the name on the left (WHATWG Encoding Standard).
AS_IN_BROWSERS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
}
XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
# Names of trafilatura's own XML (head, list, item, row, cell, quote, lb) beside those of HTML.
HEADINGS = ("head", "h1", "h2", "h3", "h4", "h5", "h6")
LISTS = ("list", "ul", "ol", "menu")
ITEMS = ("item", "li")
ROWS = ("row", "tr")
CELLS = ("cell", "td", "th")
BLOCKS = frozenset(
    ("p", "div", "quote", "blockquote", "pre", "section", "article", "main", "header", "footer")
    + ("nav", "aside", "address", "figure", "figcaption", "form", "fieldset", "details", "summary")
    + ("dl", "dt", "dd", "hr", "table", "body", "center", "caption")
    + HEADINGS
    + LISTS
    + ITEMS
)
MIN_SHARE_OF_MAIN = 0.5


def read(data: bytes, name: str, *, whole: bool = False) -> Content:
    """Return what stands in a web page; raises DocumentError where it has no text.

    With `whole` all of it is read, as that of a chapter or a mail: it has no menus.
    """
    read_text = _decoded(data, name)
    text = XML_DECLARATION.sub("", clean_characters(read_text.text), count=1)
    tree = _parsed(text, name)
    for caption in tree.iter("figcaption"):
        # Trafilatura leaves out what stands under a picture.
        caption.tag = "p"
        for figure in caption.iterancestors("figure"):
            figure.tag = "div"
    published, modified = metadata_dates(tree)  # before the scripts are gone
    styles = styles_of(tree)
    left_out = remove_unseen(tree, styles)
    left_out.unread["comments of the source"] += len(COMMENT.findall(text))
    tables = set_apart(tree, styles)
    marked = marked_date(tree)  # before trafilatura takes the tree apart
    found = (
        None
        if whole
        else trafilatura.bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            # Its dates are not used: it takes those of events, and fills in days that nobody wrote.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    )
    blocks = list(put_back(_main_blocks(tree, found.body if found else None), tables))
    # An h1 in the page's own text goes first: trafilatura may take one from a hidden menu.
    title = first_title(blocks) or chosen_title(found.title if found else tree.findtext(".//title"))
    shown = {clean_line(heading.text_content()) for heading in tree.iter("h1")}
    if title in shown and all(block.text != title for block in blocks):
        # Titles often stand outside the article, where trafilatura leaves them out.
        blocks.insert(0, Element("heading", title or "", 1))
    window = clean_line(tree.findtext(".//title") or "")
    said = {title, *(block.text for block in blocks if block.kind == "heading")}
    left_out.unread["title of the window"] += bool(window) and window not in said
    stated_date, stated_publisher = stated_at_top(block.text for block in blocks)
    return Content(
        tuple(blocks),
        title=title,
        date=published or stated_date or marked or modified,
        # The author that a page names for programs is who typed it, as in other files.
        publisher=chosen_title(found.sitename if found else None) or stated_publisher,
        language=clean_or_none(tree.get("lang")),
        notes=(*read_text.notes, *left_out.notes()),
        hidden=left_out.hidden,
        unread=+left_out.unread,
    )


def _decoded(data: bytes, name: str) -> Decoded:
    declared = CHARSET.search(data[:CHARSET_BYTES])
    if declared and not any(data.startswith(mark) for mark, _ in MARKS):
        try:
            encoding = codecs.lookup(declared[1].decode("ascii")).name
            text, old = converted(data.decode(AS_IN_BROWSERS.get(encoding, encoding)))
            return Decoded(text, conversion_notes(old))
        except (LookupError, UnicodeError):
            pass  # a wrong or unknown name: decide from the bytes
    return decoded(data, name)


def _parsed(text: str, name: str) -> lxml.html.HtmlElement:
    # Without huge_tree lxml drops whatever is nested deeper than 256 elements, and text of more
    # than 10 MB, and says so only in its log; with it, deeper than 2,048.
    for huge in (False, True):
        parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=huge)
        try:
            tree = lxml.html.document_fromstring(text, parser=parser)
        except ParserError as error:
            raise DocumentError(
                _("{name} has no text in it; save the page again").format(name=name), "empty"
            ) from error
        said = " ".join(entry.message for entry in parser.error_log)
        if "depth" not in said and (huge or "HUGE" not in said):
            return tree
    raise DocumentError(
        _(
            "{name} nests its elements too deeply to be read; save the page as PDF and add that"
        ).format(name=name)
    )


def _main_blocks(tree: lxml.html.HtmlElement, extracted: _Element | None) -> list[Element]:
    """The blocks trafilatura found, or the whole visible text where it found too little."""
    blocks = list(_gathered(extracted)) if extracted is not None else []
    length = sum(len(block.text) for block in blocks)
    mains = tree.xpath("//main") or tree.xpath("//article")
    if len(mains) == 1 and extracted is not None:
        of_main = list(_gathered(mains[0]))
        share = MIN_SHARE_OF_MAIN * sum(len(block.text) for block in of_main)
        if length < share or missing(blocks, of_main):
            return of_main
    if length == 0 or len(blocks) == 1:
        body = tree.find("body")
        whole = list(_gathered(body if body is not None else tree))
        # Of a short page trafilatura may give all words as one paragraph.
        if length == 0 or _letters(whole) == _letters(blocks):
            return whole
    return blocks


def _letters(blocks: Sequence[Element]) -> str:
    return "".join("".join(block.text for block in blocks).split())


def _gathered(element: _Element, marker: str | None = None, depth: int = 0) -> Iterator[Element]:
    """What stands in an element; words between are paragraphs, the first one an item of a list
    of this `depth` where `marker` is given, which is empty where the words begin with it."""
    words: list[str] = []
    for piece in (*_flow(element), None):
        if isinstance(piece, str):
            words.append(piece)
            continue
        line = clean_line("".join(words))
        words.clear()
        if line:
            kind: ElementKind = "paragraph" if marker is None else "item"
            yield Element(kind, (marker or "") + line, depth)
            marker = None
        if piece is not None:
            yield piece


def _flow(element: _Element) -> Iterator[str | Element]:
    """The words and blocks of an element, in order."""
    yield element.text or ""
    for child in element:
        if child.tag in ("lb", "br"):
            yield " "
        elif child.tag in BLOCKS:
            yield from _block(child)
        elif isinstance(child.tag, str) and child.tag not in UNSEEN:
            yield from _flow(child)
        yield child.tail or ""


def _block(element: _Element) -> Iterator[Element]:
    if element.tag in HEADINGS:
        level = re.search(r"[1-6]", element.get("rend") or element.tag)
        words = clean_line("".join(element.itertext()))
        yield Element("heading", words, int(level[0]) if level else 2)
    elif element.tag in LISTS:
        ordered = element.tag == "ol" or element.get("rend", "").startswith("ol")
        start = element.get("start", "1")
        number = int(start) if start.isdecimal() and len(start) < 6 else 1
        depth = 1 + sum(1 for _ in element.iterancestors(*LISTS))
        for child in element:
            is_item = child.tag in ITEMS
            marker = f"{number}. " if ordered else "- "
            if not ordered and has_typed_mark(child.text or ""):
                marker = ""
            yield from _gathered(child, marker if is_item else None, depth if is_item else 0)
            number += is_item
    elif element.tag == "table":
        yield from _table(element)
    elif element.tag == "pre":
        yield from (Element("row", line) for line in "".join(element.itertext()).split("\n"))
    elif element.tag in ITEMS:
        yield from _gathered(element, "- ")
    else:
        yield from _gathered(element)


def _table(table: _Element) -> Iterator[Element]:
    """What stands in a table that arranges the page, or in the sign of one that holds data."""
    for row in table.iter(*ROWS):
        if next(row.iterancestors("table")) is table:
            for cell in row:
                if cell.tag in CELLS:
                    yield from _gathered(cell)
