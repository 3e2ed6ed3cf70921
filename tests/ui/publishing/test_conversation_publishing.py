"""An answer and a conversation as files: what is in them, read back, and what no one's words do."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from assistant.answer import Answer, Citation
from assistant.answer_blocks import TextRun
from assistant.answer_parts import (
    ComparedPoint,
    ComparisonPart,
    LeadPart,
    MissingPart,
    QuotePart,
    written,
)
from corpus.document import Chunk
from index.passage import Passage
from tests.ui.page.test_render import HOSTILE, Tags
from ui.publishing.conversation.formats import KINDS, made_file

DAY = date(2026, 11, 30)
QUOTE = "Each state pays 4.2 million euros."
CITED = Citation(
    1, "0123456789abcdef", "arctic.md", QUOTE, 20, 54, "Arctic Statement", "2025-03-26",
    "Ministry", 3, ("Arctic Statement", "Funding"),
)  # fmt: skip
PAID = Answer(
    "What does each state pay?", "And what does it pay?", "answered",
    written(f"{QUOTE} [1]\n\n1. Ships [2]\n2. Stations [1]\n\n- One\n- Two"), "4.2 million",
    (CITED, replace(CITED, marker=2, quote="Ships come first.", start=60, end=77)), (), 0.86,
    notes=("Searched only: collection “Treaties” (3 documents).",),
)  # fmt: skip
NEAR = Passage(
    Chunk("fedcba9876543210", 0, 9, "Near it is.", ("Other", "Part"), page=7), 0.3, "o.md", "Other"
)
MISSING = Answer(
    "Who painted it?", "Who painted it?", "not_found", (MissingPart("no passage is about this."),),
    passages=(NEAR,),
)  # fmt: skip
HELLO = Answer("Hello", "Hello", "not_found", (LeadPart((TextRun("Hello there."),)),))


def paragraphs(data: bytes) -> list[tuple[str, str]]:
    return [(one.style.name, one.text) for one in docx.Document(io.BytesIO(data)).paragraphs]


def test_a_comparison_is_a_table_in_word_and_on_the_printed_page() -> None:
    said = (QuotePart(QUOTE, (1,)),), ()
    told = ComparisonPart(("A <b>", "A <b>"), (ComparedPoint("Money", said),))
    compared = replace(PAID, parts=(told,), short_answer=None)
    file = docx.Document(io.BytesIO(made_file("x", [compared], "docx", DAY).data))
    (table,) = file.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["", "A <b>", "A <b>"],
        ["Money", f"{QUOTE}[1a]", ""],
    ]
    page = made_file("x", [compared], "html", DAY).data.decode()
    assert page.count('<th scope="col" dir="auto">A &lt;b&gt;</th>') == 2
    assert page.count("<td ") == 3


def test_an_answer_as_a_word_file_reads_as_it_should() -> None:
    file = made_file(PAID.asked_as, [PAID], "docx", DAY)
    assert file.name == "And what does it pay.docx"
    told = paragraphs(file.data)
    assert told[0] == ("Title", "And what does it pay?")
    assert told[1][1].startswith("Made on 30 November 2026")
    assert ("Facts", "Answered · confidence strong") in told
    assert ("Facts", PAID.notes[0]) in told
    assert ("Short Answer", "4.2 million") in told
    lists = [(style, words) for style, words in told if style.startswith("List")]
    assert lists == [
        ("List", "1.\tShips[1b]"), ("List", "2.\tStations[1a]"), ("List Bullet", "One"),
        ("List Bullet", "Two"),
    ]  # fmt: skip
    assert ("Quote", f"“{QUOTE}”") in told
    source = "1.\tArctic Statement. Ministry, 26 March 2025, arctic.md, p. 3"
    assert told[-2:] == [("Heading 1", "Sources"), ("Reference", source)]
    assert docx.Document(io.BytesIO(file.data)).core_properties.title == PAID.asked_as
    assert made_file(PAID.asked_as, [PAID], "docx", DAY).data == file.data, "the same again"


def test_a_conversation_has_each_question_once_and_its_sources_numbered_through() -> None:
    other = replace(PAID, asked_as="Again?", citations=(replace(CITED, document_id="f" * 16),),
                    parts=written(f"{QUOTE} [1]"))  # fmt: skip
    file = made_file("Hello", [HELLO, PAID, MISSING, other], "docx", DAY)
    told = paragraphs(file.data)
    headings = [words for style, words in told if style == "Heading 1"]
    assert headings == ["Hello", PAID.asked_as, MISSING.asked_as, "Again?", "Sources"]
    assert told[1][1].startswith("4 questions. Made on")
    words = [words for _, words in told]
    assert words[words.index("Hello", 1) + 1] == "Hello there.", "small talk has no facts"
    assert "Not found" in words and any(one.startswith("Other, o.md, p. 7, Part") for one in words)
    assert words.count("The documents do not say: no passage is about this.") == 1
    assert f"{QUOTE}[2]" in words
    assert words[-1].endswith("Cited by question 4")


def test_a_page_prints_without_anything_from_elsewhere() -> None:
    html = made_file("Hello", [HELLO, PAID, MISSING], "html", DAY).data.decode()
    tags = Tags(re.sub(r"<!doctype html>|<(meta|link)[^>]*>", "", html))
    assert tags.open == []
    assert "<script" not in html and "default-src 'none'" in html and "@page" in html
    targets = {attributes.get("id") for _, attributes in tags.found}
    links = [attributes["href"] for tag, attributes in tags.found if tag == "a"]
    assert links and all(link and link[0] == "#" and link[1:] in targets for link in links)
    assert '<ol start="1"><li dir="auto">Ships' in html
    single = made_file(PAID.asked_as, [PAID], "html", DAY).data.decode()
    assert single.count(PAID.asked_as) == 2, "the title of the page, and its heading"


def test_a_conversation_as_markdown_keeps_its_lists_and_levels() -> None:
    text = made_file("Hello", [PAID, MISSING], "md", DAY).data.decode()
    assert re.findall("^#+ .*", text, re.MULTILINE) == [
        "# Hello", "## And what does it pay?", "### Sources", "## Who painted it?",
    ]  # fmt: skip
    assert "\n1. Ships [2]\n2. Stations [1]\n" in text
    alone = made_file(PAID.asked_as, [PAID], "md", DAY).data.decode()
    assert alone.startswith("# And what does it pay?\n")


@pytest.mark.parametrize("suffix", KINDS)
def test_hostile_words_stay_words(suffix: str) -> None:
    words = " ".join(HOSTILE) + " \ud800\x00\x0b end"
    hostile = replace(
        PAID, asked_as=words, question=words, short_answer=words, parts=written(f"{words} [1]"),
        citations=(replace(CITED, title=words, quote=words, publisher=words),), notes=(words,),
    )  # fmt: skip
    near = replace(MISSING, passages=(replace(NEAR, title=words, source=words),))
    file = made_file(words, [hostile, near], suffix, DAY)
    assert Path(file.name).name == file.name and len(file.name) < 120
    if suffix == "docx":
        assert "<script>" in "".join(text for _, text in paragraphs(file.data))
    else:
        text = file.data.decode()
        assert "<script>" not in text.replace("\\<", "") and "<img" not in text.replace("\\<", "")
