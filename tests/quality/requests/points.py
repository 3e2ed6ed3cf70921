"""How many of the points that were listed beforehand do summaries and comparisons tell?

    python -m tests.quality.requests.points [FOLDER_OF_SEEDS] [--list]

The library is the office files, the briefs, and the seed articles where their folder is named.
`key_points.jsonl` has five points of each of twenty documents, `comparisons.jsonl` three or four
of each side of twenty pairs, listed by somebody who had seen no summary. Printed is how many are
told, not which: who changes the program must not look at them. `--list` prints what is asked.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Citation
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings
from corpus import briefs
from corpus.document import Document
from corpus.language.identification import reply_language
from corpus.loading import load_document
from tests.quality.requests.sides import Sides, file_name, on_its_side, sides_of_quotes

HERE = Path(__file__).parent
FOLDERS = {"briefs": briefs.FOLDER, "office": HERE / "office"}
_SENTENCE_END = re.compile(r"[.!?]\s")


@dataclass(frozen=True, slots=True)
class Point:
    """What should be told; `said_in` are the pieces of sentences that tell it, by file name."""

    point: str
    said_in: Mapping[str, tuple[str, ...]]
    side: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    question: str
    points: tuple[Point, ...]
    called: str  # how it is printed
    sides: tuple[str, ...] = ()


# --- what was listed -----------------------------------------------------------------------------


def rows(file: str) -> list[dict[str, Any]]:
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def summaries() -> Iterator[Asked]:
    """What is asked of each document, by its title or else its file name."""
    for row in rows("key_points.jsonl"):
        name = row["document"]
        document = load_document(FOLDERS[row["folder"]] / name, name)
        verb = "Tóm tắt" if reply_language(document.text) == "vi" else "Summarise"
        points = (Point(one["point"], {name: tuple(one["said_in"])}) for one in row["points"])
        yield Asked(f"{verb} “{document.title or name}”", tuple(points), name)


def comparisons() -> Iterator[Asked]:
    """What is asked of each pair. The document that a point was listed for comes first in
    `said_in`; others that say it too (`also_in`) follow."""
    for row in rows("comparisons.jsonl"):
        points = []
        for one in row["points"]:
            said_in = {one["document"]: one["said_in"], **one.get("also_in", {})}
            told = {name: tuple(pieces) for name, pieces in said_in.items()}
            points.append(Point(one["point"], told, one["side"]))
        yield Asked(row["question"], tuple(points), row["question"], tuple(row["sides"]))


# --- what is told --------------------------------------------------------------------------------


def telling(piece: str, document: Document, quotes: Sequence[Citation]) -> list[Citation]:
    """Those of the quotes of this document that hold the piece, or at least half of it where a
    sentence was cut. What leads in a list tells nothing while no item of the list is quoted."""
    match = re.search(r"\s+".join(map(re.escape, piece.split())), document.text)
    if match is None:
        return []
    start, end = match.span()
    line = document.line_at(start)
    rest = document.text[end : line.end] if line is not None else ""
    if rest.endswith(":") and not _SENTENCE_END.search(rest):
        items = document.list_after(start)
        if items and not any(q.start < i.end and i.start < q.end for q in quotes for i in items):
            return []
    return [q for q in quotes if 2 * (min(q.end, end) - max(q.start, start)) >= end - start]


def tellers(
    point: Point, citations: Iterable[Citation], read: Callable[[str], Document]
) -> list[Citation]:
    """The citations that tell a point."""
    quotes: dict[str, list[Citation]] = defaultdict(list)
    for one in citations:
        quotes[one.document_id].append(one)
    return [
        teller
        for document_id, held in quotes.items()
        for piece in point.said_in.get(file_name(held[0]), ())
        for teller in telling(piece, read(document_id), held)
    ]


# --- the measure ---------------------------------------------------------------------------------


def measure(folder: Path | None) -> None:
    with tempfile.TemporaryDirectory() as data:
        assistant = assemble(Settings(data_dir=Path(data) / "data"))
        for report in assistant.ingest([*FOLDERS.values(), *([folder] if folder else [])]):
            assert report.stored, report.sentence
        measure_summaries(assistant)
        measure_comparisons(assistant)
        assistant.close()


def measure_summaries(assistant: Assistant) -> None:
    told = listed = 0
    for asked in summaries():
        answer = assistant.ask(asked.question, keep=False)
        by_point = [tellers(one, answer.citations, assistant.read) for one in asked.points]
        count = sum(map(bool, by_point))
        told, listed = told + count, listed + len(by_point)
        print(f"{count} of {len(by_point)}  {described(answer)}  {asked.called}")
    print(f"Summaries: {told} of {listed} points told ({told / listed:.2f})\n")


def measure_comparisons(assistant: Assistant) -> None:
    titles = {Path(one.source).name: one.title or one.source for one in assistant.documents()}
    told = right = listed = 0
    for asked in comparisons():
        answer = assistant.ask(asked.question, keep=False)
        told_in = [(one.side, tuple(one.said_in)) for one in asked.points]
        sides = Sides.of(asked.sides, told_in, titles)
        standing = sides_of_quotes(answer, sides)
        by_point = [(one, tellers(one, answer.citations, assistant.read)) for one in asked.points]
        count = sum(bool(quotes) for _, quotes in by_point)
        placed = sum(on_its_side(one.side, quotes, standing, sides) for one, quotes in by_point)
        told, right, listed = told + count, right + placed, listed + len(by_point)
        print(
            f"{count} of {len(by_point)}, {placed} on their side  {described(answer)}  "
            f"{asked.called}"
        )
    print(
        f"Comparisons: {told} of {listed} points told ({told / listed:.2f}), "
        f"{right} on their side ({right / listed:.2f})"
    )


def described(answer: Answer) -> str:
    """What an answer was taken for, and how much it quotes of how many documents."""
    documents = len({one.document_id for one in answer.citations})
    return f"{answer.request}, {len(answer.citations)} quotes of {documents} documents"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="the seed articles")
    parser.add_argument("--list", action="store_true", help="print what is asked, and stop")
    chosen = parser.parse_args()
    if not chosen.list:
        measure(chosen.folder)
        return
    for asked in (*summaries(), *comparisons()):
        print(f"{len(asked.points)} points  {asked.question}")


if __name__ == "__main__":
    main()
