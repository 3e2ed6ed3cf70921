"""The validator of quiz items: each fault on an item of its own, and the seeded set."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from assistant.training.citing import cite
from assistant.training.material import Material
from assistant.training.pack import FALSE, TRUE, AnswerKey, Item, ItemType
from assistant.training.quiz.checks.validator import Context, faults
from assistant.training.sentence import Sentence
from corpus.document import Document
from corpus.language.sentences import sentence_spans
from corpus.loading import document_from_bytes
from tests.quality.validator import REASONS, Case, cases, shipped

TEXT = """# Water supply of the Lena district

The Lena Water Authority (LWA) runs 14 pumping stations.
On 3 May 2021, Mayor Ana Petrova and Chairman Karl Weiss opened the Norda reservoir.
On 9 June 2022, Karl Weiss presented the Delta plan in Brno.
The Norda reservoir holds 40 million litres and supplies Arden, Brisk and Calder.
Brisk is the largest town of the district.
Leakage is the water that is lost between the pumping station and the tap.
Zoning divides a network into areas that can be shut off one by one.

The Delta plan has three aims:

- to renew the pipes
- to train engineers
- to lower the price of water
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return document_from_bytes(TEXT.encode(), "water.md")


@pytest.fixture(scope="module")
def context(document: Document) -> Context:
    sentences = tuple(
        Sentence(document, start, end, 1.0) for start, end in sentence_spans(document.text)
    )
    vectors = np.zeros((len(sentences), 1), dtype=np.float32)
    return Context.of(Material("water", {document.id: document}, sentences, vectors))


@pytest.fixture(scope="module")
def make(document: Document) -> object:
    def made(
        kind: ItemType, stem: str, answer: AnswerKey, options: tuple[str, ...], *quotes: str
    ) -> Item:
        citations = tuple(
            cite(document, start, end)
            for quote in quotes
            for start, end in sentence_spans(document.text)
            if document.text[start:end].startswith(quote)
        )
        assert len(citations) == len(quotes)
        return Item("q1", kind, stem, answer, "easy", citations, options)

    return made


LEAKAGE = "Leakage is"
OPENED = "On 3 May 2021"
HOLDS = "The Norda reservoir holds"
STATIONS = "The Lena Water Authority"

GOOD: list[tuple[ItemType, str, AnswerKey, tuple[str, ...], list[str]]] = [
    ("multiple_choice", "How many pumping stations does the Lena Water Authority run?", "14",
     ("14", "40", "3", "9"), [STATIONS]),
    ("multiple_choice", "When was the Norda reservoir opened?", "3 May 2021",
     ("3 May 2021", "9 June 2022", "1 March 2020"), [OPENED]),
    ("cloze", "Leakage is the water that is _____ between the pumping station and the tap.",
     "lost", (), [LEAKAGE]),
    ("true_false", "The Norda reservoir holds 40 million litres.", TRUE, (TRUE, FALSE), [HOLDS]),
    ("true_false", "The Norda reservoir holds 14 million litres.", FALSE, (TRUE, FALSE), [HOLDS]),
    ("short_answer", "What is the largest town of the Lena district?", "Brisk", (),
     ["Brisk is"]),
    ("matching", "Match each term with its meaning.",
     (("Leakage", "what is lost before the tap"), ("Zoning", "areas that can be shut off")),
     ("areas that can be shut off", "what is lost before the tap"), [LEAKAGE, "Zoning divides"]),
    ("ordering", "Put these events in order.",
     ("The opening of the Norda reservoir", "The presentation of the Delta plan"),
     ("The presentation of the Delta plan", "The opening of the Norda reservoir"),
     [OPENED, "On 9 June 2022"]),
]  # fmt: skip

