"""Lists that stand as sub-headings, found by the heading above them."""

from __future__ import annotations

import pytest
from assistant.answering.outline import outline

from assistant.question.analysis import analyse
from corpus.document import Document
from tests.support import documents


def document(*lines: tuple[int, str], title: str = "Harbour policy") -> Document:
    """A document of headings (level, words), each with a sentence under it."""
    text, headings = "", dict[int, int]()
    for level, words in lines:
        headings[len(text)] = level
        text += f"{words}\nIt is said here.\n"
    return documents.document(text, headings, id="d", title=title)


HARBOUR = document(
    (1, "Harbour policy"),
    (2, "Core themes"),
    (3, "Safe berths"),
    (3, "Clean fuel"),
    (4, "Costs of fuel"),
    (3, "Skilled pilots"),
    (2, "Debates and controversies"),
    (3, "Who pays"),
    (3, "Who decides"),
)


@pytest.mark.parametrize(
    ("question", "items"),
    [
        (
            "What are the core themes of harbour policy?",
            ["Safe berths", "Clean fuel", "Skilled pilots"],
        ),
        ("Give me the core themes", ["Safe berths", "Clean fuel", "Skilled pilots"]),
        ("Which debates are there about harbour policy?", ["Who pays", "Who decides"]),
    ],
)
def test_the_items_are_the_headings_right_below(question: str, items: list[str]) -> None:
    found = outline(analyse(question), [HARBOUR], lambda _: 0.1)
    assert found is not None
    assert [heading.text for heading in found.items] == items


@pytest.mark.parametrize(
    "question",
    [
        "Who pays for the core themes?",
        "What are the tasks of the pilots' union of Hue?",
        "What are harbours?",
        "Which ministers visited the harbour?",
    ],
)
def test_other_questions_are_no_lists_of_headings(question: str) -> None:
    assert outline(analyse(question), [HARBOUR], lambda _: 0.1) is None


def test_one_heading_below_is_no_list_and_a_chapter_is_none() -> None:
    single = document((1, "Harbour policy"), (2, "Core themes"), (3, "Safe berths"))
    many = document(
        (1, "Harbour policy"), (2, "Core themes"), *((3, f"Theme {n}") for n in range(20))
    )
    asked = analyse("What are the core themes of harbour policy?")
    assert outline(asked, [single, many], lambda _: 0.1) is None


@pytest.mark.parametrize(
    ("heading", "found"),
    [("Safe berths for large boats", True), ("Berths for large heavy boats", False)],
)
def test_a_heading_needs_two_fifths_of_its_own_words_in_the_question(
    heading: str, found: bool
) -> None:
    whole = document((1, "Harbour policy"), (2, heading), (3, "In Otra"), (3, "In Varnes"))
    asked = analyse("What are the safe berths of harbour policy?")
    assert (outline(asked, [whole], lambda word: 0.01) is not None) is found
