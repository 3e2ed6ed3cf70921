"""The generator over a scorer that says what it is told to: refusals, parts, and disagreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.answering import generator
from assistant.answering.calibration import Calibration
from assistant.answering.generator import SURE, ExtractiveGenerator, fitted
from assistant.answering.logistic import Logistic
from assistant.question.analysis import analyse
from assistant.reader.logits import PassageLogits, SentenceLogits
from assistant.reader.passages import PassageText
from assistant.reader.reader import PassageReader
from corpus.document import Chunk, Document
from index.passage import Passage
from index.question import Question
from tests.support.documents import document

HUE, HANOI = "Hue has nine bridges.", "Hanoi has four bridges."
DOCUMENT = document(f"{HUE} {HANOI}", id="1" * 16, source="bridges.md")


class Told:
    """A scorer that takes the sentences with these words for evidence, as surely as is told."""

    name = "told"

    def __init__(self, **logits: float) -> None:
        self._logits = logits
        self.read_at_once: list[int] = []  # texts

    def read(
        self, question: str, texts: Sequence[PassageText], until: float | None = None
    ) -> list[PassageLogits | None]:
        self.read_at_once.append(len(texts))
        asked = {word: logit for word, logit in self._logits.items() if word in question}
        found: list[PassageLogits | None] = []
        for text in texts:
            scores = tuple(
                SentenceLogits(self._of(asked, text.text[a:b]), -12.0, a, b, 0.0)
                for a, b in text.sentences
            )
            best = max(score.evidence for score in scores)
            found.append(PassageLogits(best, best, scores))
        return found

    @staticmethod
    def _of(asked: dict[str, float], sentence: str) -> float:
        return max((logit for word, logit in asked.items() if word in sentence), default=-8.0)


@pytest.fixture(autouse=True)
def weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """All is as likely as the best sentence's logit says."""
    shipped, kinds = fitted()
    plain = Logistic(("evidence",), (0.0,), (1.0,), (1.0,), 0.0)
    alone = replace(shipped.limits["value"], first=0.9, joined=0.9, sentences=1)
    told = replace(
        shipped,
        sentence=plain,
        sentence_alone=plain,
        answerable=plain,
        right=plain,
        refuse_below=0.5,
        refuse_below_alone=0.5,
        limits=dict.fromkeys(shipped.limits, alone),
    )
    monkeypatch.setattr(generator, "fitted", lambda: (told, kinds))


def passages(*documents: Document) -> list[Passage]:
    return [
        Passage(
            Chunk(one.id, 0, len(one.text), one.text),
            1.0,
            one.source,
            one.title,
            one.date,
            chunk_id=number,
            cosine=0.5,
            dense_rank=number,
            keyword_rank=number,
        )  # fmt: skip
        for number, one in enumerate(documents)
    ]


def answered(question: str | Question, told: Told, *documents: Document, **options: Any) -> Answer:
    every = documents or (DOCUMENT,)
    known = {one.id: one for one in every}
    made = ExtractiveGenerator(PassageReader(told, known.__getitem__), **options)
    asked = analyse(question) if isinstance(question, str) else question
    *_, last = made.generate(asked, passages(*every))
    return last


@pytest.mark.parametrize(
    ("question", "logit", "read"),
    [
        ("How many bridges has Hue?", SURE + 0.01, [3]),
        ("How many bridges has Hue?", SURE - 0.01, [3, 2]),
        ("Which bridges has Hue? List all of them.", SURE + 0.01, [5]),
    ],
)
def test_no_more_is_read_where_one_of_the_first_passages_surely_answers(
    question: str, logit: float, read: list[int]
) -> None:
    every = [document(HUE, id=str(n) * 16, source=f"{n}.md") for n in range(5)]
    told = Told(Hue=logit)
    answer = answered(question, told, *every)
    assert answer.status == "answered"
    assert told.read_at_once == read


@pytest.mark.parametrize(("logit", "status"), [(0.01, "answered"), (-0.01, "not_found")])
def test_it_answers_from_the_fitted_probability_on(logit: float, status: str) -> None:
    answer = answered("How many bridges has Hue?", Told(Hue=logit))
    assert answer.status == status
    if status == "answered":
        assert [citation.quote for citation in answer.citations] == [HUE]
    else:
        assert answer.absence is not None and answer.text.startswith("The documents do not say: ")


@pytest.mark.parametrize(("threshold", "status"), [(0.7, "answered"), (0.75, "not_found")])
def test_a_threshold_is_of_the_confidence(threshold: float, status: str) -> None:
    # sigmoid(1) is .731
    answer = answered("How many bridges has Hue?", Told(Hue=1.0), threshold=threshold)
    assert (answer.status, round(answer.confidence, 3)) == (status, 0.731)


