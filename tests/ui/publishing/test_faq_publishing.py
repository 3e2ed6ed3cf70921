"""An FAQ given out in every format: what stands there, and what may never stand there."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import lxml.html
import openpyxl
import pytest
from docx.shared import Pt, RGBColor
from markdown_it import MarkdownIt

from assistant.answer import Answer, Citation
from assistant.answer_parts import written as parts_of
from assistant.faq.entry import Entry, Faq, Wording
from corpus.document import Chunk
from corpus.errors import AssistantError
from index.passage import Passage
from index.store import database
from tests.support.publishing_sample import sample
from ui.publishing.faq.document import faq_document
from ui.publishing.faq.formats import WRITERS, publish
from ui.publishing.parts import plain_text, workbook
from ui.publishing.parts.answer_text import ShownBlock, blocks, plain
from ui.publishing.parts.nearest import NEAREST_SHOWN
from ui.publishing.parts.sources import ShownQuote
from ui.publishing.parts.templating import SHIPPED

ROOT = Path(__file__).resolve().parents[3]
SUFFIXES = list(WRITERS)

HOSTILE = {
    "formula": '=HYPERLINK("http://evil.example","x")',
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-1+1",
    "at": "@SUM(1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "full width": "＝1+1",
    "hidden": "\u200b=1+1",
    "error": "#REF!",
    "script": "<script>window.__xss=1</script><img src=x onerror=window.__xss=2>",
    "end of script": '</script><script>window.__xss=3</script><!-- ]]> "}',
    "links": "[a](javascript:alert(1)) ![i](http://evil.example/p.png) <http://evil.example>",
    "definition": "[1]: http://evil.example [1](http://evil.example)",
    "heading": "# not a heading",
    "list": "1. not a list",
    "rule": "---",
    "signs": "`code` *a* __b__ ~~c~~ | d | $x$ &copy; \\ {{ 7 * 7 }} {% raw %}",
    "right to left": "مرحبا بالعالم: 5 ‏(2024)",
    "turned round": "safe\u202egnp.exe",
    "emoji": "👩🏽‍🚀 and 🇻🇳",
    "controls": "a\x00b\x08c\x1bd\x7fe\ufffef\ud800g\u2028h",
    "long": "x" * 40_000,
    "empty": "",
}


def shown(text: str) -> str:
    """What is to be seen of a text: its words, without what no document can show."""
    return " ".join(plain_text.clean(text).split())


def hostile_faq(text: str) -> Faq:
    """The text in every field there is; a marker behind it where an answer has one."""
    citation = Citation(
        1, text, text, text, 0, 1, title=text, date=text, publisher=text, page=3, headings=(text,)
    )
    answered = Answer(
        text,
        text,
        "answered",
        parts_of(f"{text} [1]"),
        short_answer=text,
        citations=(citation, replace(citation, marker=2)),
        notes=(text,),
    )
    passage = Passage(Chunk(text, 0, 1, text, (text, text), 2), 0.1, text, text, text, text)
    entry = Entry(
        f"a{text}",
        text,
        answered,
        (Wording(text, text),),
        {text: text, "topic": text},
        "approved",
        text,
        text,
        text,
    )
    missing = Answer(text, text, "not_found", parts_of(text), passages=(passage,), notes=(text,))
    return Faq(text, (entry, Entry(f"b{text}", text, missing)), 7, text)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample in every format, by suffix."""
    folder = tmp_path_factory.mktemp("faq")
    outs = {suffix: folder / f"faq{suffix}" for suffix in SUFFIXES}
    publish(sample(), list(outs.values()))
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        path.name for path in outs.values()
    )
    return outs


def given_out(faq: Faq, folder: Path, name: str, **told: Any) -> Path:
    publish(faq, [folder / name], **told)
    return folder / name


# The document, before any format


def test_sources_are_numbered_once_and_quotes_of_one_are_told_apart() -> None:
    document = faq_document(sample())
    assert [topic.name for topic in document.topics] == [
        "Vietnam's approach",
        "Cooperation with partners",
        "People",
    ]
    labels = {item.id: [quote.label for quote in item.quotes] for item in document.items}
    assert labels["hanoi-1"] == ["1a", "1b", "1c"]
    assert labels["hanoi-5"] == ["1"]
    assert labels["bergen-2"] == ["2a", "2b"]
    assert labels["hue-12"] == ["3", "4"]
    assert document.sources[1].reference == (
        "Joint Statement on Arctic Science Cooperation. Ministry of Foreign Affairs, "
        "26 March 2025, arctic-statement.pdf, pp. 2, 3"
    )
    assert [item.id for item in document.sources[0].cited_by] == ["hanoi-1", "hanoi-4", "hanoi-5"]
    assert [item.id for item in document.missing] == ["hue-14", "hue-15"]
    assert document.summary == (
        "8 questions, as of 22 November 2026. Draft: 6 of the answers are not approved yet."
    )
    assert [item.place for item in document.items] == [
        "1.1", "1.2", "1.3", "2.1", "2.2", "4.1", "3.1", "4.2",
    ]  # fmt: skip
    assert [item.number for item in document.items] == [1, 3, 4, 2, 5, 7, 6, 8]


