"""Timeline, glossary, who is who, likely questions and gaps of a pack, on texts of two subjects."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from assistant.answer import Citation
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.training.chapters.actor_names import conjuncts, key_of, kind_of, named
from assistant.training.chapters.actors import actors
from assistant.training.chapters.glossary import glossary
from assistant.training.chapters.likely_questions import likely_questions
from assistant.training.chapters.missing import missing
from assistant.training.chapters.timeline import timeline
from assistant.training.chapters.topic import parts_of
from assistant.training.material import Material
from assistant.training.sentence import Sentence
from corpus.document import Document
from corpus.language.sentences import sentence_spans
from corpus.loading import document_from_bytes
from tests.support.hashing_embedder import HashingEmbedder

HARBOUR = """# Harbour renewal in Norrbacka

## 2021

- 3 March: The city council of Norrbacka adopted the Harbour Renewal Plan 2035.
- The Harbour Act of 12 May 2009 regulates fees.

## Building

The Port Authority of Norrbacka signed a contract with Seawall AB on 14 October 2022.
On 14 October 2022, the Port Authority of Norrbacka signed the contract with Seawall AB.
Works on the quay take place from 5-9 June 2023.
A cargo terminal is to open in 2027.
Since the end of 2022, the harbour has been closed to cargo ships.
Exports through the harbour were 4 million tonnes in 2020.
The photograph was taken on 2 May 2021.
Mayor Anna Lindqvist opened the permit counter in March 2023.
Mayor Lindqvist chairs the harbour board.
The National Dredging Agency (NDA) removes silt from the harbour.
The NDA publishes a map of depths every spring.
Technology shapes the harbour.
The harbour uses technology for tides.
Sweden and Finland paid for the seawall.
Every boat of the harbour is operated by Nordic Lines.
The Harbour Act has three parts.

## Glossary

- Managed retreat: The planned relocation of buildings away from the shore.
- Seawalls: Seawalls are walls that keep the sea from the land.
- Note: Read the next page before the exercise begins.

## Terms in use

A seawall is a wall which protects a shore.
It is a thing that matters.
Storm surge means a rise of the sea that a storm causes.
The Spring Conference is a meeting that gathers engineers.
"""
SUBJECT = "harbour renewal"


def read(text: str = HARBOUR, source: str = "harbour.md") -> Document:
    return document_from_bytes(text.encode(), source)


def material(*documents: Document, topic: str = SUBJECT) -> Material:
    """All sentences of documents, as near to a topic as the words that they share with it."""
    spans = [
        (document, start, end)
        for document in documents
        for start, end in sentence_spans(document.text)
        if start not in {heading.start for heading in document.headings}
    ]
    embedder = HashingEmbedder(256)
    vectors = embedder.embed_documents([d.text[start:end] for d, start, end in spans])
    near = np.clip(vectors @ embedder.embed_query(topic), 0.05, 1.0)
    sentences = tuple(
        Sentence(d, start, end, float(close), row=row)
        for row, ((d, start, end), close) in enumerate(zip(spans, near, strict=True))
    )
    return Material(topic, {each.id: each for each in documents}, sentences, vectors)


def holds(citation: Citation, document: Document) -> bool:
    """Whether a citation quotes the document at its offsets."""
    return document.text[citation.start : citation.end] == citation.quote


# Timeline


def test_the_timeline_has_what_took_place_in_order_of_date() -> None:
    document = read()
    events = timeline(material(document))
    found = {event.date: event for event in events}
    assert [event.date for event in events] == [
        "2021-03-03", "2022-10-14", "2022", "2023-03", "2023-06-05", "2027",
    ]  # fmt: skip
    assert found["2021-03-03"].shown == "3 March", "the year is that of the heading"
    assert found["2022"].shown == "the end of 2022"
    assert "terminal" in found["2027"].text
    for event in events:
        assert holds(event.citation, document) and event.text == event.citation.quote
        assert event.shown in event.text


def test_the_timeline_leaves_out_dates_of_texts_names_and_figures() -> None:
    told = " ".join(event.text for event in timeline(material(read())))
    assert "photograph" not in told and "tonnes" not in told and "12 May 2009" not in told


def test_an_event_that_two_documents_tell_appears_once() -> None:
    first = read("The council of Hue opened the bridge on 5 May 2024.\n", "a.md")
    second = read("On 5 May 2024, the council of Hue opened the new bridge.\n", "b.md")
    third = read("The council of Hue closed every school in May 2024.\n", "c.md")
    dates = [event.date for event in timeline(material(first, second, third))]
    assert dates == ["2024-05", "2024-05-05"]


def test_the_timeline_keeps_to_its_limit_with_what_is_most_relevant() -> None:
    events = timeline(material(read(), topic="cargo terminal to open"), limit=1)
    assert [event.date for event in events] == ["2027"]


# Glossary


VIETNAMESE = """# Quy chế bến cảng

