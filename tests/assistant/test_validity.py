"""Answers where a document is not in force: with a badge, behind what is, and as of its time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.faq.edition import edition
from assistant.faq.entry import Entry
from assistant.settings import Settings
from assistant.training.edition import edition as edition_of_pack
from assistant.training.pack import CitedDocument, Pack
from ui.page.ask import render
from ui.page.documents.events import DocumentEvents
from ui.terminal.answer_lines import answer_lines

OLD = (
    "# Port rules of 2020\n\nDate: 5 March 2020\n\n"
    "The mooring fee of the port of Anholt is 100 crowns a day for every ship.\n"
)
NEW = (
    "# Port rules of 2025\n\nDate: 12 March 2025\n\n"
    "The mooring fee of the port of Anholt is 250 crowns a day for every ship.\n"
)
ASKED = "What is the mooring fee of the port of Anholt?"
DECREE = """\
CHÍNH PHỦ
Số: {number}

Hà Nội, ngày {day}

NGHỊ ĐỊNH
Quy định về phí neo đậu tàu biển

Điều 1. Mức phí
Mức phí neo đậu tàu biển là {fee} đồng mỗi tàu.

Điều 2. Hiệu lực thi hành
{end}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("validity")


@pytest.fixture(scope="module")
def assistant(folder: Path) -> Iterator[Assistant]:
    files = {
        "old.md": OLD,
        "new.md": NEW,
        "cu.txt": DECREE.format(
            number="10/2020/NĐ-CP", day="05 tháng 3 năm 2020", fee="100.000",
            end="Nghị định này có hiệu lực từ ngày 01 tháng 5 năm 2020.",
        ),
        "moi.txt": DECREE.format(
            number="36/2025/NĐ-CP", day="12 tháng 3 năm 2025", fee="250.000",
            end="Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2025. Nghị định này thay thế "
            "Nghị định số 10/2020/NĐ-CP.",
        ),
    }  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    opened = assemble(Settings(data_dir=folder / "data"))
    reports = list(opened.ingest([folder / name for name in files]))
    assert all(report.stored for report in reports), reports
    opened.correct("new.md", {"replaces": ["old.md"], "in_force_from": "2025-04-01"})
    yield opened
    opened.close()


def badges(answer: Answer) -> dict[str, str | None]:
    return {one.source: one.validity for one in answer.citations}


def test_what_is_in_force_is_the_answer(assistant: Assistant) -> None:
    answer = assistant.ask(ASKED, keep=False)
    assert answer.status == "answered"
    assert answer.citations[0].source == "new.md" and answer.citations[0].validity is None
    assert answer.short_answer and "250" in answer.short_answer
    # No conflict is named between what is in force and what is not.
    assert not answer.text.startswith("The documents")


def test_what_is_in_force_is_the_answer_also_where_it_is_older(assistant: Assistant) -> None:
    assistant.correct("old.md", {"date": "2025-11"})
    try:
        answer = assistant.ask(ASKED, keep=False)
        assert answer.citations[0].source == "new.md"
        assert answer.short_answer and "250" in answer.short_answer
        assistant.correct("new.md", {}, ["replaces"])
        answer = assistant.ask(ASKED, keep=False)  # without that they differ, the newer first
        assert answer.citations[0].source == "old.md"
    finally:
        assistant.correct("old.md", {}, ["date"])
        assistant.correct("new.md", {"replaces": ["old.md"]})


def test_what_is_cited_though_it_is_not_in_force_has_a_badge(assistant: Assistant) -> None:
    answer = assistant.ask(f"What do the Port rules of 2020 say: {ASKED}", keep=False)
    said = badges(answer).get("old.md")
    assert said == "No longer in force: replaced by “Port rules of 2025”, from 2025-04-01"
    assert f"⚠ {said}." in answer_lines(answer)
    told = json.loads(json.dumps(answer.to_dict()))
    assert said in {one["validity"] for one in told["citations"]}
    assert Answer.from_dict(told).citations == answer.citations
    assert '<span class="badge not_in_force">No longer in force: replaced by ' in render.turn(
        1, answer
    )


def test_what_is_given_out_says_what_is_true_on_that_day(assistant: Assistant) -> None:
    answer = assistant.ask(f"What do the Port rules of 2020 say: {ASKED}", keep=False)
    entry = Entry("port", "Ports", answer)
    said = "No longer in force: replaced by “Port rules of 2025”, from 2025-04-01"
    (told,) = edition(assistant, "Ports", [entry]).entries
    assert badges(told.answer)["old.md"] == said
    ids = {one.source: one.document_id for one in answer.citations}
    assert assistant.out_of_force({ids["old.md"]: "Port rules"}) == {ids["old.md"]: said}
    assistant.correct("new.md", {}, ["replaces"])
    try:  # what was true when it was answered is so no more
        (told,) = edition(assistant, "Ports", [entry]).entries
        assert badges(entry.answer)["old.md"] == said and badges(told.answer)["old.md"] is None
        assert assistant.not_in_force([ids["old.md"]]) == {}
    finally:
        assistant.correct("new.md", {"replaces": ["old.md"]})


