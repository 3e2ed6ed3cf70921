"""Plain text: paragraphs and headings are told from line lengths alone.

Many such files are pages copied from the web or saved by a crawler, so what is left of their
markup (image marks, "Latest", "Read more", captions that repeat the title) is removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from corpus.assembling import element_of_line
from corpus.blocks import Content, Element, clean_characters, first_title, table_rows, told_row
from corpus.formats.common.tables import elements_of, plain
from corpus.formats.text.decoding import decoded
from corpus.formats.text.lines import heading_like, item_text, numbered_level, unwrap
from corpus.formats.text.run_in_headings import split_run_in_headings
from corpus.language.document_dates import stated_at_top
from corpus.legal.letterheads import MOTTO

IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()\s]{0,1000}\)")
LINK = re.compile(r"\[([^\[\]]{1,300})\]\([^()\s]{1,1000}\)")
CELL_BORDER = frozenset("|:- ")
RULE = "***"
BAR = " | "  # between the cells of a row that has no bars around it
BORDERED = -1  # in place of their number, where there are bars around the rows as well
FEWEST_ROWS = {1: 3, 2: 2}  # of lines with so many bars, or more, that are a table
HASHES = re.compile(r"(#{1,6})\s+(\S.*)")
UNDERLINE = re.compile(r"={3,}|-{3,}|\*{3,}|_{3,}|~{3,}")
SIDE_BY_SIDE, MAX_LETTERHEAD = re.compile(r"[ \t]*(?:\t|[ ]{3})[ \t]*"), 6  # lines
GLUED_EDIT = re.compile(r"(?<=[a-z])Edit$")


def read(data: bytes, name: str) -> Content:
    """Return what stands in a text file; raises DocumentError where it is not text."""
    read_text = decoded(data, name)
    return replace(content_of(read_text.text), notes=read_text.notes)


def content_of(text: str) -> Content:
    """What stands in a text without markup."""
    lines = _without_residue(_clean_lines(_letterhead_by_columns(text)))
    date, publisher = stated_at_top(lines)
    blocks = split_run_in_headings(_blocks(unwrap(_with_outer_bars(lines))))
    return Content(tuple(blocks), first_title(blocks), date, publisher)


def _letterhead_by_columns(text: str) -> str:
    """The text with the two blocks of a letterhead that tabs or spaces set side by side one below
    the other, as they are read: who issues with the number, then the motto with the place and
    the date."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    end = first
    while end < len(lines) and end - first <= MAX_LETTERHEAD and SIDE_BY_SIDE.search(lines[end]):
        end += 1
    rows = [SIDE_BY_SIDE.split(clean_characters(line.strip()), 1) for line in lines[first:end]]
    if len(rows) < 2 or not any(MOTTO.search(row[-1]) for row in rows if len(row) > 1):
        return text
    left = [row[0] for row in rows if len(row) > 1]
    right = [row[-1] for row in rows]
    return "\n".join([*left, "", *right, *lines[end:]])


def _clean_lines(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in clean_characters(text).split("\n"))
    return [_without_links(line) if "](" in line else line for line in lines]


def _without_links(line: str) -> str:
    """The words of a line: images dropped, links as the words people see."""
    # What stood around an image is one space apart, as everywhere in these lines.
    words = " ".join(LINK.sub(r"\1", IMAGE.sub("", line)).split())
    return "" if words == "|" else words


def _without_residue(lines: list[str]) -> list[str]:
    """Drop what crawlers leave: "Latest" under the title, "Read more" at the end, rules."""
    filled = [position for position, line in enumerate(lines) if line]
    dropped = set()
    if len(filled) > 1 and lines[filled[1]] == "Latest":
        dropped.add(filled[1])
    if filled and lines[filled[-1]] == "Read more":
        dropped.add(filled[-1])
    return [line for position, line in enumerate(lines) if position not in dropped]


def _with_outer_bars(lines: list[str]) -> list[str]:
    """The lines with bars around the rows of tables that have them only between cells: lines next
    to each other with as many bars as each other. Tables that only space parts have a rule between
    them."""
    told: list[str] = []
    before = 0  # bars of the table that nothing was written after
    for bars, group in groupby(lines, key=_bars_between):
        rows = list(group)
        if bars and len(rows) >= _fewest_rows(bars):
            told += [RULE] * (before not in (0, bars))
            told += (f"| {row} |" for row in rows)
            before = bars
        else:
            told += rows
            filled = [row for row in rows if row]
            if filled:
                before = BORDERED if filled[-1][0] == "|" else 0
    return told


