"""Answers over real documents with the real model: cited, verified, or refused with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation, Turn
from assistant.answer_parts import QuotePart, written
from assistant.answering.verification import verified
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings
from corpus.errors import DocumentNotFound, QuestionError


@pytest.fixture(scope="module")
def assistant(
    tmp_path_factory: pytest.TempPathFactory, briefs_library: Callable[[Path], Path]
) -> Iterator[Assistant]:
    """The assistant over the shipped briefs."""
    made = assemble(Settings(data_dir=briefs_library(tmp_path_factory.mktemp("briefs") / "data")))
    yield made
    made.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Assistant]:
    made = assemble(Settings(data_dir=tmp_path / "data"))
    yield made
    made.close()


def add(assistant: Assistant, tmp_path: Path, **texts: str) -> None:
    for name, text in texts.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    assert all(r.stored for r in assistant.ingest([tmp_path / f"{name}.md" for name in texts]))


QUESTIONS = [
    "What is technology diplomacy?",
    "What are the five tasks of Vietnam's science and technology diplomacy?",
    "When was the agreement with NVIDIA signed?",
    "Who witnessed the signing of the agreement between Vietnam and NVIDIA?",
    "How many representative agencies does Vietnam have abroad?",
    "Why do some observers worry about decoupling?",
    "export controls dual-use",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_claim_carries_a_citation_that_is_an_exact_quote(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    for line in filter(None, answer.text.splitlines()):
        assert re.search(r"\[\d+\]$", line), f"a line without its citation: {line}"
    markers = [int(number) for number in re.findall(r"\[(\d+)\]", answer.text)]
    assert list(dict.fromkeys(markers)) == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        document = assistant.read(citation.document_id)
        assert document.text[citation.start : citation.end] == citation.quote
        assert citation.headings == document.heading_path_at(citation.start)
        assert citation.source.endswith(".md") and citation.title and citation.publisher


def test_the_text_is_the_quotes_and_nothing_else(assistant: Assistant) -> None:
    for question in QUESTIONS:
        answer = assistant.ask(question)
        quoted = " ".join(" ".join(c.quote for c in answer.citations).split())
        for piece in re.split(r"\s*\[\d+\]\s*", answer.text):
            assert piece.strip().removeprefix("- ") in quoted


def test_a_short_answer_comes_first_where_one_is_asked_for(assistant: Assistant) -> None:
    assert assistant.ask("When was the agreement with NVIDIA signed?").short_answer == (
        "5 December 2024"
    )
    asked = "How many representative agencies does Vietnam have abroad?"
    assert assistant.ask(asked).short_answer == "98"
    who = assistant.ask("Who witnessed the signing of the agreement with NVIDIA?").short_answer
    assert who is None or ("Pham Minh Chinh" in who and "Jensen Huang" in who), "both or none"
    assert assistant.ask("What is technology diplomacy?").short_answer is None


def test_of_two_resolutions_the_one_asked_for_comes_first(assistant: Assistant) -> None:
    for number in ("57", "71"):
        answer = assistant.ask(f"What is Resolution {number} about?")
        assert answer.citations[0].quote.startswith(f"Resolution {number}")


def test_a_list_is_whole_in_one_citation(assistant: Assistant) -> None:
    answer = assistant.ask("What are the five tasks of Vietnam's science and technology diplomacy?")
    assert answer.text.count("\n- ") == 5
    tasks = ("researches", "learns from", "takes part", "strengthens cooperation", "connects")
    whole = [one for one in answer.citations if all(task in one.quote for task in tasks)]
    assert len(whole) == 1


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("When was the agreement with Intel signed?", "not of what is named here"),
        ("What is the budget of the Ministry of Foreign Affairs of Vietnam?", "do not say"),
        ("How do I cook biryani?", "no passage is about this"),
    ],
)
def test_what_the_documents_do_not_say_is_refused_with_the_reason(
    assistant: Assistant, question: str, reason: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "not_found"
    assert reason in answer.text
    assert answer.citations == () and answer.short_answer is None
    assert answer.passages, "the nearest passages are shown"


def test_a_follow_up_sees_the_turns_before_it(assistant: Assistant) -> None:
    first = assistant.ask("Who witnessed the signing of the agreement with NVIDIA?")
    answer = assistant.ask("And when was it signed?", [Turn(first.question, first.text)])
    assert answer.short_answer == "5 December 2024"
    assert "NVIDIA" in answer.question and answer.asked_as == "And when was it signed?"
    assert any("NVIDIA" in note for note in answer.notes), "the rewritten question is shown"
    third = assistant.ask("Why?", [Turn("What is strategic autonomy?"), Turn("Why is it good?")])
    assert "strategic autonomy" in third.question


def test_typing_errors_are_mended_and_said(assistant: Assistant) -> None:
    answer = assistant.ask("semiconducter governance")
    assert answer.status == "answered"
    assert answer.notes[0] == "Searched for “semiconductor” instead of “semiconducter”."
    corrected = [n for n in assistant.ask("What did Macron say?").notes if "Searched" in n]
    assert not corrected, "an unknown name is no typing error"


def test_snapshots_grow_and_the_last_is_whole(assistant: Assistant) -> None:
    snapshots = list(assistant.stream("What is strategic autonomy?"))
    assert len(snapshots) > 1
    for earlier, later in zip(snapshots, snapshots[1:], strict=False):
        assert later.text.startswith(earlier.text)
        assert not earlier.complete
    assert snapshots[-1].complete
    whole = assistant.ask("What is strategic autonomy?")
    assert replace(snapshots[-1], elapsed_ms=0.0) == replace(whole, elapsed_ms=0.0)


@pytest.mark.parametrize("question", ["", "   \n\t ", "\x00\x01", "x" * 100_000])
def test_a_question_that_cannot_be_asked(assistant: Assistant, question: str) -> None:
    with pytest.raises(QuestionError, match=r"empty|limit is 4,000"):
        assistant.ask(question)


@pytest.mark.parametrize("question", ['" OR * NEAR(', "AND OR NOT", "a^b:c {x} (", "'; DROP TABLE"])
def test_search_syntax_is_only_words(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).status in ("answered", "partial", "not_found")
    assert isinstance(assistant.search(question), list)


def test_an_empty_library_says_so(small: Assistant) -> None:
    answer = small.ask("What is technology diplomacy?")
    assert (answer.status, answer.passages) == ("not_found", ())
    assert "no documents yet" in answer.text


def test_the_same_evidence_in_two_files_is_cited_once(small: Assistant, tmp_path: Path) -> None:
    fact = "The Lotus Programme was opened in Hue on 3 May 2021 with 40 partners."
    add(small, tmp_path, one=f"# One\n\n{fact}", two=f"# Two\n\nAs is known: {fact}")
    answer = small.ask("When was the Lotus Programme opened?")
    assert answer.short_answer == "3 May 2021"
    assert len(answer.citations) == 1


def test_a_changed_document_answers_anew_and_old_citations_still_open(
    small: Assistant, tmp_path: Path
) -> None:
    add(small, tmp_path, report="# Report\n\nThe Lotus Programme has 40 partners.")
    before = small.ask("How many partners does the Lotus Programme have?")
    add(small, tmp_path, report="# Report\n\nThe Lotus Programme has 55 partners.")
    after = small.ask("How many partners does the Lotus Programme have?")
    assert (before.short_answer, after.short_answer) == ("40", "55")
    old = before.citations[0]
    assert small.read(old.document_id).text[old.start : old.end] == old.quote
    assert small.record(old.document_id).superseded_by == after.citations[0].document_id
    small.remove("report.md")
    assert small.ask("How many partners does the Lotus Programme have?").status == "not_found"
    with pytest.raises(DocumentNotFound):
        small.read(after.citations[0].document_id)


def test_a_bracketed_number_of_the_document_is_no_marker(small: Assistant, tmp_path: Path) -> None:
    add(small, tmp_path, notes="# Notes\n\nThe Lotus Programme was opened in Hue [1] in 2021 [7].")
    answer = small.ask("Where was the Lotus Programme opened?")
    assert re.findall(r"\[(\d+)\]", answer.text) == ["1"]
    assert "[7]" in answer.citations[0].quote, "the quote itself is exact"


def test_a_sentence_of_another_document_is_found_by_vietnamese_words(
    small: Assistant, tmp_path: Path
) -> None:
    add(small, tmp_path, vn="# Ghi chú\n\nThể chế mới được ban hành theo Nghị định 36/2025/NĐ-CP.")
    assert small.search("36/2025/NĐ-CP")[0].source == "vn.md"
    assert small.search("the che moi")[0].source == "vn.md"


def answer_with(*quotes: tuple[int, str, int]) -> Answer:
    """An answer whose text is its quotes; each is (marker, quote, start)."""
    return Answer(
        question="q",
        asked_as="q",
        status="answered",
        parts=tuple(QuotePart(quote, (marker,)) for marker, quote, _ in quotes),
        short_answer=quotes[0][1],
        citations=tuple(
            Citation(marker, "d", "d.md", quote, start, start + len(quote))
            for marker, quote, start in quotes
        ),
        confidence=0.9,
    )


class TestVerification:
    """Against a document of which the test knows every letter."""

    @staticmethod
    def read(document_id: str):  # type: ignore[no-untyped-def]
        from corpus.document import Document

        if document_id != "d":
            raise DocumentNotFound("gone")
        return Document(id="d", source="d.md", text="Alpha is one. Beta is two.")

    def test_what_stands_is_left_as_it_is(self) -> None:
        answer = answer_with((1, "Alpha is one.", 0), (2, "Beta is two.", 14))
        noted = replace(answer, notes=("2 of 2 quotes verified.",))
        assert verified(answer, self.read) == noted
        assert verified(replace(answer, complete=False), self.read).notes == ()

    def test_a_quote_at_the_wrong_place_is_removed_and_counted(self) -> None:
        answer = answer_with((1, "Alpha is one.", 3), (2, "Beta is two.", 14))
        checked = verified(answer, self.read)
        assert checked.text == "Beta is two. [1]"
        assert [c.marker for c in checked.citations] == [1]
        assert checked.short_answer is None
        note = f"{len(checked.citations)} of {len(answer.citations)} quotes verified; 1 removed"
        assert checked.notes[-1].startswith(note)

    def test_an_answer_without_a_standing_quote_is_none(self) -> None:
        checked = verified(answer_with((1, "Alpha is two.", 0)), self.read)
        assert (checked.status, checked.citations) == ("not_found", ())
        assert "Alpha" not in checked.text

    def test_a_marker_that_was_never_issued_is_removed(self) -> None:
        answer = replace(
            answer_with((1, "Alpha is one.", 0)), parts=written("Alpha is one. [1] Gamma. [9]")
        )
        assert verified(answer, self.read).text == "Alpha is one. [1]"


REPORT = (
    "---\ntitle: Report\ndate: 2025-03-12\n---\n# Agencies\n\nThe ministry has 98 agencies abroad."
)
BULLETIN = (
    "---\ntitle: News\ndate: 2023-06-01\n---\n# Agencies\n\nThe ministry has 94 agencies abroad."
)


def test_documents_that_disagree_are_shown_side_by_side(small: Assistant, tmp_path: Path) -> None:
    add(small, tmp_path, report=REPORT, bulletin=BULLETIN)
    answer = small.ask("How many agencies does the ministry have abroad?")
    told = "The documents disagree: 98 (Report, 2025-03-12) [1] and 94 (News, 2023-06-01). [2]"
    assert answer.text.startswith(told)
    assert [citation.source for citation in answer.citations] == ["report.md", "bulletin.md"]
    assert answer.short_answer is None, "neither is the answer"


def test_as_of_a_date_the_later_documents_are_left_out(small: Assistant, tmp_path: Path) -> None:
    add(small, tmp_path, report=REPORT, bulletin=BULLETIN)
    question = "How many agencies does the ministry have abroad"
    for answer in (small.ask(f"{question} as of 2024?"), small.ask(question, as_of="2024-05")):
        assert answer.short_answer == "94"
        assert [citation.source for citation in answer.citations] == ["bulletin.md"]
        assert any("left out: 1 later" in note for note in answer.notes)
    with pytest.raises(QuestionError, match="not a date"):
        small.ask(question, as_of="soon")


def test_of_equal_evidence_the_newer_comes_first(small: Assistant, tmp_path: Path) -> None:
    old = REPORT.replace("2025-03-12", "2021-01-01").replace("98 agencies", "98 offices")
    add(small, tmp_path, a_old=old, b_new=REPORT.replace("98 agencies", "98 offices"))
    answer = small.ask("How many offices does the ministry have abroad?")
    assert answer.citations[0].source == "b_new.md"
