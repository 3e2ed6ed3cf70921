"""Follow-ups are made self-contained from the turns before, and other questions left alone."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from assistant.answer import Turn
from assistant.question.conversation import topic_of
from assistant.question.follow_up import self_contained

QUESTIONS = Path(__file__).parents[2] / "quality" / "questions.jsonl"
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
MINISTER = Turn("Who is the Minister of Foreign Affairs of Vietnam?", "Le Hoai Trung [1]")
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
            "When was the Hanoi Convention signed?",
        ),
        ("What does Denmark do?", "What about Singapore?", "What does Singapore do?"),
        (
            "What is science diplomacy?",
            "What about tech diplomacy?",
            "What is tech diplomacy?",
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
        # a number with its noun is one name
        ("What does Article 5 say?", "And Article 6?", "What does Article 6 say?"),
        (
            "What does Article 5 of Decree 13/2023/ND-CP say?",
            "What about Article 6?",
            "What does Article 6 of Decree 13/2023/ND-CP say?",
        ),
        (
            "What does Decree 13/2023/ND-CP say about data?",
            "And Decree 53/2022/ND-CP?",
            "What does Decree 53/2022/ND-CP say about data?",
        ),
        # a country takes the place of a country, and of nothing else
        (
            "Who is the Minister of Foreign Affairs of Vietnam?",
            "what about japan?",
            "Who is the Minister of Foreign Affairs of Japan?",
        ),
        (
            "Which countries signed the Hanoi Convention?",
            "What about Japan?",
            "Which countries signed the Hanoi Convention, and what of Japan?",
        ),
        (
            "Which countries signed the Hanoi Convention?",
            "Did the United States?",
            "Which countries signed the Hanoi Convention, and what of the United States?",
        ),
        (
            "Which companies invest in Vietnam?",
            "What about Intel?",
            "Which companies invest in Vietnam, and what of Intel?",
        ),
        (
            "When was Le Hoai Trung appointed?",
            "And in Japan?",
            "When was Le Hoai Trung appointed in Japan?",
        ),
        (
            "When was the agreement with NVIDIA signed?",
            "What about the Ministry of Defence?",
            "When was the agreement with the Ministry of Defence signed?",
        ),
        (
            "Which country appointed a tech ambassador?",
            "What about the Ministry of Defence?",
            "Which country appointed a tech ambassador, and what of the Ministry of Defence?",
        ),
        (
            "Does Vietnam have a tech ambassador?",
            "Does Denmark?",
            "Does Denmark have a tech ambassador?",
        ),
        # possessors
        (
            "What is Vietnam's position on AI?",
            "And Japan's?",
            "What is Japan's position on AI?",
        ),
        (
            "When was the agreement with NVIDIA signed?",
            "And Intel's?",
            "When was the agreement with Intel signed?",
        ),
        # a year takes the place of a year
        (
            "How much did the EU invest in chips in 2023?",
            "And in AI?",
            "How much did the EU invest in AI in 2023?",
        ),
        (
            "How much did the EU invest in chips in 2023?",
            "And from 2020 to 2022?",
            "How much did the EU invest in chips from 2020 to 2022?",
        ),
        (
            "How much did the EU invest in chips between 2020 and 2022?",
            "2023?",
            "How much did the EU invest in chips in 2023?",
        ),
        (
            "How much did the EU invest in chips in 2023?",
            "And the US?",
            "How much did the US invest in chips in 2023?",
        ),
        (
            "What are the tasks of the Ministry of Science and Technology?",
            "And the Ministry of Defence?",
            "What are the tasks of the Ministry of Defence?",
        ),
        (
            "When was the summit held in Hanoi?",
            "For how long?",
            "For how long was the summit held in Hanoi?",
        ),
        ("When was it signed?", "I meant 2025", "When was it signed in 2025?"),
        ("Is there a strategy on AI?", "By when?", "By when (strategy on AI)?"),
        ("When was the summit held?", "And the next one?", "And the next one (summit)?"),
    ],
)
def test_a_piece_takes_the_place_of_its_kind(before: str, question: str, expected: str) -> None:
    assert self_contained(question, [Turn(before)]) == expected


def test_pieces_do_not_pile_up() -> None:
    context = [Turn("What is science diplomacy?")]
    for piece in ("tech diplomacy", "cyber diplomacy"):
        context.append(Turn(self_contained(f"What about {piece}?", context)))
    assert context[-1].question == "What is cyber diplomacy?"
    for piece in ("funding", "staff"):
        context.append(Turn(self_contained(f"What about {piece}?", context)))
    assert context[-1].question == "What is cyber diplomacy, and what of staff?"


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
        (REFUSED, "And of Vietnam?", "Who is the president of Vietnam?"),
        (
            MINISTER,
            "And his deputy?",
            "And Le Hoai Trung's deputy (Minister of Foreign Affairs of Vietnam)?",
        ),
        (
            Turn("Who signed the treaty?", "President Donald J. Trump signed it in 2020. [1]"),
            "How old was he?",
            "How old was President Donald J. Trump (treaty)?",
        ),
        # no country, organisation or place is `he`
        (
            Turn("What does Japan do about chips?", "Japan passed an act in 2022. [1]"),
            "What did she say?",
            "What did she say (Japan about chips)?",
        ),
        (
            Turn("Does NVIDIA have an office in Hanoi?", "NVIDIA opened it in 2024. [1]"),
            "Who is he?",
            "Who is he (NVIDIA have an office in Hanoi)?",
        ),
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
        "And what is science diplomacy?",
        "What is the IT budget of Vietnam?",
        "Which IT companies invest in Vietnam?",
        "Summarise this document.",
        "Which documents do you have?",
        "What can you do?",
        "How long does it take to get a visa?",
        "Is it necessary for companies to register their data centres?",
        "Have the rules for governing technology kept up with it?",
        "Which American company besides other tech corporations is named as a partner?",
        "How does Vietnam cooperate with others?",
        "Tell me more about semiconductors.",
        "Thank you very much!",
        "Was macht Deutschland?",
        "Chiến lược ngoại giao công nghệ là gì?",
        "它是什么?",
        "It is asked who signed it. " * 40,
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(question: str) -> None:
    assert self_contained(question, [AUTONOMY]) == question
    assert self_contained(question, [SESSION, NVIDIA]) == question
    assert self_contained(question, []) == question


@pytest.mark.parametrize(
    "question",
    "What is its role?|Who is he?|Who signed it?|And in 2025?|any others?|why?".split("|"),
)
def test_nothing_is_made_up_where_nothing_was_said_before(question: str) -> None:
    assert self_contained(question, []) == question
    assert self_contained(question, [Turn("Hello!", "Ask me."), Turn("Thank you.")]) == question


@pytest.mark.parametrize(
    "question",
    "Please explain.|More details please|Give an example.|Go on|Can you summarise?|that one"
    "|Who is responsible?|Who is in charge?|Which ministry is responsible?"
    "|Who signed it and when?".split("|"),
)
def test_a_request_for_more_gets_the_topic(question: str) -> None:
    assert self_contained(question, [NVIDIA]) == f"{question.rstrip('?.')} (agreement with NVIDIA)?"


def test_a_pronoun_does_not_reach_behind_its_thread() -> None:
    history = [Turn("What is technology diplomacy?"), NVIDIA]
    assert self_contained("Who signed it?", history) == "Who signed it (agreement with NVIDIA)?"


def test_small_talk_is_no_turn() -> None:
    history = [Turn("What is science diplomacy?"), Turn("Thank you!", "You are welcome.")]
    assert self_contained("Why does it matter?", history) == "Why does science diplomacy matter?"
    assert self_contained("And in Japan?", history) == "What is science diplomacy in Japan?"


def test_a_thread_of_thirty_turns_keeps_its_topic() -> None:
    context = [Turn("What is Resolution 57?", "A resolution of the Politburo. [1] " * 300)]
    asked = ["Who signed it?", "Why?", "What are the main points?", "any others?", "And in 2025?"]
    for question in asked * 6:
        context.append(Turn(self_contained(question, context), "It says so. [1]"))
        assert "Resolution 57" in context[-1].question
        assert len(context[-1].question) < 80


def test_brackets_of_the_user_are_not_taken_for_ours() -> None:
    history = [AUTONOMY, Turn("What does the National Innovation Center (NIC) do?")]
    assert self_contained("And Meta?", history) == "What does Meta do?"
    history = [AUTONOMY, Turn("What is the National Innovation Center (NIC)?")]
    assert (
        self_contained("Who funds it?", history)
        == "Who funds the National Innovation Center (NIC)?"
    )


@pytest.mark.parametrize(
    "odd", ["", "?", "(", "a" * 2000, "A" * 2000, "?!" * 1000, "the " * 500, "And 's?"]
)
def test_odd_texts_do_no_harm(odd: str) -> None:
    for question in (odd, "Why?", "And in Da Nang?", "What about it?", "Who is he?"):
        assert isinstance(self_contained(question, [Turn(odd, odd), Turn(odd)]), str)


@pytest.mark.parametrize(
    "unit",
    ["a", "A ", "\n", "it ", "Was it the ", "What about ", "And in 2024 to ", "the list of "],
)
def test_ten_thousand_characters_take_no_longer_than_a_few(unit: str) -> None:
    odd = (unit * 10_000)[:10_000]
    started = time.thread_time()  # the models of tests before may still work in other threads
    for question in (
        odd,
        "Why?",
        "And in 2025?",
        "What about Japan?",
        "What about it?",
        "Who is he?",
    ):
        self_contained(question, [Turn(odd, odd)] * 30)
    assert time.thread_time() - started < 2


def test_a_question_made_self_contained_is_left_alone() -> None:
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["type"] == "follow_up"]
    for row in rows:
        history = [Turn(turn["question"], turn.get("answer", "")) for turn in row["history"]]
        once = self_contained(row["question"], history)
        assert self_contained(once, history) == once
    assert rows


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