## Giải thích từ ngữ

Bến tự quản là khu vực do cơ quan cảng giao cho hợp tác xã vận hành theo hợp đồng.
Phí neo đậu là khoản tiền mà chủ tàu nộp cho mỗi ngày neo đậu tại bến.

## Thực hiện

Ngày 12 tháng 3 năm 2024, Cảng vụ Bắc Loan ký hợp đồng nạo vét với Công ty Sóng Xanh.
Từ năm 2026, chủ tàu nộp phí qua cổng điện tử.
Quyết định số 18/2023/QĐ-CV ngày 05/02/2023 giao bến số hai cho hợp tác xã.
"""


def test_vietnamese_texts_have_a_timeline_and_a_glossary() -> None:
    found = material(read(VIETNAMESE, "quy-che.md"), topic="bến cảng")
    assert [(one.date, one.shown) for one in timeline(found)] == [
        ("2024-03-12", "Ngày 12 tháng 3 năm 2024"),
        ("2026", "2026"),
    ]  # the day of a decision is part of its name
    told = glossary(found)
    assert [one.term for one in told] == ["Bến tự quản", "Phí neo đậu"]
    assert told[0].definition.startswith("Bến tự quản là khu vực")


def test_the_glossary_has_one_entry_a_term_by_the_alphabet() -> None:
    document = read()
    entries = glossary(material(document))
    terms = {entry.term: entry.definition for entry in entries}
    assert list(terms) == sorted(terms, key=str.casefold)
    assert terms["Managed retreat"] == "The planned relocation of buildings away from the shore."
    assert terms["Storm surge"].startswith("Storm surge means a rise")
    assert terms["NDA"] == "National Dredging Agency (NDA)"
    assert [term for term in terms if term.startswith("Seawall")] == ["Seawall"], "case and number"
    assert not {"It", "Spring Conference", "Note"} & set(terms)
    for entry in entries:
        assert holds(entry.citation, document) and entry.definition == entry.citation.quote


def test_a_label_is_a_term_only_where_it_is_defined() -> None:
    text = "Warning: The bridge is closed for all cars at night.\nSurge: A surge is a wave that"
    entries = glossary(material(read(f"{text} follows a storm.\n"), topic="surge"))
    assert [entry.term for entry in entries] == ["Surge"]


# Who is who


def test_actors_are_those_that_do_something() -> None:
    document = read()
    found = {one.name: one for one in actors(material(document), limit=20)}
    kinds = {name: one.kind for name, one in found.items()}
    assert kinds["Mayor Anna Lindqvist"] == "person"
    assert kinds["National Dredging Agency (NDA)"] == "organisation"
    assert kinds["Sweden"] == kinds["Finland"] == "country"
    assert kinds["Nordic Lines"] == "organisation", "the one by whom it is operated"
    assert not {"Technology", "Harbour Act", "Harbour", "Works"} & set(kinds)
    for one in found.values():
        assert 1 <= len(one.deeds) <= 3
        for deed in one.deeds:
            assert holds(deed.citation, document) and deed.text == deed.citation.quote


def test_the_names_of_one_actor_are_put_together() -> None:
    found = {one.name: one for one in actors(material(read()), limit=20)}
    assert not {"Mayor Lindqvist", "NDA"} & set(found)
    assert len(found["Mayor Anna Lindqvist"].deeds) == 2
    assert len(found["National Dredging Agency (NDA)"].deeds) == 2


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("South Korea", "country"),
        ("European Union", "country"),
        ("New Zealand", "country"),
        ("Prime Minister Pham Minh Chinh", "person"),
        ("Pham The Tung", "person"),
        ("Vietnam News Agency", "organisation"),
        ("World Health Organization", "organisation"),
        ("Hanoi Convention", None),
        ("Spring Conference", None),
    ],
)
def test_the_kind_of_a_name_is_told_by_its_form(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_a_subject_of_several_is_taken_apart_but_no_name() -> None:
    assert conjuncts("South Korea, Singapore and Malaysia") == [
        "South Korea",
        "Singapore",
        "Malaysia",
    ]
    ministry = "The Ministry of Science and Technology"
    assert conjuncts(ministry) == [ministry]
    assert conjuncts(f"{ministry} and the Port Authority") == [ministry, "the Port Authority"]
    assert named("the Port Authority") == "Port Authority"
    assert named("the ports of Sweden") == "" and named("Sweden's ports") == ""


def test_aliases_have_one_key() -> None:
    assert key_of("U.S.", "country") == key_of("United States", "country")
    assert key_of("Prime Minister Phạm Minh Chính", "person") == key_of("Pham Minh Chinh", "person")


VIETNAMESE_ACTORS = """# Bến cảng

