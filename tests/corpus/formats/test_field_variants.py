"""Files of the same kinds as the field inputs: what stands in their text, and what is answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.faq.lists.question_list import read_questions
from assistant.settings import Settings
from corpus.document import Document
from corpus.loading import document_from_bytes
from corpus.told_text import told_text
from index.choice import DocumentChoice
from tests.support.field import lists, page_files, tables, web_and_text, word_files
from tests.support.field.variant import Variant

READ = [*tables.VARIANTS, *page_files.VARIANTS, *web_and_text.VARIANTS, *word_files.VARIANTS]
# Where the text is right and the trained reader is not sure enough.
UNSURE = (
    ("Có bao nhiêu lượt tàu?", "12.640"),
    ("Có bao nhiêu lượt khách đi phà trong năm 2024?", "==8,4 triệu"),
    ("Ai ký giấy đi đường?", "=Trưởng phòng"),  # quoted, but not in bold
)
ASKED = [
    pytest.param(
        one.name, question, right, marks=[pytest.mark.xfail] * ((question, right) in UNSURE)
    )
    for one in READ
    for question, right in one.asked
]


def read(variant: Variant) -> Document:
    document = document_from_bytes(variant.data(), variant.name)
    for block in document.blocks:
        for span in (block, *block.parts):
            assert document.text[span.start : span.end] == span.text
    return document


@pytest.mark.parametrize("variant", READ, ids=lambda one: one.name)
def test_what_stands_in_the_text(variant: Variant) -> None:
    document = read(variant)
    told = told_text(document).text  # rows with the names of their columns
    assert [words for words in variant.told if words not in f"{told}\n"] == []
    assert [words for words in variant.untold if words in document.text] == []
    facts = {name: getattr(document, name) for name in variant.facts}
    title = variant.facts.get("title")
    if title and (facts["title"] or "").startswith(title):
        facts["title"] = title
    assert facts == variant.facts
    begun = tuple(one.text for one in document.headings)
    assert [one for one in variant.headings if not any(h.startswith(one) for h in begun)] == []


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """All of them in one library."""
    folder = tmp_path_factory.mktemp("field")
    files = folder / "files"
    files.mkdir()
    for variant in READ:
        (files / variant.name).write_bytes(variant.data())
    assistant = assemble(Settings(data_dir=folder / "data"))
    reports = [*assistant.ingest([files])]
    assert [one.source for one in reports if one.status != "indexed"] == []
    yield assistant
    assistant.close()


def has(answer: Answer, right: str | None) -> bool:
    """Whether an answer has the words that it should, or says that there is nothing."""
    if right is None:
        return answer.status == "not_found"
    words = right.lstrip("=").lower()
    short = (answer.short_answer or "").lower()
    if right.startswith("==") or (right.startswith("=") and short):
        return words in short
    return answer.status == "answered" and words in answer.text.lower()


@pytest.mark.parametrize(("name", "question", "right"), ASKED)
def test_what_is_answered(desk: Assistant, name: str, question: str, right: str | None) -> None:
    answer = desk.ask(question, choice=DocumentChoice(documents=(name,)))
    assert has(answer, right), (answer.status, answer.short_answer, answer.text)


@pytest.mark.parametrize("variant", lists.VARIANTS, ids=lambda one: one.name)
def test_lists_of_questions(variant: Variant, tmp_path: Path) -> None:
    path = tmp_path / variant.name
    path.write_bytes(variant.data())
    assert tuple(one.question for one in read_questions(path).rows) == variant.questions
