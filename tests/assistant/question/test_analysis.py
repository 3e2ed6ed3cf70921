"""Questions are taken apart by rules: what is asked for, and what must be found."""

from __future__ import annotations

import pytest
from assistant.answering.short_answer import short_answer
from assistant.answering.value_kinds import counts

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


def test_a_count_is_a_number_before_what_is_counted() -> None:
    asked = analyse("How many representative agencies are there?")
    assert list(counts(asked, "Resolution 57 names 98 Vietnamese agencies.")) == ["98"]
    assert not list(counts(asked, "Resolution 57 is about agencies."))


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


@pytest.mark.parametrize(
    ("question", "lines", "expected"),
    [
        ("When was it signed?", ["It was signed on 5 December 2024 in Hanoi."], "5 December 2024"),
        ("How many agencies?", ["Resolution 57 names 98 agencies."], "98"),
        ("Who signed?", ["Minister Nguyen Van An signed."], "Minister Nguyen Van An"),
        (
            "Who signed, and when?",
            ["Minister Nguyen Van An signed on 5 May 2024."],
            "Minister Nguyen Van An, 5 May 2024",
        ),
        ("What are the tasks?", ["There are two:", "Research: long.", "Trade."], "Research; Trade"),
        (
            "What are the tasks?",
            ["Three tasks: research, trade, talent."],
            "research, trade, talent",
        ),
        (
            "Who was present when the agreement with Ariane was signed?",
            ["On 5 May 2024 Minister Nguyen Van An and Ariane Chairman Jean Roy witnessed it."],
            "Minister Nguyen Van An and Ariane Chairman Jean Roy",
        ),
        (
            "Who signed the treaty?",
            ["Nguyen Van An and Jean Roy witnessed the signing of the treaty."],
            None,  # they were there; who signed is not said
        ),
        ("Who witnessed it?", ["Tran Binh witnessed the signing of it."], "Tran Binh"),
        (
            "What is the name of the ambassador to Chile?",
            ["Tran Van Binh, ambassador to Chile, met Ana Ruiz at the institute on Monday."],
            "Tran Van Binh",
        ),
        ("Why is it so?", ["Because of 98 reasons given in 2024."], None),
        ("When was it?", ["It was long ago."], None),
        ("How many people?", ["Resolution 57 was adopted."], None),
        (
            "How much will it pay?",
            ["It pays 4.2 million euros a year to 2030."],
            "4.2 million euros",
        ),
        ("How much was paid?", ["It paid $3.5 billion in 2024."], "$3.5 billion"),
        ("How much was paid?", ["It was paid in 2024."], None),
    ],
)
def test_the_short_answer(question: str, lines: list[str], expected: str | None) -> None:
    assert short_answer(analyse(question), lines) == expected


@pytest.mark.parametrize(
    ("question", "sentence", "marked", "expected"),
    [
        ("Where to is it moving?", "It is moving to Da Lat now.", "Da Lat", "Da Lat"),
        ("What sort of treaty is it?", "It is the UN Convention on Rivers.", "UN", None),
        ("As what did it join the SCO?", "It joined the Shanghai Cooperation Organization (SCO).",
         "Shanghai Cooperation Organization", None),
    ],
)  # fmt: skip
def test_marked_words_answer_unless_they_are_half_a_name_or_the_question_s_own(
    question: str, sentence: str, marked: str, expected: str | None
) -> None:
    assert short_answer(analyse(question), [sentence], marked) == expected