BAD: list[tuple[str, ItemType, str, AnswerKey, tuple[str, ...], list[str]]] = [
    ("two options are right: “Brisk”", "multiple_choice",
     "Which town does the Norda reservoir supply?", "Arden", ("Arden", "Brisk", "Oslo"), [HOLDS]),
    ("two options are right: “May 3, 2021”", "multiple_choice",
     "When was the Norda reservoir opened?", "3 May 2021",
     ("3 May 2021", "May 3, 2021", "9 June 2022"), [OPENED]),
    ("two options are right: the false statement", "true_false",
     "The Norda reservoir supplies Brisk.", FALSE, (TRUE, FALSE), [HOLDS]),
    ("two options are right: no quote supports", "true_false",
     "The Norda reservoir holds 90 million litres.", TRUE, (TRUE, FALSE), [HOLDS]),
    ("two options are right: “Brisk” fits as well", "short_answer",
     "Which town does the Norda reservoir supply?", "Arden", (), [HOLDS]),
    ("two options are right: “The start", "ordering", "Put these events in order.",
     ("The start of the Norda reservoir", "The speech of Ana Petrova"),
     ("The speech of Ana Petrova", "The start of the Norda reservoir"), [OPENED, OPENED]),
    ("the options overlap", "multiple_choice", "When was the Norda reservoir opened?",
     "3 May 2021", ("3 May 2021", "2021", "9 June 2022"), [OPENED]),
    ("the options overlap", "multiple_choice",
     "How many pumping stations does the Lena Water Authority run?", "14",
     ("14", "more than 10", "5"), [STATIONS]),
    ("the options overlap: “All of the above”", "multiple_choice",
     "What does the Norda reservoir supply?", "Arden",
     ("Arden", "Oslo", "All of the above"), [HOLDS]),
    ("the stem gives the answer away: it has the words", "cloze",
     "The _____ (LWA) runs 14 pumping stations.", "Lena Water Authority", (), [STATIONS]),
    ("the stem gives the answer away: \"an\"", "multiple_choice",
     "The Lena Water Authority is an", "authority", ("authority", "reservoir", "plan"),
     [STATIONS]),
    ("the stem gives the answer away: the key is far longer", "multiple_choice",
     "What is leakage?", "The water that is lost between the pumping station and the tap",
     ("The water that is lost between the pumping station and the tap", "The tap",
      "A pipe"), [LEAKAGE]),
    ("the stem does not stand alone: it points to", "multiple_choice",
     "What does the author call the largest town?", "Brisk", ("Brisk", "Oslo"), ["Brisk is"]),
    ("the stem does not stand alone: nothing says which", "short_answer",
     "When was the plan presented?", "9 June 2022", (), ["On 9 June 2022"]),
    ("the stem does not stand alone: it asks no question", "multiple_choice", "Largest town?",
     "Brisk", ("Brisk", "Oslo"), ["Brisk is"]),
    ("a pronoun has nothing to stand for: “They”", "true_false",
     "They opened the Norda reservoir.", TRUE, (TRUE, FALSE), [OPENED]),
    ("a pronoun has nothing to stand for: “It”", "multiple_choice",
     "What does leakage mean for a network of pipes?", "It is lost",
     ("It is lost", "Water is free"), [LEAKAGE]),
    ("the item teaches nothing", "short_answer",
     "How many aims does the document on water list?", "three", (), ["The Delta plan has"]),
    ("the item teaches nothing", "multiple_choice", "On which page is leakage defined?",
     "Page 1", ("Page 1", "Page 2"), [LEAKAGE]),
    ("the item is malformed: the quote does not hold the key", "cloze",
     "Leakage is the _____ that is lost between the pumping station and the tap.", "gas", (),
     [LEAKAGE]),
    ("the item is malformed: a gap text needs one gap", "cloze",
     "Leakage is the water that is lost.", "water", (), [LEAKAGE]),
    ("the item is malformed: the key is not among", "multiple_choice",
     "What is the largest town of the Lena district?", "Brisk", ("Oslo", "Calder"),
     ["Brisk is"]),
    ("the item is malformed: it has fewer than two", "multiple_choice",
     "What is the largest town of the Lena district?", "Brisk", ("Brisk", "brisk"),
     ["Brisk is"]),
    ("the item is malformed: “3 May 2021” is of another type", "multiple_choice",
     "How many pumping stations does the Lena Water Authority run?", "14",
     ("14", "3 May 2021", "9"), [STATIONS]),
    ("the item is malformed: the statement is made false", "true_false",
     "The Norda reservoir does not hold 40 million litres.", FALSE, (TRUE, FALSE), [HOLDS]),
    ("the item is malformed: the gap is in the middle", "cloze",
     "Leakage is the water that is lo_____ between the pumping station and the tap.", "st", (),
     [LEAKAGE]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "stem", "answer", "options", "quotes"), GOOD)
def test_a_good_item_has_no_fault(make, context, kind, stem, answer, options, quotes) -> None:  # type: ignore[no-untyped-def]
    assert faults(make(kind, stem, answer, options, *quotes), context) == ()


@pytest.mark.parametrize(("reason", "kind", "stem", "answer", "options", "quotes"), BAD)
def test_a_bad_item_is_told_why(make, context, reason, kind, stem, answer, options, quotes) -> None:  # type: ignore[no-untyped-def]
    found = faults(make(kind, stem, answer, options, *quotes), context)
    assert any(one.startswith(reason) for one in found), found


def test_a_quote_that_does_not_stand_in_its_document_is_found(make, context) -> None:  # type: ignore[no-untyped-def]
    item = make(*GOOD[0][:4], *GOOD[0][4])
    moved = replace(item, citations=(replace(item.citation, start=0, end=9),))
    assert any("does not stand in its document" in one for one in faults(moved, context))


def test_an_empty_item_is_told_and_nothing_breaks(context: Context) -> None:
    for kind in ("multiple_choice", "cloze", "true_false", "matching", "ordering", "short_answer"):
        found = faults(Item("q1", kind, " ", "", "easy", ()), context)
        assert any("asks nothing" in one for one in found)
        assert any("has no key" in one for one in found)


# The seeded set


@pytest.fixture(scope="module")
def seeded() -> list[Case]:
    return cases()


def test_the_seeded_set_is_large_enough(seeded: list[Case]) -> None:
    assert all(sum(case.fault == fault for case in seeded) >= 12 for fault in REASONS)
    assert sum(case.fault is None for case in seeded) == 100
    assert len({case.item.type for case in seeded}) == 6


def test_the_seeded_items_quote_the_briefs(seeded: list[Case]) -> None:
    documents = shipped().documents
    for case in seeded:
        for citation in case.item.citations:
            text = documents[citation.document_id].text
            assert text[citation.start : citation.end] == citation.quote


def test_every_seeded_bad_item_is_caught_for_its_fault(seeded: list[Case]) -> None:
    assert [case.item.id for case in seeded if case.fault and not case.rightly] == []


def test_few_good_items_are_rejected(seeded: list[Case]) -> None:
    rejected = [case.item.id for case in seeded if case.fault is None and case.reasons]
    assert len(rejected) <= 5, rejected


def test_an_item_is_checked_in_milliseconds(seeded: list[Case]) -> None:
    context = Context.of(shipped())
    begun = time.thread_time()
    for case in seeded:
        faults(case.item, context)
    assert (time.thread_time() - begun) / len(seeded) < 0.02