Ngày 12 tháng 3 năm 2024, Cảng vụ trưởng nhận báo cáo của Sở Xây dựng tỉnh Bắc Loan.
Ngày 14 tháng 3 năm 2024, Thứ trưởng Bộ Xây dựng Trần Minh Hải công bố quy hoạch bến số hai.
Phó Giám đốc điều hành Cảng Bắc Loan là bà Lê Thu Hồng, người quản lý bến từ năm 2019.
TS. Vũ Đình An, Viện trưởng Viện Thủy văn Bắc Loan, cho rằng bến phải lùi vào 40 mét.
Sở Xây dựng và Ủy ban nhân dân tỉnh Bắc Loan thẩm định thiết kế trong 20 ngày làm việc.
Danh mục bến do Bộ trưởng Bộ Xây dựng ban hành trước ngày 31 tháng 12 hằng năm.
Phía Hàn Quốc tài trợ 2 triệu đô la để nạo vét luồng vào cảng Bắc Loan.
Nhật ký nạo vét được lưu tại cảng ít nhất mười năm.
Bộ luật Hàng hải quy định chủ tàu nộp phí neo đậu theo ngày.
Sở Xây dựng không cấp phép cho tàu chở dầu vào bến số hai.
"""


def test_actors_of_vietnamese_texts_are_officials_offices_bodies_and_countries() -> None:
    document = read(VIETNAMESE_ACTORS, "ben-cang.md")
    found = {one.name: one for one in actors(material(document, topic="bến cảng"), limit=20)}
    assert {name: one.kind for name, one in found.items()} == {
        "Thứ trưởng Bộ Xây dựng Trần Minh Hải": "person",
        "bà Lê Thu Hồng": "person",
        "TS. Vũ Đình An": "person",
        "Sở Xây dựng": "organisation",
        "Ủy ban nhân dân tỉnh Bắc Loan": "organisation",
        "Bộ trưởng Bộ Xây dựng": "office",
        "Hàn Quốc": "country",
    }
    assert [deed.text[:20] for deed in found["Sở Xây dựng"].deeds] == ["Sở Xây dựng và Ủy ba"]
    for one in found.values():
        assert all(holds(deed.citation, document) for deed in one.deeds), one.name


def test_an_actor_of_documents_in_both_languages_is_one() -> None:
    english = "# Port\n\nMinister Tran Minh Hai opened the second quay of the port in March 2024.\n"
    english += "South Korea funded the dredging of the port with two million dollars.\n"
    both = material(read(VIETNAMESE_ACTORS, "ben-cang.md"), read(english, "port.md"), topic="port")
    found = [one for one in actors(both, limit=20) if one.kind in ("person", "country")]
    told = {one.name: {deed.citation.source for deed in one.deeds} for one in found}
    joined = {name for name, sources in told.items() if len(sources) == 2}
    assert len(joined) == 2 and len(told) == 4, joined


# With the assistant


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("harbour")
    path = folder / "harbour.md"
    path.write_text(HARBOUR + WHY, encoding="utf-8")
    opened = assemble(Settings(data_dir=folder / "data", reader="words"))
    for _ in opened.ingest([path]):
        pass
    yield opened
    opened.close()


WHY = """
## Reasons

