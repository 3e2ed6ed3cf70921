"""Documents that contradict each other are told from those that only look so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer_blocks import unmarked
from assistant.answer_parts import QuotePart, renumbered, text_of
from assistant.answering.disagreement import candidate, disagreement
from assistant.answering.recency import newer_first
from assistant.answering.selection import EvidenceSentence
from assistant.conflicts.conflicts import (
    ConflictCandidate,
    conflicting,
    lead,
    order,
)
from assistant.question.analysis import analyse
from assistant.reader.logits import PassageLogits, SentenceLogits
from assistant.reader.passages import ReadPassage
from corpus.document import Chunk
from corpus.language.values import same, values_in
from corpus.told_text import ToldText
from index.passage import Passage
from tests.quality.conflicts import Case, cases, read_alone
from tests.support.documents import document

ASKED = analyse("How many representative agencies does Vietnam have abroad?")
REPORT = ConflictCandidate(
    "Vietnam has 98 representative agencies abroad.", "r", "Report", "2025-03-12"
)
BULLETIN = ConflictCandidate(
    "At present Vietnam has 94 representative agencies abroad.", "b", "Bulletin", "2023-06-01"
)
ALL = cases()


def gives(text: str, value: str) -> bool:
    """Whether a text has this value, in whatever notation."""
    if value in text:
        return True
    return any(
        same(one.value, other.value) == "equal"
        for one in values_in(text)
        for other in values_in(value)
    )


def found(case: Case) -> bool:
    """Whether the conflict of a case is named with its values, and both documents are cited."""
    candidates, conflict = read_alone(case)
    if conflict is None:
        return False
    cited = {candidates[place].document_id for place in order(conflict)}
    return len(cited) == 2 and all(
        any(gives(side.shown, value) for side in conflict.sides) for value in case["values"]
    )


def test_nine_of_ten_conflicts_are_found_with_both_documents() -> None:
    asked = [case for case in ALL if case["conflict"]]
    missed = [case["question"] for case in asked if not found(case)]
    assert len(asked) >= 100 and len(missed) <= 2, missed


def test_what_only_looks_like_a_conflict_is_none() -> None:
    asked = [case for case in ALL if not case["conflict"]]
    kinds = {case["kind"] for case in asked}
    assert {"two events", "total and part", "notation", "range", "years"} <= kinds
    wrong = [case["question"] for case in asked if read_alone(case)[1] is not None]
    assert len(asked) >= 100 and len(wrong) <= 2, wrong


def test_every_case_is_whole() -> None:
    for number, case in enumerate(ALL, start=1):
        assert case["id"] == number and len(case["documents"]) == 2
        assert len(case.get("values", ())) == (2 if case["conflict"] else 0)


# --- the sentence that names it ----------------------------------------------------------------


def test_the_newest_comes_first_whatever_the_order_of_the_search() -> None:
    for candidates in ([REPORT, BULLETIN], [BULLETIN, REPORT]):
        conflict = conflicting(ASKED, candidates)
        assert conflict is not None
        assert unmarked(lead(conflict, candidates).line) == (
            "The documents disagree: 98 (Report, 2025-03-12) and 94 (Bulletin, 2023-06-01)."
        )
        assert [candidates[place] for place in order(conflict)] == [REPORT, BULLETIN]


def test_an_undated_document_comes_last() -> None:
    candidates = [replace(REPORT, date=None), BULLETIN]
    conflict = conflicting(ASKED, candidates)
    assert conflict is not None
    assert unmarked(lead(conflict, candidates).line) == (
        "The documents disagree: 94 (Bulletin, 2023-06-01) and 98 (Report, undated)."
    )


def test_markers_stand_behind_each_value() -> None:
    candidates = [BULLETIN, replace(REPORT, title="Report [3] " + "x" * 90)]
    conflict = conflicting(ASKED, candidates)
    assert conflict is not None
    named = lead(conflict, candidates)
    told = named.text
    assert told.startswith("The documents disagree: 98 (Report (3) xxx")
    assert told.endswith("x…, 2025-03-12) [1] and 94 (Bulletin, 2023-06-01). [2]")
    parts = (named, QuotePart("One.", (1,)), QuotePart("Two.", (2,)))
    assert text_of(parts) == f"{told}\n\nOne. [1]\n\nTwo. [2]"
    assert text_of(renumbered(parts, {2: 1})) == "Two. [1]", "a side fell, and so did the conflict"


def test_three_values_and_the_documents_that_agree() -> None:
    third = ConflictCandidate("Vietnam has 91 representative agencies abroad.", "t", "Old", "2020")
    agreeing = ConflictCandidate(
        "Abroad, Vietnam has ninety-eight representative agencies.", "a", "Note", "2026-01-02"
    )
    candidates = [REPORT, BULLETIN, third, agreeing]
    conflict = conflicting(ASKED, candidates)
    assert conflict is not None
    assert [side.places for side in conflict.sides] == [(3, 0), (1,), (2,)]
    assert unmarked(lead(conflict, candidates).line) == (
        "The documents disagree: ninety-eight (Note, 2026-01-02), 94 (Bulletin, 2023-06-01) and "
        "91 (Old, 2020)."
    )


# --- what is none ----------------------------------------------------------------------------


def test_one_document_does_not_contradict_itself() -> None:
    assert conflicting(ASKED, [REPORT, replace(BULLETIN, document_id="r")]) is None
    assert conflicting(ASKED, [REPORT]) is None
    assert conflicting(ASKED, []) is None


def test_a_document_that_knows_both_values_explains_them() -> None:
    knows = replace(REPORT, text="Vietnam had 94 representative agencies abroad in 2023.")
    assert conflicting(ASKED, [REPORT, knows, BULLETIN]) is None
    rose = "The number of representative agencies of Vietnam abroad rose from 94 to 98."
    assert conflicting(ASKED, [replace(REPORT, text=rose), BULLETIN]) is None


def test_a_sentence_about_something_else_is_not_compared() -> None:
    other = replace(BULLETIN, text="Vietnam has 34 provinces and cities.")
    assert conflicting(ASKED, [REPORT, other]) is None
    other = replace(BULLETIN, text="Thailand has 94 representative agencies abroad.")
    assert conflicting(ASKED, [REPORT, other]) is None


def test_years_are_read_from_the_document_where_it_says_last_year() -> None:
    asked = analyse("How many officials did the academy train?")
    one = ConflictCandidate(
        "Last year the academy trained 480 officials.", "a", "Year", "2025-01-05"
    )
    other = ConflictCandidate(
        "Last year the academy trained 310 officials.", "b", "Year", "2024-01-05"
    )
    assert conflicting(asked, [one, other]) is None
    assert conflicting(asked, [one, replace(other, date="2025-02-01")]) is not None


def test_a_phrase_that_only_begins_with_a_capital_is_no_value() -> None:
    asked = analyse("In which countries has science diplomacy become a pillar of foreign strategy?")
    text = "{} science diplomacy has become a pillar of foreign strategy."
    vague = ConflictCandidate(
        text.format("In many other countries"), "a", "Article", None, "In many other countries"
    )
    named = ConflictCandidate(text.format("In Sweden"), "b", "Brief", None, "Sweden")
    assert conflicting(asked, [vague, named]) is None
    other = ConflictCandidate(text.format("In Norway"), "a", "Article", None, "Norway")
    assert conflicting(asked, [other, named]) is not None


def test_two_versions_of_a_sentence_are_held_together_by_their_words() -> None:
    asked = analyse("What landmark did the committee of 1893 discuss?")
    old = ConflictCandidate(
        "The committee met for days and discussed the falls at length with 40 guests.", "o", "Old"
    )
    new = replace(old, document_id="n", text=old.text.replace("40", "45"))
    conflict = conflicting(asked, [old, new])
    assert conflict is not None and {side.shown for side in conflict.sides} == {"40", "45"}
    assert conflicting(asked, [old, replace(old, document_id="n")]) is None


# --- from what a reader made --------------------------------------------------------------------


def read_sentence(name: str, sentence: str, marked: str, span: float = 3.0) -> ReadPassage:
    """A passage of one sentence, below a line of its document; `span` says how sure the mark is."""
    source = document(f"# Agencies\n{sentence}", {0: 1}, id=name, source=f"{name}.md", date="2025")
    start = source.text.index(sentence)
    chunk = Chunk(name, start, start + len(sentence), sentence, ("Agencies",))
    begin = sentence.index(marked)
    logits = SentenceLogits(2.0, span, begin, begin + len(marked), 0.0)
    return ReadPassage(
        told=ToldText.as_it_stands(sentence, start),
        sentences=((0, len(sentence)),),
        reading=PassageLogits(2.0, 2.0, (logits,)),
        rank=0,
        cosine=0.5,
        dense_rank=0,
        keyword_rank=0,
        same_language=True,
        document=name,
        start=start,
        passage=Passage(chunk, 1.0, source.source, None, source.date),
        source=source,
    )


def evidence(*probabilities: float) -> list[EvidenceSentence]:
    """The one sentence of each passage, with these probabilities, in this order."""
    return [EvidenceSentence(p, place, 0, 8) for place, p in enumerate(probabilities)]


def test_a_candidate_has_its_document_and_what_was_marked() -> None:
    read = read_sentence("x", "The secretariat of the initiative is in Hanoi.", "Hanoi")
    made = candidate(evidence(0.9)[0], read)
    assert made == ConflictCandidate(
        "The secretariat of the initiative is in Hanoi.",
        "x",
        "x.md",
        "2025",
        "Hanoi",
        ("Agencies",),
    )
    read = read_sentence("x", "The secretariat of the initiative is in Hanoi.", "Hanoi", -0.1)
    assert candidate(evidence(0.9)[0], read).short_answer is None


def test_both_sides_are_quoted_behind_the_sentence_that_names_them() -> None:
    asked = analyse("Where is the secretariat of the initiative?")
    read = [
        read_sentence("x", "The secretariat of the initiative is in Hanoi.", "Hanoi"),
        read_sentence("y", "The secretariat of the initiative is in Manila.", "Manila"),
    ]
    found = disagreement(asked, evidence(0.9, 0.5), read)
    assert found is not None
    named, quoted = found
    assert unmarked(named.line) == (
        "The documents disagree: Hanoi (x.md, 2025) and Manila (y.md, 2025)."
    )
    assert [quote.document.id for quote in quoted] == ["x", "y"]
    for quote, one in zip(quoted, read, strict=True):
        assert quote.document.text[quote.start : quote.end] == one.text
    same = [read[0], replace(read[0], document="y", passage=read[1].passage)]
    assert disagreement(asked, evidence(0.9, 0.5), same) is None


def test_only_the_eighteen_likeliest_sentences_are_compared() -> None:
    asked = analyse("Where is the secretariat of the initiative?")
    one = read_sentence("x", "The secretariat of the initiative is in Hanoi.", "Hanoi")
    other = read_sentence("y", "The secretariat of the initiative is in Manila.", "Manila")
    fish = read_sentence("z", "Fish is landed at night.", "night", -3.0)
    for between, compared in ((16, True), (17, False)):
        read = [one, *[fish] * between, other]
        found = disagreement(asked, evidence(*[0.9] * len(read)), read)
        assert (found is not None) == compared


# --- newer first -------------------------------------------------------------------------------

Evidence = tuple[float, str | None, str]


def told(item: Evidence) -> Evidence:
    return item


def test_of_equal_evidence_the_newer_comes_first() -> None:
    old: Evidence = (0.90, "2023-06-01", "The fund has 40 partners in the country.")
    new: Evidence = (0.89, "2025-03-12", "The fund has 55 partners in the country.")
    undated: Evidence = (0.90, None, "The fund has 41 partners in the country.")
    other: Evidence = (0.895, "2026-01-01", "Schools were built in every province.")
    worse: Evidence = (0.80, "2026-02-02", "The fund has 60 partners in the country.")
    assert newer_first([undated, old, other, new, worse], told) == [
        new,
        old,
        other,
        undated,
        worse,
    ]


@pytest.mark.parametrize("items", [[], [(1.0, None, "")]])
def test_nothing_to_order(items: list[Evidence]) -> None:
    assert newer_first(items, told) == items
