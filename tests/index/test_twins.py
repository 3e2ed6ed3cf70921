"""Near-duplicates: what is a twin, what is only alike, and what is neither."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from assistant.assembly import assemble
from assistant.settings import Settings
from corpus.document import Document
from corpus.loading import load_document
from index.store.records import FileReport
from tests.support.hashing_embedder import HashingEmbedder

ROOT = Path(__file__).resolve().parents[2]
BRIEF = load_document(ROOT / "corpus/documents/chronology-2024-2026.md")
OTHER = load_document(ROOT / "corpus/documents/people-and-talent.md")


def word(document: Document, old: str = "", new: str = "") -> bytes:
    made = docx.Document()
    for block in document.blocks:
        made.add_paragraph(block.words.replace(old, new) if old else block.words)
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def pdf(document: Document) -> bytes:
    """With a head, a foot and page numbers, as printed."""
    buffer = BytesIO()
    style = getSampleStyleSheet()["BodyText"]

    def edge(canvas: Any, page: Any) -> None:
        canvas.drawString(60, 820, "Printed by the office")
        canvas.drawString(300, 20, str(page.page))

    paragraphs = [
        Paragraph(block.words.replace("&", "&amp;").replace("<", "&lt;"), style)
        for block in document.blocks
    ]
    SimpleDocTemplate(buffer).build(paragraphs, onFirstPage=edge, onLaterPages=edge)
    return buffer.getvalue()


@pytest.fixture
def ingest(tmp_path: Path) -> Any:
    assistant = assemble(Settings(data_dir=tmp_path / "data", reader="words"), HashingEmbedder())
    given = tmp_path / "given"
    given.mkdir()

    def run(files: dict[str, bytes]) -> dict[str, FileReport]:
        for name, data in files.items():
            (given / name).write_bytes(data)
        reports = assistant.ingest([given / name for name in files])
        return {report.source: report for report in reports}

    run.assistant = assistant  # type: ignore[attr-defined]
    return run


def told(report: FileReport) -> list[tuple[str, bool]]:
    assert report.contents is not None
    return [(twin.source, twin.same_figures) for twin in report.contents.twins]


def test_a_decree_as_word_and_as_pdf_is_told_once_as_the_twin_of_the_first(ingest: Any) -> None:
    reports = ingest({"a.docx": word(BRIEF), "b.pdf": pdf(BRIEF), "c.docx": word(OTHER)})
    assert told(reports["a.docx"]) == [] and told(reports["c.docx"]) == []
    assert told(reports["b.pdf"]) == [("a.docx", True)]
    assert "twin of a.docx, with which it counts once" in reports["b.pdf"].sentence
    # Of one that is there, both are told.
    assistant = ingest.assistant
    both = [assistant.contents(assistant.record(name).id) for name in ("a.docx", "b.pdf")]
    assert [twin.source for one in both for twin in one.twins] == ["b.pdf", "a.docx"]


def test_twins_are_found_in_a_later_run_too(ingest: Any) -> None:
    ingest({"a.docx": word(BRIEF)})
    assert told(ingest({"b.pdf": pdf(BRIEF)})["b.pdf"]) == [("a.docx", True)]


def test_the_same_words_with_other_figures_are_another_document(ingest: Any) -> None:
    ingest({"a.docx": word(BRIEF)})
    assert BRIEF.text.count("2025") > 5
    found = told(ingest({"next.docx": word(BRIEF, "2025", "2031")})["next.docx"])
    assert found in ([("a.docx", False)], [])


def test_one_changed_figure_among_many_lines_is_a_twin_no_more(ingest: Any) -> None:
    text = "\n\n".join(
        f"Boats of class {name} pay the fee of the harbour board before they leave berth {name}."
        for name in "abcdefghijklmnopqrstuvwxyz"
    )
    ingest({"a.txt": f"{text}\n\nThe fee is 240 crowns, of which 20 and 30 go to 4.".encode()})
    changed = f"{text}\n\nThe fee is 910 crowns, of which 70 and 30 go to 9.".encode()
    assert told(ingest({"b.txt": changed})["b.txt"]) == [("a.txt", False)]


def test_other_documents_of_the_same_library_are_no_twins(ingest: Any) -> None:
    folder = ROOT / "corpus/documents"
    reports = list(ingest.assistant.ingest([folder]))
    assert len(reports) > 10 and all(told(report) == [] for report in reports)


def test_a_new_version_is_no_twin_of_the_one_before(ingest: Any) -> None:
    ingest({"a.docx": word(BRIEF)})
    report = ingest({"a.docx": word(BRIEF, "Vietnam", "Viet Nam")})["a.docx"]
    assert report.replaces is not None and told(report) == []


def test_short_texts_have_no_twins(ingest: Any) -> None:
    reports = ingest({"a.txt": b"A short note.", "b.txt": b"A short note of us."})
    assert all(told(report) == [] for report in reports.values())


def test_a_damaged_candidate_is_passed_over(ingest: Any) -> None:
    import sqlite3

    ingest({"a.docx": word(BRIEF)})
    assistant = ingest.assistant
    with sqlite3.connect(assistant.folder / "library.sqlite") as connection:
        connection.execute("UPDATE documents SET blocks = '[]'")
    connection.close()
    report = ingest({"b.pdf": pdf(BRIEF)})["b.pdf"]
    assert report.status == "indexed" and told(report) == []


def test_a_report_without_its_original_says_so(ingest: Any) -> None:
    ingest({"a.docx": word(BRIEF)})
    assistant = ingest.assistant
    record = assistant.record("a.docx")
    path = assistant.original(record.id)
    whole = path.read_bytes()
    path.write_bytes(whole + b" ")
    (said,) = assistant.contents(record.id).left_out
    assert said.startswith("what the file left out is not known") and "damaged" in said
    path.unlink()
    (said,) = assistant.contents(record.id).left_out
    assert said.startswith("the stored file is gone")
