"""Follow-ups are made self-contained from the turns before, and other questions left alone."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from assistant.answer import Turn
from assistant.question.following.follow_up import fitted, self_contained
from assistant.question.following.turn_words import (
    QUESTION_FEATURES,
    WORD_FEATURES,
    question_features,
    read_turns,
    word_features,
)
from tests.quality.context import held_out, shifts_left_alone

QUESTIONS = Path(__file__).parents[2] / "quality" / "questions.jsonl"
DATA = Path(__file__).parents[4] / "shared" / "data"
HARBOUR = Turn(
    "When was the agreement with Harbour Lines signed?",
    "On 5 May 2024 Minister Ada Moss and chairman Bo Lund signed the agreement. [1]",
)
DECREE = Turn(
    "Nghị định về chia sẻ dữ liệu cảng biển có hiệu lực từ ngày nào?",
    "Nghị định 52/2024 về chia sẻ dữ liệu cảng biển có hiệu lực từ ngày 01/7/2024. [1]",
)
REFUSED = Turn(
    "Who is the mayor of Orly?",
    "The documents do not say: they tell of this, but not what is asked here.",
)


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("What happened in 2024?", "What about 2025?", "What happened in 2025?"),
        ("What does Denmark do?", "What about Singapore?", "What does Singapore do?"),
        (
            "Does Norway cooperate with Chile on kelp?",
            "And with Peru?",
            "Does Norway cooperate with Peru on kelp?",
        ),
        (
            "When was the agreement with Harbour Lines signed?",
            "Where?",
            "Where was the agreement with Harbour Lines signed?",
        ),
        ("What is Norway's plan for quotas?", "And Chile's?", "What is Chile's plan for quotas?"),
        ("What does Article 5 say?", "And Article 6?", "What does Article 6 say?"),
        (
            "How much did the city invest in ferries in 2023?",
            "And from 2020 to 2022?",
            "How much did the city invest in ferries from 2020 to 2022?",
        ),
    ],
)  # fmt: skip
def test_a_piece_of_a_question_takes_its_place_in_the_last_one(
    before: str, question: str, expected: str
) -> None:
    assert self_contained(question, [Turn(before)]) == expected


@pytest.mark.parametrize(
    ("turns", "question", "words"),
    [
        ([HARBOUR], "When does it end?", ("agreement", "Harbour Lines")),
        ([HARBOUR], "Who else was there?", ("Harbour Lines",)),
        ([Turn("What is the Lotus Pact?")], "When was it signed?", ("Lotus Pact",)),
        ([Turn("What do critics say about fish quotas?")], "Tell me more.", ("fish quotas",)),
        ([Turn("What is a kelp licence?")], "Why?", ("kelp licence",)),
        ([DECREE], "ai ký?", ("Nghị định", "dữ liệu cảng biển")),
        ([DECREE], "nó thay thế văn bản nào", ("Nghị định", "dữ liệu cảng biển")),
        ([Turn("Học phí ngành y của Đại học Hải Vân năm 2024?", "55 triệu đồng một năm.")],
         "còn ngành dược thì sao", ("Học phí", "Đại học Hải Vân")),
        ([Turn("Vụ Hợp tác Biển có nhiệm vụ gì?", "Theo dõi nghề cá.")],
         "vụ này do ai đứng đầu", ("Hợp tác Biển",)),
    ],
)  # fmt: skip
def test_what_a_question_leaves_to_its_turns_is_added(
    turns: list[Turn], question: str, words: tuple[str, ...]
) -> None:
    made = self_contained(question, turns)
    assert made.startswith(question.rstrip(" ?.!")) and made.endswith(")?")
    assert all(word.casefold() in made.casefold() for word in words), made


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
        "What is the IT budget of Vietnam?",
        "Which IT companies invest in Vietnam?",
        "Summarise this document.",
        "Which documents do you have?",
        "How long does it take to get a visa?",
        "Is it necessary for companies to register their data centres?",
        "Have the rules for governing technology kept up with it?",
        "Which American company besides other tech corporations is named as a partner?",
        "How does Vietnam cooperate with others?",
        "Thank you very much!",
        "Was macht Deutschland?",
        "Chiến lược ngoại giao công nghệ là gì?",
        "It is asked who signed it. " * 40,
        "Which ports belong to the northern fishing zone of the treaty?",
        "How many licences did the Coastal Agency issue to Chilean vessels in 2022?",
        "What does the city council say about cycling lanes in the old town?",
        "Quy trình xin cấp mã số vùng trồng sầu riêng xuất khẩu gồm những bước nào?",
        "Hội đồng thẩm định sách giáo khoa gồm bao nhiêu thành viên?",
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(question: str) -> None:
    assert self_contained(question, [HARBOUR]) == question
    assert self_contained(question, [DECREE]) == question
    assert self_contained(question, []) == question


def test_our_own_questions_are_left_alone_after_each_other() -> None:
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    asked = [row["question"] for row in rows if row["type"] != "follow_up"]
    changed = [
        question
        for before, question in zip(asked, asked[1:], strict=False)
        if self_contained(question, [Turn(before)]) != question
    ]
    assert not changed


def test_a_question_made_self_contained_is_left_alone() -> None:
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["type"] == "follow_up"]
    for row in rows:
        history = [Turn(turn["question"], turn.get("answer", "")) for turn in row["history"]]
        once = self_contained(row["question"], history)
        assert self_contained(once, history) == once
    assert rows


@pytest.mark.parametrize(
    "talk", ["Hello!", "Thank you very much.", "OK", "Cảm ơn bạn", "Xin chào!"]
)
def test_small_talk_is_no_turn(talk: str) -> None:
    assert self_contained("Who signed it?", [Turn(talk, "You are welcome.")]) == "Who signed it?"
    turns = [Turn("What is the Lotus Pact?"), Turn(talk, "You are welcome.")]
    assert "Lotus Pact" in self_contained("When was it signed?", turns)
    turns = [Turn("What does Denmark do?"), Turn(talk, "You are welcome.")]
    assert self_contained("And Peru?", turns) == "What does Peru do?"


def test_pieces_go_on_from_pieces() -> None:
    turns = [Turn("Does Norway cooperate with Chile on kelp?"), Turn("And with Peru?")]
    assert self_contained("And with Japan?", turns) == "Does Norway cooperate with Japan on kelp?"


def test_a_thread_keeps_its_topic() -> None:
    turns = [Turn("What is the Lotus Pact?", "A treaty on kelp between Norway and Chile.")]
    for question, answer in (
        ("When was it signed?", "It was signed on 5 May 2021 in Orly."),
        ("Who signed it?", "Ministers Ada Moss and Bo Lund signed."),
        ("And how long does it last?", "It lasts ten years."),
        ("Can it be renewed?", "Yes, for five years, by a joint decision."),
        ("Who decides on that?", "The joint committee."),
        ("What does it cost?", "Each state pays two million."),
    ):
        assert "Lotus Pact" in self_contained(question, turns)
        turns.append(Turn(question, answer))


def test_nothing_is_added_from_a_refusal_and_no_marker_is() -> None:
    assert "documents" not in self_contained("And his deputy?", [REFUSED])
    assert "Orly" in self_contained("And his deputy?", [REFUSED])
    assert "1" not in self_contained("When does it end?", [HARBOUR]).replace("2024", "")


@pytest.mark.parametrize("odd", ["", " ", "?", "()", "(((", "[1]", "\n\n", "٣", "🐟", "it " * 300])
def test_odd_texts_do_no_harm(odd: str) -> None:
    assert isinstance(self_contained(odd, [HARBOUR, Turn(odd, odd)]), str)
    assert isinstance(self_contained("Why?", [Turn(odd, odd)]), str)


@pytest.mark.parametrize("unit", ["a-", "What is it? ", "(", "1. ", "Ngày ", "'s "])
def test_long_turns_take_no_longer_than_short_ones(unit: str) -> None:
    long = unit * (20_000 // len(unit))
    self_contained("When was it signed?", [HARBOUR])
    started = time.thread_time()
    self_contained("When was it signed?", [Turn(long, long)] * 30)
    self_contained(long[:590], [HARBOUR] * 30)
    assert time.thread_time() - started < 1.5


def test_the_features_are_those_that_were_fitted() -> None:
    weights, turns = fitted(), read_turns([HARBOUR])
    assert len(weights.leaves) == len(QUESTION_FEATURES)
    assert len(question_features("Why?", turns)) == len(QUESTION_FEATURES)
    assert {len(unit) for unit in weights.hidden} == {len(WORD_FEATURES) + 1}
    told = word_features("Why?", turns)
    assert {len(features) for features in told.values()} == {len(WORD_FEATURES)}


@pytest.mark.skipif(not DATA.exists(), reason="no shared data")
def test_shifts_of_the_topic_are_left_alone() -> None:
    left, shifts = shifts_left_alone(held_out(DATA))
    assert shifts >= 10 and left >= 0.9 * shifts
