"""A document keeps its blocks, each a span of its text, which changes for a reason only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Block, Document
from corpus.errors import DocumentError
from corpus.loading import document_from_bytes, load_document
from tests.support.documents import document as of_text

BRIEFS = Path(__file__).resolve().parents[2] / "corpus" / "documents"
SAMPLES = Path(__file__).parent / "samples"
# sha256 of the texts: chunks, offsets and stored citations hang on every character.
TEXTS = {
    "actors-and-regional-approaches.md": "0bc79cab95fd11eb",
    "case-studies.md": "08a1ade43c73d172",
    "chronology-2024-2026.md": "7df8fbb1258fc715",
    "core-themes-of-technology-diplomacy.md": "3d2f5222a0bf3c1d",
    "debates-and-controversies.md": "846b74f804f43b03",
    "emerging-technologies-and-strategic-competition.md": "5070d41fbc6d77c4",
    "glossary.md": "14c82ad677963e4a",
    "instruments-and-mechanisms.md": "2194b5abd6054f7a",
    "people-and-talent.md": "77ee10fa77ff48d1",
    "strategic-autonomy.md": "3cdf759a266241c0",
    "vietnam-china-cooperation.md": "4303481abb69dca3",
    "vietnam-external-relations.md": "eb00bc75b7f0e4ec",
    "vietnam-science-and-technology-diplomacy.md": "f7714ae3023f9082",
    "what-is-technology-diplomacy.md": "4521bd63f8f8eafd",
    "ferry-rules.docx": "87fb23a196f4ed33",
    "harbour-plan.md": "c55588db20281ae2",
    "lighthouses.pdf": "7c9ea09254a1cd21",
    "notes-and-rows.txt": "14ea2ef101816ab5",
    "page.html": "a14090f062fe1db0",
    "pilot-memo.txt": "0cdb16f4e2a35159",
    "quota-notice.html": "0cb78ed03af75d90",
}
FILES = sorted(path for path in (*BRIEFS.glob("*.md"), *SAMPLES.iterdir()))


def obey(document: Document) -> None:
    """The law of spans: each block is its slice, in order, and together they are the text."""
    _obey(document.text, document.blocks, 0, len(document.text))
    assert [line.text for line in document.lines] == [
        line.strip() for line in document.text.split("\n") if line.strip()
    ]
    assert all("\n" not in line.text for line in document.lines)


def _obey(text: str, blocks: Iterable[Block], start: int, end: int) -> None:
    for block in blocks:
        assert start <= block.start < block.end <= end
        assert text[block.start : block.end] == block.text
        start = block.end
        _obey(text, block.parts, block.start, block.end)
        if block.kind == "item":
            assert text[block.start : block.words_start] == f"{block.mark} "


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_blocks_are_spans_and_the_text_is_what_it_was(path: Path) -> None:
    document = load_document(path)
    obey(document)
    assert hashlib.sha256(document.text.encode()).hexdigest()[:16] == TEXTS[path.name]


PIECES = st.sampled_from(
    ["# ", "## ", "- ", "  - ", "1. ", "2) ", "(a) ", "| a | b |\n|---|---|\n| c |  |\n", "x | y",
     "Words of a line.", "Việt Nam: ", "[^1]: a note", "\n", "\n\n", "    code", "\u0301", "\u200b",
     "<p>", "<li>", "<ul>", "</ul>", "<table><tr><td>", "<td>", "<th>", "<tr>", "<h2>", "<pre>",
     "<caption>", "</caption>"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join), st.sampled_from([".md", ".txt"]))
def test_any_text_and_markdown_obeys(text: str, suffix: str) -> None:
    try:
        obey(document_from_bytes(text.encode(), f"a{suffix}"))
    except DocumentError as error:
        assert error.status == "empty"


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_page_obeys(text: str) -> None:
    try:
        obey(document_from_bytes(f"<html><body>{text}</body></html>".encode(), "a.html"))
    except DocumentError as error:
        assert error.status == "empty"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab -1.)|(:\n\t\u2028", max_size=80))
def test_blocks_told_from_any_lines_obey(text: str) -> None:
    document = of_text(text)
    _obey(text, document.blocks, 0, len(text))


def named(name: str) -> Document:
    return load_document(SAMPLES / name)


def test_lists_inside_lists_are_lists_of_their_own() -> None:
    plan = named("harbour-plan.md")
    items = [block for block in plan.blocks if block.kind == "item"]
    assert [(i.level, i.mark, i.list_number) for i in items] == [
        (1, "-", 1), (1, "-", 1), (2, "1.", 2), (2, "2.", 2), (1, "-", 1),
    ]  # fmt: skip
    outer, _, inner, *_ = items
    lead, fund = plan.lead_of(outer), plan.lead_of(inner)
    assert lead is not None and lead.text == "The plan rests on the following measures:"
    assert fund is not None and fund.text == "- a fund of 40 million euros for clean tugs:"
    assert plan.lead_of(items[-1]) == lead
    assert plan.list_after(lead.start) == tuple(items) == plan.list_after(lead.end)
    assert plan.list_after(inner.start) == tuple(items[3:])
    assert plan.lead_of(lead) is None


def test_an_inner_list_without_a_lead_has_that_of_the_outer_one() -> None:
    document = of_text("The duties are:\n\n1. to log\n- fish\n- ice\n2. to sail\n\nEnd\n- alone")
    inner = next(line for line in document.lines if line.text == "- ice")
    lead = document.lead_of(inner)
    assert lead is not None and lead.text == "The duties are:"
    assert document.lead_of(document.lines[-1]) is None


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ferry-rules.docx", "1122111"),
        ("notes-and-rows.txt", "122122"),
        ("page.html", "1221"),
        ("lighthouses.pdf", "111"),
    ],
)
def test_depths_of_lists(name: str, found: str) -> None:
    items = [block for block in named(name).blocks if block.kind == "item"]
    depths = "".join(str(block.level) for block in items)
    assert depths == found


def tables(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind == "table"]


def test_tables_keep_their_caption_columns_and_cells() -> None:
    (fares,) = tables(named("ferry-rules.docx"))
    assert fares.columns == ("Route", "Fare (euros)", "Trips a day")
    caption, header, first, second, _ = fares.parts
    assert (caption.kind, caption.text) == ("caption", "Table 1. Fares by route")
    assert (header.kind, tuple(cell.text for cell in header.parts)) == ("header", fares.columns)
    assert [(cell.column, cell.text) for cell in first.parts] == [
        (0, "Lisholm to Varnes"), (1, "12.50"), (2, "8"),
    ]  # fmt: skip
    assert [(cell.column, cell.text) for cell in second.parts] == [(0, "Varnes to Otra"), (2, "4")]
    (quotas,) = tables(named("quota-notice.html"))
    assert [part.kind for part in quotas.parts] == ["caption", "header", "row", "row"]
    assert quotas.columns == ("Species", "Tonnes")
    (votes,) = tables(named("notes-and-rows.txt"))
    assert votes.columns == ("Member", "Vote", "Town")
    assert [cell.text for cell in votes.parts[1].parts] == ["Ada Nilsen", "for", "Lisholm"]


def test_two_tables_in_a_row_are_two() -> None:
    one = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n"
    found = tables(document_from_bytes(f"{one}\n{one}".encode(), "a.md"))
    assert [len(table.parts) for table in found] == [3, 3]


def test_footnotes_are_notes_and_leave_a_list_whole() -> None:
    text = "Do this:\n\n- one[^1]\n\n[^1]: Said in 2019.\n\n- two\n"
    document = document_from_bytes(text.encode(), "a.md")
    assert [line.kind for line in document.lines] == ["paragraph", "item", "note", "item"]
    lead = document.lead_of(document.lines[-1])
    assert lead is not None and lead.text == "Do this:"


def test_a_paragraph_inside_an_item_does_not_end_its_list() -> None:
    text = "Do this:\n\n- one\n\n  More of one.\n\n- two\n"
    document = document_from_bytes(text.encode(), "a.md")
    first, inside, second = document.lines[1:]
    assert (inside.kind, inside.level) == ("paragraph", 1)
    assert first.list_number == second.list_number
    assert document.lead_of(second) == document.lines[0]


def test_lines_in_a_span() -> None:
    document = of_text("One.\n\nTwo.\n\nThree.")
    assert [line.text for line in document.lines_in(6, 10)] == ["Two."]
    assert [line.text for line in document.lines_in(3, 7)] == ["One.", "Two."]
    assert document.lines_in(4, 6) == () == document.lines_in(7, 7)
    assert [line.text for line in document.lines_in(0, 99)] == ["One.", "Two.", "Three."]
    assert document.place_of(-1) == -1 and document.place_of(5) == 0


def test_code_is_no_table() -> None:
    assert named("page.html").lines[-1].kind == "paragraph"