def test_two_versions_of_a_document_are_two_sources() -> None:
    first, *_ = sample().entries
    older = replace(first.answer.citations[0], marker=2, document_id="older", date="2023")
    answer = replace(
        first.answer,
        parts=parts_of("Now. [1] Then. [2]"),
        citations=(first.answer.citations[0], older),
    )
    document = faq_document(replace(sample(), entries=(replace(first, answer=answer),)))
    assert [source.date for source in document.sources] == ["2025", "2023"]
    assert document.items[0].text == "Now. [1] Then. [2]"


def test_a_link_to_an_entry_stays_when_others_come_and_go() -> None:
    anchors = {item.id: item.anchor for item in faq_document(sample()).items}
    fewer = faq_document(replace(sample(), entries=sample().entries[3:]))
    assert {item.id: item.anchor for item in fewer.items}.items() <= anchors.items()
    assert anchors["hanoi-1"] == "entry-hanoi-1"
    odd = [replace(sample().entries[0], id=name) for name in ("a/b", "a.b", "câu", "câu ", "a-b")]
    named = [item.anchor for item in faq_document(replace(sample(), entries=tuple(odd))).items]
    assert len(set(named)) == 5
    assert all(re.fullmatch(r"entry-[A-Za-z0-9-]+", anchor) for anchor in named)


def quote(label: str, text: str = "") -> ShownQuote:
    return ShownQuote(label, f"quote-{label}", 3, "Title", None, "", text)


def answered(text: str, quotes: dict[int, ShownQuote]) -> Answer:
    cited = (Citation(n, "d", "d.md", one.text, 0, 1) for n, one in quotes.items())
    return Answer("q", "q", "answered", parts_of(text), citations=tuple(cited))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("One [1] and two [2].", [("paragraph", 1, "One [3a] and two [3b].")]),
        ("A line\nthat goes on. [1]", [("paragraph", 1, "A line that goes on. [3a]")]),
        ("A.\n\nB. [1]\n \n\nC.", [("paragraph", 1, t) for t in ("A.", "B. [3a]", "C.")]),
        (
            "Three:\n- one [1]\n- two\n  more [2]\n• three",
            [("paragraph", 1, "Three:"), ("bullets", 1, "one [3a]|two more [3b]|three")],
        ),
        ("2. two\n3. three\n7) seven", [("numbers", 2, "two|three"), ("numbers", 7, "seven")]),
        ("5 December 2024. It was.", [("paragraph", 1, "5 December 2024. It was.")]),
        ("See note [9] of [1] it [2].", [("paragraph", 1, "See note [9] of [3a] it [3b].")]),
        ("Words “see [1] there” [1]", [("paragraph", 1, "Words “see [1] there” [3a]")]),
        ("[1]\n\n- [2]", [("paragraph", 1, "[3a]"), ("bullets", 1, "[3b]")]),
        (" \n\n ", []),
    ],
)
def test_the_text_of_an_answer_as_blocks(text: str, told: list[tuple[str, int, str]]) -> None:
    quotes = {1: quote("3a", "see [1] there"), 2: quote("3b")}
    found = blocks(answered(text, quotes), quotes)
    assert [(block.kind, block.first, lines(block)) for block in found] == told


def lines(block: ShownBlock) -> str:
    return "|".join("".join(run.text for run in line) for line in block.lines)


def test_text_without_its_markers_reads_as_if_there_had_been_none() -> None:
    quotes = {1: quote("1"), 2: quote("2")}
    found = blocks(answered("One [1], and two [2]. [1] Three.", quotes), quotes)
    assert plain(found, marked=False) == "One, and two. Three."
    assert plain(found) == "One [1], and two [2]. [1] Three."


def test_what_no_document_can_show_is_removed() -> None:
    assert plain_text.clean(HOSTILE["controls"]) == "abcdefg\nh"
    assert plain_text.clean("a\r\nb\rc\x85d") == "a\nb\nc\nd"
    assert plain_text.clean("thế\u00a0giới 🇻🇳 \u200f") == "thế\u00a0giới 🇻🇳 \u200f"
    assert plain_text.is_right_to_left("«5» مرحبا") and not plain_text.is_right_to_left("5 a مرحبا")


# Each format, opened again


