"""What a name must weigh to stand for a pronoun, and what it keeps from turn to turn."""

from __future__ import annotations

import pytest

from assistant.answer import Turn
from assistant.question.anaphora import leaves_open
from assistant.question.antecedents import mentions, salient
from assistant.question.conversation import past
from assistant.question.follow_up import self_contained
from corpus.language.stems import stems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We met Anna Berg.", 1.0),
        ("Anna Berg, too.", 1.0),  # it opens the sentence, and nothing says of what
        ("Anna Berg at work.", 2.0),  # it opens the sentence as its subject
        ("Anna Berg signed it.", 2.0 * 2.5),  # with a verb
        ("We met Anna Berg's mother.", 2.5),  # it owns
        ("We met Anna.", 1.3),  # one word, which is oftener a name to speak of
        ("We met NATO.", 0.3),  # an abbreviation
        ("Berg said so.", 2.0 * 2.5 * 1.3),
        ("Elections held us up.", 0.6 * 1.3),  # a common word that opens a sentence
    ],
)
def test_a_name_weighs_by_its_place(text: str, expected: float) -> None:
    assert mentions(text)[0].weight == pytest.approx(expected)


def test_a_name_keeps_nineteen_twentieths_from_one_turn_to_the_next() -> None:
    asked, between = Turn("Did we meet Anna Berg?"), Turn("Why?")
    for turns in range(4):
        name, weight = salient(past([asked] + [between] * turns))
        assert (name, weight) == ("Anna Berg", pytest.approx(2 * 0.95**turns))
    assert salient(past([asked, between, asked]))[1] == pytest.approx(2 + 2 * 0.95**2)


def test_of_two_names_that_weigh_the_same_the_later_one_is_meant() -> None:
    turns = [Turn("Did we meet Anna Berg?"), Turn("Did we meet Olga Dahl?")]
    assert salient(past(turns), person=True)[0] == "Olga Dahl"
    turns = [Turn("Did Anna Berg speak?"), Turn("Why?", "Yes, with Olga Dahl."), Turn("Why?")]
    assert salient(past(turns), person=True)[0] == "Anna Berg"


ROOT = "How do fishing boats reach the wooden pier at night?"
TOPIC = "fishing boats reach the wooden pier at night"


@pytest.mark.parametrize(
    ("answer", "who"),
    [
        ("We met Anna Berg.", "she"),  # 1.0
        ("Anna Berg at work.", "Anna Berg"),  # 2.0, which is enough
        ("We met Anna.", "she"),  # 1.3
        ("We met Anna, and Anna too.", "Anna"),  # 2.6
    ],
)
def test_a_name_has_to_weigh_two_to_be_she(answer: str, who: str) -> None:
    assert self_contained("How old is she?", [Turn(ROOT, answer)]) == f"How old is {who} ({TOPIC})?"


@pytest.mark.parametrize(
    ("answer", "added"),
    [
        ("Norden Star at sea. Norden Star at work.", TOPIC),  # 4.0
        ("Norden Star at sea. Norden Star at work, by Norden Star.", f"Norden Star, {TOPIC}"),
    ],
)
def test_a_name_has_to_weigh_more_than_four_to_be_added(answer: str, added: str) -> None:
    assert self_contained("How big is it?", [Turn(ROOT, answer)]) == f"How big is it ({added})?"


@pytest.mark.parametrize(
    ("question", "leaves"),
    [
        ("Which ships use Hue?", True),
        ("Which ships use Hue, Hanoi?", True),
        ("Which ships use Hue, Hanoi and Oslo?", False),
    ],
)
def test_a_question_with_three_names_says_enough(question: str, leaves: bool) -> None:
    assert leaves_open(question, stems("Hue Hanoi Oslo Bergen")) is leaves
    assert leaves_open(question, frozenset()) is False  # of names that nobody said
