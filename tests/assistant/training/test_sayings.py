"""Who said what: speakers by their form, and the items that are made of what they said."""

from __future__ import annotations

from random import Random

import pytest

from assistant.answer import Citation
from assistant.training.pack import FALSE, TRUE, Item
from assistant.training.quiz.evidence.sayings import saying_of
from assistant.training.quiz.items.listed import listed_statements
from assistant.training.quiz.items.meanings import meaning_statements, terms_typed
from assistant.training.quiz.items.sayings import said_choices, said_statements, speakers_typed
from assistant.training.quiz.pool import Pool
from assistant.training.quiz.repetition import clash
from assistant.training.sentence import Sentence
from tests.assistant.training.test_chapters import material, read

MINUTES = """# Minutes of the harbour board

Dr Quill said that the inspectorate had checked eleven reports of the largest centres.
Minister Dunmore argued that the levy on cooling water should be lowered for hospitals.
Mr Peverell was in the chair of the board on that morning.
Professor Venn measures the cooling water of large ships in Port Alder.
Critics said that the board meets too seldom.
"""


@pytest.mark.parametrize(
    ("text", "speaker", "question"),
    [
        (
            "Asked about staff, Dr Quill said that the inspectorate had eleven engineers, that "
            "three posts were vacant, and that nobody came.",
            "Dr Quill",
            "Who said that the inspectorate had eleven engineers?",
        ),
        (
            "According to Minister Dunmore, the levy on cooling water should be lowered.",
            "Minister Dunmore",
            "Who says that the levy on cooling water should be lowered?",
        ),
        (
            "Viện trưởng Phan Trọng Nghĩa nêu rằng không có khảo nghiệm thì giống không được công "
            "nhận lưu hành, và mọi việc dừng lại.",
            "Viện trưởng Phan Trọng Nghĩa",
            "Ai nêu rằng không có khảo nghiệm thì giống không được công nhận lưu hành?",
        ),
    ],
)
def test_a_saying_has_its_speaker(text: str, speaker: str, question: str) -> None:
    saying = saying_of(Sentence.quoted(text))
    assert saying is not None
    assert (saying.speaker.text, saying.question) == (speaker, question)


@pytest.mark.parametrize(
    "text",
    [
        "Critics said that the board meets too seldom in the northern harbour.",
        "She said that the board meets too seldom in the northern harbour.",
        "The Harbour Board said that the levy on cooling water should be lowered.",
        "Dr Quill and Mr Peverell said that the levy on cooling water should be lowered.",
        "Minister Dunmore said that he had not made up his mind about the levy on water.",
        "Mr Eckley said that it was.",
        "Viện cho rằng hai phần ba số tiền gắn với giống bán trong vụ xuân của năm nay.",
        "Ông Lộc cho rằng ông không biết gì về khoản tiền mà viện đã nhận trong vụ xuân.",
    ],
)
def test_what_is_none(text: str) -> None:
    assert saying_of(Sentence.quoted(text)) is None


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool.of(material(read(MINUTES)))


def test_the_wrong_options_are_other_persons_of_the_library(pool: Pool) -> None:
    items = {one.item.stem: one for one in said_choices(pool, Random(1))}
    asked = items["Who argued that the levy on cooling water should be lowered for hospitals?"]
    assert asked.item.answer == "Minister Dunmore"
    assert set(asked.item.options) == {
        "Minister Dunmore", "Dr Quill", "Mr Peverell", "Professor Venn"
    }  # fmt: skip
    assert asked.right not in asked.wrong and len(asked.wrong) == 3


def test_a_saying_is_true_of_its_speaker_alone(pool: Pool) -> None:
    told = [(one.item.stem, one.item.answer) for one in said_statements(pool, Random(1))]
    quill = "said that the inspectorate had checked eleven reports of the largest centres."
    assert (f"Dr Quill {quill}", TRUE) in told
    assert all(key == FALSE for stem, key in told if stem.endswith(quill) and "Quill" not in stem)
    assert sum(key == FALSE for _, key in told) == sum(key == TRUE for _, key in told)


def test_a_name_that_is_typed_is_enough() -> None:
    text = "Viện trưởng Phan Trọng Nghĩa nêu rằng giống mới chưa được công nhận lưu hành."
    typed = [*speakers_typed(Pool.of(material(read(f"# Vụ việc\n\n{text}\n"))))]
    assert [(one.item.answer, one.item.accepted) for one in typed] == [
        ("Viện trưởng Phan Trọng Nghĩa", ("Phan Trọng Nghĩa",))
    ]


LISTS = """# Tools

The harbour board of the northern basin has three tools:

- fees for late ships
- a register of vessels
- tests of cooling water

The coast guard of the south is paid from three sources:

- grants of the ministry
- fines on fishing boats
- shares in island hotels
"""


def test_an_item_of_a_list_stands_under_its_own_line_alone() -> None:
    items = [
        *listed_statements(Pool.of(material(read(LISTS), topic="harbour board tools")), Random(1))
    ]
    own = {
        "The harbour board": ("fees", "register", "tests"),
        "The coast guard": ("grants", "fines", "shares"),
    }
    assert {one.item.answer for one in items} == {TRUE, FALSE}
    for one in items:
        listed, lead = one.item.stem.split("” is listed under “")
        there = next(words for name, words in own.items() if lead.startswith(name))
        assert any(word in listed for word in there) == (one.item.answer == TRUE)


TERMS = """# Thuật ngữ

Phí ban đầu là khoản tiền bên nhận trả một lần khi hợp đồng có hiệu lực.
Phí kỳ vụ là khoản tiền bên nhận trả định kỳ theo tỷ lệ doanh thu của sản phẩm.
"""


def test_a_vietnamese_term_is_asked_by_its_meaning() -> None:
    pool = Pool.of(material(read(TERMS)))
    typed = {one.item.answer: one.item.stem for one in terms_typed(pool)}
    assert typed["Phí ban đầu"] == (
        "Thuật ngữ nào được hiểu là “khoản tiền bên nhận trả một lần khi hợp đồng có hiệu lực”?"
    )
    told = {one.item.stem: one.item.answer for one in meaning_statements(pool, Random(1))}
    false = "Phí ban đầu là khoản tiền bên nhận trả định kỳ theo tỷ lệ doanh thu của sản phẩm."
    assert told[false] == FALSE and sum(key == TRUE for key in told.values()) == 2


def cell(column: str, answer: str) -> Item:
    stem = f"According to the table “Ports”, what is the “{column}” of “Alder”?"
    quote = "| Alder | 12 | 40 |"
    cited = Citation(1, "d", "ports.md", quote, 0, len(quote))
    return Item("", "short_answer", stem, answer, "medium", (cited,))


def test_two_cells_of_a_row_ask_different_things() -> None:
    assert not clash(cell("Ships", "12"), cell("Crew", "40"))
    assert clash(cell("Ships", "12"), cell("Ships", "12"))
    assert clash(cell("Ships", "12"), cell("Crew", "12"))  # the one tells the other's
