"""Answers from the place itself, over some of the acts of our own making."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answer import Turn
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings
from tests.support.acts import acts

CHOSEN = ("41/2027/NĐ-CP", "15/2030/NĐ-CP", "64/2029/QH15", "77/2030/NĐ-CP", "302/QĐ-BVN")
RULES = """
# Harbour rules

Regulation No. 8/2031 of 3 May 2031

## Article 1. Scope

These rules cover all ships.

## Article 2. Fees

1. A fee is due in March.
2. No fee is due for:
   - (a) rafts;
   - (b) ships of the state.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("acts")
    for act in acts():
        if act.number in CHOSEN:
            (folder / act.file).write_bytes(act.data())
    (folder / "rules.md").write_text(RULES, encoding="utf-8")
    made = assemble(Settings(data_dir=folder / "data", keep_gaps=False))
    *_, _ = made.ingest([folder])
    yield made
    made.close()


@pytest.mark.parametrize(
    ("question", "place", "quote"),
    [
        ("Điều 5 Nghị định 41/2027/NĐ-CP quy định gì?", "Điều 5", "không quá 12 khách"),
        ("nghi dinh 41/2027/nd-cp dieu 6 khoan 2", "khoản 2 Điều 6", "rượu, bia"),
        ("điểm b khoản 1 Điều 3 Nghị định 41", "điểm b khoản 1 Điều 3", "40 áo phao"),
        ("Khoản 1 Điều 1 Nghị định 15/2030/NĐ-CP nói gì?", "khoản 1 Điều 1", "26 khách"),
        ("Phụ lục II Nghị định 77/2030/NĐ-CP quy định gì?", "Phụ lục II", "Động vật sống"),
        ("Khoản 2 Điều 3 Chương 2 Nghị định 41/2027/NĐ-CP", "khoản 2 Điều 3", "hai đèn pha"),
        ("What does Article 2(2)(b) say?", "Article 2(2)(b)", "ships of the state"),
        ("paragraph 1 of Article 2 of Regulation No. 8/2031", "Article 2(1)", "in March"),
    ],
)
def test_a_place_is_quoted(assistant: Assistant, question: str, place: str, quote: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.request) == ("answered", "locate_article")
    assert [one.place for one in answer.citations] == [place]
    assert quote in answer.text


def test_a_chapter_lists_its_articles(assistant: Assistant) -> None:
    answer = assistant.ask("Chương II Nghị định 41/2027/NĐ-CP gồm những điều nào?")
    assert [one.place for one in answer.citations] == ["Điều 3", "Điều 4"]
    assert answer.text.count("\n- ") == 1


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Điều 99 Nghị định 41/2027/NĐ-CP quy định gì?", "từ Điều 1 đến 8"),
        ("Khoản 9 Điều 4 Nghị định 41/2027/NĐ-CP?", "từ khoản 1 Điều 4 đến khoản 2 Điều 4"),
        ("What does Article 9 of Regulation No. 8/2031 say?", "it has Article 1 to 2."),
        ("Điều 2 Nghị định 99/2040/NĐ-CP quy định gì?", "thư viện không có"),
        ("Điều 77 quy định gì?", "không văn bản nào có Điều 77"),
    ],
)
def test_a_place_that_is_not_there_is_said_so(
    assistant: Assistant, question: str, said: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "not_found" and said in answer.text


def test_a_place_of_many_documents_is_asked_back(assistant: Assistant) -> None:
    answer = assistant.ask("Điều 3 quy định gì?")
    assert answer.status == "not_found" and len(answer.choices) == 5
    followed = assistant.ask(answer.choices[0])
    assert followed.status == "answered"


def test_a_place_of_few_documents_is_quoted_from_each(assistant: Assistant) -> None:
    answer = assistant.ask("Điều 8 quy định gì?")
    assert {one.source for one in answer.citations} == {"van-ban-41-2027.docx"}
    answer = assistant.ask("Chương IV gồm những điều nào?")
    assert [one.place for one in answer.citations] == ["Điều 7", "Điều 8"]


def test_a_follow_up_is_asked_of_the_document_before(assistant: Assistant) -> None:
    before = Turn("Điều 5 Nghị định 77/2030/NĐ-CP quy định gì?", "")
    answer = assistant.ask("Điều 4 quy định gì?", [before])
    assert [one.place for one in answer.citations] == ["Điều 4"]
    assert "05 người" in answer.text


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Nghị định 41/2027/NĐ-CP có hiệu lực từ ngày nào?", "01 tháng 5 năm 2027"),
        ("Nghị định 41/2027/NĐ-CP được ban hành ngày nào?", "12 tháng 3 năm 2027"),
        ("Luật 64/2029/QH15 được thông qua ngày nào?", "21 tháng 6 năm 2029"),
        ("Quyết định 302/QĐ-BVN có hiệu lực khi nào?", "ngày ký"),
        ("Ai ban hành Quyết định 302/QĐ-BVN?", "Bộ Vườn Nghề"),
        ("When was Regulation No. 8/2031 issued?", "3 May 2031"),
    ],
)
def test_dates_and_issuer_of_an_act(assistant: Assistant, question: str, short: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert answer.short_answer is not None and short in answer.short_answer


def test_what_changes_a_cited_act_is_noted(assistant: Assistant) -> None:
    answer = assistant.ask("Điều 5 Nghị định 41/2027/NĐ-CP quy định gì?")
    notes = [one for one in answer.notes if "15/2030/NĐ-CP" in one]
    assert len(notes) == 1 and "sửa đổi Nghị định 41/2027/NĐ-CP" in notes[0]


def test_words_of_the_place_answer_where_the_reader_is_unsure(assistant: Assistant) -> None:
    answer = assistant.ask("Điều 3 Nghị định 41/2027/NĐ-CP quy định bao nhiêu đèn pha?")
    assert answer.status == "answered"
    assert {one.place for one in answer.citations} == {"khoản 2 Điều 3"}
    refused = assistant.ask("Điều 3 Nghị định 41/2027/NĐ-CP quy định bao nhiêu tàu ngầm?")
    assert refused.status == "not_found"


@pytest.mark.parametrize(
    ("question", "place", "quote"),
    [
        ("What does paragraph 1 of Regulation No. 8/2031 say?", "Article 2(1)", "in March"),
        ("Điểm b Nghị định 41/2027/NĐ-CP quy định gì?", "điểm b khoản 1 Điều 3", "40 áo phao"),
    ],
)
def test_a_point_that_one_article_has_is_quoted_without_it(
    assistant: Assistant, question: str, place: str, quote: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.request) == ("answered", "locate_article")
    assert [one.place for one in answer.citations] == [place] and quote in answer.text


def test_a_point_that_several_articles_have_is_asked_back(assistant: Assistant) -> None:
    answer = assistant.ask("khoản 2 của Nghị định 41/2027/NĐ-CP quy định gì?")
    assert answer.status == "not_found"
    assert "chỗ là khoản 2; hãy nêu điều nào: khoản 2 Điều" in answer.text
    assert len(answer.choices) > 1
    chosen = assistant.ask(answer.choices[1])
    assert chosen.status == "answered"
    assert [one.place for one in chosen.citations] == [answer.choices[1].split(" Nghị định")[0]]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("khoản 47 Nghị định 41/2027/NĐ-CP quy định gì?", "không điều nào của"),
        ("What does point 47 of Regulation No. 8/2031 say?", "has a point 47"),
    ],
)
def test_a_point_that_no_article_has(assistant: Assistant, question: str, said: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "not_found" and said in answer.text