def test_markdown(written: dict[str, Path]) -> None:
    text = written[".md"].read_text(encoding="utf-8")
    assert "8 questions, as of 22 November 2026." in text
    tokens = MarkdownIt("commonmark").parse(text)
    headings = [
        (token.tag, re.sub(r"<.*?>", "", tokens[place + 1].content))
        for place, token in enumerate(tokens)
        if token.type == "heading_open"
    ]
    assert headings[0] == ("h1", sample().title)
    assert [words for tag, words in headings if tag == "h2"] == [
        "Contents",
        "1 Vietnam's approach",
        "2 Cooperation with partners",
        "3 People",
        "4 Not covered by the documents",
        "Sources",
    ]
    assert [words for tag, words in headings if tag == "h3"] == [
        item.heading for item in faq_document(sample()).items if item.quotes
    ] + [item.heading for item in faq_document(sample()).missing]
    page = lxml.html.fromstring(MarkdownIt("commonmark").render(text))
    links_resolve(page)
    assert "**Also asked as**: Which tasks does science diplomacy of Vietnam have?; Năm" in text
    assert "Joint Statement on Arctic Science Cooperation, 2025, p. 2) [\\[2\\]](#source-2)" in text
    assert "pay into the shared polar research fund?\n\nEach participating state will" in text
    assert "contribute **4.2 million euros a year** to" in text
    assert not re.search(r"\n{4}", text), "one empty line between blocks is enough"


def links_resolve(page: Any) -> None:
    names = page.xpath("//@id")
    assert len(names) == len(set(names)), "an id stands there once"
    targets = page.xpath("//a/@href")
    assert targets and all(target.startswith("#") for target in targets)
    assert {target[1:] for target in targets} <= set(names)


