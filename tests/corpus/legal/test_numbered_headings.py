"""Places under headings that begin with a number alone: `3. Reporting`."""

from __future__ import annotations

import pytest

from corpus.document import Document
from corpus.legal.provisions import Outline, Step
from corpus.loading import document_from_bytes


def markdown(*headings: str) -> Document:
    """Each heading over a line of text that names it."""
    lines = [f"{heading}\n\nText of {heading.strip('# ')}.\n\n" for heading in headings]
    return document_from_bytes("".join(["# Harbour guide\n\n", *lines]).encode(), "a.md")


def places(document: Document) -> list[str]:
    outline = Outline.of(document)
    return [] if outline.main_kind is None else [one.place for one in outline.provisions]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (
            ["## 1. Aim", "## 2. Scope", "### 2.1 Ships", "### 2.2 Berths", "## 3. Fees"],
            ["Section 1", "Section 2", "Section 2.1", "Section 2.2", "Section 3"],
        ),
        (["## 1 Mục đích", "## 2 Phạm vi"], ["Mục 1", "Mục 2"]),
        (["## I. Purpose", "## II. Staff", "### 1. Wardens"], [
            "Section I", "Section II", "Section II.1",
        ]),
        (["## 1. Aim", "## 2. Scope", "## Annex A", "### 1. Forms"], [
            "Section 1", "Section 2", "Annex A", "Annex A, paragraph 1",
        ]),
        # What leaves a number out, counts nothing or begins anew names no place.
        (["## 1. Aim", "## 3. Fees"], []),
        (["## 5 ways to save", "## 10 Harbour Street"], []),
        (["## 1. Aim", "## 2. Scope", "## 1. Aim again"], []),
        (["## 1. Alone"], []),
        (["## 2024 in short", "## 2025 in short"], []),
    ],
)  # fmt: skip
def test_places_by_number(headings: list[str], expected: list[str]) -> None:
    assert places(markdown(*headings)) == expected


def test_a_section_holds_those_below_it_whatever_their_level() -> None:
    document = markdown("## 1. Aim", "## 2. Scope", "## 2.1 Ships", "## 2.2 Berths", "## 3. Fees")
    outline = Outline.of(document)
    (scope,) = outline.find([Step("section", "2")])
    assert "2.2 Berths" in document.text[scope.start : scope.end]
    assert "3. Fees" not in document.text[scope.start : scope.end]
    (ships,) = outline.find([Step("section", "2.1")])
    assert document.text[ships.start : ships.end].split() == "2.1 Ships Text of 2.1 Ships.".split()


def test_a_heading_over_a_heading_in_plain_text() -> None:
    text = (
        "Ice roads\n\nIce roads join nine villages in the far north.\n\n1. Reasons\n\n"
        "There is no other road there.\n\n2. Loads\n\n2.1 Lorries\n\nLorries carry 18 tonnes.\n\n"
        "3. Closing\n\nThe road closes on 2 April.\n"
    )
    document = document_from_bytes(text.encode(), "a.txt")
    assert places(document) == ["Section 1", "Section 2", "Section 2.1", "Section 3"]
