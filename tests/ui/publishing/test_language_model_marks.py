"""What a language model wrote is marked as such in every file of an FAQ and of a pack."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from assistant.answer import Reworded
from assistant.answer_parts import WordedPart
from assistant.faq.build import Planned, entry_of
from assistant.faq.entry import Entry, Faq
from assistant.faq.keeping.editing import edited
from assistant.training.pack import Pack
from assistant.training.quiz.editing import edited as edited_item
from tests.support.pack_sample import sample_pack
from tests.support.quoted_sample import quoted
from ui.page.training.pack_render import quiz
from ui.publishing.faq import formats as faq_formats
from ui.publishing.pack import formats as pack_formats

BY = "language model qwen2.5:7b at gpu.office.example:8000"
ANSWER = "Put into words by the language model qwen2.5:7b at gpu.office.example:8000"
QUESTION = "Question worded by the language model qwen2.5:7b at gpu.office.example:8000"
PLAINER = Reworded("When and where was the agreement with NVIDIA signed?", BY)


def entry() -> Entry:
    answer = replace(
        quoted(),
        parts=(WordedPart("The agreement was signed in Hanoi.", (1,)),),
        citations=quoted().citations[:1],
        generator=BY,
    )
    return entry_of(Planned("q1", answer.asked_as), answer, PLAINER)


def pack() -> Pack:
    made = sample_pack()
    items = tuple(
        replace(item, stem_by=BY) if item.type in ("multiple_choice", "short_answer") else item
        for item in made.items
    )
    return replace(made, items=items)


def words(data: bytes, name: str) -> str:
    """All that a file says."""
    if name.endswith(".docx"):
        file = docx.Document(io.BytesIO(data))
        cells = (cell.text for table in file.tables for row in table.rows for cell in row.cells)
        return "\n".join([*(one.text for one in file.paragraphs), *cells])
    if name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(data))
        return "\n".join(str(v) for sheet in book for row in sheet.values for v in row)
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(
                archive.read(one).decode("utf-8", "replace") for one in archive.namelist()
            )
    return data.decode("utf-8-sig")


def plain(text: str) -> str:
    return " ".join(text.replace("\\", "").replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_entry_keeps_the_question_of_its_list() -> None:
    made = entry()
    assert (made.question, made.listed_as) == (PLAINER.text, quoted().asked_as)
    assert Entry.from_dict(made.to_dict()) == made
    assert edited(made, question="When was it signed?").question_by == ""


@pytest.mark.parametrize("suffix", [one for one in faq_formats.WRITERS if "json" not in one])
def test_every_file_of_an_faq(suffix: str, tmp_path: Path) -> None:
    out = tmp_path / f"faq{suffix}"
    faq_formats.publish(Faq("T", (entry(),), 1, "2026-12-01"), [out])
    told = plain(words(out.read_bytes(), out.name))
    assert ANSWER in told and QUESTION in told
    faq_formats.publish(
        Faq("T", (entry_of(Planned("q1", "When?"), quoted()),), 1, "2026-12-01"), [out]
    )
    assert "language model" not in words(out.read_bytes(), out.name)


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_the_json_of_an_faq(suffix: str, tmp_path: Path) -> None:
    out = tmp_path / f"faq{suffix}"
    faq_formats.publish(Faq("T", (entry(),), 1, "2026-12-01"), [out])
    assert out.read_text(encoding="utf-8").count(BY) == 2  # `generator` and `question_by`


@pytest.mark.parametrize("name", pack_formats.FILES)
def test_every_file_of_a_pack(name: str) -> None:
    data = pack_formats.write(pack(), name)
    told = plain(words(data, name))
    assert QUESTION in told or BY in told
    assert "worded by" not in words(pack_formats.write(sample_pack(), name), name)


def test_the_page_and_the_hand_that_changes_it() -> None:
    assert QUESTION in quiz(pack())
    item = next(one for one in pack().items if one.stem_by)
    assert edited_item(item, stem="What else was signed?").stem_by == ""
    assert edited_item(item, difficulty="hard").stem_by == BY
