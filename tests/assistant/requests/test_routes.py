"""What a person gets who asks for more, or for less, than the answer to a question."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from assistant.answer import Answer, Turn
from assistant.answer_parts import ComparisonPart
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.faq.entry import Entry
from assistant.question.analysis import analyse
from assistant.requests.routes import RequestRoutes
from assistant.settings import Settings
from index.choice import DocumentChoice
from ui.page.ask import render
from ui.terminal.answer_lines import answer_lines

HARBOUR = """\
# Harbour plan of Anholt

Date: 12 March 2025

## Aims

The harbour of Anholt shall take in forty ships a day by 2030. The plan pays for two new piers.

## Money

The ministry gives nine million crowns for the piers. Fishing boats pay no mooring fee at all.

## Events

On 14 February 2025 the minister opened the first pier. On 3 May 2024 the council chose the builder.
"""
FERRIES = """\
# Rules for ferries

Date: 2 June 2023

## Duties

Every ferry carries life jackets for all its passengers. Captains report accidents within an hour.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("requests")
    for name, text in (("harbour-plan.md", HARBOUR), ("ferries.md", FERRIES)):
        (folder / name).write_text(text, encoding="utf-8")
    made = assemble(Settings(data_dir=folder / "data"))
    assert all(
        one.stored for one in made.ingest([folder / "harbour-plan.md", folder / "ferries.md"])
    )
    yield made
    made.close()


@pytest.mark.parametrize("finds", [True, False])
def test_a_heading_tells_a_side_only_where_the_search_for_it_leads_there(
    assistant: Assistant, finds: bool
) -> None:
    holdings = assistant._holdings
    library = holdings.library
    passages, _ = library.passages(
        number for number, _ in library.match("heading_words : (money OR duties)", 9)
    )
    routes = RequestRoutes(
        library,
        holdings.described,
        holdings.embed,
        lambda question, k, scope: list(passages.values()) if finds else [],
        None,
    )
    answer = routes.answer("compare", analyse("Compare money and duties"), None)
    assert (answer is not None) == finds
    if answer is not None:
        assert isinstance(answer.parts[0], ComparisonPart)
        assert answer.parts[0].sides == ("Money", "Duties")


def quotes(answer: Answer) -> str:
    return " ".join(one.quote for one in answer.citations)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("Thank you!", "thanks", "You are welcome"),
        ("Cảm ơn bạn nhiều", "thanks", "Không có gì"),
        ("Hello", "greeting", "exact quotes"),
        ("What can you do?", "capability", "I answer questions"),
        ("Is my question stored?", "meta", "list of gaps"),
        ("Câu hỏi của tôi có được lưu không?", "meta", "danh sách còn thiếu"),
    ],
)
def test_small_talk_gets_a_true_line_and_nothing_is_searched(
    assistant: Assistant, text: str, kind: str, said: str
) -> None:
    answer = assistant.ask(text)
    assert (answer.request, answer.status) == (kind, "not_found") and said in answer.text
    assert not answer.passages and not answer.citations and answer.is_reply
    assert 0 < len(answer.choices) <= 3, "questions to go on with"
    assert assistant.gaps() == []


def test_a_summary_stands_under_the_headings_of_its_document(assistant: Assistant) -> None:
    answer = assistant.ask("Summarise harbour-plan.md in three points")
    assert (answer.request, answer.status) == ("summarise_document", "answered")
    assert len(answer.citations) == 3
    assert {one.document_id for one in answer.citations} == {assistant.record("harbour-plan.md").id}
    assert [one.start for one in answer.citations] == sorted(o.start for o in answer.citations)
    shown = answer.text
    assert "Aims" in shown and "Money" in shown
    assert "3 of 3 quotes verified." in answer.notes


def test_all_documents_are_listed_the_newest_first(assistant: Assistant) -> None:
    answer = assistant.ask("Which documents do you have?")
    assert answer.request == "list_documents"
    assert [one.quote for one in answer.citations] == [
        "Harbour plan of Anholt",
        "Rules for ferries",
    ]
    assert "2025-03-12" in answer.text and answer.text.startswith("2 documents")


def test_documents_are_listed_by_what_they_mention_and_by_year(assistant: Assistant) -> None:
    (only,) = assistant.ask("Which documents mention piers?").citations
    assert only.source == "harbour-plan.md"
    (only,) = assistant.ask("List all documents from 2023").citations
    assert only.source == "ferries.md"


