"""A training pack given out in every readable format: what stands there, and what never may."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import docx
import lxml.html
import pytest
from docx.oxml.ns import qn
from markdown_it import MarkdownIt

from assistant.answer import Answer, Citation
from assistant.answer_parts import written
from assistant.training.pack import (
    BLANK,
    FALSE,
    ITEM_TYPES,
    TRUE,
    Actor,
    AnswerKey,
    CitedDocument,
    Event,
    GlossaryTerm,
    Item,
    Missing,
    Pack,
    Quoted,
    Rejected,
    Section,
)
from corpus.loading import load_document
from corpus.wording import using
from tests.support.pack_sample import BRIEFS, sample_pack
from ui.publishing.pack import csv as pack_csv
from ui.publishing.pack import html as pack_html
from ui.publishing.pack import markdown as pack_markdown
from ui.publishing.pack import word as pack_word
from ui.publishing.pack.document import PARTS, PackDocument, Version, pack_document
from ui.publishing.parts import plain_text

ROOT = Path(__file__).resolve().parents[3]
VERSIONS: tuple[Version, ...] = get_args(Version)
WRITERS: dict[str, Callable[[Pack, Version], bytes]] = {
    "word": pack_word.write,
    "html": pack_html.write,
    "markdown": pack_markdown.write,
}
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
FOR_TRAINERS = ("key", "gaps", "rejected", "notes")
HOSTILE = {
    "script": "<script>window.__xss=1</script><img src=x onerror=window.__xss=2>",
    "end of script": '</script></style><script>window.__xss=3</script><!-- ]]> "}',
    "attribute": '" onfocus="window.__xss=4" x=\'',
    "links": "[x](javascript:alert(1)) ![i](http://evil.example/p.png) <http://evil.example>",
    "definition": "[1]: http://evil.example [1](http://evil.example)",
    "formula": "=1+1",
    "command": "+1+cmd|' /C calc'!A0",
    "tab": "\t=1+1",
    "heading": "# not a heading",
    "list": "1. not a list",
    "signs": "`code` *a* __b__ ~~c~~ | d | $x$ &copy; \\ {{ 7 * 7 }} {% raw %}",
    "controls": "a\x00b\x08c\x1bd\x7fe\ufffef\ud800g\u2028h",
    "right to left": "مرحبا بالعالم: 5 ‏(2024)",
    "long": "x" * 20_000,
    "empty": "",
}


def hostile_pack(text: str) -> Pack:
    """The text in every field there is."""
    citation = Citation(
        1, text, text, text, 0, 1, title=text, date=text, publisher=text, page=3, headings=(text,)
    )
    answers: dict[str, tuple[AnswerKey, tuple[str, ...]]] = {
        "multiple_choice": (text, (text, "other")),
        "cloze": (text, ()),
        "true_false": (TRUE, (TRUE, FALSE)),
        "matching": (((text, text), ("left", "right")), (text, "right")),
        "ordering": ((text, "last"), ("last", text)),
        "short_answer": (text, ()),
    }
    quoted = Quoted(text, citation)
    answer = Answer(text, text, "partial", written(f"{text} [1]"), text, (citation,), notes=(text,))
    return Pack(
        text,
        1,
        2,
        7,
        text,
        briefing=(Section(text, (quoted,)),),
        timeline=(Event(text, text, text, citation),),
        glossary=(GlossaryTerm(text, text, citation),),
        actors=(Actor(text, "person", (quoted,)),),
        questions=(answer, replace(answer, status="not_found", citations=())),
        items=tuple(
            Item(text, kind, f"{text} {BLANK}", key, "easy", (citation,), options, (text,), text)
            for kind in ITEM_TYPES
            for key, options in [answers[kind]]
        ),
        rejected=(Rejected(text, text),),
        gaps=(Missing(text, text),),
        sources=(CitedDocument(1, text, text, text, text, text),),
        notes=(text,),
        audience=text,
    )


def shown(text: str) -> str:
    """What is to be seen of a text: its words, without what no document can show."""
    return " ".join(plain_text.clean(text).split())


def words(name: str, data: bytes) -> str:
    """All that a reader sees of a file, on one line."""
    if name == "word":
        body = docx.Document(io.BytesIO(data)).element.body
        texts = [
            "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
            for paragraph in body.iter(qn("w:p"))
        ]
        return shown(" ".join(texts))
    html = data.decode() if name == "html" else MARKDOWN.render(data.decode())
    return shown(" ".join(lxml.html.document_fromstring(html).itertext()))


def told(version: Version) -> PackDocument:
    return pack_document(sample_pack(), version)


# The sample, which other tests build on


def test_the_sample_has_every_part_and_only_true_quotes() -> None:
    pack = sample_pack()
    assert {item.type for item in pack.items} == set(ITEM_TYPES)
    assert Pack.from_dict(pack.to_dict()) == pack
    documents = {path.name: load_document(path).text for path in BRIEFS.glob("*.md")}
    for cited in told("trainer").cited:
        source = next(one for one in pack.sources if one.number == cited.quote.source)
        assert cited.quote.text in documents[source.source]


# The document, before any format


def test_the_trainer_sees_all_parts_and_the_participant_nothing_that_tells_an_answer() -> None:
    assert list(told("trainer").parts) == list(PARTS)
    document = told("participant")
    assert set(PARTS) - set(document.parts) == set(FOR_TRAINERS)
    assert not any(one.blocks or one.quotes or one.lead for one in document.questions)
    assert {use.name for cited in document.cited for use in cited.uses} == {
        "Briefing",
        "Timeline",
        "Who is who",
        "Glossary",
    }


def test_a_citation_has_the_number_of_the_pack_in_both_versions() -> None:
    pack = sample_pack()
    for version in VERSIONS:
        first = pack_document(pack, version).briefing[0].sentences[0]
        assert first.quote.label == str(pack.briefing[0].sentences[0].citation.marker)
    labels = [one.quote.label for one in told("trainer").cited]
    assert labels == [str(number) for number in range(1, len(labels) + 1)]


def test_answers_with_numbers_of_their_own_keep_their_quotes_apart() -> None:
    pack = sample_pack()
    second = pack.questions[2]
    own = tuple(
        replace(citation, marker=number) for number, citation in enumerate(second.citations, 1)
    )
    text = " ".join(f"{citation.quote} [{citation.marker}]" for citation in own)
    changed = replace(
        pack, questions=(*pack.questions[:2], replace(second, parts=written(text), citations=own))
    )
    document = pack_document(changed, "trainer")
    labels = [quote.label for quote in document.questions[2].quotes]
    cited = {one.quote.label: one.quote.text for one in document.cited}
    assert [cited[label] for label in labels] == [citation.quote for citation in own]
    assert labels[0] != "1"
    assert len(cited) == len(document.cited)


def test_the_key_says_what_to_compare_with_the_paper() -> None:
    short = {key.id: key.short for key in told("trainer").key}
    assert short["q-01"] == "B"
    assert short["q-04"] == "dual-use"
    assert short["q-06"] == "False"
    assert short["q-08"] == "1 C, 2 D, 3 B, 4 A"
    assert short["q-09"] == "A 3, B 1, C 4, D 2"


def test_a_date_that_begins_its_sentence_is_said_once() -> None:
    first = told("participant").timeline[0]
    assert first.name == "April 2024"
    assert first.sentences[0].text.startswith("Vietnam hosted")


def test_a_first_heading_that_is_the_title_in_another_punctuation_is_left_out() -> None:
    first = told("trainer").cited[0].quote
    assert first.title.startswith("Case studies - semiconductors")
    assert first.place == "p. 1, Case study: the semiconductor supply chain"


def test_a_citation_whose_document_is_not_listed_gets_a_source() -> None:
    document = pack_document(replace(sample_pack(), sources=()), "trainer")
    assert len(document.sources) == len(sample_pack().sources)
    numbers = {source.number for source in document.sources}
    assert {one.quote.source for one in document.cited} == numbers


# Every format


@pytest.mark.parametrize("name", WRITERS)
def test_the_participants_file_has_the_questions_and_no_answer(name: str) -> None:
    pack = sample_pack()
    seen = words(name, WRITERS[name](pack, "participant"))
    for answer in pack.questions:
        assert answer.asked_as in seen
    for item in pack.items:
        assert shown(item.stem.split(BLANK)[0]) in seen
        assert item.id not in seen
    for kept in (*pack.gaps, *pack.rejected):
        assert kept.reason.rstrip(".")[1:] not in seen
    assert pack.items[9].accepted[0] not in seen
    only_in_answers = pack.questions[2].citations[0].quote
    assert only_in_answers not in seen
    assert not re.search(r"\bHard\b|\bMedium\b|Answer key|Also right", seen)


@pytest.mark.parametrize("name", WRITERS)
def test_the_trainers_file_has_everything(name: str) -> None:
    pack = sample_pack()
    seen = words(name, WRITERS[name](pack, "trainer"))
    for item in pack.items:
        assert item.id in seen
        assert item.difficulty.capitalize() in seen
        for citation in item.citations:
            assert shown(citation.quote) in seen
        for form in item.accepted:
            assert form in seen
    for answer in pack.questions:
        assert shown(answer.citations[0].quote) in seen
    for one in (*pack.gaps, *pack.rejected):
        assert one.reason.rstrip(".")[1:] in seen
    for fact in ("form A", "revision 1,204", "22 November 2026", "p. 2", *pack.notes):
        assert fact in seen
    for source in pack.sources:
        assert source.source in seen


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", WRITERS)
def test_the_same_pack_is_the_same_bytes(name: str, version: Version) -> None:
    write = WRITERS[name]
    assert write(sample_pack(), version) == write(sample_pack(), version)


def test_word_files_are_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    out = tmp_path / "pack.docx"
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.support.pack_sample import sample_pack\n"
        "from ui.publishing.pack import word as pack_word\n"
        "Path(sys.argv[1]).write_bytes(pack_word.write(sample_pack(), 'trainer'))"
    )
    subprocess.run([sys.executable, "-c", code, str(out)], check=True, cwd=ROOT)
    assert out.read_bytes() == pack_word.write(sample_pack(), "trainer")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", WRITERS)
def test_a_pack_of_nothing_is_a_file_too(name: str, version: Version) -> None:
    empty = Pack("Nothing", 0, 1, 1, "no date", notes=("No document covers the topic.",))
    seen = words(name, WRITERS[name](empty, version))
    assert "Nothing" in seen
    assert ("No document covers the topic." in seen) == (version == "trainer")


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", WRITERS)
def test_hostile_words_are_shown_and_not_obeyed(name: str, version: Version, kind: str) -> None:
    data = WRITERS[name](hostile_pack(HOSTILE[kind]), version)
    assert shown(HOSTILE[kind]) in words(name, data)
    if name == "word":
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
        return
    html = data.decode() if name == "html" else MARKDOWN.render(data.decode())
    page = lxml.html.document_fromstring(html)
    assert len(page.findall(".//script")) == (1 if name == "html" else 0)
    assert page.find(".//img") is None
    assert not [key for one in page.iter() for key in one.attrib if key.startswith("on")]
    assert all(link.get("href", "#").startswith("#") for link in page.iter("a"))
    hrefs = {one.get("href") for one in page.iter("link")}
    assert hrefs <= {"data:,"}


# Word


def test_word_has_headings_contents_language_and_pages_for_quiz_and_key() -> None:
    file = docx.Document(io.BytesIO(pack_word.write(sample_pack(), "trainer")))
    titles = [one.text for one in file.paragraphs if one.style.name == "Heading 1"]
    assert titles == list(PARTS.values())
    assert len([one for one in file.paragraphs if one.style.name == "Heading 3"]) == 12 + 12 + 3
    instructions = [one.text for one in file.element.body.iter(qn("w:instrText"))]
    contents = [one for one in file.paragraphs if one.style.name in ("toc 1", "toc 2")]
    assert len(contents) == len([one for one in instructions if "PAGEREF" in one]) > 5
    new_pages = [
        one.text
        for one in file.paragraphs
        if one._p.pPr is not None and one._p.pPr.find(qn("w:pageBreakBefore")) is not None
    ]
    assert new_pages == ["Briefing", "Quiz", "Answer key"]
    assert file.core_properties.language == "en-GB"
    assert file.core_properties.title == "Semiconductors and AI governance"


def test_word_speaks_one_language_to_its_last_line() -> None:
    with using("vi"):
        file = docx.Document(io.BytesIO(pack_word.write(sample_pack(), "trainer")))
    assert file.core_properties.language == "vi-VN"
    assert file.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "vi-VN"
    assert file.sections[0].footer.paragraphs[0].text.endswith(" · Trang 1/1")


def test_word_tables_repeat_their_head_and_no_row_is_cut() -> None:
    file = docx.Document(io.BytesIO(pack_word.write(sample_pack(), "trainer")))
    heads = [[cell.text for cell in table.rows[0].cells] for table in file.tables]
    assert heads[:3] == [
        ["Date", "What happened"],
        ["Who", "What they do"],
        ["Term", "Meaning"],
    ]
    for table in file.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_a_word_file_that_ends_with_a_table_ends_with_a_paragraph() -> None:
    only = Pack("Topic", 1, 1, 1, "2026", gaps=(Missing("This", "no document says it"),))
    body = docx.Document(io.BytesIO(pack_word.write(only, "trainer"))).element.body
    assert [one.tag for one in list(body)[-3:]] == [qn("w:tbl"), qn("w:p"), qn("w:sectPr")]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_link_in_word_leads_somewhere(version: Version) -> None:
    body = docx.Document(io.BytesIO(pack_word.write(sample_pack(), version))).element.body
    marks = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    links = {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))}
    assert len(marks) == len(set(marks))
    assert links
    assert links <= set(marks)


# HTML


@pytest.mark.parametrize("version", VERSIONS)
def test_the_page_is_sound_for_links_headings_and_readers(version: Version) -> None:
    page = lxml.html.document_fromstring(pack_html.write(sample_pack(), version))
    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert {link.get("href") for link in page.iter("a")} <= {f"#{one}" for one in ids}
    levels = [int(one.tag[1]) for one in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    for name in ("aria-labelledby", "aria-describedby"):
        for one in page.xpath(f"//*[@{name}]"):
            assert set(one.get(name).split()) <= set(ids)
    for table in page.iter("table"):
        assert table.findall(".//thead//th[@scope='col']")
    for group in page.iter("fieldset"):
        assert group.find("legend") is not None
    for field in page.iter("input", "textarea"):
        assert [one for one in field.iterancestors("label")]
    policy = page.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    assert "default-src 'none'" in policy


def test_item_key_and_source_lead_to_each_other() -> None:
    page = lxml.html.document_fromstring(pack_html.write(sample_pack(), "trainer"))

    def links(id: str) -> set[str | None]:
        return {link.get("href") for link in page.get_element_by_id(id).iter("a")}

    assert "#key-9" in links("item-9")
    assert {"#item-9", "#quote-13"} <= links("key-9")
    assert {"#key-9", "#source-6"} <= links("quote-13")
    assert not page.xpath("//article[contains(@class, 'key')]/details[not(@open)]")


# Markdown and CSV


def test_markdown_reads_well_as_plain_text() -> None:
    text = pack_markdown.write(sample_pack(), "participant").decode()
    assert "\n- [ ] B. NVIDIA Corporation\n" in text
    assert "the transfer of ………… technologies." in text
    assert "\n\n\n" not in text
    assert "\\" not in text
    trainer = pack_markdown.write(sample_pack(), "trainer").decode()
    assert "\n\n\n" not in trainer
    rendered = lxml.html.document_fromstring(MARKDOWN.render(trainer))
    ids = {one.get("id") for one in rendered.iter("a") if one.get("id")}
    assert {link.get("href") for link in rendered.iter("a") if link.get("href")} <= {
        f"#{one}" for one in ids
    }


def table(pack: Pack) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(pack_csv.write(pack).decode("utf-8-sig"))))


def test_csv_has_a_row_for_each_item() -> None:
    pack = sample_pack()
    rows = table(pack)
    assert tuple(rows[0]) == pack_csv.COLUMNS
    assert [row["id"] for row in rows] == [item.id for item in pack.items]
    by_id = {row["id"]: row for row in rows}
    assert by_id["q-01"]["options"].split("\n") == list(pack.items[0].options)
    assert by_id["q-02"]["page"] == "2"
    assert by_id["q-08"]["answer"].split("\n")[1] == (
        "Export controls → restrict the transfer of dual-use technologies"
    )
    assert by_id["q-10"]["accepted"].split("\n") == list(pack.items[9].accepted)
    assert by_id["q-10"]["quote"] == "\n".join(one.quote for one in pack.items[9].citations)


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_cell_of_the_csv_is_a_formula(kind: str) -> None:
    for row in table(hostile_pack(HOSTILE[kind])):
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


# In the browser


@pytest.mark.browser
def test_the_page_works_by_keyboard_on_a_phone_and_on_paper(chromium: Any, tmp_path: Path) -> None:
    page_file = tmp_path / "pack.html"
    page_file.write_bytes(pack_html.write(sample_pack(), "trainer"))
    hostile_file = tmp_path / "hostile.html"
    hostile_file.write_bytes(pack_html.write(hostile_pack(" ".join(HOSTILE.values())), "trainer"))
    page: Any = chromium.new_page(viewport={"width": 400, "height": 800})
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(page_file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.focus("#item-1 input")
    page.keyboard.press("ArrowDown")
    assert page.locator("#item-1 input").nth(1).is_checked()
    page.locator("#key-2 summary").press("Enter")
    assert not page.locator("#key-2 .right").is_visible()
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="screen")
    page.locator("#item-2 .way a").click()
    assert page.locator("#key-2 .right").is_visible()
    page.goto(hostile_file.as_uri())
    assert page.evaluate("window.__xss") is None
    assert problems == []
