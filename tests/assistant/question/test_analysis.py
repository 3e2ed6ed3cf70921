"""Questions are taken apart by rules: what is asked for, and what must be found."""

from __future__ import annotations

import pytest

from assistant.question.analysis import analyse
from corpus.language.names.people import people
from corpus.language.stems import stems
from corpus.language.values import dates_in


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When was the agreement signed?", "date"),
        ("In which year did relations begin?", "date"),
        ("How many agencies are there?", "number"),
        ("Who chaired the session?", "person"),
        ("Where did the conference take place?", "place"),
        ("What are the five tasks?", "list"),
        ("Which countries upgraded their relations?", "list"),
        ("List the instruments of technology diplomacy", "list"),
        ("What is strategic autonomy?", "definition"),
        ("What does niche diplomacy mean?", "definition"),
        ("Why does it matter?", "reason"),
        ("How does tech diplomacy differ from science diplomacy?", "manner"),
        ("Is Vietnam a partner of BRICS?", "yes_no"),
        ("resolution 57 politburo", "fact"),
    ],
)
def test_the_kind_of_a_question(question: str, kind: str) -> None:
    assert analyse(question).kind == kind


def test_names_and_numbers_are_required_and_the_first_word_is_not() -> None:
    asked = analyse("Does Vietnam's Resolution 57 mention Denmark?")
    assert asked.required == ("Vietnam", "Resolution", "57", "Denmark")


def test_a_question_in_capitals_requires_only_its_numbers() -> None:
    assert analyse("WHAT DOES RESOLUTION 57 SAY ABOUT TRADE").required == ("57",)


def test_stop_words_and_words_of_asking_are_no_terms() -> None:
    assert analyse("What does the term technology diplomacy mean?").terms == (
        "technolog",
        "diplomaci",
    )
    assert analyse("who is it").terms, "where only stop words are left, they count"


def test_a_compound_is_found_by_its_parts_and_a_possessive_by_its_noun() -> None:
    assert stems("public-private Vietnam's") == {"public", "privat", "vietnam"}
    assert stems("thể thế") == {"thể", "thế"}, "accents are kept"


def test_dates_in_the_forms_that_documents_use() -> None:
    text = "On 5 December 2024, April 2024, December 5, 2024, 25-26 March 2025, 2024-12-04, 2026."
    assert [date.text for date in dates_in(text)] == [
        "5 December 2024",
        "April 2024",
        "December 5, 2024",
        "25-26 March 2025",
        "2024-12-04",
        "2026",
    ]


def test_people_are_told_from_bodies_and_from_photo_credits() -> None:
    text = (
        "Prime Minister Pham Minh Chinh and NVIDIA Chairman Jensen Huang met at the United "
        "Nations Convention (Photo: Thanh Long) with Xi Jinping."
    )
    assert people(text) == [
        "Prime Minister Pham Minh Chinh",
        "NVIDIA Chairman Jensen Huang",
        "Xi Jinping",
    ]
