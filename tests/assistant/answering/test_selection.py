"""Which sentences are quoted, and how: limits by hand, lists with their lead-ins, newer first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.answering.kinds import KINDS
from assistant.answering.quotes import parts_of, selected
from assistant.answering.selection import (
    EvidenceSentence,
    Limits,
    Quote,
    best_first,
    chosen,
    group_of,
    in_force,
    in_force_first,
    newest_first,
    sentence_features,
    with_list,
)
from assistant.reader.logits import PassageLogits, SentenceLogits
from assistant.reader.passages import ReadPassage
from corpus.document import Chunk, Document
from corpus.language.sentences import sentences_in
from corpus.loading import document_from_bytes
from corpus.told_text import ToldText
from index.passage import Passage, Validity
from tests.support.documents import document

WORDS = ("alpha boats", "bravo cranes", "charlie docks", "delta engines", "echo ferries")
TEXT = " ".join(f"{words.capitalize()}." for words in WORDS)
LIMITS = Limits(first=0.5, joined=0.2, share=0.0, sentences=3, words=60)


def read(whole: Document, rank: int = 0) -> ReadPassage:
    """A document as one passage, as it was read."""
    spans = tuple((a, b) for _, a, b in sentences_in(whole, 0, len(whole.text)))
    passage = Passage(Chunk(whole.id, 0, len(whole.text), whole.text), 1.0, whole.source)
    return ReadPassage(
        told=ToldText.as_it_stands(whole.text),
        sentences=spans,
        reading=PassageLogits(1.0, 1.0, (None,) * len(spans)),
        rank=rank,
        cosine=0.5,
        dense_rank=rank,
        keyword_rank=rank,
        same_language=True,
        document=whole.id,
        start=0,
        passage=replace(passage, date=whole.date),
        source=whole,
    )


def likely(*probabilities: float, passage: int = 0) -> list[EvidenceSentence]:
    """The sentences of a passage with these probabilities, best first."""
    made = [EvidenceSentence(p, passage, n, 2) for n, p in enumerate(probabilities)]
    return sorted(made, key=lambda one: -one.probability)


def test_a_question_in_a_document_answers_only_who_asks_for_questions() -> None:
    whole = document_from_bytes(b"Who signs the claim? The head of unit signs it.", "a.txt")
    logits = SentenceLogits(1.0, 1.0, 0, 5, 1.0)
    one = read(whole)
    one = replace(one, reading=replace(one.reading, sentences=(logits, logits)))
    for question, numbers in (
        ("Who signs the claim?", [1]),
        ("Which questions are asked?", [0, 1]),
    ):
        made = sentence_features(question, [one], dict.fromkeys(KINDS, 0.1))
        assert [number for _, number, _ in made] == numbers


def places(quotes: Sequence[Quote]) -> list[tuple[int, int, int]]:
    return [(quote.passage, quote.first, quote.last) for quote in quotes]


@pytest.mark.parametrize(
    ("probabilities", "quoted"),
    [
        ((0.3,), [(0, 0, 0)]),  # the best is quoted, however unlikely: refusing is not done here
        ((0.9, 0.21), [(0, 0, 1)]),
        ((0.9, 0.19), [(0, 0, 0)]),
        ((0.9, 0.0, 0.51), [(0, 0, 0), (0, 2, 2)]),
        ((0.9, 0.0, 0.49), [(0, 0, 0)]),
        ((0.9, 0.8, 0.7, 0.6), [(0, 0, 2)]),  # three sentences at most
    ],
)
def test_further_sentences_need_their_probability_less_beside_a_chosen_one(
    probabilities: tuple[float, ...], quoted: list[tuple[int, int, int]]
) -> None:
    assert places(chosen(likely(*probabilities), [read(document(TEXT))], LIMITS, "value")) == quoted


def test_words_and_shares_are_limits_too() -> None:
    passages = [read(document(TEXT))]
    assert len(chosen(likely(0.9, 0.8), passages, replace(LIMITS, words=3), "value")) == 1
    some = likely(0.9, 0.0, 0.6)
    assert len(chosen(some, passages, replace(LIMITS, share=0.7), "value")) == 1
    assert len(chosen(some, passages, replace(LIMITS, share=0.6), "value")) == 2
    assert chosen([], passages, LIMITS, "value") == []


def test_sides_take_the_best_sentence_of_another_document() -> None:
    one, other = document(TEXT, id="1" * 16), document("Foxtrot grain.", id="2" * 16)
    some = sorted(likely(0.9) + likely(0.3, passage=1), key=lambda s: -s.probability)
    passages = [read(one), read(other, 1)]
    assert places(chosen(some, passages, LIMITS, "sides")) == [(0, 0, 0)]
    both = chosen(some, passages, replace(LIMITS, side=0.3), "sides")
    assert places(both) == [(0, 0, 0), (1, 0, 0)]


def test_quotes_stand_in_reading_order_of_the_best_document_or_best_first() -> None:
    quotes = chosen(likely(0.6, 0.0, 0.9), [read(document(TEXT))], LIMITS, "explain")
    assert places(quotes) == [(0, 0, 0), (0, 2, 2)]
    assert places(best_first(quotes)) == [(0, 2, 2), (0, 0, 0)]


LIST = document("The port needs:\n\n1. cranes\n- large\n- small\n(a) pilots\n\nIt has boats.")


@pytest.mark.parametrize(
    ("number", "most", "quoted"),
    [
        (2, 60, (0, 4)),  # the whole list with its lead-in
        (0, 60, (0, 4)),
        (2, 6, (0, 2)),  # too long: the item, its lead-in and what stands between
        (0, 4, (0, 1)),  # a lead-in with its first item
        (4, 5, (4, 4)),  # neither is short enough
        (5, 60, (5, 5)),
    ],
)
def test_an_item_is_quoted_with_its_lead_in(number: int, most: int, quoted: object) -> None:
    assert with_list(read(LIST), number, most) == quoted


def test_a_list_is_one_quote_below_its_lead_in() -> None:
    (quote,) = selected(read(LIST), 0, 4)
    assert LIST.text[quote.start : quote.end].endswith("(a) pilots")
    (part,) = parts_of([quote])
    assert part.text == "The port needs: [1]\n- cranes [1]\n- large [1]\n- small [1]\n- pilots [1]"
    (items,) = parts_of(list(selected(read(LIST), 2, 3)), first=4)
    assert items.text == "- large [4]\n- small [4]"


TABLE = b"""# Costs

