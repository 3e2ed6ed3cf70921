"""Stems put into plainer words by a language model, kept only where every check still holds.

A quiz is made and checked without it. Of its items those that ask in words of their own (a choice,
a short answer) may be asked in others: with the same numbers and names, and nothing of the answer
that the stem did not have; the checks, the nineteen criteria and the reader judge the new one as
they did the old one. Where one of them says no the stem stays as it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from assistant.answer import Reworded
from assistant.training.quiz.pool import CandidateItem
from assistant.training.quiz.repetition import tells_answer
from corpus.language.stems import content

REWORDED = ("multiple_choice", "short_answer")  # types whose stem is a question
SECONDS = 60.0  # for all stems of a quiz

# A question, made of some documents (ids), in the words of a language model.
Plainer = Callable[[str, Collection[str]], Reworded | None]


def with_plainer_stems(
    chosen: Sequence[CandidateItem],
    plainer: Plainer,
    fault: Callable[[CandidateItem], str | None],
    seconds: float = SECONDS,
) -> list[CandidateItem]:
    """The candidates of a quiz, some with another stem; `fault` is what checks a candidate. None
    is begun when `seconds` are over."""
    end = time.monotonic() + seconds
    done = list(chosen)
    for place, candidate in enumerate(chosen):
        if time.monotonic() > end:
            break
        if candidate.item.type not in REWORDED or candidate.question != candidate.item.stem:
            continue
        documents = {one.document_id for one in candidate.item.citations}
        told = plainer(candidate.item.stem, documents)
        if told is None:
            continue
        new = _asked_as(candidate, told)
        others = (one for at, one in enumerate(done) if at != place)
        if (
            not _tells_more(new, candidate)
            and not any(tells_answer(new.item, other.item) for other in others)
            and fault(new) is None
        ):
            done[place] = new
    return done


def _asked_as(candidate: CandidateItem, told: Reworded) -> CandidateItem:
    item = replace(candidate.item, stem=told.text, stem_by=told.by)
    return replace(candidate, item=item, question=told.text)


def _tells_more(new: CandidateItem, old: CandidateItem) -> bool:
    """Whether a stem has a word of the answer that the one before did not have."""
    item = new.item
    key = content(" ".join((str(item.answer), *item.accepted)))
    return not content(item.stem) & key <= content(old.item.stem)
