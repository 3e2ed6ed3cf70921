"""The items of the list that an answer is, and the one that a question counts to ("the third one",
"điểm thứ hai"). What counts says so by its form, and so do the ends of items.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.answer_blocks import MARKER
from corpus.language.list_marks import TYPED
from corpus.language.numerals import NUMBERS_VI, ORDINAL, ORDINALS
from corpus.language.stems import word_stems
from corpus.language.word_lists import one_of, word_list
from corpus.language.words import words

ORDINALS_VI = NUMBERS_VI | {"nhất": 1, "nhì": 2, "tư": 4, "cuối": -1}
LAST = {"last": -1}
LONGEST_ITEM = 160  # characters that are taken of an item
_MARK = re.compile(rf"(?:^|\n|[:;,] ?|(?<=\s))(?:\(?\d{{1,2}}[).]|[{TYPED}])\s")
_SEPARATOR = re.compile(r"[;,\n]| and | và ")
_SEMICOLON = re.compile(";")
_COUNTED = re.compile(rf"\bthe (?P<which>{ORDINAL}|last)\b(?: (?P<noun>\w+))?", re.IGNORECASE)
_COUNTED_VI = re.compile(
    rf"\b(?P<noun>\w{{1,12}}) (?:thứ (?P<which>{one_of(ORDINALS_VI)})|(?P<last>cuối))\b",
    re.IGNORECASE,
)
_EDGE = " ,;:.•*-()"  # what stands around an item


@lru_cache(maxsize=64)
def items_of(answer: str) -> list[tuple[int, int]]:
    """What an answer lists: behind marks, or parted by semicolons, or else by commas, after its
    colon where it has one."""
    marks = [match.start() for match in _MARK.finditer(answer)]
    if len(marks) > 1:
        return list(zip(marks, [*marks[1:], len(answer)], strict=True))
    start = answer.find(":") + 1
    semicolons = answer.count(";", start) > 1  # then commas stand within the items
    parted = _SEMICOLON if semicolons else _SEPARATOR
    ends = [match.end() for match in parted.finditer(answer, start)]
    return list(zip([start, *ends], [*ends, len(answer)], strict=True))


def item_counted_to(question: str, answer: str) -> str:
    """The item of an answer that a question counts to, in its words; empty where it counts to none:
    the answer has no list, or none so long, or what is counted is something else."""
    answer = MARKER.sub("", answer)
    match = _COUNTED.search(question) or _COUNTED_VI.search(question)
    items = items_of(answer)
    if match is None or len(items) < 2 or not _is_a_list(answer, items):
        return ""
    which, noun = (match["which"] or "cuối").casefold(), (match["noun"] or "").casefold()
    number = (ORDINALS | LAST | ORDINALS_VI)[which]
    above = {stem for word in words(answer[: items[0][0]]) for stem in word_stems(word)}
    counted = {"", "one"} | word_list("point_nouns")
    if noun not in counted and not above & set(word_stems(noun)):
        return ""
    if not -1 <= number <= len(items) or not number:
        return ""
    start, end = items[number - 1 if number > 0 else -1]
    said = _MARK.sub(" ", answer[start:end]).split()
    while said and said[0] in ("and", "và"):
        del said[0]
    while said and said[-1] in ("and", "và"):
        del said[-1]
    item = " ".join(said).strip(_EDGE)
    return item if len(item) <= LONGEST_ITEM else item[:LONGEST_ITEM].rpartition(" ")[0]


def _is_a_list(answer: str, items: list[tuple[int, int]]) -> bool:
    """Whether what is parted are items: behind marks or a colon, not the clauses of a sentence."""
    return (
        items[0][0] > 0 and answer[items[0][0] - 1] == ":" or bool(_MARK.match(answer, items[0][0]))
    )
