"""What is quoted beside the best sentence: shares of its score, at their boundaries; and lists."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from assistant.reader.reading import Reading, ScoredSentence

from assistant.answering.selection import PassageDocuments, SelectedQuote, choose
from assistant.question.analysis import analyse
from corpus.document import Chunk, Document
from index.passage import Passage
from tests.support.documents import document

WORDS = ("alpha boats", "bravo cranes", "charlie docks", "delta engines", "echo ferries")
TEXT = " ".join(f"{words.capitalize()}." for words in WORDS)
FACT = analyse("harbour fees")


def reading(
    whole: Document, scores: Sequence[float], score: float | None = None, texts: Sequence[str] = ()
) -> Reading:
    """A passage of its own whose sentences have these scores."""
    sentences = []
    for text, value in zip(texts or whole.text.split(". "), scores, strict=False):
        start = whole.text.index(text)
        end = start + len(text) + (whole.text[start + len(text) :][:1] == ".")
        sentences.append(ScoredSentence(start, end, whole.text[start:end], value, 1.0))
    chunk = Chunk(whole.id, 0, len(whole.text), whole.text)
    best = max(scores) if score is None else score
    return Reading(Passage(chunk, 0.0, whole.source), best, tuple(sentences), 1.0, ())


def chosen(*readings: Reading, of: Sequence[Document]) -> list[str]:
    known = {whole.id: whole for whole in of}
    return [quote.document.text[quote.start : quote.end] for quote in found(readings, known)]


def found(
    readings: Sequence[Reading], known: dict[str, Document], asked: str = ""
) -> list[SelectedQuote]:
    question = analyse(asked) if asked else FACT
    return choose(question, readings, PassageDocuments(known.__getitem__))


@pytest.mark.parametrize(("score", "quoted"), [(0.51, True), (0.49, False)])
def test_a_sentence_beside_the_best_one_needs_half_of_its_strength(
    score: float, quoted: bool
) -> None:
    one = document(TEXT)
    expected = ["Alpha boats.", "Bravo cranes."] if quoted else ["Alpha boats."]
    assert chosen(reading(one, [1.0, score]), of=[one]) == expected


@pytest.mark.parametrize(("passage", "quoted"), [(0.45, True), (0.35, False)])
def test_a_sentence_beside_needs_two_fifths_of_the_score(passage: float, quoted: bool) -> None:
    # A passage that is worth less than its sentences: 0.1 less for the second than for the first.
    one = document(TEXT)
    less = 1.0 - passage
    first = reading(one, [2 * less, less], score=1.0)
    assert len(chosen(first, of=[one])) == 1 + quoted


@pytest.mark.parametrize(("distance", "quoted"), [(2, True), (3, False)])
def test_beside_is_at_most_two_sentences_away(distance: int, quoted: bool) -> None:
    one = document(TEXT)
    scores = [1.0, 0.0, 0.0, 0.0, 0.0]
    scores[distance] = 0.55  # enough beside, too little elsewhere
    assert len(chosen(reading(one, scores), of=[one])) == 1 + quoted


@pytest.mark.parametrize(("score", "quoted"), [(0.61, True), (0.59, False)])
def test_a_sentence_elsewhere_needs_three_fifths_of_the_score(score: float, quoted: bool) -> None:
    one, other = document(TEXT, id="1" * 16), document("Foxtrot grain.", id="2" * 16)
    readings = reading(one, [1.0]), reading(other, [0.8], score=score)
    assert len(chosen(*readings, of=[one, other])) == 1 + quoted


@pytest.mark.parametrize(("strength", "quoted"), [(0.51, True), (0.49, False)])
def test_a_good_passage_does_not_make_up_for_a_weak_sentence(strength: float, quoted: bool) -> None:
    one, other = document(TEXT, id="1" * 16), document("Foxtrot grain.", id="2" * 16)
    readings = reading(one, [1.0]), reading(other, [strength], score=0.9)
    assert len(chosen(*readings, of=[one, other])) == 1 + quoted


LIST = document("The port needs:\n\n1. cranes\n- large\n- small\n(a) pilots\n\nIt has boats.")


@pytest.mark.parametrize("item", ["cranes", "small", "pilots"])
def test_an_item_that_answers_a_list_question_brings_its_whole_list(item: str) -> None:
    readings = [reading(LIST, [1.0], texts=[item])]
    (quote,) = found(readings, {LIST.id: LIST}, "What are the needs of the port?")
    assert quote.lines == ("The port needs:", "cranes", "large", "small", "pilots")
    assert LIST.text[quote.start : quote.end].endswith("(a) pilots")


def test_a_lead_brings_its_list_and_a_line_without_one_only_itself() -> None:
    readings = [reading(LIST, [1.0], texts=["The port needs:"])]
    (quote,) = found(readings, {LIST.id: LIST})
    assert len(quote.lines) == 5
    (quote,) = found([reading(LIST, [1.0], texts=["It has boats"])], {LIST.id: LIST})
    assert quote.lines == ("It has boats.",)