def test_html(written: dict[str, Path]) -> None:
    page = lxml.html.parse(str(written[".html"])).getroot()
    assert page.get("lang") == "en" and page.findtext(".//title") == sample().title
    links_resolve(page)
    assert page.xpath("//section[@class='topic']/h2/text()") == [
        "1 Vietnam's approach",
        "2 Cooperation with partners",
        "3 People",
        "4 Not covered by the documents",
    ]
    entry = page.get_element_by_id("entry-bergen-2")
    assert not entry.xpath(".//blockquote"), "a quote that is the answer stands there once"
    assert "(Joint Statement on Arctic Science Cooperation, 2025, p. 2)" in entry.text_content()
    assert [mark.get("href") for mark in entry.find_class("cite")] == ["#source-2", "#source-2"]
    missing = page.get_element_by_id("entry-hue-14")
    assert "The documents do not say" in missing.text_content()
    assert "revision" not in page.text_content() and "confidence" not in page.text_content()
    assert not page.xpath("//*[@src] | //link[not(@href='data:,')] | //iframe | //object")
    assert not re.search(r"@import|url\(|https?://", written[".html"].read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", ["faq.html.j2", "pack.html.j2"])
def test_every_colour_of_the_page_can_be_read(page: str) -> None:
    """WCAG 2.2, contrast (minimum): 4.5 : 1 for text, 3 : 1 for the edge of a field."""
    parts = ("page_look.css.j2", page)
    style = "".join((SHIPPED / part).read_text(encoding="utf-8") for part in parts)
    palettes = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ]
    assert len(palettes) == 3  # by day, by night, on paper
    pairs = [
        *((ink, ground) for ink in ("ink", "muted") for ground in ("paper", "sheet", "sunken")),
        ("accent", "paper"), ("accent", "sheet"), ("accent", "sunken"), ("accent", "accent-soft"),
        ("muted", "accent-soft"), ("good", "good-soft"), ("warn", "warn-soft"),
    ]  # fmt: skip
    for palette in palettes:
        for ink, ground in pairs:
            assert contrast(palette[ink], palette[ground]) >= 4.5, (ink, ground, palette)
    for palette in palettes[:2]:
        assert contrast(palette["on-accent"], palette["accent"]) >= 4.5
        assert contrast(palette["edge"], palette["paper"]) >= 3


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    bright, dark = sorted(map(luminance, (one, other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_word(written: dict[str, Path]) -> None:
    document = docx.Document(str(written[".docx"]))
    styles: dict[str, list[str]] = {}
    for paragraph in document.paragraphs:
        styles.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert styles["Title"] == [sample().title]
    assert styles["Subtitle"][0].startswith("8 questions, as of 22 November 2026.")
    chapters = ["1 Vietnam's approach", "2 Cooperation with partners", "3 People"]
    assert styles["Heading 1"] == [*chapters, "4 Not covered by the documents", "Sources"]
    assert len(styles["Heading 2"]) == 8
    assert [one.split("\t")[0] for one in styles["toc 1"]] == styles["Heading 1"]
    assert [one.split("\t")[0] for one in styles["toc 2"]] == styles["Heading 2"]
    assert len(styles["List Bullet"]) == 3 and styles["List Bullet"][0].endswith("relations.")
    assert styles["Below a List"][0].startswith("(Vietnam's science and technology diplomacy and")
    assert "Quote" not in styles, "what is said in the words of a source is not quoted once more"
    fund = next(one for one in styles["Normal"] if one.startswith("Each participating state"))
    assert fund.count("Joint Statement on Arctic Science Cooperation, 2025, p. ") == 2
    assert "Draft" in styles["Remark"], "where some are approved, the others are told to be drafts"
    assert styles["Reference"][1].endswith(
        "26 March 2025, arctic-statement.pdf, pp. 2, 3 · Cited by: 2.1"
    )
    body = document.element.body
    pages = [words.split() for words in body.xpath("//w:instrText/text()")]
    assert [field[0] for field in pages] == ["PAGEREF"] * 13
    assert document.settings.element.xpath("w:updateFields/@w:val") == ["true"]
    bookmarks = body.xpath("//w:bookmarkStart/@w:name")
    assert len(bookmarks) == len(set(bookmarks))
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name) for name in bookmarks)
    assert set(body.xpath("//w:hyperlink/@w:anchor")) <= set(bookmarks)
    assert {field[1] for field in pages} <= set(bookmarks)
    marks = body.xpath("//w:hyperlink[w:r/w:rPr/w:rStyle/@w:val='ReferenceMark']")
    assert len(marks) == 9 and document.styles["Reference Mark"].font.superscript
    section = document.sections[0]
    assert section.header.paragraphs[0].text == sample().title
    footer = section.footer.paragraphs[0]
    assert footer.text == "22 November 2026 · Page 1 of 1"
    fields = footer._p.xpath(".//w:instrText/text()")
    assert [field.strip() for field in fields] == ["PAGE", "NUMPAGES"]
    properties = document.core_properties
    assert (properties.title, properties.author) == (sample().title, "Policy assistant")
    assert properties.created == properties.modified
    assert properties.created is not None and properties.created.isoformat()[:10] == "2026-11-22"


def test_csv(written: dict[str, Path]) -> None:
    data = written[".csv"].read_bytes()
    assert data.startswith(b"\xef\xbb\xbf"), "so Excel knows that it is UTF-8"
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert list(rows[0])[-4:] == ["Asked by", "Priority", "library_revision", "made_on"]
    assert {(row["library_revision"], row["made_on"]) for row in rows} == {("1204", "2026-11-22")}
    assert [row["id"] for row in rows[:3]] == ["hanoi-1", "hanoi-4", "hanoi-5"]
    assert sorted(int(row["number"]) for row in rows) == list(range(1, 9))
    fund = next(row for row in rows if row["id"] == "bergen-2")
    assert fund["short_answer"] == "4.2 million euros a year"
    assert fund["answer"].endswith("under an open licence. [2b]")
    assert fund["sources"].startswith("[2] Joint Statement on Arctic Science Cooperation.")
    assert "p. 2, Funding of polar research" in fund["quotes"]
    assert fund["Asked by"] == "Embassy in Oslo"
    assert rows[0]["also_asked_as"].splitlines()[1].startswith("Năm nhiệm vụ")
    missing = next(row for row in rows if row["id"] == "hue-14")
    assert missing["status"] == "not_found" and not missing["quotes"]
    assert "Human Rights Council" in missing["nearest_not_the_answer"]


def test_workbook(written: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(written[".xlsx"])
    assert book.sheetnames == ["Entries", "Sources", "Not covered", "About"]
    entries = [list(row) for row in book["Entries"].iter_rows(values_only=True)]
    assert entries[0][:4] == ["Number", "Id", "Topic", "Question"]
    assert entries[0][-2:] == ["Asked by", "Priority"]
    assert len(entries) == 9 and entries[1][8] == 0.91
    assert book["Entries"].freeze_panes == "A2"
    assert book["Entries"].auto_filter.ref == "A1:S9"
    sources = list(book["Sources"].iter_rows(min_row=2, values_only=True))
    assert sources[1][:6] == (
        2,
        "Joint Statement on Arctic Science Cooperation",
        "Ministry of Foreign Affairs",
        "26 March 2025",
        "arctic-statement.pdf",
        "2, 3",
    )
    missing = list(book["Not covered"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in missing] == ["hue-14", "hue-14", "hue-15"]
    about = dict(book["About"].iter_rows(min_row=2, max_col=2, values_only=True))
    assert about["Library revision"] == 1204 and about["Made on"] == "22 November 2026"


def test_a_column_of_the_list_keeps_its_name_and_hides_none_of_ours(tmp_path: Path) -> None:
    columns = {"HQ contact": "a", "Also asked as": "b", "made_on": "c", " ": "d"}
    faq = replace(sample(), entries=(replace(sample().entries[0], columns=columns),))
    publish(faq, [tmp_path / "faq.xlsx", tmp_path / "faq.csv"])
    sheet = openpyxl.load_workbook(tmp_path / "faq.xlsx")["Entries"]
    told = {cell.value: sheet.cell(2, cell.column).value for cell in sheet[1]}
    names = ["HQ contact", "Also asked as (list)", "made_on (list)", "column"]
    assert [told[name] for name in names] == ["a", "b", "c", "d"]
    assert str(told["Also asked as"]).startswith("Which tasks")
    header = next(csv.reader(io.StringIO((tmp_path / "faq.csv").read_text(encoding="utf-8-sig"))))
    assert header[-6:] == [*names, "library_revision", "made_on"]


def test_json_is_the_whole_faq_and_jsonl_its_entries(written: dict[str, Path]) -> None:
    told = json.loads(written[".json"].read_text(encoding="utf-8"))
    assert tuple(Entry.from_dict(one) for one in told["entries"]) == sample_as_told()
    assert (told["library_revision"], told["made_on"]) == (1204, "2026-11-22")
    assert told["counts"]["not_found"] == 2 and told["not_covered"] == ["hue-14", "hue-15"]
    arctic = told["sources"][1]
    assert (arctic["date"], arctic["pages"]) == ("2025-03-26", [2, 3])
    assert arctic["cited_by"] == [{"entry": "bergen-2", "markers": [1, 2]}]
    text = written[".jsonl"].read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.removesuffix("\n").split("\n")]
    assert rows == [entry.to_dict() for entry in sample().entries]
    assert "Năm nhiệm vụ" in text, "letters stay letters"


def sample_as_told() -> tuple[Entry, ...]:
    """JSON tells of a passage what an answer shows of it, and rounds."""
    return tuple(Entry.from_dict(entry.to_dict()) for entry in sample().entries)


def test_schema_org(tmp_path: Path) -> None:
    told = json.loads(given_out(sample(), tmp_path, "faq.json", schema_org=True).read_bytes())
    assert (told["@context"], told["@type"]) == ("https://schema.org", "FAQPage")
    assert (told["dateCreated"], told["version"]) == ("2026-11-22", "1204")
    questions = {one["@id"]: one for one in told["mainEntity"]}
    assert len(questions) == 6, "what has no answer is no question of an FAQPage"
    fund = questions["#entry-bergen-2"]
    assert fund["name"].startswith("How much does each state pay")
    assert "[" not in fund["acceptedAnswer"]["text"]
    assert fund["acceptedAnswer"]["citation"] == [
        {
            "@type": "CreativeWork",
            "name": "Joint Statement on Arctic Science Cooperation",
            "publisher": {"@type": "Organization", "name": "Ministry of Foreign Affairs"},
            "datePublished": "2025-03-26",
        }
    ]
    page = lxml.html.parse(str(given_out(sample(), tmp_path, "faq.html", schema_org=True)))
    (script,) = page.xpath("//script[@type='application/ld+json']")
    assert json.loads(script.text) == told


def test_an_faq_without_entries_is_given_out_too(tmp_path: Path) -> None:
    publish(Faq("", (), 0, ""), [tmp_path / f"faq{suffix}" for suffix in SUFFIXES])
    assert "Frequently asked questions" in (tmp_path / "faq.md").read_text(encoding="utf-8")
    assert docx.Document(str(tmp_path / "faq.docx")).paragraphs[1].text.startswith("0 questions")
    assert (tmp_path / "faq.jsonl").read_bytes() == b""


# Words of people and documents stay words


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_word_of_a_user_is_markup_in_html(text: str, tmp_path: Path) -> None:
    page = lxml.html.parse(str(given_out(hostile_faq(text), tmp_path, "faq.html", schema_org=True)))
    data, script = page.xpath("//script")
    assert data.get("type") == "application/ld+json" and script.text.lstrip().startswith('"use str')
    question = json.loads(data.text)["mainEntity"][0]
    assert question["name"] == shown(text)
    assert not page.xpath("//img | //@onerror | //comment()[contains(., ']]')]")
    assert all(target.startswith("#") for target in page.xpath("//a/@href"))
    links_resolve(page)
    (body,) = page.xpath("//body")
    assert body.text_content().count(shown(text)) >= 12 or not text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_word_of_a_user_is_a_command_in_markdown(text: str, tmp_path: Path) -> None:
    told = given_out(hostile_faq(text), tmp_path, "faq.md").read_text(encoding="utf-8")
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    found = list(every_token(reader.parse(told)))
    kinds = {token.type for token in found}
    assert not kinds & {"image", "code_inline", "code_block", "fence", "hr", "s_open", "em_open"}
    assert not kinds & {"table_open", "html_block"}
    markup = {token.content for token in found if token.type == "html_inline"}
    assert all(re.fullmatch(r'<a id="[\w-]+">|</a>|</?small>', one) for one in markup), markup
    assert all(str(t.attrGet("href")).startswith("#") for t in found if t.type == "link_open")
    headings = [token.tag for token in found if token.type == "heading_open"]
    assert headings == ["h1", "h2", "h2", "h3", "h2", "h3", "h2"]
    seen = lxml.html.fromstring(reader.render(told)).text_content()
    assert " ".join(seen.split()).count(shown(text)) >= 11 or not text


def every_token(tokens: list[Any]) -> Iterator[Any]:
    for token in tokens:
        yield token
        yield from every_token(token.children or [])


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_cell_is_a_formula_in_csv(text: str, tmp_path: Path) -> None:
    data = given_out(hostile_faq(text), tmp_path, "faq.csv").read_bytes().decode("utf-8-sig")
    csv.field_size_limit(1_000_000)
    header, *rows = csv.reader(io.StringIO(data, newline=""))
    cells = [cell for row in (header, *rows) for cell in row]
    assert not [cell for cell in cells if re.match("[=+\\-@\t\r＝＋－＠]", cell)]
    question = rows[0][header.index("question")]
    assert question.removeprefix("'") == shown(text)
    is_formula = any(sign in text[:2] for sign in "=+-@＝")
    assert question.startswith("'") == is_formula
    assert header.count("topic") == 1, "a column of the list does not hide one of ours"


def all_hostile() -> Faq:
    """Every hostile text in one FAQ, for formats that take longer to make."""
    entries = [entry for text in HOSTILE.values() for entry in hostile_faq(text).entries]
    title = " ".join(text for name, text in HOSTILE.items() if name != "long")
    return Faq(title, tuple(replace(e, id=f"{n}{e.id}") for n, e in enumerate(entries)), 7, title)


def test_no_cell_is_a_formula_in_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(given_out(all_hostile(), tmp_path, "faq.xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert max(len(str(cell.value)) for cell in cells) <= workbook.CELL_LIMIT
    kept = {str(cell.value or ""): cell for cell in book["Entries"]["D"]}
    for name, text in HOSTILE.items():
        if name == "long":
            assert any(
                one.endswith("x … (cut: the whole text has 40,000 characters)") for one in kept
            )
            continue
        question = kept[shown(text)]
        assert bool(question.quotePrefix) == any(sign in text[:2] for sign in "=+-@＝"), name
    formulas = [cell for cell in cells if workbook.is_formula(str(cell.value))]
    assert len(formulas) > 100 and all(cell.quotePrefix for cell in formulas)


def test_words_stay_words_in_word(tmp_path: Path) -> None:
    document = docx.Document(str(given_out(all_hostile(), tmp_path, "faq.docx")))
    text = " ".join(" ".join(one.text for one in document.paragraphs).split())
    for name, hostile in HOSTILE.items():
        assert text.count(shown(hostile)) >= 9 or not hostile, name
    assert not [relation for relation in document.part.rels.values() if relation.is_external]
    fields = document.element.body.xpath("//w:instrText/text()")
    assert {field.split()[0] for field in fields} == {"PAGEREF"}
    turned = document.element.body.xpath("//w:p[w:pPr/w:bidi]//w:t[../w:rPr/w:rtl]")
    assert any("مرحبا" in words.text for words in turned)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_json_keeps_every_text_as_it_is(text: str, tmp_path: Path) -> None:
    faq = hostile_faq(text)
    publish(faq, [tmp_path / "faq.json", tmp_path / "faq.jsonl"])
    told = json.loads((tmp_path / "faq.json").read_bytes())
    assert told["title"] == text
    assert told["entries"] == [json.loads(json.dumps(entry.to_dict())) for entry in faq.entries]
    rows = (tmp_path / "faq.jsonl").read_text(encoding="utf-8").removesuffix("\n").split("\n")
    assert [json.loads(row) for row in rows] == told["entries"]


def test_near_passages_are_shown_in_part_and_long_cells_by_their_length() -> None:
    document = faq_document(hostile_faq("x" * 40_000))
    assert len(document.missing[0].nearest[0].text) == NEAREST_SHOWN
    emoji = "🚀" * 20_000  # two units of a cell each
    assert len(workbook._cut(emoji).encode("utf-16-le")) // 2 <= workbook.CELL_LIMIT
    assert workbook._cut(emoji).endswith("20,000 characters)")
    assert workbook._cut("x" * workbook.CELL_LIMIT) == "x" * workbook.CELL_LIMIT


# Templates of the user


def test_a_template_takes_the_place_of_ours_and_its_values_are_escaped(tmp_path: Path) -> None:
    (tmp_path / "own.md.j2").write_text(
        "{% macro line(one) %}* {{ one.question }} **{{ one.id }}**{% endmacro %}\n"
        "{% for one in faq['items'] %}{{ line(one) }}\n{% endfor %}"
    )
    (tmp_path / "own.html.j2").write_text("<b>{{ faq.title }}</b>{% include 'own.md.j2' %}")
    faq = hostile_faq("*a* <b>")
    told = given_out(faq, tmp_path, "faq.md", template=tmp_path / "own.md.j2").read_text()
    assert (
        told == "* \\*a\\* \\<b\\> **a\\*a\\* \\<b\\>**\n* \\*a\\* \\<b\\> **b\\*a\\* \\<b\\>**\n"
    )
    page = given_out(faq, tmp_path, "faq.html", template=tmp_path / "own.html.j2").read_text()
    assert page.startswith("<b>*a* &lt;b&gt;</b>* *a* &lt;b&gt; **a*a*")


def test_a_template_is_for_the_outs_of_its_kind(tmp_path: Path) -> None:
    (tmp_path / "own.md.j2").write_text("mine")
    publish(sample(), [tmp_path / "a.md", tmp_path / "a.html"], template=tmp_path / "own.md.j2")
    assert (tmp_path / "a.md").read_text() == "mine"
    assert "<!doctype html>" in (tmp_path / "a.html").read_text(encoding="utf-8")
    (tmp_path / "own.j2").write_text("mine too")
    publish(sample(), [tmp_path / "b.html", tmp_path / "b.csv"], template=tmp_path / "own.j2")
    assert (tmp_path / "b.html").read_text() == "mine too"


@pytest.mark.parametrize(
    ("name", "outs", "told"),
    [
        ("own.docx", ["a.md"], "is for .docx files, and none is asked for"),
        ("own.html.j2", ["a.md", "a.csv"], "is for .html files, and none is asked for"),
        ("own.j2", ["a.csv"], "is for .md or .html or .docx files"),
        ("own.j2", ["a.md", "a.html"], "name it own.md.j2 or own.html.j2"),
        ("a.md", ["a.md"], "a.md is the template; give every file a name of its own"),
    ],
)
def test_a_template_for_nothing_is_refused(
    name: str, outs: list[str], told: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text("mine")
    refused(sample(), [tmp_path / out for out in outs], told, template=tmp_path / name)


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("# A\n\n{% for x in faq.topics %}\n", 3, "Unexpected end of template"),
        ("# A\n{{ faq.titel }}\n", 2, "has no attribute 'titel'"),
        ("{% macro m() %}\n\n{{ 1 / 0 }}{% endmacro %}\n\n{{ m() }}", 3, "division by zero"),
        ("a\nb\n{{ faq.__class__.__mro__ }}", 3, "unsafe"),
        ("a\n{% include 'absent.j2' %}", 2, "absent.j2"),
        ("{% if true %}\n{% extends 'own.md.j2' %}{% endif %}", 2, "recursion"),
        ("{{ faq.title | nosuch }}", 1, "No filter named 'nosuch'"),
        ("a\n{% for n in range(10000000) %}{% endfor %}", 2, "Range too big"),
    ],
)
def test_an_error_of_a_template_is_told_by_its_line(
    text: str, line: int, told: str, tmp_path: Path
) -> None:
    (tmp_path / "own.md.j2").write_text(text)
    outs = [tmp_path / "a.csv", tmp_path / "a.md"]
    said = refused(sample(), outs, told, template=tmp_path / "own.md.j2")
    assert f"own.md.j2 has an error in line {line}: " in said
    assert "Nothing was written" in said


def test_a_template_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    out = [tmp_path / "a.md"]
    refused(sample(), out, "cannot be read: No such file", template=tmp_path / "absent.md.j2")
    (tmp_path / "latin.md.j2").write_bytes(b"caf\xe9")
    refused(sample(), out, "is not UTF-8 text", template=tmp_path / "latin.md.j2")
    (tmp_path / "a.docx").write_bytes(b"no zip")
    refused(sample(), [tmp_path / "b.docx"], "is no Word file", template=tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "c.docx", "w") as package:
        package.writestr("word/document.xml", "<w")
    refused(sample(), [tmp_path / "b.docx"], "is no Word file", template=tmp_path / "c.docx")
    refused(sample(), [tmp_path / "b.docx"], "cannot be read", template=tmp_path / "no.docx")


def refused(faq: Faq, outs: list[Path], told: str, **how: Any) -> str:
    """What the refusal says; nothing is changed by it."""
    before = {path: path.read_bytes() for path in outs[0].parent.glob("*") if path.is_file()}
    with pytest.raises(AssistantError) as caught:
        publish(faq, outs, **how)
    said = str(caught.value)
    assert told in said and "\n" not in said
    after = {path: path.read_bytes() for path in outs[0].parent.glob("*") if path.is_file()}
    assert after == before
    return said


def test_a_word_template_lends_its_styles_and_loses_its_text(tmp_path: Path) -> None:
    base = docx.Document()
    base.add_paragraph("Delete this text")
    base.styles["Heading 1"].font.color.rgb = RGBColor(200, 0, 0)
    base.sections[0].header.paragraphs[0].text = "Ministry of Examples"
    base.sections[0].left_margin = Pt(100)
    for name in ("List Bullet", "Quote"):
        base.styles[name].delete()
    base.save(str(tmp_path / "base.docx"))
    out = given_out(sample(), tmp_path, "faq.docx", template=tmp_path / "base.docx")
    made = docx.Document(str(out))
    assert made.styles["Heading 1"].font.color.rgb == RGBColor(200, 0, 0)
    assert made.paragraphs[0].style.name == "Title"
    assert "Delete this text" not in [paragraph.text for paragraph in made.paragraphs]
    assert made.sections[0].header.paragraphs[0].text == "Ministry of Examples"
    assert made.sections[0].footer.paragraphs[0].text.endswith("Page 1 of 1")
    assert made.sections[0].left_margin == Pt(100)
    bullets = [one.text for one in made.paragraphs if one.style.name == "List Bullet"]
    assert bullets[0].startswith("•\tVietnam researches"), "the style brings no sign of its own"
    assert [one for one in made.paragraphs if one.style.name == "Below a List"]


# Files


@pytest.mark.parametrize(
    ("outs", "told"),
    [
        (["a.pdf"], "must end with one of .md, .html, .docx, .csv, .xlsx, .json, .jsonl"),
        (["a.csv", "a"], "must end with one of .md"),
        (["a.csv", "gone/a.md"], "gone is missing"),
        (["a.csv", "folder.md"], "folder.md is a folder"),
        (["a.csv", "a.csv"], "a.csv is asked for twice"),
        (["a.csv", "folder.md/../a.csv"], "a.csv is asked for twice"),
    ],
)
def test_all_outs_are_checked_before_any_is_written(
    outs: list[str], told: str, tmp_path: Path
) -> None:
    (tmp_path / "folder.md").mkdir()
    refused(sample(), [tmp_path / out for out in outs], told)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder nobody can write")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    said = refused(sample(), [tmp_path / "a.md", Path("/proc/self/a.csv")], "cannot be written")
    assert "/proc/self" in said and "choose another" in said


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(temporary: Path, path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(temporary))

    (tmp_path / "a.md").write_text("of last month")
    with monkeypatch.context() as patched:
        patched.setattr(database, "publish", full)
        said = refused(sample(), [tmp_path / "a.md", tmp_path / "a.csv"], "No space left on device")
    assert "nothing was written" in said and "Free some space" in said
    publish(sample(), [tmp_path / "a.md"])
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# Science")


def test_a_disk_that_fills_between_two_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = database.publish

    def fills(temporary: Path, path: Path) -> None:
        if path.suffix == ".csv":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(temporary))
        whole(temporary, path)

    monkeypatch.setattr(database, "publish", fills)
    with pytest.raises(AssistantError) as caught:
        publish(sample(), [tmp_path / "a.md", tmp_path / "a.csv", tmp_path / "a.json"])
    assert "a.md was written before it" in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
    assert (tmp_path / "a.md").read_text(encoding="utf-8").endswith("(#entry-hue-13)\n")


def test_no_room_for_what_a_workbook_needs_while_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setitem(WRITERS, ".xlsx", full)
    refused(sample(), [tmp_path / "a.md", tmp_path / "a.xlsx"], "Nothing was written; free")


def test_office_files_are_as_old_as_the_faq(written: dict[str, Path]) -> None:
    for suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(written[suffix]) as package:
            assert {entry.date_time for entry in package.infolist()} == {(2026, 11, 22, 0, 0, 0)}
            assert "docProps/thumbnail.jpeg" not in package.namelist()
            told = package.read("docProps/core.xml").decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told)) == {"2026-11-22T00:00:00Z"}


