"""Tables as their cells were merged and nested: rows that can be read alone."""

from __future__ import annotations

import pytest

from corpus.assembling import assemble
from corpus.blocks import Element
from corpus.chunking import embedded_text, split
from corpus.document import Document
from corpus.formats.common.tables import Cell, elements_of, plain
from corpus.told_text import told_text


def told(rows: list[list[Cell]], header: int = 0) -> list[str]:
    """The captions and the rows, these with the names of their columns."""
    lines = told_text(document(*elements_of(rows, header))).text.split("\n")
    return [line for line in lines if line]


def inner(*rows: tuple[str, str]) -> tuple[tuple[tuple[Cell, ...], ...], ...]:
    return (tuple(tuple(map(Cell, row)) for row in rows),)


FACTS = [["Contractor", "Song Hong"], ["Length", "1,860 m"], ["Opened", "2 June 2019"]]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (FACTS, ["Contractor: Song Hong", "Length: 1,860 m", "Opened: 2 June 2019"]),
        ([["Name:", "An"], ["Room:", "5"], ["Floor:", "2"]], ["Name: An", "Room: 5", "Floor: 2"]),
        ([["Name:", "An", "Room:", "5"], ["Unit:", "Law", "Floor:", "2"]],
         ["Name: An", "Room: 5", "Unit: Law", "Floor: 2"]),
        ([["Year", "Amount"], ["2025", "10"], ["2026", "20"]],
         ["Year: 2025; Amount: 10", "Year: 2026; Amount: 20"]),
        ([["Station", "Boats"], ["Hai An", "3"], ["Cua Lo", "5"]],
         ["Station: Hai An; Boats: 3", "Station: Cua Lo; Boats: 5"]),
        ([["Ships", "12"], ["Boats", "30"]], ["Ships: 12", "Boats: 30"]),
        ([["Port", "2022", "2023"], ["Hai An", "1,204", "9"], ["Cua Lo", "874", "8"]],
         ["Port: Hai An; 2022: 1,204; 2023: 9", "Port: Cua Lo; 2022: 874; 2023: 8"]),
        ([["Line", "2025 (kira)", "2026 plan"], ["Ships", "750", "900"], ["Ports", "62", "68"]],
         ["Line: Ships; 2025 (kira): 750; 2026 plan: 900",
          "Line: Ports; 2025 (kira): 62; 2026 plan: 68"]),
        ([["Lab", "2019 (closed)"], ["Mill", "2021 (new)"], ["Quay", "2022 (new)"]],
         ["Lab: 2019 (closed)", "Mill: 2021 (new)", "Quay: 2022 (new)"]),
        ([["Hai An", "12", "3"], ["Cua Lo", "9", "4"]], ["Hai An | 12 | 3", "Cua Lo | 9 | 4"]),
    ],
)  # fmt: skip
def test_what_the_first_row_and_the_first_column_are(
    rows: list[list[str]], lines: list[str]
) -> None:
    assert told(plain(rows)) == lines


def test_a_cell_over_several_rows_is_told_in_each() -> None:
    rows = [
        [Cell("Region"), Cell("Rank"), Cell("Rate")],
        [Cell("North", down=2), Cell("Director"), Cell("140")],
        [Cell("Analyst"), Cell("95")],
        [Cell("Coast"), Cell("Director"), Cell("155")],
        [Cell("", down=0), Cell("Analyst"), Cell("110")],
    ]
    assert told(rows)[1] == "Region: North; Rank: Analyst; Rate: 95"
    assert told(rows)[3] == "Region: Coast; Rank: Analyst; Rate: 110"


@pytest.mark.parametrize("marked", [0, 2])
def test_names_of_two_rows(marked: int) -> None:
    rows = [
        [Cell("College", down=2), Cell("2023", across=2), Cell("2024", across=2)],
        [Cell("Full"), Cell("Part"), Cell("Full"), Cell("Part")],
        [Cell("Lotus"), Cell("410"), Cell("95"), Cell("432"), Cell("120")],
    ]
    assert told(rows, marked) == [
        "College: Lotus; 2023 Full: 410; 2023 Part: 95; 2024 Full: 432; 2024 Part: 120"
    ]


