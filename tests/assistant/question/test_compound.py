"""Comparisons are taken apart, and each part gets its evidence."""

from __future__ import annotations

import pytest

from assistant.question.analysis import analyse
from assistant.question.compound import PartsRetriever, parts
from corpus.document import Chunk
from index.passage import Passage
from index.question import Question
from index.search.retriever import Scope


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "How does tech diplomacy differ from science diplomacy?",
            ("What is tech diplomacy?", "What is science diplomacy?"),
        ),
        (
            "What is the difference between export controls and sanctions?",
            ("What are export controls?", "What are sanctions?"),
        ),
        (
            "How do friends and foes of data localization differ?",
            ("What are friends of data localization?", "What are foes of data localization?"),
        ),
        (
            "What do the transatlantic and the Indo-Pacific tracks each put first?",
            (
                "What do the transatlantic tracks each put first?",
                "What do the Indo-Pacific tracks each put first?",
            ),
        ),
        (
            "Aim of tech diplomacy: American view against the Vietnamese one?",
            ("Aim of tech diplomacy: American view?", "Aim of tech diplomacy: Vietnamese view?"),
        ),
        (
            "What do Vietnam and China each contribute?",
            ("What does Vietnam contribute?", "What does China contribute?"),
        ),
        (
            "What are both Hue and Hanoi known for?",
            ("What is Hue known for?", "What is Hanoi known for?"),
        ),
        (
            "What is the difference between research of chips and the news?",
            ("What is research of chips?", "What is news?"),
        ),
        ("Who signed the agreement and when?", ()),
        ("What protects against coercion?", ()),
        ("What are research and development?", ()),
        ("", ()),
    ],
)
def test_a_question_that_asks_two_things(question: str, expected: tuple[str, ...]) -> None:
    assert parts(question) == expected


class Fixed:
    """A retriever that finds one passage for a question, named by its last word."""

    def retrieve(self, question: Question, k: int, scope: Scope = None) -> list[Passage]:
        word = question.text.rstrip("?").split()[-1]
        chunk = Chunk("d", 0, len(word), word)
        number = sum(map(ord, word))
        return [Passage(chunk, score=len(question.text), source="d.md", chunk_id=number)][:k]


def test_every_part_is_searched_for_and_nothing_comes_twice() -> None:
    found = PartsRetriever(Fixed()).retrieve(analyse("How does Hue differ from Hanoi?"), 8)
    assert sorted(passage.chunk.text for passage in found) == ["Hanoi", "Hue"]
    assert found == sorted(found, key=lambda passage: -passage.score)
    plain = PartsRetriever(Fixed()).retrieve(analyse("Where is Hue?"), 8)
    assert [passage.chunk.text for passage in plain] == ["Hue"]


def test_half_of_the_passages_are_for_the_parts() -> None:
    asked: list[tuple[str, int]] = []

    class Asked(Fixed):
        def retrieve(self, question: Question, k: int, scope: Scope = None) -> list[Passage]:
            asked.append((question.text, k))
            return super().retrieve(question, k, scope)

    for k, whole, part in ((8, 4, 2), (12, 6, 3), (7, 5, 1), (3, 1, 1)):
        asked.clear()
        PartsRetriever(Asked()).retrieve(analyse("How does Hue differ from Hanoi?"), k)
        assert [count for _, count in asked] == [whole, part, part]