def test_the_same_faq_is_the_same_bytes(written: dict[str, Path], tmp_path: Path) -> None:
    publish(sample(), [tmp_path / path.name for path in written.values()])
    for path in written.values():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.slow
def test_another_process_makes_the_same_bytes(written: dict[str, Path], tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\nfrom tests.support.publishing_sample import sample\n"
        "from ui.publishing.faq.formats import WRITERS, publish\n"
        f"publish(sample(), [Path({str(tmp_path)!r}) / ('faq' + one) for one in WRITERS])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Ho_Chi_Minh", "LANG": "C"}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=environment)
    for path in written.values():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


# The page in a browser


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_is_searched_and_its_links_open_what_they_lead_to(
    chromium: Any, written: dict[str, Path], width: int
) -> None:
    asked: list[str] = []
    errors: list[str] = []
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(written[".html"].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    page.keyboard.type("ca phe")
    page.locator("#found", has_text="1 of 8 questions").wait_for()
    assert page.locator(".entry:visible").count() == 1, "accents are found without being typed"
    page.locator("#search").fill("nothing like this")
    page.locator("#none").wait_for()
    page.keyboard.press("Escape")
    page.locator("#entry-hanoi-1").wait_for()
    assert page.locator(".entry:visible").count() == 8
    page.locator("#entry-bergen-2 .cite").nth(1).click()
    assert page.evaluate("location.hash") == "#source-2"
    page.locator("#search").fill("polar")
    page.locator("#found", has_text="1 of 8").wait_for()
    page.locator("#sources a", has_text="1.3").first.click()
    page.locator("#entry-hanoi-5").wait_for()
    assert page.locator("#search").input_value() == "", "a link shows what was filtered away"
    page.emulate_media(media="print")
    assert page.locator(".contents li", has_text="1.1").last.is_visible(), "contents on paper"
    assert not page.locator("nav").is_visible()
    assert asked == [written[".html"].as_uri()] and errors == []
    page.close()


@pytest.mark.slow
@pytest.mark.browser
def test_nothing_hostile_runs_in_the_page(chromium: Any, tmp_path: Path) -> None:
    text = " ".join(text for name, text in HOSTILE.items() if name != "long")
    path = given_out(hostile_faq(text), tmp_path, "faq.html", schema_org=True)
    asked: list[str] = []
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.locator("#search").is_visible(), "our own script runs"
    assert page.evaluate("window.__xss") is None and asked == [path.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.close()
