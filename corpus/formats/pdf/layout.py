"""From lines on pages to headings, paragraphs and list items, by position and letter size."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median

from corpus.blocks import MAX_HEADING_LENGTH, Element
from corpus.formats.common.tables import elements_of
from corpus.formats.pdf.lines import Line
from corpus.formats.pdf.page_table import PageItem, PageTable
from corpus.formats.text.lines import (
    HYPHENS,
    begins_anew,
    heading_like,
    item_text,
    join,
    numbered_level,
)

EDGE_LINES = 3
MIN_PAGES = 3
MAX_PAGE_SHIFT = 50  # a part of a longer work may begin at any page number
PAGE_NUMBER = r"(?:(?:page|p\.|trang)\s*)?\b(\d{1,4})\b(?:\s*(?:/|of|sur|trên)\s*\d{1,4})?"
EDGE_NUMBER = re.compile(PAGE_NUMBER, re.IGNORECASE)
FIGURE = re.compile(r"\d")
BARE_NUMBER = re.compile(rf"[\W_]*{PAGE_NUMBER}[\W_]*", re.IGNORECASE)
SENTENCE_END = (".", "!", "?", ":", ";", "”", '"', ")")
LARGER = 1.12
MAX_SIZE_LEVELS = 4
SHIFTED = 12.0  # points that a column may stand elsewhere on the next page
WATERMARK = 1.8  # of the size of running text
SMALLER = 0.92  # of the same: the letters of notes at the foot of a page
MAX_MARK = 3  # letters of the raised mark of a note
DROP_CAP = re.compile(r"[“‘\"']?[^\W\d_]")
ONE_LETTER_WORDS = ("A", "I", "O", "Ý", "Ở", "Ô", "Ế")
RunningKey = tuple[str, int | None, int]
NOTE = re.compile(r"(?:\[?\d{1,3}[\])]?|[*†‡§#]{1,3}|\(?[a-z][)])\s?(?=\S)")


def without_running_lines(pages: list[list[PageItem]]) -> list[list[PageItem]]:
    """Drop headers, footers and page numbers: what repeats at the edges of most pages.

    A page that would be left with nothing is kept as it is.
    """
    if len(pages) < 2:
        return pages
    edges = [[_keyed(edge) for edge in _edges(_lines(page))] for page in pages]
    seen = Counter(key for bottom, top in edges for key in {key for _line, key in bottom + top})
    needed = max(2, (len(pages) + 1) // 2)
    running = set(map(id, _watermarks(pages, needed)))
    for edge in (edge for both in edges for edge in both):
        # From the edge inwards, up to the first line that does not repeat: that is the text.
        for line, key in edge:
            if seen[key] < needed or (len(pages) < MIN_PAGES and key[0]):
                break
            running.add(id(line))
    if not running:
        return pages
    return [[item for item in page if id(item) not in running] or page for page in pages]


def _lines(page: list[PageItem]) -> list[Line]:
    return [item for item in page if isinstance(item, Line)]


def _watermarks(pages: list[list[PageItem]], needed: int) -> Iterator[Line]:
    """What stands in large letters at the same place of most pages."""
    lines = [line for page in pages for line in _lines(page)]
    body = _body_size(lines)
    large = [line for line in lines if line.size > WATERMARK * body]
    places = [(line.text, round(line.left), round(line.bottom)) for line in large]
    seen = Counter(places)
    for line, place in zip(large, places, strict=True):
        if seen[place] >= needed:
            yield line


def _edges(page: list[Line]) -> tuple[list[Line], list[Line]]:
    """The outermost lines at the bottom and at the top of a page, outermost first."""
    by_height = sorted(page, key=lambda line: line.bottom)
    return by_height[:EDGE_LINES], by_height[::-1][:EDGE_LINES]


def _keyed(edge: list[Line]) -> list[tuple[Line, RunningKey]]:
    return [(line, _running_key(line)) for line in edge]


def _running_key(line: Line) -> RunningKey:
    """What is the same in a running line on every page: its words, how far the number at its
    edge is from the page's own number, and its height on the page."""
    height = round(line.bottom)
    if match := BARE_NUMBER.fullmatch(line.text):
        return "", int(match[1]) - line.page, height
    for match in (EDGE_NUMBER.match(line.text), _last_number(line.text)):
        if match and abs(int(match[1]) - line.page) <= MAX_PAGE_SHIFT:
            rest = line.text[: match.start()] + line.text[match.end() :]
            return rest.strip(" |-–—•·"), int(match[1]) - line.page, height
    return line.text, None, height


