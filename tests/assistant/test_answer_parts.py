"""The parts of an answer, the text that follows from them, and text that is read into blocks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, TableCell, Usage
from assistant.answer_blocks import TextRun, TextTable, lines_of, unmarked
from assistant.answer_parts import (
    AnswerPart,
    ComparedPoint,
    ComparisonPart,
    LeadPart,
    ListPart,
    MissingPart,
    QuotePart,
    TablePart,
    WrittenPart,
    blocks_of,
    markers_of,
    renumbered,
    text_of,
    written,
)

LEAD = LeadPart(
    (
        TextRun("They disagree: 3 (A) "),
        TextRun(marker=1),
        TextRun(" and 4 (B). "),
        TextRun(marker=2),
    )
)
ONE, TWO, THREE = QuotePart("One.", (1,)), QuotePart("Two.", (2,)), QuotePart("Three.", (3,))
LIST = ListPart(QuotePart("Three tasks:", (1,)), (replace(ONE, words="one"), TWO))
BY_POINT = ComparisonPart(
    ("A", "B"),
    (ComparedPoint("Money", ((ONE,), (TWO,))), ComparedPoint("Time", ((), (THREE,)))),
)
BY_SIDE = ComparisonPart(("A?", "B?"), (ComparedPoint("", ((ONE,), (TWO, THREE))),))
TABLE = TablePart(("Year", "Fee"), (("2024", "40"), ("2025", "45")), (1, 2))


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((), ""),
        ((ONE,), "One. [1]"),
        ((ONE, TWO, THREE), "One. [1] Two. [2] Three. [3]"),
        ((QuotePart("One\nline.", (1,)), TWO, THREE), "One\nline. [1]\n\nTwo. [2]\n\nThree. [3]"),
        ((ONE, QuotePart("Two\nlines.", (2,)), THREE), "One. [1] Two\nlines. [2]\n\nThree. [3]"),
        ((LEAD, ONE, TWO), f"{LEAD.text}\n\nOne. [1]\n\nTwo. [2]"),
        ((LIST, THREE), "Three tasks: [1]\n- one [1]\n- Two. [2]\n\nThree. [3]"),
        ((ONE, ListPart(None, (TWO,))), "One. [1]\n\n- Two. [2]"),
        ((TABLE,), "- Year: 2024; Fee: 40 [1]\n- Year: 2025; Fee: 45 [2]"),
        ((BY_POINT,), "Money\n\n- A: One. [1]\n- B: Two. [2]\n\nTime\n\n- B: Three. [3]"),
        ((BY_SIDE,), "A?\n\nOne. [1]\n\nB?\n\nTwo. [2]\n\nThree. [3]"),
        ((MissingPart("none of them mentions it."),), "The documents do not say: none of them "
         "mentions it."),
        ((WrittenPart(" As it\n\nis [7]"),), " As it\n\nis [7]"),
    ],
)  # fmt: skip
def test_the_text_follows_from_the_parts(parts: tuple[AnswerPart, ...], text: str) -> None:
    assert text_of(parts) == text


words = st.text("abc é.", min_size=1, max_size=12).map(str.strip).filter(bool)
quotes = st.builds(QuotePart, words, st.tuples(st.integers(1, 3)))
lists = st.builds(ListPart, st.none() | quotes, st.lists(quotes, min_size=1, max_size=3).map(tuple))


@given(st.lists(quotes | lists | st.just(LEAD), max_size=5).map(tuple))
def test_parts_are_set_as_their_text_would_be_read(parts: tuple[AnswerPart, ...]) -> None:
    quoted = dict.fromkeys((1, 2, 3), "")
    assert blocks_of(parts, quoted) == blocks_of(written(text_of(parts)), quoted)
    assert markers_of(parts) == markers_of(written(text_of(parts)))


def test_what_rests_on_a_quote_that_fell_is_left_out() -> None:
    parts = (LEAD, LIST, TABLE, THREE, MissingPart("no."))
    left = renumbered(parts, {2: 1, 3: 2})
    row = replace(TABLE, rows=TABLE.rows[1:], markers=(1,))
    assert left == (
        ListPart(None, (replace(TWO, markers=(1,)),)),
        row,
        replace(THREE, markers=(2,)),
        MissingPart("no."),
    )
    assert renumbered(parts, {1: 1, 2: 2, 3: 3}) == parts


def table(part: AnswerPart) -> TextTable:
    (block,) = blocks_of((part,), {})
    assert isinstance(block, TextTable)
    return block


def test_a_row_of_a_table_has_its_marker_behind_its_last_words() -> None:
    assert table(TABLE).columns == ("Year", "Fee")
    assert table(TABLE).rows[0] == (
        ((TextRun("2024"),),),
        ((TextRun("40 "), TextRun(marker=1)),),
    )
    holes = table(TablePart(("Year", "Fee", "Note"), (("2024", "40", " "),), (1,)))
    assert holes.rows[0] == (((TextRun("2024"),),), ((TextRun("40 "), TextRun(marker=1)),), ())
    told = [unmarked(line) for line in lines_of(holes)]
    assert told == ["Year: 2024; Fee: 40"]


def test_a_comparison_has_a_cell_for_each_side_empty_where_one_is_silent() -> None:
    by_point = table(BY_POINT)
    assert by_point.columns == ("", "A", "B")
    assert [[len(cell) for cell in row] for row in by_point.rows] == [[1, 1, 1], [1, 0, 1]]
    by_side = table(BY_SIDE)
    assert by_side.columns == ("A?", "B?")
    assert [len(cell) for cell in by_side.rows[0]] == [1, 2]
    assert markers_of((BY_POINT, BY_SIDE)) == (1, 2, 3)


def test_a_point_of_a_comparison_falls_with_its_quotes() -> None:
    (left,) = renumbered((BY_POINT,), {3: 1})
    said = ((), (replace(THREE, markers=(1,)),))
    assert left == ComparisonPart(("A", "B"), (ComparedPoint("Time", said),))
    assert renumbered((BY_POINT,), {}) == ()


def test_written_text_keeps_its_form_where_all_its_markers_stay() -> None:
    told = written("One[2],  two\n[1] and more.")
    assert text_of(renumbered(told, {1: 2, 2: 1})) == "One[1],  two\n[2] and more."
    assert text_of(renumbered(told, {1: 1})) == ",  two [1]"


def cited(number: int) -> Citation:
    return Citation(number, "d", "d.md", "One.", 0, 4, place="khoản 1", cell=TableCell(1, 2, "Fee"))


WHOLE = Answer(
    "q", "q?", "partial", (LEAD, LIST, TABLE, BY_POINT), "one", (cited(1), cited(2)), answers=(
        Answer("part", "part", "answered", (ONE,), None, (cited(1),)),
    ), choices=("a", "b"), removed=2, usage=Usage(7, 1.5), request="compare",
)  # fmt: skip
REFUSAL = Answer("q", "q", "not_found", written("The documents do not say: no."), absence="nothing")


@pytest.mark.parametrize("answer", [WHOLE, REFUSAL])
def test_an_answer_is_the_same_after_json(answer: Answer) -> None:
    assert Answer.from_dict(answer.to_dict()) == answer


def test_an_answer_of_the_first_release_is_read() -> None:
    told = {"question": "q", "status": "answered", "text": "One. [1]", "citations": []}
    old = Answer.from_dict(told)
    assert (old.text, old.parts, old.request) == (
        "One. [1]",
        (WrittenPart("One. [1]"),),
        "question",
    )
    refused = Answer.from_dict({**told, "text": "The documents do not say: no."})
    assert refused.parts == (MissingPart("no."),)


def test_text_that_somebody_changed_in_the_json_counts() -> None:
    changed = Answer.from_dict({**WHOLE.to_dict(), "text": "Other words. [1]"})
    assert changed.parts == (WrittenPart("Other words. [1]"),)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("content", [{"kind": "song"}]),
        ("content", 3),
        ("gap", "other"),
        ("request", 1),
        ("usage", {"tokens": "many"}),
        ("parts", ["x"]),
        ("choices", [1]),
    ],
)
def test_json_that_is_wrong_is_named(key: str, value: object) -> None:
    with pytest.raises(ValueError):
        Answer.from_dict({**WHOLE.to_dict(), key: value})