def test_the_librarys_calibration_makes_the_confidence() -> None:
    made = Calibration(slope=1.0, intercept=-1.0, threshold=0.5, reader="told")
    answer = answered("How many bridges has Hue?", Told(Hue=1.0), calibration=made)
    assert answer.confidence == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("hue", "hanoi", "expected"),
    [
        (2.0, 1.0, ("answered", 0.731, [HUE, HANOI])),
        (2.0, -1.0, ("partial", 0.881, [HUE])),
        (-1.0, -1.0, ("not_found", 0.269, [])),
    ],
)
def test_parts_are_answered_one_by_one_and_what_is_missing_is_named(
    hue: float, hanoi: float, expected: tuple[str, float, list[str]]
) -> None:
    asked = replace(
        Question.of("Compare Hue and Hanoi"),
        parts=(analyse("What is Hue?"), analyse("What is Hanoi?")),
    )
    answer = answered(asked, Told(Hue=hue, Hanoi=hanoi))
    quotes = [citation.quote for citation in answer.citations]
    assert (answer.status, round(answer.confidence, 3), quotes) == expected
    assert ("“What is Hanoi?”" in answer.text) is (answer.status == "partial")


def test_each_side_of_a_comparison_stands_below_what_is_asked_of_it() -> None:
    compared = analyse("Compare Hue and Hanoi")
    assert len(compared.parts) == 2
    answer = answered(compared, Told(Hue=2.0, Hanoi=1.0))
    lines = [line for line in answer.text.split("\n") if line]
    assert lines == ["What is Hue?", f"{HUE} [1]", "What is Hanoi?", f"{HANOI} [2]"]
    several = replace(compared, compares=False)
    assert "What is" not in answered(several, Told(Hue=2.0, Hanoi=1.0)).text
    one_side = answered(compared, Told(Hue=2.0, Hanoi=-1.0))
    assert one_side.status == "partial" and "What is Hue?" not in one_side.text


def test_documents_that_disagree_are_both_quoted_the_newest_first_and_what_else_was_chosen() -> (
    None
):
    old = document("Hue has nine bridges.", id="1" * 16, source="a.md", title="A", date="2020")
    new = document("Hue has ten bridges.", id="2" * 16, source="b.md", title="B", date="2026")
    answer = answered("How many bridges has Hue?", Told(Hue=2.0), old, new)
    assert answer.text.startswith("The documents disagree: ten (B, 2026) [1] and nine (A, 2020).")
    assert [citation.quote for citation in answer.citations] == [new.text, old.text]
    assert answer.short_answer is None
    third = document("It counts many of them twice.", id="3" * 16, source="c.md", title="C")
    beside = answered("How many bridges has Hue?", Told(Hue=2.0, many=3.0), old, new, third)
    assert beside.text.startswith("The documents disagree")
    assert [citation.quote for citation in beside.citations] == [new.text, old.text, third.text]
    compared = answered("Compare the bridges of Hue over the years", Told(Hue=2.0), old, new)
    assert "disagree" not in compared.text


def test_what_a_named_document_does_not_say_is_not_told_from_another() -> None:
    hue = document(HUE, id="1" * 16, source="hue.md", title="Hue")
    hanoi = document(HANOI, id="2" * 16, source="hanoi.md", title="Hanoi")
    parts = tuple(
        replace(analyse("How many bridges has Hue?"), documents=frozenset({one}))
        for one in (hue.id, "3" * 16)
    )
    asked = replace(Question.of("What do both say of the bridges of Hue?"), parts=parts)
    answer = answered(asked, Told(Hue=2.0, Hanoi=2.0), hue, hanoi)
    assert (answer.status, [one.quote for one in answer.citations]) == ("partial", [HUE])
    asked = replace(asked, parts=(replace(parts[0], documents=frozenset({hanoi.id})), parts[0]))
    answer = answered(asked, Told(Hue=2.0), hue, hanoi)
    assert answer.status == "partial" and "“How many bridges has Hue?” (Hanoi)" in answer.text


def test_no_passage_and_a_removed_document_are_refusals() -> None:
    def gone(document_id: str) -> Document:
        from corpus.errors import DocumentNotFound

        raise DocumentNotFound(document_id)

    made = ExtractiveGenerator(PassageReader(Told(Hue=2.0), gone))
    for some in ([], passages(DOCUMENT)):
        (answer,) = made.generate(analyse("How many bridges has Hue?"), some)
        assert (answer.status, answer.absence) == ("not_found", "nothing")


def test_snapshots_grow_and_only_the_last_is_complete() -> None:
    asked = replace(
        Question.of("Compare Hue and Hanoi"),
        parts=(analyse("What is Hue?"), analyse("What is Hanoi?")),
    )
    reader = PassageReader(Told(Hue=2.0, Hanoi=2.0), lambda _: DOCUMENT)
    some = list(ExtractiveGenerator(reader).generate(asked, passages(DOCUMENT)))
    assert [len(one.citations) for one in some] == [1, 2]
    assert [one.complete for one in some] == [False, True]