def _last_number(text: str) -> re.Match[str] | None:
    found = None
    if FIGURE.search(text, max(0, len(text) - 20)) is None:
        return None
    for match in EDGE_NUMBER.finditer(text[-20:].rjust(len(text))):
        found = match
    return found if found and found.end() == len(text) else None


def blocks_of_pages(pages: list[list[PageItem]], words: Collection[str]) -> list[Element]:
    """Return the blocks of all pages; `words` is the document's vocabulary (see `join`)."""
    lines = [_lines(page) for page in pages]
    body = _body_size([line for page in lines for line in page])
    pages = _with_drop_caps(pages, body)
    leading = _leading(lines, body)
    groups = [group for page in _joined(pages) for group in _groups(page, body, leading)]
    levels = _size_levels([g for g in groups if not isinstance(g, PageTable)], body)
    blocks: list[Element] = []
    notes: list[Element] = []  # at the foot of the page before
    for position, group in enumerate(groups):
        following = groups[position + 1] if position + 1 < len(groups) else None
        if isinstance(group, PageTable):
            blocks += [*notes, *elements_of(group.rows, group.header)]
            notes = []
            continue
        text = group[0].text
        for before, line in pairwise(group):
            text = text + line.text if _is_glued(before, line) else join(text, line.text, words)
        if _is_note(group, lines[group[0].page - 1], body):
            notes.append(Element("note", text, page=group[0].page))
            continue
        block = _block(group, text, levels, body, following)
        if notes and blocks and _runs_over(blocks[-1], block):
            blocks += _carried_on(blocks.pop(), block, words)
            # They stand behind the sentence, and still on their own page.
            notes = [replace(note, level=note.page) for note in notes]
        else:
            if notes and block.page > notes[-1].page or not notes:
                blocks += notes
                notes = []
            if blocks and _runs_over(blocks[-1], block):
                blocks += _carried_on(blocks.pop(), block, words)
            else:
                blocks.append(block)
            continue
        blocks += notes
        notes = []
    return blocks + notes


def _joined(pages: list[list[PageItem]]) -> list[list[PageItem]]:
    """The pages with a table that goes on over their ends as one, where it begins."""
    joined: list[list[PageItem]] = []
    open_at: tuple[int, int] | None = None  # page and place of the table that ended the last one
    for page in pages:
        page = list(page)
        first = page[0] if page else None
        if open_at is not None and isinstance(first, PageTable):
            begun = joined[open_at[0]][open_at[1]]
            whole = _one_table(begun, first) if isinstance(begun, PageTable) else None
            if whole is not None:
                joined[open_at[0]][open_at[1]] = whole
                page.pop(0)
                joined.append(page)
                open_at = open_at if not page else _last_table(joined)
                continue
        joined.append(page)
        open_at = _last_table(joined)
    return joined


def _last_table(pages: list[list[PageItem]]) -> tuple[int, int] | None:
    """Where the last page ends with a table, notes at its foot left aside."""
    page = pages[-1]
    for place in range(len(page) - 1, -1, -1):
        item = page[place]
        if isinstance(item, PageTable):
            return len(pages) - 1, place
        if not NOTE.match(item.text):
            return None
    return None


def _one_table(first: PageTable, second: PageTable) -> PageTable | None:
    """Both as one table, without the names that the second tells again; None where the columns
    are not the same."""
    if len(first.columns) != len(second.columns):
        return None
    names = [[cell.words for cell in row] for row in first.rows[:3]]
    again = 0
    while again < min(len(names), len(second.rows) - 1) and names[again] == [
        cell.words for cell in second.rows[again]
    ]:
        again += 1
    same = all(
        min(abs(a[0] - b[0]), abs(a[1] - b[1])) < SHIFTED
        for a, b in zip(first.columns, second.columns, strict=True)
    )
    if not again and not same:
        return None
    header = max(first.header, again if again < 3 else 0)
    return replace(first, rows=(*first.rows, *second.rows[again:]), header=header)


