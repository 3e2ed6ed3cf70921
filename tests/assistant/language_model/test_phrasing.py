"""An answer put into words: what is asked, what is shown, and when the quotes stand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest

from assistant.answer import Answer, RequestKind
from assistant.answer_parts import LeadPart, MissingPart, TablePart, TextRun
from assistant.language_model.engines.deadline import Deadline
from assistant.language_model.engines.model import Ended, Prompt
from assistant.language_model.phrasing import Phrasing
from assistant.language_model.supported import StandsInWords
from corpus.errors import ModelError
from tests.support.quoted_sample import GOOD, QUESTION, quoted
from tests.support.scripted_model import Scripted


def phrased(
    model: Scripted, answer: Answer | None = None, kind: RequestKind = "question"
) -> list[Answer]:
    phrase = Phrasing(model, StandsInWords(), lambda ids: [], 5.0)
    return [*phrase.phrased(kind, [answer or quoted()])]


def test_an_answer_grows_by_whole_sentences_that_stand() -> None:
    said = [one.text for one in phrased(Scripted(GOOD))]
    first, second = (
        "The agreement with NVIDIA was signed on 5 December 2024 in Hanoi. [1]",
        ("The Prime Minister witnessed the signing. [2]"),
    )
    assert said[0] == quoted().text  # until there is a sentence
    assert list(dict.fromkeys(said[1:])) == [first, f"{first} {second}"]


def test_numbers_follow_the_order_of_mention() -> None:
    reply = "A research centre opens in 2026 [3]. The Prime Minister witnessed the signing [2]."
    answer = phrased(Scripted(reply))[-1]
    assert answer.text.count("[1]") == answer.text.count("[2]") == 1
    assert [one.source for one in answer.citations] == ["brief-3.md", "brief-2.md"]
    assert [one.marker for one in answer.citations] == [1, 2]


def test_what_does_not_stand_is_removed_and_counted() -> None:
    reply = f"{GOOD} It cost 900 million dollars [1]."
    answer = phrased(Scripted(reply))[-1]
    assert "900" not in answer.text and answer.removed == 1
    assert answer.notes == (
        "1 sentence of the language model was removed: no source that it cites says so.",
    )
    assert answer.usage and answer.usage.tokens == 42


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (
            "It cost 900 million [1]. It was lost [2].",
            "Too little of what the language model wrote",
        ),
        ("The agreement was signed. The minister came.", "did not say where most"),
        (
            "Hiệp định với NVIDIA được ký ngày 5 tháng 12 năm 2024 tại Hà Nội [1].",
            "answered in another language",
        ),
        ("", "Too little"),
        ("...", "Too little"),
    ],
)
def test_where_too_little_stands_the_quotes_are_the_answer(reply: str, words: str) -> None:
    answer = phrased(Scripted(reply))[-1]
    assert (answer.parts, answer.generator) == (quoted().parts, "extractive")
    assert words in answer.notes[-1] and answer.complete


def test_a_refusal_is_not_asked_about() -> None:
    model = Scripted(GOOD)
    refusal = Answer(QUESTION, QUESTION, "not_found", (MissingPart("nothing about it."),))
    assert phrased(model, refusal) == [refusal] and model.prompts == []


@pytest.mark.parametrize(
    "part",
    [
        LeadPart((TextRun("They disagree: "), TextRun(marker=1))),
        TablePart(("a",), (("b",),), (1,)),
    ],
)
def test_a_conflict_or_a_table_stays_as_it_is(part: LeadPart | TablePart) -> None:
    model, answer = Scripted(GOOD), quoted()
    answer = replace(answer, parts=(part, *answer.parts))
    assert phrased(model, answer) == [answer] and model.prompts == []


@pytest.mark.parametrize("kind", ["draft", "translate", "whats_new", "list_documents"])
def test_other_requests_are_not_put_into_words(kind: RequestKind) -> None:
    model = Scripted(GOOD)
    assert phrased(model, kind=kind) == [quoted()] and model.prompts == []


def test_a_part_that_is_missing_stays_missing() -> None:
    missing = MissingPart("what it cost.")
    answer = replace(quoted(), status="partial", parts=(*quoted().parts, missing))
    told = phrased(Scripted(GOOD), answer)[-1]
    assert told.status == "partial" and told.parts[-1] == missing


def test_a_comparison_has_both_sides() -> None:
    one_side = "The agreement with NVIDIA was signed on 5 December 2024 in Hanoi [1]."
    model = Scripted(one_side)
    answer = phrased(model, kind="compare")[-1]
    assert answer.generator == "extractive" and "left out one side" in answer.notes[-1]
    assert "compare" in model.prompts[0].rules
    assert phrased(Scripted(GOOD), kind="compare")[-1].generator == "language model scripted"


def test_a_summary_is_asked_for_as_one() -> None:
    model = Scripted(GOOD)
    assert phrased(model, kind="summarise_document")[-1].generator == "language model scripted"
    assert "sum up" in model.prompts[0].rules


def test_the_same_again_is_kept_but_not_of_other_words() -> None:
    model = Scripted(GOOD)
    phrase = Phrasing(model, StandsInWords(), lambda ids: [], 5.0)

    def ask(answer: Answer) -> Answer:
        *_, last = phrase.phrased("question", [answer])
        return last

    first = ask(quoted())
    assert ask(quoted()).text == first.text and len(model.prompts) == 1
    ask(quoted("When was it signed?"))
    ask(quoted(quotes=("Another text.",)))
    assert len(model.prompts) == 3


def test_a_short_answer_stays_where_what_is_cited_has_it() -> None:
    answer = replace(quoted(), short_answer="5 December 2024")
    assert phrased(Scripted(GOOD), answer)[-1].short_answer == "5 December 2024"
    other = "The Prime Minister witnessed the signing [2]."
    assert phrased(Scripted(other), answer)[-1].short_answer is None


def test_a_model_that_says_a_thing_over_and_over_is_not_waited_for() -> None:
    wrong = "It cost 900 million dollars [1]. "

    class Looping(Scripted):
        told = 0

        def reply(self, prompt: Prompt, tell: Callable[[str], None], until: Deadline) -> Ended:
            while not until.over:
                tell(wrong)
                self.told += 1
                time.sleep(0.01)
            return Ended("cut", 1)

    model = Looping("")
    started = time.monotonic()
    answer = phrased(model)[-1]
    assert time.monotonic() - started < 2
    assert answer.generator == "extractive" and answer.removed == 1
    good = phrased(Scripted(f"{GOOD} {wrong * 3} The Prime Minister came [2]."))[-1]
    assert good.text.startswith("The agreement") and good.removed == 1


class Broken(Scripted):
    def reply(self, prompt: Prompt, tell: Callable[[str], None], until: Deadline) -> Ended:
        tell(GOOD)
        raise RuntimeError("whatever")


def test_whatever_fails_the_quotes_are_the_answer() -> None:
    answer = phrased(Broken(""))[-1]
    assert answer.parts == quoted().parts and "scripted failed" in answer.notes[-1]


class Strict:
    """A check that says no to all, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...], str]] = []

    def check(self, sentence: str, cited: Sequence[str], question: str = "") -> Strict:
        self.asked.append((sentence, tuple(cited), question))
        return self

    supported, reason, score = False, "unsupported", 0.0


def test_the_check_gets_the_sentence_without_markers_and_what_it_cites() -> None:
    strict = Strict()
    phrase = Phrasing(Scripted(GOOD), strict, lambda ids: [], 5.0)
    *_, answer = phrase.phrased("question", iter_of(quoted()))
    assert answer.generator == "extractive" and answer.removed == 2
    quotes = [one.quote for one in quoted().citations]
    assert strict.asked == [
        (quotes[0], (quotes[0],), QUESTION),
        (quotes[1], (quotes[1],), QUESTION),
    ]


class Unloaded:
    """A check whose network cannot be loaded."""

    def check(self, sentence: str, cited: Sequence[str], question: str = "") -> Strict:
        raise ModelError("The file of the check is missing.")


def test_where_the_check_cannot_be_made_the_quotes_are_the_answer() -> None:
    phrase = Phrasing(Scripted(GOOD), Unloaded(), lambda ids: [], 5.0)
    *_, answer = phrase.phrased("question", [quoted()])
    assert answer.parts == quoted().parts and "the check is missing" in answer.notes[0]


def iter_of(*answers: Answer) -> Iterator[Answer]:
    yield from answers