def test_a_pack_says_what_is_true_on_the_day_it_is_given_out(assistant: Assistant) -> None:
    ids = {one.source: one.id for one in assistant.documents()}
    said = "No longer in force: replaced by “Port rules of 2025”, from 2025-04-01"
    sources = (
        CitedDocument(1, ids["old.md"], "old.md", "Port rules of 2020", validity=None),
        CitedDocument(2, ids["new.md"], "new.md", "Port rules of 2025", validity="Expired."),
        CitedDocument(3, "f" * 16, "elsewhere.md", "Of another library", validity="Expired."),
    )
    pack = Pack("Ports", 1, 1, 1, "2024-01-01", sources=sources)
    told = edition_of_pack(assistant, pack)
    assert [one.validity for one in told.sources] == [said, None, "Expired."]
    assert replace(told, sources=sources) == pack


def test_the_list_of_documents_says_it(assistant: Assistant) -> None:
    listed = DocumentEvents(assistant).library()
    superseded = '<span class="badge not_in_force">Superseded</span>'
    assert f"{superseded} by “Port rules of 2025”, since 1 April 2025" in listed
    assert listed.count(superseded) == 2  # and the decree of 2020
    assistant.correct("new.md", {"in_force_from": "2099-05"})
    assistant.correct("moi.txt", {"title": "<b>Moi</b>"})
    try:
        listed = DocumentEvents(assistant).library()
        assert "Not yet in force</span> it is from May 2099" in listed
        assert "by “&lt;b&gt;Moi&lt;/b&gt;”" in listed
    finally:
        assistant.correct("new.md", {"in_force_from": "2025-04-01"})
        assistant.correct("moi.txt", {}, ["title"])


def test_as_of_a_date_when_it_was_in_force_it_answers_as_usual(assistant: Assistant) -> None:
    answer = assistant.ask(ASKED, as_of="2024", keep=False)
    assert badges(answer) == {"old.md": None}
    assert answer.short_answer and "100" in answer.short_answer
    # Between its date and its first day the new one is known, and not in force yet.
    between = assistant.ask(ASKED, as_of="2025-03-20", keep=False)
    assert between.citations[0].source == "old.md"
    assert badges(between)["old.md"] is None
    assert badges(between).get("new.md") in (None, "Not yet in force: it is from 2025-04-01")


def test_an_act_that_says_what_it_replaces_in_vietnamese(assistant: Assistant) -> None:
    answer = assistant.ask("Điều 1 Nghị định 10/2020/NĐ-CP quy định gì?", keep=False)
    said = badges(answer)["cu.txt"]
    assert said and said.startswith("Hết hiệu lực: đã được thay thế bởi “Nghị định 36/2025/NĐ-CP")
    assert said.endswith("từ 2025-07-01")
    known = assistant.ask("Điều 1 Nghị định 10/2020/NĐ-CP quy định gì?", as_of="2024", keep=False)
    assert badges(known) == {"cu.txt": None}
    asked = assistant.ask("Mức phí neo đậu tàu biển là bao nhiêu?", keep=False)
    assert asked.citations[0].source == "moi.txt"


def test_search_has_it_behind_and_says_so(assistant: Assistant) -> None:
    found = [one for one in assistant.search(ASKED, 10) if "mooring" in one.chunk.text]
    assert [one.source for one in found] == ["new.md", "old.md"]
    assert [one.to_dict()["validity"] and one.to_dict()["validity"]["state"] for one in found] == [
        None,
        "replaced",
    ]


def test_a_correction_taken_back_takes_the_badge_along(assistant: Assistant) -> None:
    assistant.correct("new.md", {}, ["replaces"])
    try:
        answer = assistant.ask(f"What do the Port rules of 2020 say: {ASKED}", keep=False)
        assert set(badges(answer).values()) == {None}
    finally:
        assistant.correct("new.md", {"replaces": ["old.md"]})


def test_a_name_that_is_not_there_is_said(assistant: Assistant) -> None:
    assert assistant.not_there(["old.md", "36/2025/NĐ-CP", "99/1999/NĐ-CP"]) == ["99/1999/NĐ-CP"]


OFFICE = Path(__file__).parents[1] / "quality" / "requests" / "office"


def test_what_replaced_a_document_says_it_however_well_the_old_one_fits(tmp_path: Path) -> None:
    """The reader takes the old sentence, which is shorter, for the better one by far."""
    opened = assemble(Settings(data_dir=tmp_path / "data"))
    files = [OFFICE / "travel-circular-2023.md", OFFICE / "travel-circular-2026.md"]
    assert all(one.stored for one in opened.ingest(files))
    answer = opened.ask("How many days before departure must a trip be approved?")
    assert answer.citations[0].source == "travel-circular-2026.md"
    assert "five" not in (answer.short_answer or "")
    assert all(one.validity for one in answer.citations if one.source == "travel-circular-2023.md")
    opened.close()