def _fewest_rows(bars: int) -> int:
    return FEWEST_ROWS[min(max(bars, 1), max(FEWEST_ROWS))]


def _bars_between(line: str) -> int:
    return 0 if line[:1] == "|" else line.count(BAR)


def _blocks(lines: list[str]) -> list[Element]:
    """Turn logical lines (none empty) into blocks."""
    blocks: list[Element] = []
    for is_table, group in groupby(lines, key=lambda line: line[0] == "|"):
        if is_table:
            blocks += _table(list(group))
        else:
            blocks += (_block(line) for line in group)
    return _with_headings(list(_underlined(blocks)))


def _block(line: str) -> Element:
    if match := HASHES.fullmatch(line):
        return Element("heading", match[2].rstrip("#").rstrip(), len(match[1]))
    return element_of_line(item_text(line) or line)


def _table(lines: list[str]) -> list[Element]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    borders = ["-" in line and CELL_BORDER.issuperset(line) for line in lines]
    header = len(lines) > 1 and borders[1]
    kept = [row for row, border in zip(rows, borders, strict=True) if not border]
    if all(sum(map(bool, row)) <= 1 for row in kept):
        # A frame with one cell is a caption or a box, not a table.
        return [Element("paragraph", cell) for row in kept for cell in row if cell]
    # What the columns are called is told by the cells where there are enough of them.
    if header or len(kept) >= _fewest_rows(max(map(len, kept)) - 1):
        return elements_of(plain(kept), int(header))
    return table_rows(kept, header=False)


def _underlined(blocks: list[Element]) -> Iterator[Element]:
    """Make a line over `=====` or `-----` a heading; drop all such rules."""
    for position, block in enumerate(blocks):
        if UNDERLINE.fullmatch(block.text):
            continue
        following = blocks[position + 1].text if position + 1 < len(blocks) else ""
        if UNDERLINE.fullmatch(following) and following[0] in "=-" and heading_like(block.text):
            yield Element("heading", block.text, 1 if following[0] == "=" else 2)
        else:
            yield block


def _with_headings(blocks: list[Element]) -> list[Element]:
    """Mark the title and the section headings: short lines above longer paragraphs."""
    blocks = _without_repeated_title(blocks)
    marked = [
        replace(block, kind="heading", level=level) if level else block
        for position, block in enumerate(blocks)
        for level in [_heading_level(blocks, position)]
    ]
    if marked and marked[0].kind == "heading" and GLUED_EDIT.search(marked[0].text):
        # A page of a wiki: its "Edit" links are glued to its headings.
        return [
            replace(block, text=GLUED_EDIT.sub("", block.text))
            if block.kind == "heading"
            else block
            for block in marked
        ]
    return marked


def _without_repeated_title(blocks: list[Element]) -> list[Element]:
    """Drop lines that only repeat the title, as image captions on news pages do.

    Before headings are told: above its caption such a line would pass for one.
    """
    title = blocks[0].text if blocks and heading_like(blocks[0].text) else None
    return blocks[:1] + [block for block in blocks[1:] if block.text != title]


def _heading_level(blocks: list[Element], position: int) -> int:
    """The level of a block that turns out to be a heading, else 0."""
    block = blocks[position]
    before = blocks[position - 1] if position else None
    # A row tells the names of its columns as well; these alone are short.
    later = [one for one in blocks[position + 1 : position + 7] if one.kind != "header"]
    after = later[0] if later else None
    if block.kind not in ("paragraph", "item") or not heading_like(block.text):
        return 0
    if position == 0 and block.kind == "paragraph":
        return int(any(_below_heading(block, other) for other in later[:5]))
    numbered = numbered_level(block.text)
    if block.kind == "item" and (
        # "1. Introduction" is a heading alone, and an item among others.
        numbered is None or (before and before.kind == "item") or (after and after.kind == "item")
    ):
        return 0
    if after is None or not (
        _below_heading(block, after)
        or (numbered and (after.kind == "item" or _numbered_below(block, after)))
    ):
        return 0
    return numbered or 2


def _numbered_below(heading: Element, below: Element) -> bool:
    """Whether `2.1 Lorries` follows on `2. Loads`."""
    number = heading.text.split(" ", 1)[0].rstrip(".")
    return below.text.startswith((f"{number}.1 ", f"{number}.1. "))


def _below_heading(heading: Element, below: Element) -> bool:
    if below.kind == "item":
        return heading.text.count(" ") < 8
    words = told_row(below.cells, below.columns) if below.columns else below.text
    return (
        below.kind not in ("heading", "header")
        and len(words) > len(heading.text)
        and not heading_like(words)
    )
