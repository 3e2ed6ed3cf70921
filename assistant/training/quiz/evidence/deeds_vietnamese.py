"""Who does what, by a Vietnamese sentence: its first actors, those by whom something is done, and
persons of whom it says what they are.

Vietnamese verbs have no endings, so that closed lists of what people and bodies do show where the
name of an actor ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language.names.vietnamese import (
    BODY_NOUN,
    HONORIFIC,
    OFFICE,
    VietnameseName,
    named_at,
)
from corpus.language.word_lists import grouped, one_of

_WORDS = grouped("training_words")
_ACTS = grouped("fact_words")["vietnamese_deeds"] | _WORDS["vietnamese_acts"]

MOST_WORDS = 16  # of the name of an actor
FURTHEST = 120  # characters that may stand before the first actor
OUGHT, DOES, IS = "ought", "does", "is"


@dataclass(frozen=True, slots=True)
class VietnameseDeed:
    """An actor with the way in which the sentence tells of it: what it is, does or ought to do.

    The name is `text[start:end]`, and what is told of it `text[told:]`; -1 where it is no subject
    of the sentence, or one of several.
    """

    name: VietnameseName
    way: str
    start: int = -1
    end: int = -1
    told: int = -1

    @property
    def is_subject(self) -> bool:
        return self.start >= 0


def deeds_in(text: str) -> tuple[VietnameseDeed, ...]:
    """The actors of a sentence, its subject first, each once."""
    held = list(_holder(text))  # who is named beside an office is the actor, and not the office
    found = [*_introduced(text), *(held or _first(text)), *_agents(text)]
    kept: dict[tuple[str, ...], VietnameseDeed] = {}
    for one in sorted(found, key=lambda each: not each.is_subject):
        kept.setdefault((one.name.kind, *one.name.key), one)
    return tuple(kept.values())


def _first(text: str) -> Iterator[VietnameseDeed]:
    """Those of whom the sentence tells, after a lead like `Ngày 5 tháng 3, `."""
    starts = [0]
    if _LEAD.match(text):
        starts += [match.end() for match in _COMMA.finditer(text, 0, FURTHEST)]
    for start in starts:
        start = _SIDE.match(text, start).end()  # type: ignore[union-attr]  # matches nothing too
        for end in _ends(text, start):
            told = _TOLD.match(text, end)
            if told is None:
                continue
            names = _several(text, start, end)
            if not names:
                continue
            way = IS if told["is"] else OUGHT if told["ought"] else DOES
            if len(names) == 1:
                yield VietnameseDeed(names[0], way, start, end, told.start("verb"))
            else:
                yield from (VietnameseDeed(name, way) for name in names)
            return


def _several(text: str, start: int, end: int) -> list[VietnameseName]:
    """The names in a part of a text that are joined in it; none where one of them is no name."""
    names = []
    for part in _JOINED.split(text[start:end]):
        name = named_at(part, 0, len(part))
        if name is None:
            return []
        names.append(name)
    return names


def _agents(text: str) -> Iterator[VietnameseDeed]:
    """`do Bộ Y tế ban hành`: those by whom something is done."""
    for match in _BY.finditer(text):
        for end in _ends(text, match.end()):
            if _TOLD.match(text, end) and (names := _several(text, match.end(), end)):
                yield from (VietnameseDeed(name, DOES) for name in names)
                break


def _introduced(text: str) -> Iterator[VietnameseDeed]:
    """`TS. Nguyễn Thị An, Viện trưởng Viện Lúa`, anywhere."""
    for match in _INTRODUCED.finditer(text):
        name = named_at(text, *match.span("person"))
        if name is not None and name.kind == "person":
            yield VietnameseDeed(name, IS)


def _holder(text: str) -> Iterator[VietnameseDeed]:
    """`Thuyền trưởng là ông Lê Văn Bình`."""
    held = _HELD.match(text)
    if held is not None:
        for end in reversed(list(_ends(text, held.end()))):
            name = named_at(text, held.end(), end)
            if name is not None and name.kind == "person":
                yield VietnameseDeed(name, IS)
                return


def _ends(text: str, start: int) -> Iterator[int]:
    """Where the words of a text from a place end, the nearest first."""
    for count, match in enumerate(_WORD.finditer(text, start), 1):
        if count > MOST_WORDS or (match.start() > start and not text[match.start() - 1].isspace()):
            return
        yield match.end()
        if text[match.end() : match.end() + 1] in tuple(";:()[]"):
            return


_WORD = re.compile(r"[\w&/’'-]+(?:\.(?=\w|\s[A-ZĐ]))?(?:\w+)?")
_COMMA = re.compile(r", ")
_SIDE = re.compile(r"(?:(?:Phía|phía|Về phía) )?")
_LEAD = re.compile(rf"(?:{one_of(_WORDS['vietnamese_leads'])}|\d)(?!\w)", re.IGNORECASE)
_TOLD = re.compile(
    r"(?: \([^()]{2,60}\))?(?:, [^,;:.]{4,90},)? "
    rf"(?P<verb>(?P<is>là) |(?P<ought>{one_of(_WORDS['vietnamese_ought'])}) "
    rf"|(?:{one_of(_WORDS['vietnamese_auxiliaries'])}) (?!không|chưa)"
    rf"|(?:{one_of(_ACTS)})(?!\w))"
)
_STARTS = rf"(?:{BODY_NOUN}|{OFFICE}|{HONORIFIC})(?!\w)"
_JOINED = re.compile(rf",? (?:và|cùng|cùng với) (?={_STARTS})|, (?={_STARTS})")
_BY = re.compile(rf"(?<!\w)do (?={_STARTS})")
_CAPITALISED_WORDS = r"(?: [^\W\d_]\w*){1,4}"
_INTRODUCED = re.compile(
    rf"(?<![\w.])(?P<person>(?>(?:{HONORIFIC} ?){{1,4}})[^\W\d_]\w*{_CAPITALISED_WORDS})"
    rf"(?:, | là | \()(?:nguyên |Nguyên )?(?={OFFICE}(?!\w))"
)
_HELD = re.compile(rf"{OFFICE}(?: [\w-]+){{0,10}}? là (?={HONORIFIC})")
