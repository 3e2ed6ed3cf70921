"""Documents that a question names by what they are are found among those of a library."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.question.analysis import analyse
from assistant.question.described_documents import Catalogue, DescribedDocuments
from assistant.question.document_phrases import names_a_document
from index.store.records import DocumentRecord
from tests.conftest import Room


def record(source: str, title: str | None = None, **known: str) -> DocumentRecord:
    """A record whose id is the stem of its file name."""
    return DocumentRecord(
        source.rpartition(".")[0],
        source,
        (source,),
        title,
        known.get("date"),
        known.get("publisher"),
        known.get("language"),
        pages=0,
        characters=1,
        chunks=1,
        added_at="2026-01-01T00:00:00",
        superseded_by=known.get("superseded_by"),
    )


HARBOURS = Catalogue(
    [
        record(
            "harbours.md", "National Harbour Strategy to 2040", date="2024-03-01", language="en"
        ),
        record("circ-a.md", "Circular No. 9/2024 on dredging", date="2024-09-09", language="en"),
        record("circ-b.md", "Circular No. 4/2026 on pilots", date="2026-02-03", language="en"),
        record("oped.md", "Ships need water", date="2026-04-17", publisher="The Bay, opinion page"),
        record(
            "orly-survey.md",
            "What masters think of pilots",
            publisher="Embassy of Orly",
            language="en",
        ),
        record("nghi-dinh-13-2026.md", None, date="2026-05-12", language="vi"),
        record("bien-ban.md", "Biên bản họp ngày 12/3/2025", date="2025-03-12", language="vi"),
        record("scan-0031.pdf", None),
    ],
    {"scan-0031": "PRESS RELEASE\n\nPort Alba, 5 May 2025\n\nThe new quay opens."},
)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does the strategy say on cranes?", {"the strategy": "harbours"}),
        ("According to the 2026 circular, who pays?", {"the 2026 circular": "circ-b"}),
        ("According to the circulars, who pays?", {"the circulars": "circ-a circ-b"}),
        ("What does the dredging circular forbid?", {"the dredging circular": "circ-a"}),
        ("What does the circular on pilots forbid?", {"the circular": "circ-b"}),
        ("What does Circular 9/2024 forbid?", {"Circular 9/2024": "circ-a"}),
        ("What does the new circular forbid?", {"the new circular": "circ-b"}),
        ("What did the old circular forbid?", {"the old circular": "circ-a"}),
        ("Is the op-ed for the strategy?", {"the op-ed": "oped", "the strategy": "harbours"}),
        ("What does the columnist want?", {"the columnist": "oped"}),
        ("What does the embassy's paper find?", {"the embassy's paper": "orly-survey"}),
        ("Decree 13/2026: who signs?", {"Decree 13/2026": "nghi-dinh-13-2026"}),
        ("Nghị định số 13 do ai ký?", {"Nghị định số 13": "nghi-dinh-13-2026"}),
        ("Theo nghị định, ai trả phí?", {"nghị định": "nghi-dinh-13-2026"}),
        ("theo nghi dinh thi ai tra phi", {"nghi dinh": "nghi-dinh-13-2026"}),
        ("What do the minutes of 12 March 2025 say?", {"the minutes of 12 March 2025": "bien-ban"}),
        ("Biên bản ngày 12/3/2025 ghi gì?", {"Biên bản ngày 12/3/2025": "bien-ban"}),
        ("What is in the Vietnamese text?", {"the Vietnamese text": "bien-ban nghi-dinh-13-2026"}),
        ("Who is quoted in the press release?", {"the press release": "scan-0031"}),
        ("Sum up the National Harbour Strategy", {"National Harbour Strategy": "harbours"}),
        ("Who wrote “Ships need water”?", {"Ships need water": "oped"}),
    ],
)  # fmt: skip
def test_what_a_question_names(question: str, named: dict[str, str]) -> None:
    found = HARBOURS.named_in(question)
    assert {question[m.start : m.end]: m.documents for m in found} == {
        words: frozenset(ids.split()) for words, ids in named.items()
    }


@pytest.mark.parametrize(
    "question",
    [
        "Who digs?",
        "What do the documents say?",  # they all do
        "What does the treaty say?",  # there is none
        "What does Circular 77/2019 say?",  # another one
        "What does the circular of 2019 say?",
        "What does the Danish strategy say?",
        "Which circular speaks of dredging?",
        "Does every circular need a signature?",
        "Is there a strategy for bridges?",
        "The crossing takes 30 minutes.",
        "What does Article 5 say?",
        "Nghị định nào quy định về cảng?",
        "Nghị quyết số mấy cho phép?",
        "Bạn là ai?",
        "",
        "  ?!  ",
    ],
)
def test_what_names_no_certain_document(question: str) -> None:
    assert HARBOURS.named_in(question) == ()


def test_what_a_document_is_about_is_not_what_it_is() -> None:
    catalogue = Catalogue(
        [
            record("a.md", "Questions and answers on the Water Act"),
            record("b.md", "Water Act 2020"),
            record("c.md", "Resolution on speeding up the Strategy"),
            record("d.md", "Notes"),
        ]
    )
    assert [set(m.documents) for m in catalogue.named_in("What does the act say?")] == [{"b"}]
    assert catalogue.named_in("What does the strategy say?") == ()


def test_superseded_versions_are_not_named() -> None:
    old = record("a.md", "Circular 1/2020", superseded_by="b")
    others = [record(f"{name}.md", "Notes") for name in "bcd"]
    assert Catalogue([old, *others]).named_in("What does the circular say?") == ()


@pytest.mark.parametrize("records", [[], [record("circular.md", "Circular 1/2020")]])
def test_a_library_of_none_or_one_needs_no_names(records: list[DocumentRecord]) -> None:
    assert Catalogue(records).named_in("What does the circular say?") == ()


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("the 2024 circular", True),
        ("the minister's speech", True),
        ("nghị định 112", True),
        ("export controls", False),
        ("the document", False),
        ("", False),
    ],
)
def test_a_phrase_with_a_noun_for_a_document(phrase: str, names: bool) -> None:
    assert names_a_document(phrase) is names


HOSTILE = [
    "the circular of " * 250,
    "nghị định số " * 310,
    "“" * 4000,
    "12/" * 1333,
    "No. 9" * 800,
    "the 9999999999999999999999999999999999 circular " * 80,
    "circular " + "9" * 3900,
    "National Harbour Strategy " * 150,
    "\u0301" * 4000,
    "İ" * 4000,
    "ß the op-ed " * 300,
    "circular\x00\udcff the (strategy",
]


@pytest.mark.parametrize("question", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_questions_are_read_in_time(question: str) -> None:
    started = time.thread_time()
    for mention in HARBOURS.named_in(question):
        assert 0 <= mention.start < mention.end <= len(question) and mention.documents
    assert time.thread_time() - started < 2


@pytest.mark.parametrize("title", ["", "(", "9" * 5000, "\x00", "the of and", "[a-z]+(", "–—:"])
def test_any_title_and_date_can_be_catalogued(title: str) -> None:
    odd = record("..md", title, date="no date", publisher=title, language="")
    catalogue = Catalogue([odd, *(record(f"{n}.md", "Notes") for n in range(3))], {".": title})
    assert catalogue.named_in("What does the circular (9/2024) say?") == ()


def test_a_library_of_three_hundred_is_read_in_five_milliseconds() -> None:
    kinds = ("Circular", "Decree", "Strategy", "Minutes", "Report")
    records = [
        record(f"{n}.md", f"{kinds[n % 5]} No. {n}/2024 on topic{n % 40}", date="2024-03-01")
        for n in range(300)
    ]
    catalogue = Catalogue(records)
    question = "What does Circular 5/2024 say against the report on topic9?"
    found = catalogue.named_in(question)
    assert [len(mention.documents) for mention in found] == [1, 8]
    started = time.thread_time()
    for _ in range(20):
        catalogue.named_in(question)
    assert (time.thread_time() - started) / 20 < 0.02  # 1 ms where nothing else runs


def test_the_catalogue_of_a_library_grows_with_it(
    room: Room, write: Callable[[str, str], Path]
) -> None:
    described = DescribedDocuments(room.library)
    assert described.catalogue().named_in("What does the circular say?") == ()
    for name, text in (
        ("a.txt", "CIRCULAR\n\nNo. 3 of 2025\n\nShips wait.\n"),
        ("b.txt", "Tides\n\nThe sea rises.\n"),
        ("c.txt", "Winds\n\nThe wind turns.\n"),
    ):
        room.ingest(write(name, text))
    catalogue = described.catalogue()
    assert catalogue is described.catalogue()
    (mention,) = catalogue.named_in("What does the circular say?")
    assert mention.documents == {room.library.record("a.txt").id}


@pytest.mark.parametrize(
    ("question", "documents", "parts"),
    [
        ("Who digs?", "", {}),
        ("Who signs under the strategy?", "harbours", {}),
        (
            "Under both the strategy and the 2026 circular, who digs?",
            "harbours circ-b",
            {
                "Under the strategy, who digs?": "harbours",
                "Under the 2026 circular, who digs?": "circ-b",
            },
        ),
        (
            "How does the op-ed differ from the strategy on cranes?",
            "oped harbours",
            {
                "What does the op-ed say on cranes?": "oped",
                "What does the strategy say on cranes?": "harbours",
            },
        ),
        (
            "So sánh nghị định 13 với biên bản về phí",
            "nghi-dinh-13-2026 bien-ban",
            {
                "Nghị định 13 nói gì về phí?": "nghi-dinh-13-2026",
                "Biên bản nói gì về phí?": "bien-ban",
            },
        ),
        (
            "When does the strategy end, and what does the columnist want?",
            "oped harbours",
            {"When does the strategy end?": "harbours", "What does the columnist want?": "oped"},
        ),
    ],
)
def test_a_question_and_its_parts_know_their_documents(
    question: str, documents: str, parts: dict[str, str]
) -> None:
    asked = analyse(question, catalogue=HARBOURS)
    assert asked.documents == frozenset(documents.split())
    assert {part.text: part.documents for part in asked.parts} == {
        text: frozenset(ids.split()) for text, ids in parts.items()
    }


def test_the_whole_is_asked_of_each_where_documents_are_no_list() -> None:
    question = "What does the columnist say of what the strategy plans?"
    asked = analyse(question, catalogue=HARBOURS)
    assert [(part.text, set(part.documents)) for part in asked.parts] == [
        (question, {"oped"}),
        (question, {"harbours"}),
    ]
    assert analyse(question).parts == ()


def test_of_whole_titles_the_longer_is_meant_whatever_else_is_there() -> None:
    """A title and a file name, of both of which the question has all words."""
    name = "norway-science-and-technology-diplomacy.md"
    held = [record(name, "Norway's science and technology diplomacy and its five tasks")]
    question = "What are the five tasks of Norway's science and technology diplomacy?"
    for n in range(60):
        held += [record(f"a{n}.md", f"River technology {n}: five ports and science")]
        held += [record(f"b{n}.md", f"Norway's tasks {n}")] * (n % 2)
        meant = [one.start for one in Catalogue(held).named_in(question)]
        assert n < 3 or question.index("five") in meant
