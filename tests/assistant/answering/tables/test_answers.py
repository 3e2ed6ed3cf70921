"""Cells answer by the labels of their rows and the names of their columns, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings

FEES = """# Fees of the harbour

| Service | Fee (dong) | Time limit | Office | Opened |
| --- | --- | --- | --- | --- |
| Mooring licence | 450,000 | 10 working days | Harbour desk | 2 June 2019 |
| Pilot certificate | 1,200,000 | 25 working days | Pilot school | 4 May 2021 |
| Dredging permit | 3,750,000 | 40 working days | Water board | - |
| Night sailing permit | 280,000 | 5 working days | Harbour desk | 1 March 2020 |

Fees are paid at the desk before the service is given.
"""
BOATS = """# Boats

| Harbour | Year | Boats | Crew (persons) |
| --- | --- | --- | --- |
| Lisholm | 2023 | 120 | 1.5 thousand |
| Lisholm | 2024 | 131 | 900 |
| Varnes | 2023 | 80 | 410 |
| Varnes | 2024 | 80 | 402 |
| Total | | 411 | |
"""
CANG = """# Số liệu các cảng

| Cảng | Số tàu | Sản lượng (tấn) |
| --- | --- | --- |
| Hải An | 1.250 | 96 |
| Cửa Lò | 74 | 2.517 |
| Phan Rí | 75 | |
"""
# With bars between the cells alone, as people type a table into a mail.
VOTES = """Votes of the harbour council

These votes were taken on the night of the storm.
Motion | For | Against | Who pays
Open the old quay | 14 | 3 | City of Orly
Close the slipway | 9 | 8 | Harbour fund
The next sitting is in the spring, when the budget is read for the second time.
"""
FILES = {"fees.md": FEES, "boats.md": BOATS, "cang.md": CANG, "votes.txt": VOTES}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("tables")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    opened = assemble(Settings(data_dir=folder / "data"))
    assert all(report.stored for report in opened.ingest([folder]))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "short", "rows"),
    [
        ("What is the fee for a dredging permit?", "3,750,000 dong", ["Dredging permit"]),
        ("How much does a pilot certificate cost?", "1,200,000 dong", ["Pilot certificate"]),
        ("Who issues the pilot certificate?", "Pilot school", ["Pilot certificate"]),
        ("When was the mooring licence opened?", "2 June 2019", ["Mooring licence"]),
        ("Which service has the highest fee?", "Dredging permit", ["Dredging permit"]),
        ("What is the lowest fee?", "280,000 dong", ["Night sailing permit"]),
        (
            "Which has the larger fee, the mooring licence or the night sailing permit?",
            "Mooring licence",
            ["Mooring licence", "Night sailing permit"],
        ),
        (
            "Which services does the Harbour desk handle?",
            None,
            ["Mooring licence", "Night sailing permit"],
        ),
        # A row by two of its cells, a total by the row of totals, scales, and two that are equal.
        ("How many boats did Lisholm have in 2024?", "131", ["Lisholm | 2024"]),
        ("How many boats are there in total?", "411", ["Total"]),
        ("Which harbour has the largest crew?", "Lisholm", ["Lisholm | 2023"]),
        ("Which harbour has the fewest boats?", None, ["Varnes | 2023", "Varnes | 2024"]),
        ("Cửa Lò có sản lượng bao nhiêu?", "2.517 tấn", ["Cửa Lò"]),
        ("Cảng nào có số tàu nhiều nhất?", "Hải An", ["Hải An"]),
        ("Hải An hay Cửa Lò có sản lượng lớn hơn?", "Cửa Lò", ["Cửa Lò", "Hải An"]),
        ("Bảng ghi sản lượng của Cửa Lò là bao nhiêu?", "2.517 tấn", ["Cửa Lò"]),
        ("Who pays for “Open the old quay”?", "City of Orly", ["Open the old quay"]),
        # Of two columns the whole row, and nothing of it in short.
        (
            "Who pays for “Open the old quay”, and how many were against?",
            None,
            ["Open the old quay"],
        ),
    ],
)
def test_the_cell_that_is_asked_for_answers(
    assistant: Assistant, question: str, short: str | None, rows: list[str]
) -> None:
    answer = assistant.ask(question, keep=False)
    assert (answer.status, answer.short_answer) == ("answered", short)
    told = [one.quote for one in answer.citations]
    assert len(told) == len(rows)
    assert all(row in quote for row, quote in zip(rows, told, strict=True))
    assert all(one.cell is not None for one in answer.citations)


def test_a_citation_names_its_cell(assistant: Assistant) -> None:
    (cited,) = assistant.ask("What is the fee for a dredging permit?", keep=False).citations
    assert cited.to_dict()["cell"] == {"table": 1, "row": 3, "column": "Fee (dong)"}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When was the dredging permit opened?", "“Dredging permit”, but no value under “Opened”"),
        ("Phan Rí có sản lượng bao nhiêu?", "“Phan Rí” nhưng không có giá trị ở cột “Sản lượng"),
    ],
)
def test_a_cell_that_is_empty_is_told_of(assistant: Assistant, question: str, said: str) -> None:
    answer = assistant.ask(question, keep=False)
    assert answer.status == "not_found" and answer.short_answer is None
    assert said in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What was the fee for a dredging permit in 2019?",  # of a year that the table is not of
        "What is the fee for a dredging permit for foreigners?",
        "Why is the fee for a dredging permit so high?",
        "Which harbour had more than 100 boats?",
        "What is the fee for a fishing permit?",
        "What are fees?",
        "What does the notice say about the pilot certificate?",
        "Bảng nói gì về sản lượng của Cửa Lò?",
    ],
)
def test_where_the_question_says_more_no_cell_answers(assistant: Assistant, question: str) -> None:
    assert not any(one.cell for one in assistant.ask(question, keep=False).citations)


def test_rows_beside_the_one_that_is_named_are_not_quoted(assistant: Assistant) -> None:
    answer = assistant.ask("How long must students wait for a pilot certificate?", keep=False)
    rows = [one.quote for one in answer.citations if one.quote.startswith("Service:")]
    assert [row for row in rows if "Pilot certificate" not in row] == []
