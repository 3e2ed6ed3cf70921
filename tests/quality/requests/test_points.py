"""The points that were listed stand in their documents, and the measure counts what it says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation
from assistant.answer_blocks import TextRun
from assistant.answer_parts import AnswerPart, LeadPart, QuotePart
from corpus.document import Document
from corpus.language.identification import reply_language
from corpus.loading import load_document
from tests.quality.requests.points import (
    FOLDERS,
    Point,
    comparisons,
    rows,
    summaries,
    tellers,
)
from tests.quality.requests.sides import Sides, on_its_side, sides_of_quotes
from tests.support.documents import document

SEEDS = Path(__file__).resolve().parents[3].parent / "shared" / "seeds"
LONGEST_PIECE, LONGEST_OF_SEEDS = 15, 12  # words; the seed articles are not ours to ship


def listed() -> list[tuple[str, str]]:
    """Each document's file name with a piece of it."""
    return [
        (name, piece)
        for asked in (*summaries(), *comparisons())
        for point in asked.points
        for name, pieces in point.said_in.items()
        for piece in pieces
    ]


@cache
def shipped() -> dict[str, Path]:
    return {path.name: path for folder in FOLDERS.values() for path in folder.iterdir()}


def squeezed(text: str) -> str:
    return " ".join(text.split())


def misplaced(files: dict[str, Path], pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pieces that do not stand just once in the file and in what the program reads of it."""
    written = {name: squeezed(files[name].read_text(encoding="utf-8")) for name, _ in pieces}
    read = {name: squeezed(load_document(files[name], name).text) for name in written}
    return [
        (name, piece)
        for name, piece in pieces
        if not written[name].count(piece) == read[name].count(piece) == 1
    ]


def test_every_piece_stands_once_in_its_document() -> None:
    assert misplaced(shipped(), [one for one in listed() if one[0] in shipped()]) == []


def test_every_piece_of_a_seed_article_stands_once_in_it() -> None:
    if not SEEDS.is_dir():
        pytest.skip(f"the articles that some points are also said in are not here: {SEEDS}")
    of_seeds = [one for one in listed() if one[0] not in shipped()]
    assert of_seeds
    assert misplaced({path.name: path for path in SEEDS.iterdir()}, of_seeds) == []


def test_pieces_are_neither_too_short_nor_too_long() -> None:
    for name, piece in listed():
        longest = LONGEST_PIECE if name in shipped() else LONGEST_OF_SEEDS
        assert 4 <= len(piece.split()) <= longest, (name, piece)


def test_twenty_documents_have_five_points_each() -> None:
    told = [len(asked.points) for asked in summaries()]
    assert told == [5] * 20
    assert len({row["document"] for row in rows("key_points.jsonl")}) == 20
    briefs = {path.name for path in FOLDERS["briefs"].glob("*.md")} - {"glossary.md"}
    assert briefs <= {row["document"] for row in rows("key_points.jsonl")}


def test_twenty_pairs_have_three_or_four_points_for_each_side() -> None:
    asked = list(comparisons())
    assert len({one.question for one in asked}) == 20
    assert sum(reply_language(one.question) == "vi" for one in asked) == 6
    for one in asked:
        counts = [sum(point.side == side for point in one.points) for side in (0, 1)]
        assert set(counts) <= {3, 4} and sum(counts) == len(one.points), one.question
        assert all(side.casefold() in one.question.casefold() for side in one.sides)
    for row in rows("comparisons.jsonl"):
        held = {p["document"] for p in row["points"]}
        assert all(any(name in held for name in _names(folder)) for folder in row["folders"])


def _names(folder: str) -> set[str]:
    return {path.name for path in FOLDERS[folder].iterdir()}


# --- the measure itself --------------------------------------------------------------------------

PAPER = document(
    "Ships are slow, but they carry much.\n\nTrains are fast on land.\n\n"
    "Ports cost money. Ports have two tasks:\n\n- Ports load ships.\n- Ports store goods."
)


def quote(words: str, marker: int = 1, of: Document = PAPER) -> Citation:
    start = of.text.index(words)
    return Citation.of(of, start, start + len(words), marker)


def tell(point: Point, *quotes: Citation) -> bool:
    return bool(tellers(point, quotes, lambda _: PAPER))


def test_a_point_is_told_by_a_quote_that_holds_a_piece_of_its_document() -> None:
    slow = Point("", {"a.md": ("Ships are slow, but",)})
    assert tell(slow, quote("Ships are slow, but they carry much."))
    assert tell(slow, quote("Ships are slow"))
    assert not tell(slow, quote("they carry much."), quote("Trains are fast on land."))
    assert not tell(Point("", {"b.md": ("Ships are slow, but",)}), quote("Ships are slow, but"))


def test_what_leads_in_a_list_tells_nothing_without_an_item() -> None:
    tasks = Point("", {"a.md": ("Ports have two tasks",)})
    assert not tell(tasks, quote("Ports have two tasks:"))
    assert tell(tasks, quote("Ports have two tasks:"), quote("Ports store goods.", 2))
    assert tell(Point("", {"a.md": ("Ports cost money",)}), quote("Ports cost money."))


def lead(words: str) -> LeadPart:
    return LeadPart((TextRun(words),))


def placed(parts: tuple[AnswerPart, ...], *quotes: Citation) -> list[bool]:
    """Whether each point, of ships and of trains, is told on its side."""
    sides = Sides((("ships",), ("trains",)), (frozenset({"a.md"}), frozenset({"a.md"})))
    standing = sides_of_quotes(Answer("", "", "answered", parts, citations=quotes), sides)
    points = (
        Point("", {"a.md": ("they carry much",)}, side=0),
        Point("", {"a.md": ("fast on land",)}, side=1),
    )
    return [
        on_its_side(one.side, tellers(one, quotes, lambda _: PAPER), standing, sides)
        for one in points
    ]


def test_a_point_is_on_its_side_below_a_heading_or_in_a_line_that_begins_with_it() -> None:
    first, second = quote("they carry much."), quote("fast on land.", 2)
    one, two = QuotePart(first.quote, (1,)), QuotePart(second.quote, (2,))
    assert placed((lead("Ships:"), one, lead("Trains:"), two), first, second) == [True, True]
    assert placed((lead("Trains:"), one, lead("Ships:"), two), first, second) == [False, False]
    assert placed((lead("Ships and trains:"), one, two), first, second) == [False, False]
    whole = quote("Ships are slow, but they carry much.")
    assert placed((QuotePart(whole.quote, (1,)), two), whole, second) == [True, False]


def test_two_documents_go_by_their_titles_and_one_document_by_none() -> None:
    titles = {"a.md": "On ships", "b.md": "On trains"}
    two = Sides.of(("X", "Y"), [(0, ["a.md"]), (1, ["b.md", "a.md"])], titles)
    assert two.named_in("“On trains”:") == two.named_in("b.md") == {1}
    assert two.only_in("b.md") == {1} and two.only_in("a.md") == set()
    one = Sides.of(("ships", "trains"), [(0, ["a.md"]), (1, ["a.md"])], titles)
    assert one.named_in("On ships") == set() and one.named_in("Of ships") == {0}


def test_a_quote_under_no_side_is_of_the_side_that_alone_is_told_in_its_document() -> None:
    sides = Sides((("ships",), ("trains",)), (frozenset({"a.md"}), frozenset({"b.md"})))
    told = [quote("they carry much.")]
    assert on_its_side(0, told, {}, sides)
    assert not on_its_side(1, told, {}, sides)
