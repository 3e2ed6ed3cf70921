"""Summaries and comparisons of documents: their sentences, under their headings, in their order."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.requests.outlines import (
    FEWEST_POINTS,
    MOST_CHARACTERS,
    MOST_POINTS,
    POINTS,
    outline,
    points_asked,
    points_of,
)
from corpus.document import Document
from corpus.loading import load_document
from index.question import Question
from tests.support.hashing_embedder import HashingEmbedder

OFFICE = Path(__file__).parents[2] / "quality" / "requests" / "office"


def embed(texts: list[str]) -> NDArray[np.float32]:
    return HashingEmbedder().embed_documents(texts)


def loaded(name: str) -> Document:
    return load_document(OFFICE / name, name)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Summarise it in three points", 3),
        ("five bullets from the minutes please", 5),
        ("Tóm tắt thành ba ý", 3),
        ("7 sentences on the decree", 7),
        ("Summarise the minutes of 12 March", None),
        ("Summarise Decree 36", None),
        ("in 400 lines", None),
        ("", None),
    ],
)
def test_how_many_points_are_asked_for(text: str, count: int | None) -> None:
    assert points_asked(text) == count


@pytest.mark.parametrize("name", ["strategy-quantum-2030.md", "chi-thi-du-lieu-mo.md"])
def test_a_summary_is_sentences_in_the_order_of_the_text(name: str) -> None:
    document = loaded(name)
    answer = outline(Question.of("Summarise it"), document, embed)
    assert answer is not None and len(answer.citations) == FEWEST_POINTS
    assert [one.start for one in answer.citations] == sorted(o.start for o in answer.citations)
    for one in answer.citations:
        assert document.text[one.start : one.end] == one.quote
    headings = {one.headings[-1] for one in answer.citations}
    assert len(headings) > 2, "it is spread over the sections"
    assert all(heading in answer.text for heading in headings)


def test_no_letterhead_is_a_point() -> None:
    for name in ("strategy-quantum-2030.md", "phat-bieu-thu-truong.md"):
        answer = outline(Question.of(f"{MOST_POINTS} points"), loaded(name), embed)
        assert answer is not None
        assert not any("Adopted by" in c.quote or "Hạ Long" in c.quote for c in answer.citations)


def test_a_document_without_sentences_has_no_summary(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Contents\n\n## One\n\n## Two\n", encoding="utf-8")
    assert (
        outline(Question.of("Summarise"), load_document(tmp_path / "a.md", "a.md"), embed) is None
    )


def test_a_short_list_is_one_point_with_what_leads_it_in(tmp_path: Path) -> None:
    file = tmp_path / "harbour.md"
    file.write_text(
        "# Harbour\n\nThe harbour board has three duties towards the boats:\n\n- to keep the "
        "pier;\n- to light the entrance;\n- to tell of storms.\n\nBoats pay nothing at all for "
        "their mooring in winter.\n",
        encoding="utf-8",
    )
    document = load_document(file, "harbour.md")
    first, second = points_of(document)
    assert first.words == (
        "The harbour board has three duties towards the boats: to keep the pier; to light the "
        "entrance; to tell of storms."
    )
    assert document.text[first.start : first.end].endswith("to tell of storms.")
    assert second.words.startswith("Boats pay nothing")
    answer = outline(Question.of("Summarise it"), document, embed)
    assert answer is not None and answer.text.count("to light the entrance") == 1


def test_a_summary_of_a_long_document_takes_no_longer_than_of_a_part(tmp_path: Path) -> None:
    lines = [
        f"## Part {number}\n\nThe office of part {number} pays {number} crowns for all its ships."
        for number in range(20_000)
    ]
    (tmp_path / "long.md").write_text("# Long\n\n" + "\n\n".join(lines), encoding="utf-8")
    document = load_document(tmp_path / "long.md", "long.md")
    assert len(document.text) > 4 * MOST_CHARACTERS
    begun = time.process_time()
    answer = outline(Question.of("Summarise it"), document, embed)
    assert answer is not None and len(answer.citations) == POINTS
    assert time.process_time() - begun < 10
    places = [one.start / len(document.text) for one in answer.citations]
    assert all(document.text[one.start : one.end] == one.quote for one in answer.citations)
    assert len(set(places)) == POINTS