def test_documents_are_listed_by_their_kind(assistant: Assistant) -> None:
    (only,) = assistant.ask("List all plans", request="list_documents").citations
    assert only.source == "harbour-plan.md"


def test_no_document_is_said_to_have_what_none_has(assistant: Assistant) -> None:
    answer = assistant.ask("Which documents mention semiconductors?")
    assert answer.status == "not_found" and "“semiconductors”" in answer.text
    assert answer.absence == "nothing" and not answer.is_reply


def test_what_happened_when_is_a_table_with_the_newest_first(assistant: Assistant) -> None:
    answer = assistant.ask("What happened on 14 February 2025?")
    assert answer.request == "what_happened"
    assert "opened the first pier" in quotes(answer) and "chose the builder" not in quotes(answer)
    history = assistant.ask("Timeline of the harbour")
    assert [one.quote for one in history.citations] == [
        "The harbour of Anholt shall take in forty ships a day by 2030.",
        "On 14 February 2025 the minister opened the first pier.",
        "On 3 May 2024 the council chose the builder.",
    ]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("Write a speech about the mooring fee for fishing boats", "draft", "do not write texts"),
        ("Viết bài phát biểu về mooring fee", "draft", "không soạn văn bản"),
        ("Should we invest in the piers?", "opinion_advice", "no opinion"),
    ],
)
def test_what_is_not_done_is_said_above_what_is_quoted(
    assistant: Assistant, text: str, kind: str, said: str
) -> None:
    before = len(assistant.gaps())
    answer = assistant.ask(text)
    assert answer.request == kind and said in answer.text
    assert answer.short_answer is None
    assert answer.citations or ":" not in answer.text.split("\n")[0], "nothing is announced"
    assert len(assistant.gaps()) == before, "that is no gap of the documents"


def test_what_is_unclear_is_asked_back_with_readings_of_this_library(assistant: Assistant) -> None:
    answer = assistant.ask("the report from last week")
    assert (answer.request, answer.status) == ("unclear", "not_found")
    assert answer.choices and all("Harbour" in one or "ferries" in one for one in answer.choices)
    assert not answer.citations and answer.short_answer is None
    followed = assistant.ask("which one?", [Turn("How many piers does the plan pay for?", "Two.")])
    assert not followed.is_reply, "in a conversation it is a question about what was said"


def test_in_a_conversation_a_short_question_is_no_small_talk(assistant: Assistant) -> None:
    before = [Turn("How many piers does the plan pay for?", "Two.")]
    assert not assistant.ask("How long can I stay with it?", before).is_reply
    assert assistant.ask("Thank you, that helped!", before).is_reply


def test_small_talk_takes_no_words_of_the_turns_before(assistant: Assistant) -> None:
    answer = assistant.ask("What can you do?", [Turn("How many piers does the plan pay for?", "2")])
    assert answer.request == "capability" and answer.question == "What can you do?"


def test_a_whole_request_is_none_about_the_turns_before(assistant: Assistant) -> None:
    before = [Turn("What do captains report?", "Captains report accidents within an hour. [1]")]
    answer = assistant.ask("List all documents from 2025", before)
    assert answer.request == "list_documents" and answer.question == "List all documents from 2025"


def test_the_kind_can_be_changed(assistant: Assistant) -> None:
    answer = assistant.ask("Thank you!", request="question")
    assert answer.request == "question" and not answer.is_reply
    assert assistant.clear_gaps()


def test_replies_as_they_are_shown(assistant: Assistant) -> None:
    reply = assistant.ask("Thank you!")
    html = render.turn(0, reply)
    assert "The documents do not say" not in html and "You are welcome" in html
    assert html.count("data-example") == len(reply.choices)
    assert 'data-as-question="Thank you!"' in html
    shown = answer_lines(reply)
    assert shown.count("  · ") == len(reply.choices) and "do not say" not in shown
    assert "Taken as thanks; --request question searches the documents for it." in shown
    declined = assistant.ask("Write a speech about ski lifts on Mars")
    assert "do not write texts" in render.turn(1, declined)


def test_an_answer_that_was_kept_under_an_older_name_is_read() -> None:
    kept = Answer("q", "q", "not_found", ()).to_dict() | {"request": "place"}
    assert Answer.from_dict(kept).request == "locate_article"