The seawall protects the old town because the harbour lies below the sea.
The purpose of the Harbour Renewal Plan is to move cargo away from the old town.
Critics of the harbour renewal argue that it raises rents.
The harbour renewal is financed through fees on ferries.
The harbour renewal has three aims: safe quays, clean water and short ways.
The report gives no date for the end of the harbour renewal.
"""


def of_library(assistant: Assistant, topic: str = SUBJECT) -> Material:
    (record,) = assistant.documents()
    return material(assistant.read(record.id), topic=topic)


def test_likely_questions_are_answered_from_the_material(assistant: Assistant) -> None:
    about = of_library(assistant)
    answers = likely_questions(assistant, about, count=4)
    assert 3 <= len(answers) <= 4
    assert len({answer.question for answer in answers}) == len(answers)
    assert not any(answer.question.startswith(("When", "On which")) for answer in answers)
    for answer in answers:
        assert answer.status == "answered" and answer.citations
        assert {citation.document_id for citation in answer.citations} <= set(about.documents)
    again = likely_questions(assistant, about, count=4)
    assert [each.question for each in again] == [each.question for each in answers]
    assert not assistant.gaps(), "what is tried is not put on the gap list"


def test_no_questions_of_no_material(assistant: Assistant) -> None:
    empty = Material(SUBJECT, {}, (), np.zeros((0, 384), dtype=np.float32))
    assert likely_questions(assistant, empty) == ()
    assert likely_questions(assistant, of_library(assistant), count=0) == ()


def test_missing_tells_what_no_document_names(assistant: Assistant) -> None:
    found = missing(assistant, of_library(assistant, "fisheries, harbour seawalls basics"))
    reasons = {one.text: one.reason for one in found}
    assert reasons["fisheries"] == "No document mentions “fisheries”."
    assert not {"harbour", "seawalls", "basics"} & set(reasons)


def test_missing_tells_what_was_asked_in_vain_and_what_is_left_open(assistant: Assistant) -> None:
    question = "How many euros does the harbour renewal of Norrbacka cost?"
    assert assistant.ask(question).status == "not_found"
    about = of_library(assistant, "harbour renewal of Norrbacka")
    assert question not in {one.text for one in missing(assistant, about)}, "asked by a colleague"
    found = missing(assistant, about, asked=True)
    reasons = {one.text: one.reason for one in found}
    assert reasons[question] == "Asked, and the documents had no answer.", "by nobody, how often"
    open_end = "The report gives no date for the end of the harbour renewal."
    assert "harbour.md" in reasons[open_end]
    assert "fisheries" not in reasons
    assert len(missing(assistant, of_library(assistant), limit=1)) == 1


def test_two_sides_of_one_subject_are_not_two_topics() -> None:
    both = "cooperation between Marland and Japan"
    assert parts_of(both) == (both,)
    assert parts_of("quotas and inspection") == ("quotas", "inspection")
    assert parts_of("between 2020 and 2025, ports and fees")[-2:] == ("ports", "fees")