| Office | 2025 | 2026 |
|---|---|---|
| Hanoi | 3 | [2] |
| Hue | 5 | |

It is told.
"""


def test_a_row_is_quoted_whole_with_the_names_of_its_columns() -> None:
    whole = document_from_bytes(TABLE, "costs.md")
    lines = [whole.text[a:b] for _, a, b in sentences_in(whole, 0, len(whole.text))]
    first = next(n for n, line in enumerate(lines) if "Hanoi" in line)
    quotes = [*selected(read(whole), first, first + 1)]
    assert [whole.text[q.start : q.end] for q in quotes] == [
        "Hanoi | 3 | [2]",
        "Hue | 5",
    ]
    (part,) = parts_of(quotes)
    assert part.kind == "table"
    assert part.text == "- Office: Hanoi; 2025: 3; 2026: [2] [1]\n- Office: Hue; 2025: 5 [2]"


def test_a_number_in_brackets_in_the_document_is_no_marker() -> None:
    whole = document("It is so [7].")
    (quote,) = selected(read(whole), 0, 0)
    (part,) = parts_of([quote])
    assert part.text == "It is so (7). [1]"


def test_of_likely_sentences_that_say_the_same_the_newest_comes_first() -> None:
    old = document("The port has 4 cranes.", id="1" * 16, date="2020")
    new = document("The port has 6 cranes.", id="2" * 16, date="2026-01")
    passages = [read(old), read(new, 1)]
    some = likely(0.91) + likely(0.90, passage=1)
    assert [one.passage for one in newest_first(some, passages)] == [1, 0]
    apart = likely(0.91) + likely(0.5, passage=1)
    assert [one.passage for one in newest_first(apart, passages)] == [0, 1]


@pytest.mark.parametrize(
    ("words", "near", "by", "order"),
    [
        ("The port has 6 cranes.", 0.76, "", [1, 0]),
        ("The port has 6 cranes.", 0.74, "", [0, 1]),
        ("Nobody may fish there.", 0.90, "", [0, 1]),
        ("Nobody may fish there.", 0.90, "2" * 16, [1, 0]),
    ],
)
def test_what_is_not_in_force_stands_behind_its_near_equals(
    words: str, near: float, by: str, order: list[int]
) -> None:
    out = read(document("The port has 4 cranes.", id="1" * 16, date="2026"))
    validity = Validity("replaced", by=by)
    out = replace(out, passage=replace(out.passage, validity=validity))
    passages = [out, read(document(words, id="2" * 16, date="2020"), 1)]
    some = likely(0.95) + likely(near, passage=1)
    ordered = newest_first(in_force_first(some, passages), passages)
    assert [one.passage for one in ordered] == order
    probabilities = [one.probability for one in ordered]
    assert probabilities == sorted(probabilities, reverse=True)
    assert [one.passage for one in in_force(some, passages)] == [1]
    # Alone it is told as ever.
    assert in_force_first(some[:1], passages) == in_force(some[:1], passages) == some[:1]


def test_the_group_of_a_question_is_that_of_its_kinds_together() -> None:
    shares = dict.fromkeys(
        ("fact", "date", "number", "person", "place", "table", "list", "definition", "explain",
         "how", "condition", "compare", "multi", "yes_no", "summary", "conflict"), 0.0,
    )  # fmt: skip
    assert group_of({**shares, "list": 0.4, "fact": 0.3, "date": 0.3}) == "value"
    assert group_of({**shares, "list": 0.7, "fact": 0.3}) == "list"