def _groups(page: list[PageItem], body: float, leading: float) -> Iterator[list[Line] | PageTable]:
    """The paragraphs and the tables of a page."""
    lines = _lines(page)
    for is_table, items in groupby(page, key=lambda item: isinstance(item, PageTable)):
        if is_table:
            yield from (item for item in items if isinstance(item, PageTable))
        else:
            run = [item for item in items if isinstance(item, Line)]
            yield from _paragraphs(run, lines, body, leading)


def _is_note(group: list[Line], page: list[Line], body: float) -> bool:
    """Whether small lines stand below all others of a page and begin with the mark of a note."""
    first = group[0]
    if first.size > SMALLER * body or NOTE.match(first.text) is None:
        return False
    return all(line.bottom > first.bottom for line in page if line.size > SMALLER * body)


def _body_size(lines: list[Line]) -> float:
    exact: Counter[float] = Counter()  # of a long text a few hundred
    for line in lines:
        exact[line.size] += len(line.text)
    sizes: Counter[float] = Counter()
    for size, letters in exact.items():
        sizes[round(size * 2) / 2] += letters
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _leading(pages: list[list[Line]], body: float) -> float:
    """The usual distance from one line of running text to the next."""
    gaps = [
        first.bottom - second.bottom
        for page in pages
        for first, second in zip(page, page[1:], strict=False)
        if 0.5 * body < first.bottom - second.bottom < 3 * body
    ]
    usual = min(median(gaps), 1.8 * body) if gaps else 1.3 * body
    # Lines that begin in the middle of a sentence tell that a page is spaced wider than that.
    running = [
        first.bottom - second.bottom
        for page in pages
        for first, second in zip(page, page[1:], strict=False)
        if second.text[0].islower() and not first.text.endswith(SENTENCE_END)
        and 0.5 * body < first.bottom - second.bottom < 3 * body
    ]  # fmt: skip
    return max(usual, median(running)) if running else usual


def _paragraphs(
    lines: list[Line], page: list[Line], body: float, leading: float
) -> list[list[Line]]:
    """The lines of a page in groups: each group is one paragraph, item or heading."""
    groups: list[list[Line]] = []
    ends: dict[float, float] = {}
    for line in lines:
        if groups and _goes_on(groups[-1], line, page, body, leading, ends):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _goes_on(
    group: list[Line],
    line: Line,
    page: list[Line],
    body: float,
    leading: float,
    ends: dict[float, float],
) -> bool:
    """Whether a line goes on with the paragraph; `ends` keeps where the columns of the page end."""
    last = group[-1]
    gap = last.bottom - line.bottom
    if len(last.text) <= MAX_MARK and last.size < SMALLER * line.size and 0 < gap < 0.5 * body:
        return 0 <= line.left - last.right < body  # the raised mark of a note, and the note
    if abs(gap) < 0.4 * body:
        return line.left >= last.right - body and line.size < LARGER * last.size
    if begins_anew(line.text, last.text, group[0].text) or not _same_size(last, line):
        return False
    midway = line.text[0].islower() and not last.text.endswith((".", "!", "?"))
    if last.bold != line.bold:
        return midway
    if gap < 0:
        # The next column, or a box elsewhere on the page.
        return midway
    usual = leading if last.size < LARGER * body else leading * last.size / body
    if gap > 1.35 * usual:
        return False
    if last.bold or last.size >= LARGER * body or midway:
        return True
    return not (_indented(group, line, body) or _next_word_fits(last, line, page, body, ends))


def _is_glued(before: Line, line: Line) -> bool:
    """Whether a piece goes on right where another ends, with a sign that no space stands before:
    the raised mark of a note stood between them."""
    level = abs(before.bottom - line.bottom) < 0.4 * line.size
    return level and line.text[0] in ".,;:!?)" and line.left - before.right < 0.25 * line.size