def test_rows_of_an_inner_table_keep_what_they_belong_to() -> None:
    rows = [
        [Cell("Unit"), Cell("Posts")],
        [Cell("Law"), Cell("", inner=inner(("Grade", "Number"), ("Senior", "4"), ("Junior", "9")))],
        [Cell("Press"), Cell("", inner=inner(("Grade", "Number"), ("Senior", "2")))],
    ]
    assert told(rows) == [
        "Unit: Law; Posts Grade: Senior; Posts Number: 4",
        "Unit: Law; Posts Grade: Junior; Posts Number: 9",
        "Unit: Press; Posts Grade: Senior; Posts Number: 2",
    ]


def test_a_row_over_the_table_is_its_caption_and_one_inside_a_group() -> None:
    rows = [
        [Cell("Table 1. Fleets", across=3)],
        [Cell("Port"), Cell("Boats"), Cell("Crew")],
        [Cell("North", across=3)],
        [Cell("Hai An"), Cell("3"), Cell("9")],
        [Cell("South", across=3)],
        [Cell("Ben Tre"), Cell("4"), Cell("8")],
    ]
    assert told(rows) == [
        "Table 1. Fleets",
        "North; Port: Hai An; Boats: 3; Crew: 9",
        "South; Port: Ben Tre; Boats: 4; Crew: 8",
    ]


def test_a_row_with_missing_values_is_no_group() -> None:
    rows = [["Port", "Boats", "Crew"], ["Hai An", "3", "9"], ["Cua Lo", "", ""], ["Otra", "1", "2"]]
    assert told(plain(rows))[1:] == ["Port: Cua Lo", "Port: Otra; Boats: 1; Crew: 2"]


def test_nothing_of_a_wide_or_swelling_table_is_lost() -> None:
    wide = elements_of([[Cell(f"w{n}") for n in range(3_000)], [Cell("x")]])
    assert "w2999" in wide[0].text
    swelling = [[Cell("a", across=10**6, down=10**6) for _ in range(60)] for _ in range(60)]
    assert sum(len(element.text) for element in elements_of(swelling)) < 4_000_000
    long = "name " * 60
    rows = elements_of(plain([[long, "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]), 1)
    assert rows[0].text.startswith("name name") and len(rows) == 3


def document(*elements: Element) -> Document:
    text, blocks, _ = assemble(elements)
    assert all(text[b.start : b.end] == b.text for block in blocks for b in (block, *block.parts))
    return Document("d", "d.md", text, blocks=blocks)


@pytest.mark.parametrize(
    ("line", "is_caption"),
    [
        ("Table 2. Fees of the office", True),
        ("Bảng 3: Mức phí", True),
        ("Bảng số 1 Danh sách cảng", True),
        ("Table 2 shows the fees of the office:", False),
        ("Bảng 3 cho thấy mức phí:", False),
        ("Unit: million dong", True),
        ("(Đơn vị tính: triệu đồng)", True),
        ("The fees are these:", False),
    ],
)
def test_the_line_over_a_table_that_names_it(line: str, is_caption: bool) -> None:
    rows = elements_of(plain([["Port", "Fee", "Days"], ["Hai An", "3", "4"]]))
    found = document(Element("paragraph", line), *rows)
    assert [block.kind for block in found.blocks] == (
        ["table"] if is_caption else ["paragraph", "table"]
    )
    if is_caption:
        assert found.blocks[0].parts[0].kind == "caption"
    after = document(*rows, Element("paragraph", line))
    assert [block.kind for block in after.blocks] == ["table", "paragraph"]


def test_each_chunk_of_a_table_carries_its_names_and_its_caption() -> None:
    rows = [["Port", "Fee", "Days"], *([f"Port {n}", f"{n},000", str(n)] for n in range(1, 90))]
    lines = [Element("paragraph", "Table 2. Fees"), Element("paragraph", "Unit: dong")]
    found = document(*lines, *elements_of(plain(rows)))
    chunks = split(found, lambda text: len(text) // 4, 120)
    assert len(chunks) > 4
    for chunk in chunks[1:]:
        assert chunk.headings == ("Table 2. Fees Unit: dong", "Port | Fee | Days")
        assert chunk.text.startswith("Port ") and ": " not in chunk.text
        caption, *lines = embedded_text(found, chunk).splitlines()
        assert caption == "Table 2. Fees Unit: dong"
        for line in lines:
            assert line.startswith("Port: Port ") and "; Days: " in line
        assert len(embedded_text(found, chunk)) // 4 <= 120
