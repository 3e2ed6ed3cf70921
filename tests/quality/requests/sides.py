"""On which side of a comparison does a quote stand?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Answer, Citation
from assistant.answer_blocks import TextLine, lines_of, read_text, unmarked
from assistant.answer_parts import AnswerPart, LeadPart, MissingPart, WrittenPart

OPENING = 6  # words of a quote that can name its side

Place = tuple[str, int, int]
Told = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Sides:
    """The sides of a comparison: `names` that each goes by, the `documents` that each is told in,
    and `titles` that name neither. Two documents go by their titles and file names too; where
    two things in one document are compared, its title names neither."""

    names: tuple[tuple[str, ...], ...]
    documents: tuple[frozenset[str], ...]
    titles: tuple[str, ...] = ()

    @classmethod
    def of(cls, typed: Sequence[str], told_in: Told, titles: Mapping[str, str]) -> Sides:
        """The sides as they were typed. `told_in` has for each point its side and the file names
        of the documents that tell it, first the one it was listed for."""
        told, first = [], []
        for side in (0, 1):
            held = [names for its, names in told_in if its == side]
            told.append(frozenset(name for names in held for name in names))
            first.append(sorted({names[0] for names in held}))
        if set(first[0]) & set(first[1]):
            both = tuple(titles[name] for name in {*first[0], *first[1]})
            return cls(tuple((side,) for side in typed), tuple(told), both)
        names = (
            (side, *own, *(titles[name] for name in own))
            for side, own in zip(typed, first, strict=True)
        )
        return cls(tuple(names), tuple(told))

    def named_in(self, text: str) -> set[int]:
        text = folded(text)
        for title in self.titles:
            text = text.replace(folded(title), " ")
        return {
            side
            for side, forms in enumerate(self.names)
            if any(re.search(rf"(?<!\w){re.escape(folded(form))}(?!\w)", text) for form in forms)
        }

    def begun_with(self, quote: str) -> set[int]:
        """The one side that the first words of a quote name."""
        named = self.named_in(" ".join(quote.split()[:OPENING]))
        return named if len(named) == 1 else set()

    def only_in(self, name: str) -> set[int]:
        """The side that alone is told in the document of this file name, if one is."""
        found = {side for side, names in enumerate(self.documents) if name in names}
        return found if len(found) == 1 else set()


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def place(one: Citation) -> Place:
    return one.document_id, one.start, one.end


def file_name(one: Citation) -> str:
    return Path(one.source).name


def sides_of_quotes(answer: Answer, sides: Sides) -> dict[Place, set[int]]:
    """Under which sides each quote stands, where the answer tells them apart: under a line
    without a quote that names one side, in a line of ours that names it, in a line or below the
    head of a list that begins with it, or in the answer to a part of the question that names it.
    """
    found: dict[Place, set[int]] = defaultdict(set)
    places = {one.marker: place(one) for one in answer.citations}
    heading: set[int] = set()
    for part, lines in _parts_and_lines(answer):
        above: set[int] = set()  # what the first line of this part begins with
        for line in lines:
            markers = [run.marker for run in line if run.marker is not None]
            if not markers:
                named = sides.named_in(unmarked(line))
                heading = named if len(named) == 1 else heading if not named else set()
            elif isinstance(part, LeadPart):
                for marker, named in _of_our_words(line, sides):
                    found[places[marker]] |= named or heading
            else:
                named = sides.begun_with(unmarked(line))
                above = above or named
                for marker in markers:
                    found[places[marker]] |= heading or named or above
    for sub in answer.answers:
        named = sides.named_in(sub.question)
        for one in sub.citations if len(named) == 1 else ():
            found[place(one)] |= named
    return found


def _parts_and_lines(answer: Answer) -> Iterator[tuple[AnswerPart, list[TextLine]]]:
    quotes = {one.marker: one.quote for one in answer.citations}
    for part in answer.parts:
        if isinstance(part, MissingPart):
            continue
        blocks = read_text(part.text, quotes) if isinstance(part, WrittenPart) else part.blocks
        yield part, [line for block in blocks for line in lines_of(block)]


def _of_our_words(line: TextLine, sides: Sides) -> Iterator[tuple[int, set[int]]]:
    """The markers of a line of ours, each with the side that is named last before it."""
    last: set[int] = set()
    for run in line:
        if run.marker is not None:
            yield run.marker, last
        elif named := sides.named_in(run.text):
            last = named if len(named) == 1 else set()


def on_its_side(
    side: int, told_by: Iterable[Citation], standing: Mapping[Place, set[int]], sides: Sides
) -> bool:
    """Whether a quote that tells a point of this side stands under it; a quote that stands under
    none is of the side that alone is told in its document."""
    return any(
        side in (standing.get(place(one)) or sides.only_in(file_name(one))) for one in told_by
    )
