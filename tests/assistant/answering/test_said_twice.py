"""What two documents say in the same words is quoted once, of the newest."""

from __future__ import annotations

import pytest

from assistant.answering.generator import fitted
from assistant.answering.selection import EvidenceSentence, scored
from assistant.reader.logits import PassageLogits, SentenceLogits
from assistant.reader.passages import ReadPassage
from corpus.document import Chunk, Document
from corpus.told_text import ToldText
from index.passage import Passage


def read(rank: int, sentence: str, date: str | None = None) -> ReadPassage:
    """A passage of one sentence, the less likely the higher its rank."""
    name = f"{rank}.md"
    logits = SentenceLogits(3.0 - rank, 0.0, 0, len(sentence), 0.0)
    return ReadPassage(
        told=ToldText.as_it_stands(sentence),
        sentences=((0, len(sentence)),),
        reading=PassageLogits(3.0 - rank, 3.0, (logits,)),
        rank=rank,
        cosine=0.5,
        dense_rank=rank,
        keyword_rank=rank,
        same_language=True,
        document=name,
        start=0,
        passage=Passage(Chunk(name, 0, len(sentence), sentence), 1.0, name, date=date),
        source=Document(name, name, sentence),
    )


def kept(*passages: ReadPassage) -> list[EvidenceSentence]:
    weights, kinds = fitted()
    question = "How many partners does the fund have?"
    return scored(question, passages, kinds.probabilities(question), weights.sentence_alone)


@pytest.mark.parametrize(
    ("sentence", "places"),
    [("The fund now has forty partners.", [0]), ("The fund has forty partners.", [0, 1])],
    ids=["six words", "five words"],
)
def test_a_sentence_within_another_is_not_quoted_again(sentence: str, places: list[int]) -> None:
    longer = f"As is known: {sentence}"
    assert [one.passage for one in kept(read(0, sentence), read(1, longer))] == places
    assert [one.passage for one in kept(read(0, longer), read(1, sentence))] == places


def test_words_are_compared_and_not_letters() -> None:
    one = read(0, "He art is what counts for many.")
    assert len(kept(one, read(1, "The art is what counts for many."))) == 2


@pytest.mark.parametrize(
    ("dates", "place"),
    [(("2021-01-01", "2025-03-12"), 1), (("2025-03-12", "2021-01-01"), 0), ((None, None), 0)],
)
def test_of_equal_sentences_the_newest_stands_in_the_place_of_the_likeliest(
    dates: tuple[str | None, str | None], place: int
) -> None:
    one, other = read(0, "The fund has 98 partners.", dates[0]), "The fund has 98 partners!"
    (found,) = kept(one, read(1, other, dates[1]))
    assert found.passage == place
