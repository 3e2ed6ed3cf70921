"""Stems in plainer words: taken where every check holds, else the stem stays as it was."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from assistant.answer import Citation, Reworded
from assistant.training.pack import Item
from assistant.training.quiz.criteria.rubric import broken
from assistant.training.quiz.pool import CandidateItem
from assistant.training.quiz.rewording import with_plainer_stems

STEM = "Which body is it that decides on the shares of the parties?"
PLAINER = "Which body decides on the shares of the parties?"
OPTIONS = ("The Council", "The Secretariat", "The Inspection Unit", "The Assembly")


def candidate(stem: str = STEM, answer: str = "The Council") -> CandidateItem:
    quote = "The Council decides on the shares of the parties."
    cited = Citation(1, "d1", "rules.md", quote, 0, len(quote))
    item = Item("", "multiple_choice", stem, answer, "medium", (cited,), OPTIONS)
    others = tuple(one for one in OPTIONS if one != answer)
    return CandidateItem(item, (), stem, answer, others)


def asked(reply: str, *others: CandidateItem, one: CandidateItem | None = None) -> Item:
    sent: list[tuple[str, frozenset[str]]] = []

    def plainer(question: str, documents: Collection[str]) -> Reworded | None:
        sent.append((question, frozenset(documents)))
        return Reworded(reply, "language model tiny") if question == STEM else None

    def fault(new: CandidateItem) -> str | None:
        assert new.question == new.item.stem  # the reader judges what is asked
        return next(iter(broken(new.item).values()), None)

    first = one or candidate()
    made = with_plainer_stems([first, *others], plainer, fault)
    assert [two.item for two in made[1:]] == [two.item for two in others]
    assert all(documents == {"d1"} for _, documents in sent)
    return made[0].item


def test_a_plainer_stem_is_taken_and_marked() -> None:
    item = asked(PLAINER)
    assert (item.stem, item.stem_by) == (PLAINER, "language model tiny")
    assert replace(item, stem=STEM, stem_by="") == candidate().item


@pytest.mark.parametrize(
    "reply",
    [
        "Which council decides on the shares of the parties?",  # tells the answer
        "Which body never decides on the shares of the parties?",  # breaks a criterion
        "Which body decides on it all?",
    ],
)
def test_what_breaks_a_check_is_not(reply: str) -> None:
    if "it all" in reply:  # asks the same as another item
        other = candidate("Which body decides on it all in the end?")
        assert asked(reply, other) == candidate().item
    else:
        assert asked(reply) == candidate().item


def test_what_no_reader_judged_keeps_its_stem() -> None:
    settled = replace(candidate(), question="")
    assert asked(PLAINER, one=settled) == candidate().item


def test_none_is_begun_when_the_time_is_over() -> None:
    def plainer(question: str, documents: Collection[str]) -> Reworded | None:
        raise AssertionError("asked")

    assert with_plainer_stems([candidate()], plainer, lambda new: None, seconds=-1)
