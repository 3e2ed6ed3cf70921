"""Mining: questions from the patterns of sentences, kept where the assistant answers from them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.faq.mining.mining import MOST_OF_ONE, Mined, by_words, mine
from assistant.question.generation.patterns import of_sentence
from assistant.question.generation.proposals import proposals
from assistant.settings import Settings
from corpus.document import Document
from corpus.language.clauses.main_clause import parsed
from corpus.language.clauses.verbs import past, readings, third_person
from corpus.language.document_names import Setting
from corpus.loading import document_from_bytes, load_document
from index.choice import DocumentChoice
from tests.support import documents

BRIEFS = Path(__file__).resolve().parents[3] / "corpus" / "documents"

HEALTH = """# Regulation on the reporting of hospital infections

## Article 1. Purpose

The purpose of this Regulation is to protect patients from infections acquired in hospitals.

## Article 2. Definitions

1. "Hospital infection" means an infection that a patient acquires 48 hours after admission.
2. An infection control officer is a physician or nurse who has completed the training course.

## Article 3. Duties of hospitals

Every hospital with more than 50 beds must appoint an infection control officer.
Hospitals must report each outbreak to the National Infection Registry within 24 hours.
If an outbreak affects more than five patients, the hospital must close the ward.
The infection control officer is responsible for the training of staff.
The hospital shall not publish the names of patients.

## Article 4. The National Infection Registry

The National Infection Registry is managed by the Institute of Public Health.
The Institute of Public Health is headquartered in Hue.
The Registry publishes a summary every quarter in order to warn other hospitals.

## Article 5. Entry into force

This Regulation enters into force on 1 July 2025.
It replaces the Circular of 12 May 2009.
"""
NOTICE = """# Notice on winter parking

The city council of Norrbacka adopted new rules for winter parking on 14 October 2024.
The rules apply to all residents.

## Permits for carers

Home carers can apply for an exemption from the parking ban.
Applications must be submitted to the Traffic Office by 20 November 2024.
The fee for a carer permit is 15 euros.
The Traffic Office decides on applications within ten working days.
Anna Lindqvist, Director of the Traffic Office, opened the permit counter on 21 October 2024.

| Garage | Spaces |
|---|---|
| Hamngatan | 200 |
| Storgatan | 120 |
"""
RESEARCH = """# Blue Coast Research Programme

The Blue Coast Research Programme is a programme that studies how cities adapt to rising seas.
The programme was founded by the University of Vigo in 2018.
The programme aims to give mayors forecasts that they can use in planning.
The programme has four pillars: observation, modelling, engineering and community work.
The Marine Observatory of Vigo operates a network of 64 tide gauges.
Professor Ines Carvalho has led the programme since 2021.

## Managed retreat

Managed retreat refers to the planned relocation of buildings away from the shore.
Critics of managed retreat argue that it destroys communities.
It was proposed in 1995.

## Why trust is not enough

