"""What an unclear request may mean."""

from __future__ import annotations

import pytest

from assistant.requests.readings import MOST, readings
from corpus.document import Chunk
from index.passage import Passage
from index.store.records import DocumentRecord


def record(source: str, title: str | None, date: str | None = None) -> DocumentRecord:
    return DocumentRecord(source, source, (), title, date, None, None, 0, 9, 3, "2026", None)


def passage(title: str, *headings: str) -> Passage:
    return Passage(Chunk(title, 0, 3, "Any", headings), 0.5, f"{title}.md", title)


HARBOUR = record("harbour-plan.md", title="Harbour plan", date="2025-01-01")
OLD = record("old.md", title="Harbour plan of last year", date="2024-01-01")
BUDGET = record("ngan-sach_2026.csv", title=None)
PIERS = passage("Harbour plan", "Harbour plan", "2. Piers")
ELSEWHERE = [passage("Rules", "Rules", "III. Duties"), passage("Rules", "Rules", "Fees")]


def test_documents_that_are_called_so_come_first_the_newest_before_others() -> None:
    assert readings("the harbour?", [OLD, HARBOUR, BUDGET], ELSEWHERE) == [
        "Summarise “Harbour plan”",
        "Summarise “Harbour plan of last year”",
        "What does “Rules” say about Duties?",
    ]


@pytest.mark.parametrize("text", ["ngân sách", "ngan sach"])
def test_a_document_without_a_title_is_called_by_its_file(text: str) -> None:
    assert readings(text, [HARBOUR, BUDGET], [])[0].endswith("“ngan-sach_2026.csv”")


def test_a_heading_that_says_so_comes_before_what_is_nearer() -> None:
    assert readings("piers", [HARBOUR], [*ELSEWHERE, PIERS]) == [
        "What does “Harbour plan” say about Piers?",
        "What does “Rules” say about Duties?",
        "What does “Rules” say about Fees?",
    ]


def test_every_document_found_is_offered_before_one_is_a_second_time() -> None:
    found = readings("that thing", [], [*ELSEWHERE, passage("Notes")])
    assert found == [
        "What does “Rules” say about Duties?",
        "Summarise “Notes”",
        "What does “Rules” say about Fees?",
    ]


def test_words_that_say_nothing_call_no_document() -> None:
    assert readings("?", [HARBOUR], []) == []


def test_no_more_than_can_be_taken_in() -> None:
    titled = [record(f"{n}.md", f"Harbour {n}", f"20{n}-01-01") for n in range(10, 20)]
    assert len(readings("harbour", titled, ELSEWHERE)) == MOST
