"""The small inputs of `../shared/data/field`: of each, what the corpus answers for."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.document import Document
from corpus.language.sentences import sentences_in
from corpus.loading import load_document
from corpus.told_text import told_text

FIELD = Path(__file__).resolve().parents[4] / "shared" / "data" / "field"
pytestmark = pytest.mark.skipif(not FIELD.is_dir(), reason="../shared is not here")

# What must stand in the text, and what must not.
TOLD: dict[str, tuple[list[str], list[str]]] = {
    "stat-table.pdf": (["Harbour: Phan Ri; 2022: 2,450; 2023: 2,388; 2024: 2,517\n"], []),
    "facts-2col.docx": (["Contractor: Song Hong Builders\nLength: 1,860 m\n"], []),
    "kv-colon.docx": (["Contractor: Song Hong Builders\nLength: 1,860 m\n"], ["::"]),
    "fees.md": (["Service: Dredging permit; Fee (dong): 3,750,000; Time limit: 40"], []),
    "amended-law.html": (["The fee for a permit is 350,000 dong."], ["200,000", "thirty", "waive"]),
    "superscript-notes.html": (
        ["45 million", "60 million", "1,200 households", "30 km²", "10⁶ records"], ["453", "1,2005"]
    ),
    "superscript.pdf": (
        ["45 million", "1,200 households", "until 2028", "district council "], ["202813", "453"]
    ),
    "list-in-cell.html": (["Day: Wednesday; Hours: 09:15 to 12:45", "14:00 to 16:00"], []),
    "accordion-hidden.html": (["at most 350 million dong", "closes on 29 August 2026"], []),
    "table-pages.pdf": (
        ["District: District D5; Clinics: 45; Nurses: 205", "District: District H9; Clinics: 89"],
        [],
    ),
    "rel-null.docx": (["31 cars"], []),
    "missing-image-part.docx": (["31 cars"], []),
    "strict-ooxml.docx": (["31 cars"], []),
    "two-col-rowwise.pdf": (
        ["the old quay on 3 May because the wall had moved.", "six percent to 8,420 ships."], []
    ),
    "divided-words.pdf": (["disability office", "applications fell", "The environmental fund"], []),
    "footnote-mid.pdf": (["when the two districts were joined. It therefore asks"], []),
    "form-values.pdf": (["Name of applicant: Dr Binh Minh", "Stay in months: 14"], []),
    "vi-tcvn3.txt": (["Đơn khiếu nại được trả lời trong thời hạn 25 ngày."], []),
    "bill-line-numbers.pdf": (["shall have it inspected by a registered engineer at least once"],
                              [" 3 ", " 4 "]),
    "double-spaced-with-tables.pdf": (
        ["because the large markets at the edge of the towns took their trade."], []
    ),
    "lettered-list.html": (
        ["(b) visiting researchers", "iv. the contract", "v. the safety", "II. the entry"], ["1. "]
    ),
    "vmerge.docx": (["Region: Coastal district; Rank: Analyst; Daily rate (USD): 110"], []),
    "two-row-header.html": (["College: Delta College", "2024 Part time: 77"], []),
    "controls.docx": (["☑ Signed by the head of office", "☐ Cleared by the treasury"], []),
    "drop-cap.docx": (["Twelve lighthouses are to be"], []),
    "altchunk.docx": (["drives 9,400 km in a month"], []),
    "front-toml.md": (["The cold stores are kept"], ["+++", "draft"]),
    "offpage.pdf": (["Entry costs 40 dong"], ["999", "old hours"]),
    "nested.docx": (["Unit: Press unit; Posts Grade: Senior; Posts Number: 2"], []),
    "word-saved.html": (["a) The head of unit agrees"], ["typist"]),
    "md-extras.md": (["Breakfast is not refunded.", "Who signs the claim?", "☒ Keep"], ["~~"]),
    "watermark.pdf": (["The clinic network"], ["DRAFT"]),
    "merged-header.xlsx": ([], []),
    "several-in-cell.xlsx": ([], []),
    "hearing.docx": (["Question: How much is a permit?; From: Ms Lan"], []),
}  # fmt: skip
TITLES = {
    "front-toml.md": "Guidance: cold stores",
    "word-saved.html": "Circular on remote work",
    "watermark.pdf": None,
}


def read(name: str) -> Document:
    document = load_document(FIELD / name)
    for block in document.blocks:
        for span in (block, *block.parts):
            assert document.text[span.start : span.end] == span.text
    return document


@pytest.mark.parametrize("name", sorted(TOLD))
def test_what_stands_in_the_text(name: str) -> None:
    text = told_text(read(name)).text  # rows with the names of their columns
    wanted, unwanted = TOLD[name]
    assert [words for words in wanted if words not in text + "\n"] == []
    assert [words for words in unwanted if words in text] == []


@pytest.mark.parametrize("name", sorted(TITLES))
def test_titles(name: str) -> None:
    assert read(name).title == TITLES[name]


def test_letterheads_and_long_titles() -> None:
    decree = read("vn-decree-letterhead.docx")
    assert decree.title is not None and decree.title.startswith("Nghị định 77/2031/NĐ-SN")
    assert (decree.date, decree.publisher) == ("2019-02-19", "Bộ Sông Ngòi")
    assert [one.text[:6] for one in decree.headings if one.text.startswith("Điều")] == [
        f"Điều {number}" for number in range(1, 5)
    ]
    titles = read("long-article-titles.docx")
    articles = [one.text[:10] for one in titles.headings if one.text.startswith("Article")]
    assert articles == ["Article 1.", "Article 2.", "Article 3."]


def test_abbreviations_end_no_sentence() -> None:
    document = read("abbrev.txt")
    ends = [document.text[start:end] for _, start, end in sentences_in(document)]
    assert not [one for one in ends if one.endswith(("para.", "flr.", "bldg.", "approx."))]
    assert any("bldg. 7, flr. 4" in one for one in ends)


def test_places() -> None:
    document = read("table-pages.pdf")
    (table,) = (block for block in document.blocks if block.kind == "table")
    assert sum(part.kind == "row" for part in table.parts) == 80 and table.columns == (
        "District",
        "Clinics",
        "Nurses",
    )
    assert document.page_at(document.text.index("District D5 |")) == 2
    notes = read("footnote-mid.pdf")
    assert [notes.page_at(block.start) for block in notes.blocks] == [1, 1, 2]
    assert not any(block.kind == "heading" for block in read("watermark.pdf").blocks)
    assert read("front-toml.md").date == "2024-11-05"
