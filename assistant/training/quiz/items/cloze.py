"""Cloze: a sentence with a gap that one thing fills."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from assistant.training.pack import BLANK, Item
from assistant.training.quiz import difficulty
from assistant.training.quiz.items.accepted import accepted
from assistant.training.quiz.items.gaps import gaps
from assistant.training.quiz.pool import Candidate, Pool


def candidates(pool: Pool, random: Random) -> Iterator[Candidate]:
    """An item for each gap; which gap of a sentence comes first, the seed says."""
    found = list(gaps(pool))
    random.shuffle(found)
    for gap in found:
        sentence = gap.sentence
        item = Item(
            id="",
            type="cloze",
            stem=sentence.text[: gap.start] + BLANK + sentence.text[gap.end :],
            answer=gap.text,
            difficulty=difficulty.of_cloze(detail=gap.detail),
            citations=(sentence.citation,),
            accepted=accepted(gap.text, sentence, gap.value),
            section=sentence.section,
        )
        yield Candidate(item, (sentence,))
