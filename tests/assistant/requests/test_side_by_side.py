"""Two things side by side: documents by their headings, things by what stands under theirs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.requests.side_by_side import (
    POINTS,
    ComparedSide,
    compared_on,
    point_by_point,
    side_by_side,
    sides_under_headings,
)
from corpus.document import Document
from corpus.loading import load_document
from index.question import Question
from tests.support.hashing_embedder import HashingEmbedder

OFFICE = Path(__file__).parents[2] / "quality" / "requests" / "office"
COAST = """\
# Life on the coast

## Harbour fees

The board sets the harbour fees each spring after it has heard the fishermen. Harbour fees are paid
by all boats that stay a night. A boat in distress is free of harbour fees.

## Fishing licences

The county sells fishing licences to everyone who lives here. A licence is good for one year and may
be sold to nobody else.

### Old licences

Licences of the last century are good for as long as their owners live in the county.

## Lighthouses

Lighthouses are kept by the navy and are lit from dusk until the morning.
"""


def embed(texts: list[str]) -> NDArray[np.float32]:
    return HashingEmbedder().embed_documents(texts)


@pytest.fixture
def coast(tmp_path: Path) -> Document:
    file = tmp_path / "coast.md"
    file.write_text(COAST, encoding="utf-8")
    return load_document(file, "coast.md")


def sides(texts: Sequence[str], *documents: Document) -> list[ComparedSide]:
    return sides_under_headings(texts, lambda stems: documents)


def test_two_documents_are_compared_under_the_headings_that_both_have() -> None:
    sides = [load("strategy-quantum-2030.md"), load("strategy-ocean-2030.md")]
    answer = point_by_point(Question.of("Compare them"), sides, embed)
    assert answer is not None
    told = [(one.document_id, one.headings[-1]) for one in answer.citations]
    assert told == [
        (side.id, heading) for heading in ("Aims", "Means", "Risks", "Review") for side in sides
    ]
    assert "Quantum cooperation strategy 2030: The strategy" in answer.text


def test_documents_without_common_headings_are_not_compared_point_by_point() -> None:
    sides = [load("strategy-quantum-2030.md"), load("minutes-council-2026-04-17.md")]
    assert point_by_point(Question.of("Compare them"), sides, embed) is None


def load(name: str) -> Document:
    return load_document(OFFICE / name, name)


def test_things_are_told_by_what_stands_under_their_headings(coast: Document) -> None:
    found = sides(["What are harbour fees?", "What are fishing licences?"], coast)
    assert [one.name for one in found] == ["Harbour fees", "Fishing licences"]
    answer = side_by_side(Question.of("Compare them"), found, embed)
    assert answer is not None
    lines = answer.text.split("\n")
    first, second = lines.index("Harbour fees"), lines.index("Fishing licences")
    assert "Lighthouses" not in lines and first < second
    for cited in answer.citations:
        assert coast.text[cited.start : cited.end] == cited.quote
        assert ("fees" in cited.quote) == (cited.marker <= 3), "each below its own side"
    assert any("last century" in one.quote for one in answer.citations), "what is below belongs"
    assert 4 <= len(answer.citations) <= 2 * POINTS


def test_a_heading_with_the_whole_name_comes_before_one_with_a_part_of_it(tmp_path: Path) -> None:
    file = tmp_path / "fees.md"
    file.write_text(
        "# On money\n\n## Harbours\n\nHarbours are many along the coast of this county.\n\n"
        "## What harbour fees are\n\nEach boat pays for the night that it stays in port.\n\n"
        "## Road fees\n\nEach car pays for the bridge that it goes over by day.\n",
        encoding="utf-8",
    )
    found = sides(["What are harbour fees?", "What are road fees?"], load_document(file, "fees.md"))
    assert [one.name for one in found] == ["What harbour fees are", "Road fees"]


@pytest.mark.parametrize(
    "texts",
    [
        ["What are harbour fees?", "What are railways?"],  # none has that
        ["What are harbour fees?", "What are harbour fees?"],
        ["What are old fees?", "What are fishing licences?"],  # half of the words
        ["What is life on the coast?", "What are lighthouses?"],  # a title is no heading
    ],
)
def test_what_has_no_heading_of_its_own_is_asked_as_a_question(
    coast: Document, texts: list[str]
) -> None:
    assert sides(texts, coast) == []


def test_nothing_is_compared_with_nothing(coast: Document) -> None:
    assert (
        side_by_side(Question.of("Compare"), [ComparedSide(coast, "Nothing", (0, 3))], embed)
        is None
    )


def test_on_what_documents_are_compared(coast: Document) -> None:
    both = [
        ComparedSide(coast, "Life on the coast"),
        ComparedSide(load("travel-circular-2026.md"), "Circular 14"),
    ]
    asked = ["What does Life on the coast say on fees?", "What does Circular 14 say on fees?"]
    assert {"fee"} <= compared_on(asked, both)
    assert not compared_on(["Life on the coast?", "Circular 14?"], both)