Local trust is built through public workshops and open data.
The annual conference takes place in Porto.
"""
EXPECTED = {
    "health.md": {
        "What is the purpose of the Regulation on the reporting of hospital infections?",
        "When does the Regulation on the reporting of hospital infections enter into force?",
        'What does "hospital infection" mean?',
        "What is an infection control officer?",
        "Which hospitals must appoint an infection control officer?",
        "Within how many hours must hospitals report each outbreak to the National Infection"
        " Registry?",
        "What must a hospital do if an outbreak affects more than five patients?",
        "What is the infection control officer responsible for?",
        "Who manages the National Infection Registry?",
        "Where is the Institute of Public Health headquartered?",
        "Why does the National Infection Registry publish a summary every quarter?",
    },
    "notice.md": {
        "When did the city council of Norrbacka adopt new rules for winter parking?",
        "What did the city council of Norrbacka adopt on 14 October 2024?",
        "Who can apply for an exemption from the parking ban?",
        "By when must applications be submitted to the Traffic Office?",
        "How much is the fee for a carer permit?",
        "Within how many working days does the Traffic Office decide on applications?",
        "Who is Anna Lindqvist?",
        "Who opened the permit counter on 21 October 2024?",
    },
    "research.md": {
        "What is the Blue Coast Research Programme?",
        "When was the Blue Coast Research Programme founded?",
        "Who founded the Blue Coast Research Programme?",
        "What does the Blue Coast Research Programme aim to do?",
        "What are the four pillars of the Blue Coast Research Programme?",
        "How many tide gauges does the Marine Observatory of Vigo operate?",
        "Since when has Professor Ines Carvalho led the Blue Coast Research Programme?",
        "What is managed retreat?",
        "What do critics of managed retreat argue?",
        "Why is trust not enough?",
        "How is local trust built?",
        "Where does the annual conference take place?",
    },
}
TEXTS = {"health.md": HEALTH, "notice.md": NOTICE, "research.md": RESEARCH}
POINTING = re.compile(
    r"\b(?:this|these|those|it|they|he|she|we|our|the (?:article|document|following|above))\b",
    re.IGNORECASE,
)
END = re.compile(r"\b(?:the|a|an|and|or|that|which|is|are|was|were|because)\?$")


def document(text: str, source: str = "text.md") -> Document:
    return document_from_bytes(text.encode(), source)


def asked_of(sentence: str, text: str = "") -> list[str]:
    """The questions of a sentence in a document with this text."""
    setting = Setting.of(Document("0" * 16, "text.md", f"{sentence}\n{text}"))
    return [question for question, _ in of_sentence(sentence, setting)]


# Wording


@pytest.mark.parametrize("name", TEXTS)
def test_documents_of_other_domains_give_the_questions_a_reader_would_ask(name: str) -> None:
    found = {proposal.question for proposal in proposals([document(TEXTS[name], name)])}
    assert EXPECTED[name] - found == set()
    assert not [question for question in found if POINTING.search(question)]
    assert not [question for question in found if "replace" in question or "1995" in question]


@pytest.mark.parametrize("path", sorted(BRIEFS.glob("*.md")), ids=lambda path: path.stem)
def test_questions_of_the_briefs_are_whole_and_stand_alone(path: Path) -> None:
    brief = load_document(path)
    found = list(proposals([brief]))
    assert found, "each brief answers something"
    for proposal in found:
        question = proposal.question
        assert question.endswith("?") and question[0].isupper() and len(question) <= 140
        assert POINTING.search(question) is None, question
        assert END.search(question) is None, question
        assert question.count('"') % 2 == 0 and "  " not in question, question
        assert 0 <= proposal.start < proposal.end <= len(brief.text)
        assert proposal.topic.startswith((brief.title or "")[:10])
        assert (proposal.document_id, proposal.times) == (brief.id, 0)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("“Sponsor” means any person who pays for a trial.", "What does “sponsor” mean?"),
        ("Export controls are rules that limit the sale of arms.", "What are export controls?"),
        ("The Hanoi Convention is the treaty that Hue signed.", "What is the Hanoi Convention?"),
        (
            "Ferries are run by the National Innovation Center (NIC).",
            "What does NIC stand for?",
        ),
        (
            "On 5 December 2024, Prime Minister Pham Minh Chinh witnessed the signing of the pact.",
            "Who witnessed the signing of the pact on 5 December 2024?",
        ),
        ("The Harbour Act was adopted in March 2019.", "When was the Harbour Act adopted?"),
        (
            "Four kinds of grants are open to farmers: small, large, late and early ones.",
            "Which four kinds of grants are open to farmers?",
        ),
        (
            "The application of a farmer must include the following documents: a map and a plan.",
            "Which documents must the application of a farmer include?",
        ),
        (
            "Hue strengthens its cooperation with cities such as Paris, Lyon and Bonn.",
            "With which cities does Hue strengthen its cooperation?",
        ),
        (
            "The Ministry of Health works with a network of 98 rural clinics.",
            "How many rural clinics does the Ministry of Health work with?",
        ),
        (
            "Tenants are protected from eviction because the winters are harsh.",
            "Why are tenants protected from eviction?",
        ),
        (
            "ISO and IEEE are examples of standards bodies.",
            "What are examples of standards bodies?",
        ),
        ("Smoking is prohibited in all public buildings.", "Where is smoking prohibited?"),
        ("Veterans are entitled to free dental care.", "Who is entitled to free dental care?"),
        ("The Board of Trade supervises weighing stations.", "Who supervises weighing stations?"),
    ],
)
def test_a_sentence_gives_its_question(sentence: str, question: str) -> None:
    assert question in asked_of(sentence, "the sponsor of grants, the Harbour Act of Hue")


@pytest.mark.parametrize(
    "sentence",
    [
        "It aims to protect patients from harm.",
        "This agency is responsible for the inspection of wards.",
        "The article names five basic rights.",
        "The latter was founded by the City of Hue in 1990.",
        "The measures aim to reduce noise.",
        "Vietnam needs to act.",
        "The plan does not include any of the islands.",
        "Hospitals shall not publish the names of patients.",
        "The work signed in Paris covers the islands.",
        "Some observers worry that prices will rise.",
        "Technology is an important part of daily life.",
        "as amended, the Council must include the islands.",
        "See the Ministry of Health for the rules that apply.",
        "Contents . . . . . . . . 12",
    ],
)
def test_what_does_not_stand_alone_or_is_denied_gives_none(sentence: str) -> None:
    assert asked_of(sentence) == []


@pytest.mark.parametrize(
    ("form", "base"),
    [("signed", "sign"), ("carries", "carry"), ("led", "lead"), ("submitted", "submit"),
     ("undertook", "undertake"), ("has", "have"), ("held", "hold"), ("relies", "rely")],
)  # fmt: skip
def test_verbs_are_turned_to_their_base_form_and_back(form: str, base: str) -> None:
    found = dict(readings(form))
    assert found.keys() == {base}
    assert form in (past(base), third_person(base))


def test_the_clause_of_a_sentence() -> None:
    clause = parsed("Since 2024, Ann Lee, Mayor of Hue, has also been helped by two deputies.")
    assert clause is not None
    assert (clause.lead, clause.subject, clause.apposition) == (
        "Since 2024",
        "Ann Lee",
        "Mayor of Hue",
    )
    assert (clause.auxiliary, clause.group, clause.verb) == ("has", "been helped", "help")
    assert (clause.voice, clause.rest) == ("passive", "by two deputies")


# Bad input


@pytest.mark.parametrize(
    "text",
    [
        "Hà Nội là thủ đô của Việt Nam.\n\nChính phủ ban hành Nghị quyết số 57 vào năm 2024.",
        "Die Behörde ist verantwortlich für die Aufsicht. Das Gesetz tritt am 1. Juli in Kraft.",
        "THE MINISTRY OF HEALTH IS RESPONSIBLE FOR CLINICS. THE ACT WAS ADOPTED IN 2019.",
        "| Garage | Spaces |\n|---|---|\n| Hamngatan | 200 |",
        "contents\n1\n2\n3\n. . . . . 4",
        "?!",
        "\ufffd" * 200 + " is the \ufffd of \ufffd.",
    ],
)
def test_texts_without_english_sentences_give_nothing(text: str) -> None:
    assert list(proposals([document(text)])) == []


def test_a_document_said_to_be_in_another_language_gives_nothing() -> None:
    text = "The Ministry of Health is responsible for clinics."
    assert list(proposals([documents.document(text)]))
    assert list(proposals([documents.document(text, language="vi")])) == []
    assert list(proposals([documents.document("")])) == []


@pytest.mark.parametrize(
    "part",
    ["The a ", "The plan has 5 ", "(", '"The ', "a: ", "On 5 December 2024, ", "and the plan ",
     "The thing that ", "The plan works with cities such as ", "must report within 3 ", "-a",
     "Ministry Of "],
)  # fmt: skip
def test_no_sentence_takes_long(part: str) -> None:
    text = (part * 800)[:790] + " is the plan."
    setting = Setting.of(Document("0" * 16, "a.md", text * 50))
    started = time.thread_time()
    list(of_sentence(text, setting))
    assert time.thread_time() - started < 1


@pytest.mark.slow
def test_two_megabytes_take_seconds_and_time_grows_with_length() -> None:
    times = []
    for size in (250_000, 2_000_000):
        text: list[str] = []
        headings: dict[int, int] = {}
        length = 0
        while length < size:
            headings[length] = 1 + len(headings) % 4
            text.append("Duties of operators\n\n" + HEALTH[-900:] + "\n\n")
            length += len(text[-1])
        big = documents.document("".join(text), headings)
        started = time.thread_time()
        assert next(iter(proposals([big])))
        count = len(list(proposals([big])))
        times.append(time.thread_time() - started)
        assert count > size / 1000
    assert times[1] < 25 * times[0], "eight times the text"


# Keeping


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("mining")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    made = assemble(Settings(data_dir=folder / "data", reader="words"))
    list(made.ingest([folder / "health.md", folder / "research.md"]))
    for question in ("How much is the fee for a carer permit?", "how much is the FEE for a permit"):
        assert made.ask(question).status == "not_found"
    made.ask("How much is the fee for a carer permit?")
    made.ask("Who won the football cup of 1998?")
    list(made.ingest([folder / "notice.md"]))
    yield made
    made.close()


@pytest.fixture(scope="module")
def mined(library: Assistant) -> Mined:
    return mine(library)


def test_each_entry_quotes_the_sentence_that_its_question_was_made_from(
    library: Assistant, mined: Mined
) -> None:
    assert len(mined.kept) > 15
    for one in mined.kept:
        proposal, answer = one.proposal, one.entry.answer
        assert answer.status in ("answered", "partial")
        assert (one.entry.question, one.entry.topic) == (proposal.question, proposal.topic)
        text = library.read(proposal.document_id).text[proposal.start : proposal.end]
        assert any(
            (citation.start < proposal.end and proposal.start < citation.end)
            if citation.document_id == proposal.document_id
            else citation.quote == text
            for citation in answer.citations
        ), proposal.question
    assert len({one.entry.id for one in mined.kept}) == len(mined.kept)


def test_what_was_asked_in_vain_comes_first_when_it_is_answered_now(mined: Mined) -> None:
    first = mined.kept[0].proposal
    assert (first.kind, first.times) == ("asked", 2)
    assert first.question == "How much is the fee for a carer permit?"
    assert first.topic == "Notice on winter parking / Permits for carers"
    questions = [one.entry.question for one in mined.kept]
    assert questions.count(first.question) == 1, "the pattern's own is the same question"
    assert not any("football" in question for question in questions)
    assert mined.dropped["not answered"] >= 1


def test_topics_are_together_and_no_sentence_is_asked_for_too_often(mined: Mined) -> None:
    topics = [one.entry.topic for one in mined.kept]
    changes = sum(a != b for a, b in zip(topics, topics[1:], strict=False))
    assert changes == len(set(topics)) - 1
    sources = [(one.proposal.document_id, one.proposal.start) for one in mined.kept]
    assert max(sources.count(source) for source in sources) <= MOST_OF_ONE


def test_all_documents_have_their_turn_within_a_limit(library: Assistant) -> None:
    heard: list[tuple[int, int]] = []
    found = mine(library, limit=6, on_progress=lambda tried, kept: heard.append((tried, kept)))
    assert len(found.kept) == 6
    assert len({one.proposal.document_id for one in found.kept}) == 3
    assert [tried for tried, _ in heard] == list(range(1, len(heard) + 1))
    assert heard[-1][1] == 6
    assert found.dropped["over the limit"] > 10


def test_only_the_wanted_documents_are_mined(library: Assistant) -> None:
    wanted = library.record("research.md").id
    found = mine(library, choice=DocumentChoice(documents=(wanted,)), limit=5)
    assert {one.proposal.document_id for one in found.kept} == {wanted}


def test_questions_that_ask_the_same_are_one_entry(library: Assistant) -> None:
    wanted = DocumentChoice(documents=("research.md",))

    def all_the_same(questions: Sequence[str]) -> list[list[int]]:
        return [list(range(len(questions)))] if questions else []

    found = mine(library, choice=wanted, groups=all_the_same)
    assert len(found.kept) == 1
    assert found.dropped["asks the same as another"] > 5


def test_mining_puts_nothing_on_the_gap_list(library: Assistant, mined: Mined) -> None:
    asked = {gap.question for gap in library.gaps()}
    assert asked.isdisjoint(one.entry.question for one in mined.kept if not one.proposal.times)


def test_questions_of_the_same_words_are_grouped() -> None:
    assert by_words(
        [
            "What does the plan aim to do?",
            "When was the plan adopted?",
            "What does the plan seek to do?",
            "Who adopted the plan?",
        ]
    ) == [[0, 2], [1], [3]]
    assert by_words([]) == []