def _with_drop_caps(pages: list[list[PageItem]], body: float) -> list[list[PageItem]]:
    """The pages with each large first letter of a paragraph before the rest of its word."""
    lines = [line for page in pages for line in _lines(page)]
    caps = [
        one for one in lines
        if one.size > WATERMARK * body and DROP_CAP.fullmatch(one.text)
    ]  # fmt: skip
    begun: dict[Line, Line] = {}
    for cap in caps:
        beside = [
            line for line in lines
            if line.page == cap.page and line.text[0].islower()
            and cap.bottom - body < line.bottom < cap.bottom + cap.size
            and -1 < line.left - cap.right < 2 * body
        ]  # fmt: skip
        if beside:
            begun[max(beside, key=lambda line: line.bottom)] = cap
    if not begun:
        return pages
    known = {word for line in lines if line not in begun for word in line.text.lower().split()}
    gone = {*begun.values()}

    def whole(item: PageItem) -> PageItem:
        if not isinstance(item, Line) or item not in begun:
            return item
        cap, first = begun[item], item.text.split(" ", 1)[0].lower()
        is_word = cap.text in ONE_LETTER_WORDS and first in known
        return replace(item, text=f"{cap.text}{' ' * is_word}{item.text}", left=cap.left)

    return [[whole(item) for item in page if item not in gone] for page in pages]


def _same_size(first: Line, second: Line) -> bool:
    return max(first.size, second.size) < LARGER * min(first.size, second.size)


def _indented(group: list[Line], line: Line, body: float) -> bool:
    last = group[-1]
    if not last.text.endswith(SENTENCE_END):
        return False
    if item_text(group[0].text) is not None:
        return line.left < group[0].left + 0.3 * body
    return line.left > last.left + 0.8 * body


def _next_word_fits(
    last: Line, line: Line, page: list[Line], body: float, ends: dict[float, float]
) -> bool:
    """Whether `line` could have begun on the line above: then the break is meant."""
    column = ends.get(last.left)
    if column is None:
        column = max(other.right for other in page if abs(other.left - last.left) < 4 * body)
        ends[last.left] = column
    per_character = (last.right - last.left) / max(len(last.text), 1)
    word = (len(line.text.split(" ", 1)[0]) + 1) * per_character
    return last.right + word < column - 1.5 * body


def _size_levels(groups: list[list[Line]], body: float) -> list[float]:
    """The sizes of letters used for headings, largest first: the levels 1, 2, ..."""
    sizes = {round(g[0].size) for g in groups if g[0].size >= LARGER * body and len(g) <= 4}
    return sorted((float(size) for size in sizes), reverse=True)[:MAX_SIZE_LEVELS]


def _block(
    group: list[Line],
    text: str,
    levels: list[float],
    body: float,
    following: list[Line] | PageTable | None,
) -> Element:
    first = group[0]
    item = item_text(text)
    bullet = item is not None and item.startswith("- ")
    larger = first.size >= LARGER * body and len(group) <= 4 and not bullet
    titled = bool(re.search(r"[^\W\d_]{2}", text)) and len(text) <= MAX_HEADING_LENGTH
    if larger and titled and text[-1] not in ".;,":
        level = next((i for i, s in enumerate(levels, 1) if first.size >= s - 0.5), len(levels))
        return Element("heading", text, level, first.page)
    if heading_like(text) and following is not None and not bullet:
        below = None if isinstance(following, PageTable) else following[0]
        longer = below is not None and len(below.text) > len(text)
        more = (below is None or not below.bold) if first.bold else longer
        numbered = numbered_level(text)
        if more and (first.bold or numbered):
            return Element("heading", text, numbered or min(len(levels) + 1, 4), first.page)
    return Element("paragraph" if item is None else "item", item or text, page=first.page)


def _runs_over(last: Element, block: Element) -> bool:
    """Whether a paragraph goes on from the page before."""
    return (
        block.page > last.page
        and last.kind != "heading"
        and block.kind == "paragraph"
        and block.text[0].islower()
        and not last.text.endswith((".", "!", "?", ":", ";"))
    )


def _carried_on(last: Element, block: Element, words: Collection[str]) -> list[Element]:
    """Both parts of a paragraph over a page break; a divided word stays on the first page."""
    carried = replace(block, kind=last.kind, continues=True)
    if not last.text.endswith(HYPHENS):
        return [last, carried]
    word, _, rest = block.text.partition(" ")
    return [replace(last, text=join(last.text, word, words)), replace(carried, text=rest)]
