"""PowerPoint presentations (.pptx): a page for each slide, its notes behind it."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pptx
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER

from corpus.blocks import Content, Element, clean_line
from corpus.formats.common.drawings import drawn_lines, properties_of
from corpus.formats.common.file_titles import chosen_title
from corpus.formats.common.packages import mended
from corpus.formats.common.tables import Cell, elements_of, plain
from corpus.formats.zip_safety import refuse_unsafe_package
from corpus.language.document_dates import stated_at_top

TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
REPEATED = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
BODY = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)
MAX_DEPTH = 8  # of groups within groups


def read(data: bytes, name: str) -> Content:
    """Return what stands on the slides; raises DocumentError where the file is unsafe."""
    refuse_unsafe_package(data, name)
    presentation = pptx.Presentation(io.BytesIO(mended(data)))
    elements: list[Element] = []
    hidden = pictures = 0
    unread: Counter[str] = Counter()
    slides = list(presentation.slides)
    for number, slide in enumerate(slides, start=1):
        if slide._element.get("show") == "0":
            hidden += 1
            continue
        elements += (replace(element, page=number) for element in _of_slide(slide, number == 1))
        unread.update(_beside(slide))
        pictures += sum(shape.shape_type == MSO_SHAPE_TYPE.PICTURE for shape in slide.shapes)
    elements += _of_masters(slides, {element.text for element in elements})
    facts = presentation.core_properties
    title = chosen_title(facts.title)
    date, publisher = stated_at_top(e.text for e in elements[:10])
    first = next((e.text for e in elements if e.kind == "heading" and e.page == 1), None)
    return Content(
        tuple(elements),
        title=title or first,
        date=date,
        publisher=publisher,  # the file's author is who typed it
        pages=len(slides),
        notes=tuple(_notes(hidden, pictures)),
        unread=+(unread + properties_of(facts)),
    )


def _notes(hidden: int, pictures: int) -> Iterator[str]:
    if hidden:
        yield f"{hidden} hidden slide{'s' if hidden > 1 else ''} left out"
    if pictures:
        yield f"{pictures} picture{'s' if pictures > 1 else ''} left out"


def _of_slide(slide: Any, is_first: bool) -> Iterator[Element]:
    """A slide's title, then what stands on it from the top, then its notes."""
    shapes = list(_shapes(slide.shapes, 0))
    for shape in shapes:
        if _placeholder(shape) in TITLES and (words := clean_line(shape.text_frame.text)):
            yield Element("heading", words, 1 if is_first else 2)
    for shape in shapes:
        kind = _placeholder(shape)
        if kind in TITLES or kind in REPEATED:
            continue
        if getattr(shape, "has_table", False) and shape.has_table:
            # Cells that another goes over stand in the file too.
            rows = ([cell for cell in row.cells if not cell.is_spanned] for row in shape.table.rows)
            yield from elements_of([list(map(_cell, row)) for row in rows])
        elif getattr(shape, "has_chart", False) and shape.has_chart:
            yield from _chart(shape.chart)
        elif shape.has_text_frame:
            yield from _paragraphs(shape.text_frame, kind in BODY)
    for part in _related(slide, "/diagramData"):
        yield from (Element("paragraph", words) for words in drawn_lines(part.blob))
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
            if words := clean_line("".join(run.text for run in paragraph.runs)):
                yield Element("note", words)


def _beside(slide: Any) -> Counter[str]:
    """What stands beside the words of a slide."""
    described = (one.get("descr") for one in slide._element.iter("{*}cNvPr"))
    comments = sum(part.blob.count(b":cm ") for part in _related(slide, "/comments"))
    return Counter({"alt text": sum(map(bool, described)), "comments": comments})


def _related(slide: Any, kind: str) -> Iterator[Any]:
    """The parts of a slide whose relationship ends so."""
    for relation in slide.part.rels.values():
        if relation.reltype.endswith(kind) and not relation.is_external:
            yield relation.target_part


def _of_masters(slides: list[Any], known: set[str]) -> list[Element]:
    """What masters and layouts show on each of their slides, told once."""
    layouts = {id(slide.slide_layout): slide.slide_layout for slide in slides}
    masters = {id(one.slide_master): one.slide_master for one in layouts.values()}
    lines: dict[str, None] = {}
    for holder in (*masters.values(), *layouts.values()):
        for shape in _shapes(holder.shapes, 0):
            if not shape.is_placeholder and shape.has_text_frame:
                lines.update(
                    dict.fromkeys(one.text for one in _paragraphs(shape.text_frame, False))
                )
    return [Element("note", words, page=len(slides)) for words in lines if words not in known]


def _shapes(shapes: Any, depth: int) -> Iterator[Any]:
    """The shapes from the top of the slide, those of groups too."""
    for shape in sorted(shapes, key=lambda one: (one.top or 0, one.left or 0)):
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            if depth < MAX_DEPTH:
                yield from _shapes(shape.shapes, depth + 1)
        else:
            yield shape


def _placeholder(shape: Any) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _paragraphs(frame: Any, listed: bool) -> Iterator[Element]:
    paragraphs = [(p, clean_line(p.text.replace("\x0b", " "))) for p in frame.paragraphs]
    filled = [(p, words) for p, words in paragraphs if words]
    for paragraph, words in filled:
        properties = paragraph._p.pPr
        marks = (
            [child.tag.rpartition("}")[2] for child in properties] if properties is not None else []
        )
        item = "buChar" in marks or "buAutoNum" in marks or paragraph.level > 0
        if (item or (listed and len(filled) > 1)) and "buNone" not in marks:
            yield Element("item", f"- {words}", paragraph.level + 1, mark="-")
        else:
            yield Element("paragraph", words)


def _cell(cell: Any) -> Cell:
    words = " ".join(clean_line(p.text) for p in cell.text_frame.paragraphs)
    bold = [run.font.bold for p in cell.text_frame.paragraphs for run in p.runs if run.text.strip()]
    across, down = (cell.span_width, cell.span_height) if cell.is_merge_origin else (1, 1)
    return Cell(clean_line(words), across, down, bool(bold) and all(bold))


def _chart(chart: Any) -> Iterator[Element]:
    """The numbers behind a chart, as a table."""
    if chart.has_title and chart.chart_title.has_text_frame:
        yield Element("caption", clean_line(chart.chart_title.text_frame.text))
    for plot in chart.plots:
        series = list(plot.series)
        names = ["", *(str(one.name or "") for one in series)]
        rows = [
            [str(category), *(_value(one.values, at) for one in series)]
            for at, category in enumerate(plot.categories)
        ]
        yield from elements_of(plain([names, *rows]), 1)
    for axis in chart._chartSpace.iter("{*}catAx", "{*}valAx", "{*}dateAx"):
        for title in axis.iterchildren("{*}title"):
            words = clean_line("".join(text.text or "" for text in title.iter("{*}t")))
            yield from [Element("note", words)] if words else []


def _value(values: Any, at: int) -> str:
    return "" if at >= len(values) or values[at] is None else format(values[at], ".15g")
