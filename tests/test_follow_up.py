"""Follow-ups are made self-contained from the turns before, and other questions left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.answer import Turn
from assistant.follow_up import self_contained, topic_of

QUESTIONS = Path(__file__).parent / "quality" / "questions.jsonl"
AUTONOMY = Turn(
    "What is strategic autonomy?",
    "Strategic autonomy is the highest level of autonomy of a state. [1]",
)
NVIDIA = Turn(
    "When was the agreement with NVIDIA signed?",
    "On 5 December 2024, Prime Minister Pham Minh Chinh and NVIDIA Chairman Jensen Huang "
    "witnessed the signing of the agreement. [1]",
)
SESSION = Turn(
    "Who co-chaired the discussion session on the Hanoi Convention?",
    "Nguyen Minh Vu, Permanent Deputy Minister of Foreign Affairs, co-chaired the session. [1]",
)
REFUSED = Turn(
    "Who is the president of France?",
    "The documents do not say: they mention “France”, but not together with what is asked here.",
)


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            "What is strategic autonomy?",
            "What are its three foundations?",
            "What are strategic autonomy's three foundations?",
        ),
        (
            "What is the Hanoi Convention?",
            "When was it signed?",
            "When was Hanoi Convention signed?",
        ),
        ("What does Denmark do?", "What about Singapore?", "What does Singapore do?"),
        (
            "What is science diplomacy?",
            "What about tech diplomacy?",
            "What is science diplomacy, tech diplomacy?",
        ),
        (
            "Why does technology diplomacy matter?",
            "Any others?",
            "Any others (technology diplomacy matter)?",
        ),
        ("What is strategic autonomy?", "Why?", "Why (strategic autonomy)?"),
    ],
)
def test_a_follow_up_gets_what_it_lacks(before: str, question: str, expected: str) -> None:
    assert self_contained(question, [Turn(before)]) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("What happened in 2024?", "What about 2025?", "What happened in 2025?"),
        (
            "Does Vietnam cooperate with China on AI?",
            "And with Russia?",
            "Does Vietnam cooperate with Russia on AI?",
        ),
        (
            "Does Vietnam cooperate with China on AI?",
            "Since when?",
            "Since when does Vietnam cooperate with China on AI?",
        ),
        (
            "What did Denmark appoint in 2017?",
            "And in Da Nang?",
            "What did Denmark appoint in Da Nang?",
        ),
        (
            "When was the summit held in Hanoi?",
            "And in Da Nang?",
            "When was the summit held in Da Nang?",
        ),
        (
            "What does technology diplomacy look like in the transatlantic framework?",
            "What about the Indo-Pacific region?",
            "What does technology diplomacy look like in the Indo-Pacific region?",
        ),
        (
            "What is the budget of the Ministry of Foreign Affairs?",
            "And the Ministry of Defence?",
            "What is the budget of the Ministry of Defence?",
        ),
        (
            "What are Vietnam's five tasks?",
            "What about Japan?",
            "What are Japan's five tasks?",
        ),
        (
            "When was the agreement with NVIDIA signed?",
            "Where?",
            "Where was the agreement with NVIDIA signed?",
        ),
        (
            "When was the agreement with NVIDIA signed?",
            "And by whom?",
            "By whom was the agreement with NVIDIA signed?",
        ),
    ],
)
def test_a_piece_of_a_question_takes_its_place_in_the_last_one(
    before: str, question: str, expected: str
) -> None:
    assert self_contained(question, [Turn(before)]) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            "What is the public-private-institute-school model?",
            "Does Vietnam use this model?",
            "Does Vietnam use the public-private-institute-school model?",
        ),
        (
            "Who co-chaired the session on the Hanoi Convention?",
            "How many countries signed the convention?",
            "How many countries signed the Hanoi Convention?",
        ),
        (
            "How many strategic technologies are on the national list?",
            "Who approved the list?",
            "Who approved the list (strategic technologies are on the national list)?",
        ),
        (
            "What did Vietnam agree with NVIDIA?",
            "And when was it signed?",
            "When was it signed (Vietnam agree with NVIDIA)?",
        ),
        (
            "What position will Vietnam hold at the NPT Review Conference?",
            "What happened next?",
            "What happened next (position Vietnam hold at the NPT Review Conference)?",
        ),
        (
            "Which countries upgraded their relations with Vietnam?",
            "Any others?",
            "Any others (countries upgraded their relations with Vietnam)?",
        ),
        (
            "What are export controls and investment screening used for?",
            "Which countries are involved?",
            "Which countries are involved (export controls and investment screening)?",
        ),
        (
            "Why do some observers worry about decoupling?",
            "What do they propose instead?",
            "What do they propose instead (observers worry about decoupling)?",
        ),
        (
            "When was the UNESCO conference held in Paris?",
            "Who attended?",
            "Who attended (UNESCO conference)?",
        ),
        (
            "What did To Lam visit on 1 October?",
            "What was its theme?",
            "What was its theme (To Lam visit on 1 October)?",
        ),
        ("List the strategic technologies.", "any others", "any others (strategic technologies)?"),
        (
            "What do critics say about data localization?",
            "OK. Tell me more.",
            "Tell me more (critics say about data localization)?",
        ),
    ],
)
def test_the_topic_is_named_where_a_question_lacks_it(
    before: str, question: str, expected: str
) -> None:
    assert self_contained(question, [Turn(before)]) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            SESSION,
            "What is his position?",
            "What is Nguyen Minh Vu's position (discussion session on the Hanoi Convention)?",
        ),
        (
            Turn("Who is the Prime Minister of Vietnam?", "Pham Minh Chinh [1]"),
            "When was he elected?",
            "When was Pham Minh Chinh elected (Prime Minister of Vietnam)?",
        ),
        (
            Turn("Who is Donald Trump?"),
            "What did Xi Jinping tell him?",
            "What did Xi Jinping tell Donald Trump?",
        ),
        (
            Turn("When did they found it?", "Governments founded it. Intel built the site. [1]"),
            "How big is it?",
            "How big is it (Intel)?",
        ),
        (REFUSED, "How old is he?", "How old is he (president of France)?"),
        (AUTONOMY, "Who proposed it?", "Who proposed strategic autonomy?"),
        (NVIDIA, "How is it funded?", "How is it funded (agreement with NVIDIA)?"),
    ],
)
def test_answers_give_names_and_nothing_else(before: Turn, question: str, expected: str) -> None:
    assert self_contained(question, [before]) == expected


def test_a_thread_keeps_its_topic_until_a_question_brings_up_another() -> None:
    asked = [
        ("Who is the Prime Minister of Vietnam?", "Pham Minh Chinh [1]"),
        ("What did he say about AI?", ""),
        ("And about semiconductors?", ""),
        ("What is Resolution 57?", ""),
        ("When was it adopted?", ""),
        ("What are the main points?", ""),
    ]
    context: list[Turn] = []
    for question, answer in asked:
        context.append(Turn(self_contained(question, context), answer))
    assert [turn.question for turn in context] == [
        "Who is the Prime Minister of Vietnam?",
        "What did Pham Minh Chinh say about AI (Prime Minister of Vietnam)?",
        "What did Pham Minh Chinh say about semiconductors (Prime Minister of Vietnam)?",
        "What is Resolution 57?",
        "When was Resolution 57 adopted?",
        "What are the main points (Resolution 57)?",
    ]
    again: list[Turn] = []
    for turn in context:  # as the page does it, which keeps the questions as they were read
        again.append(Turn(self_contained(turn.question, again), turn.answer))
    assert again == context


@pytest.mark.parametrize(
    "question",
    [
        "What is technology diplomacy?",
        "Who witnessed the signing of the agreement with NVIDIA?",
        "What did Vietnam say about its own plans?",
        "Which countries upgraded their relations with Vietnam?",
        "Which new topics have taken center stage in foreign policy this decade?",
        "Why do people who favour strategic controls insist that they be precise?",
        "Was it the second plenary that dealt with new technologies?",
        "Is it true that export controls raise prices for consumers?",
        "How should the foreign service build up its staff for science diplomacy?",
        "Since when has science diplomacy been a mainstay for Washington and others?",
        "How many people work there are in the ministries of the world's largest economies?",
        "semiconductor supply chain",
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(question: str) -> None:
    assert self_contained(question, [AUTONOMY]) == question
    assert self_contained(question, [SESSION, NVIDIA]) == question
    assert self_contained(question, []) == question


def test_brackets_of_the_user_are_not_taken_for_ours() -> None:
    history = [AUTONOMY, Turn("What does the National Innovation Center (NIC) do?")]
    assert self_contained("And Meta?", history) == "What does Meta do?"
    history = [AUTONOMY, Turn("What is the National Innovation Center (NIC)?")]
    assert self_contained("Who funds it?", history) == "Who funds National Innovation Center (NIC)?"


@pytest.mark.parametrize("odd", ["", "?", "(", "a" * 2000, "A" * 2000, "?!" * 1000, "the " * 500])
def test_odd_texts_do_no_harm(odd: str) -> None:
    for question in (odd, "Why?", "And in Da Nang?", "What about it?", "Who is he?"):
        assert isinstance(self_contained(question, [Turn(odd, odd), Turn(odd)]), str)


def test_our_own_questions_are_left_alone_after_each_other() -> None:
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    asked = [row["question"] for row in rows if row["type"] != "follow_up"]
    changed = [
        question
        for before, question in zip(asked, asked[1:], strict=False)
        if self_contained(question, [Turn(before)]) != question
    ]
    assert not changed


def test_the_topic_is_the_weightiest_run_of_words() -> None:
    assert topic_of("What is the role of the Ministry of Foreign Affairs?") == (
        "role of the Ministry of Foreign Affairs"
    )
    assert topic_of("why?") == ""