def test_an_approved_answer_comes_before_a_reply(assistant: Assistant) -> None:
    """Editors may have put `How do I add a document?` into the FAQ."""
    asked = "How do I add a document?"
    assert assistant.ask(asked).is_reply
    told = assistant.ask("How many piers does the plan pay for?")
    assert told.status == "answered"
    assistant.faq.add([Entry("add", "Desk", replace(told, question=asked, asked_as=asked))], "An")
    assistant.faq.set_state("add", "in_review", assistant, version=1, who="An")
    assistant.faq.set_state("add", "approved", assistant, version=2, who="An")
    answer = assistant.ask(asked)
    assert not answer.is_reply and answer.citations


@pytest.mark.parametrize(
    "text",
    [
        "Timeline of harbour-plan.md",
        "What happened on 14 February 2025 in harbour-plan.md?",
        "Summarise harbour-plan.md",
        "Compare harbour-plan.md with ferries.md",
        "Who wrote harbour-plan.md?",
        "Which documents mention piers?",
        "List all documents from 2025",
        "the plan from last week",
    ],
)
def test_no_request_leaves_the_documents_that_were_chosen(assistant: Assistant, text: str) -> None:
    """Also where it names another one."""
    ferries = assistant.record("ferries.md").id
    answer = assistant.ask(text, choice=DocumentChoice(documents=("ferries.md",)))
    assert {one.document_id for one in answer.citations} <= {ferries}
    assert {one.chunk.document_id for one in answer.passages} <= {ferries}
    assert not any("Harbour plan" in choice for choice in answer.choices)


@pytest.mark.parametrize("text", ["Thank you!", "What can you do?", "the report from last week"])
def test_in_a_list_of_questions_nothing_is_small_talk(assistant: Assistant, text: str) -> None:
    """An FAQ would print the reply as what the documents say."""
    assert assistant.ask(text).is_reply
    assert not assistant.ask(text, conversing=False, keep=False).is_reply


@pytest.mark.parametrize(
    "text",
    ["🙂🙂🙂", "?", "“" * 4_000, '"' * 3_999, "a." * 2_000, "-" * 4_000, "Summarise " * 400,
     "List " + "“x” " * 900, "Tóm tắt " + "1/1/2025 " * 300, "谁签署了?"],
)  # fmt: skip
def test_odd_requests_get_a_sentence_and_take_no_time(assistant: Assistant, text: str) -> None:
    begun = time.thread_time()
    answer = assistant.ask(text, keep=False)
    assert answer.text and time.thread_time() - begun < 5


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("What has changed since March 2025?", ["harbour-plan.md"]),
        ("Có gì thay đổi từ tháng 1 năm 2023?", ["harbour-plan.md", "ferries.md"]),
        ("What is new?", ["harbour-plan.md", "ferries.md"]),
        ("What is new since 1 May 2025?", []),
        ("Which documents talk about piers?", ["harbour-plan.md"]),
        ("Tài liệu nào đề cập đến life jackets?", ["ferries.md"]),
    ],
)
def test_the_documents_since_a_day_or_about_a_thing_are_listed(
    assistant: Assistant, text: str, sources: list[str]
) -> None:
    answer = assistant.ask(text)
    assert [one.source for one in answer.citations] == sources
    assert answer.status == ("answered" if sources else "not_found")


def test_a_month_without_a_year_is_the_last_that_has_begun(assistant: Assistant) -> None:
    last_month = (date.today().replace(day=1) - timedelta(days=1)).strftime("%B")
    answer = assistant.ask(f"What has changed since {last_month}?")
    assert answer.status == "not_found" and "bears a date since 20" in answer.text


def test_what_a_letter_is_to_be_about_is_told(assistant: Assistant) -> None:
    answer = assistant.ask("Draft a thank-you letter about mooring fees of fishing boats")
    assert answer.request == "draft" and "do not write" in answer.text
    assert "no mooring fee" in quotes(answer)


def test_of_a_document_to_be_translated_it_is_told_what_stands_there(assistant: Assistant) -> None:
    answer = assistant.ask("Translate harbour-plan.md into Vietnamese")
    assert answer.request == "translate" and answer.status == "answered"
    assert answer.text.startswith("I quote documents in their own language and do not translate.")
    assert "forty ships a day" in quotes(answer)
