"""What a printed FAQ says once, and what stands beside each other in two languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import docx

from assistant.answer_parts import MissingPart, QuotePart
from assistant.faq.entry import Entry, Faq
from assistant.faq.keeping.editing import EDITOR
from tests.support.publishing_sample import sample
from ui.publishing.faq.document import faq_document
from ui.publishing.faq.formats import publish

FIRST, BERGEN, AGENCIES, *OTHERS = sample().entries


def faq(*entries: Entry, pairs: tuple[tuple[str, str], ...] = ()) -> Faq:
    return Faq("A title", entries, 7, "2026-11-22", pairs)


def said(entry: Entry, *words: str) -> Entry:
    """The entry with an answer of these quotes, each of its first citations once."""
    parts = tuple(QuotePart(one, (marker,)) for marker, one in enumerate(words, start=1))
    return replace(entry, answer=replace(entry.answer, parts=parts, short_answer=None))


def printed(entry_place: int, told: Faq) -> str:
    item = faq_document(told).items[entry_place]
    return " | ".join(
        "".join(f" ({run.source}){run.text}" if run.source else run.text for run in line).strip()
        for block in item.printed
        for line in block.lines
    )


def test_a_sentence_of_an_entry_before_is_left_out_and_that_entry_is_named() -> None:
    one = said(AGENCIES, "There are ninety-eight agencies abroad.", "They follow one model.")
    other = said(
        replace(one, id="other"), "There are ninety-eight agencies abroad.", "They are large too."
    )
    told = faq(one, other)
    assert "ninety-eight" in printed(0, told)
    assert "ninety-eight" not in printed(1, told) and "They are large too." in printed(1, told)
    (remark,) = faq_document(told).items[1].before
    assert (remark.label, remark.leads_to) == ("See first", (("1.1", "entry-hanoi-4"),))
    same = faq_document(faq(one, replace(one, id="same"))).items[1]
    assert same.printed == () and same.remarks[-1].label == "The answer is given under"


def test_the_wording_of_a_person_is_printed_whole() -> None:
    one = said(AGENCIES, "There are ninety-eight agencies abroad.", "They follow one model.")
    written = replace(one, id="w", answer=replace(one.answer, generator=EDITOR))
    assert "ninety-eight" in printed(1, faq(one, written))


def test_a_partly_answered_question_names_what_is_missing() -> None:
    answer = replace(AGENCIES.answer, status="partial")
    gap = MissingPart("“what they will be paid”.")
    entry = replace(AGENCIES, answer=replace(answer, parts=(*answer.parts, gap)))
    remarks = [(one.label, one.text) for one in faq_document(faq(entry)).items[0].remarks]
    assert remarks == [("Not in the documents", "“what they will be paid”.")]
    unnamed = faq_document(faq(replace(AGENCIES, answer=answer))).items[0].remarks
    assert [one.label for one in unnamed] == ["Partly answered"]


def test_a_quote_in_other_words_than_its_answer_is_quoted_once_below() -> None:
    citation = AGENCIES.answer.citations[0]
    answer = replace(AGENCIES.answer, generator=EDITOR, citations=(citation,))
    reworded = said(replace(AGENCIES, answer=answer), "Almost a hundred embassies take part.")
    (below,) = faq_document(faq(reworded)).items[0].below
    assert below.text == citation.quote
    again = faq_document(faq(reworded, replace(reworded, id="again"))).items[1]
    assert again.below == ()


def test_two_languages_stand_beside_each_other_under_one_number(tmp_path: Path) -> None:
    asked = "Có bao nhiêu cơ quan đại diện?"
    other = replace(
        AGENCIES, id="4-vi", answer=replace(AGENCIES.answer, question=asked, asked_as=asked)
    )
    told = faq(AGENCIES, BERGEN, other, pairs=((AGENCIES.id, "4-vi"),))
    document = faq_document(told)
    assert [item.place for item in document.items] == ["1.1", "1.1", "2.1"]
    rows = document.topics[0].rows
    assert [(one.id, two.id if two else None) for one, two in rows] == [("hanoi-4", "4-vi")]
    publish(told, [tmp_path / "faq.docx"])
    (table,) = docx.Document(str(tmp_path / "faq.docx")).tables
    left, right = (cell.text for cell in table.rows[0].cells)
    assert "How many representative agencies" in left and asked in right
    assert "98" in left
