"""Points of a briefing under headings of the documents, in an order that reads well."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.training.chapters.points import KeyPoint
from assistant.training.material import Material
from assistant.training.pack import Quoted, Section
from assistant.training.relevance import Vectors
from corpus.language.dates import YEAR, is_year, years_in
from corpus.language.stems import stems
from corpus.language.word_lists import table
from corpus.language.words import content_words

FEWEST, MOST = 2, 7  # points under a heading
ENOUGH = 0.6  # what a further heading has to add to how well all points fit
CROWDED = 3.0  # how much more a point counts that stands in too long a section
OWN, OWN_OUTER, OWN_TITLE = 1.0, 0.8, 0.65  # how well a point fits the headings it stands under
OTHERS, IN_WORDS = 0.75, 0.1  # of its cosine to what stands under another; and by its words


def sections(chosen: Sequence[KeyPoint], material: Material) -> tuple[Section, ...]:
    """The points in sections, each under the heading that fits it best."""
    groups = _groups(chosen, material)
    ordered = sorted(groups, key=lambda one: _rank(one, groups[one]))
    return tuple(
        Section(
            _plain(heading),
            tuple(
                Quoted(point.span.text, point.span.citation) for point in _in_order(groups[heading])
            ),
        )
        for heading in ordered
    )


def _groups(chosen: Sequence[KeyPoint], material: Material) -> dict[str, list[KeyPoint]]:
    """The points by heading: those headings that together fit all points best, found greedily."""
    centres = _centres(material)
    chosen = _as_one(chosen, material.topic)
    headings = [
        heading
        for heading in dict.fromkeys(one for point in chosen for one in point.headings)
        if not _says_nothing(heading)
    ]
    topic = stems(material.topic)
    telling = [heading for heading in headings if not stems(heading) <= topic]
    headings = telling or headings  # `Trade`, in a briefing on trade, tells nothing
    if not headings:
        return {material.topic[:1].upper() + material.topic[1:]: list(chosen)} if chosen else {}
    fits = np.array([[_fit(point, one, centres[one]) for one in headings] for point in chosen])
    taken: list[int] = []
    closed: set[int] = set()  # headings that gave too few points, or add too little
    while len(taken) + len(closed) < len(headings):
        best = fits[:, taken].max(axis=1) if taken else np.zeros(len(chosen))
        gains = np.maximum(fits - best[:, None], 0.0)
        if taken:  # a section that is too long is parted before all else is made to fit better
            under = fits[:, taken].argmax(axis=1)
            gains *= np.where(np.bincount(under)[under] > MOST, CROWDED, 1.0)[:, None]
        total = gains.sum(axis=0)
        total[[*taken, *closed]] = -1.0
        place = int(total.argmax())
        if taken and total[place] < ENOUGH:
            break
        counts = np.bincount(fits[:, [*taken, place]].argmax(axis=1), minlength=len(taken) + 1)
        if len(chosen) < FEWEST or counts.min() >= FEWEST:
            taken.append(place)
        else:
            closed.add(place)
    used = [headings[at] for at in taken]
    opening = min((heading for heading in used if _stage(heading, ()) == 0), key=len, default=None)
    groups: dict[str, list[KeyPoint]] = defaultdict(list)
    for point, place in zip(chosen, fits[:, taken].argmax(axis=1), strict=True):
        own = used[int(place)]
        groups[opening or own if point.defines else own].append(point)
    return dict(groups)


def _as_one(chosen: Sequence[KeyPoint], topic: str) -> list[KeyPoint]:
    """The points, where headings that say the same (`Aims`, `Aims of trade`) are the first one."""
    known: dict[frozenset[str], str] = {}
    about = stems(topic)

    def first(heading: str) -> str:
        told = stems(" ".join(content_words(_plain(heading)))) - about
        return known.setdefault(told, heading) if told else heading

    return [replace(one, headings=tuple(map(first, one.headings))) for one in chosen]


def _fit(point: KeyPoint, heading: str, centre: Vectors) -> float:
    """How well a point stands under a heading, about 0 to 1."""
    if heading in point.headings:
        if point.headings[-1] == heading:
            return OWN
        return OWN_TITLE if point.headings[0] == heading else OWN_OUTER
    of_heading = stems(heading)
    shared = len(of_heading & stems(point.span.text)) / max(1, len(of_heading))
    return OTHERS * float(point.vector @ centre) + IN_WORDS * shared


def _centres(material: Material) -> dict[str, Vectors]:
    """The mean meaning of all sentences under each heading."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(material.sentences):
        for heading in one.headings:
            rows[heading].append(row)
    return {heading: _unit(material.vectors[own].mean(axis=0)) for heading, own in rows.items()}


def _unit(vector: Vectors) -> Vectors:
    return vector / max(1e-9, float(np.linalg.norm(vector)))


def _plain(heading: str) -> str:
    return _NUMBERED.sub("", heading).strip(" .:")


def _says_nothing(heading: str) -> bool:
    plain = _plain(heading)
    year = _YEAR_HEADING.fullmatch(plain)
    generic = _GENERIC.fullmatch(plain) is not None or bool(year and is_year(year["year"]))
    return len(plain) < 4 or len(plain) > 90 or generic


_NUMBERED = re.compile(r"^(?:(?:Section|Chapter|Part|Article) )?[\dIVX]+(?:\.\d+)*[.):]?\s+(?=\D)")
_GENERIC = re.compile(
    r"(?:introduction|overview|background|conclusions?|summary|abstract|contents|references|notes"
    r"|see also|further reading|sources?|appendix|annex|general|other|others|miscellaneous|preface"
    r"|foreword|(?:section|chapter|part|annex|page|slide|sheet) ?[\w.]*|[\d\W]+)",
    re.IGNORECASE,
)
_YEAR_HEADING = re.compile(rf"(?P<year>{YEAR})(?: and after| onwards)?", re.IGNORECASE)
# Order

_STAGES = tuple(
    re.compile(rf"\b(?:{pattern})", re.IGNORECASE) for _, pattern in table("briefing_stages")
)


def _stage(heading: str, group: Sequence[KeyPoint]) -> int:
    """Where a section belongs: what it is, why, who, how, what is disputed, when."""
    found = [stage for stage, pattern in enumerate(_STAGES) if pattern.search(heading)]
    if years_in(heading):
        found.append(len(_STAGES) - 1)
    if found and found[0] == 0:
        return 0
    defining = 2 * sum(point.defines for point in group) > len(group) > 0
    return max(found, default=1 if defining else 2)


def _rank(heading: str, group: Sequence[KeyPoint]) -> tuple[int, float, float]:
    """Its stage; then what defines before the rest, and what is most about the topic."""
    defining = sum(point.defines for point in group) / len(group)
    return _stage(heading, group), -defining, -max(point.span.relevance for point in group)


def _in_order(group: Sequence[KeyPoint]) -> list[KeyPoint]:
    """What defines the topic first; then documents by their best point, each in its order."""
    best: dict[str, float] = {}
    for point in group:
        name = point.span.document.id
        best[name] = max(best.get(name, 0.0), point.span.relevance)

    def place(one: KeyPoint) -> tuple[bool, float, str, int]:
        name = one.span.document.id
        return not one.defines, -best[name], name, one.span.start

    return sorted(group, key=place)
