"""Annotated questions over collections of policy documents, and which sentences they mark."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

# Counted, never trained on, nothing fitted on them.
VALIDATION = frozenset(
    {
        "g/halmere-ocean-arctic",
        "d/caldria-maruna",
        "b/eskavar-security",
        "e/kestrow-city",
        "h/ngoai_giao_khcn",
        "v/hop-tac-so-lang-gieng",
        "n/dao-tao-ngoai-giao",
        "m/essays-on-open-science",
    }
)
# Kept out of training, so that the weights of `fit` are fitted on what the reader does not know.
FITTING = frozenset({"c/school-health", "n/khoa-hoc-mo", "v/ban-dan-nhan-tai"})
FILES = ("rows", "rows_cross", "rows_near", "compound")
OWN = Path(__file__).with_name("own_questions.jsonl")
TOLD_AT_LENGTH = ("explain", "how", "definition", "summary", "compare", "list")
HEADLINES_FITTED = 4  # of ten sentences of the headlines; the others are trained on

RowUse = Literal["validation", "fitting", "training"]


class Label(IntEnum):
    """What a sentence is to a question."""

    NOTHING = 0
    EVIDENCE = 1
    ALSO = 2  # it answers too, or completes the answer
    TEMPTING = 3  # a careless reader would take it for the answer


@dataclass(frozen=True, slots=True)
class Marked:
    """Words of a document that an annotation names; `document` is the file's name."""

    document: str
    words: str


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One annotated question.

    `origin` is the file (`parts` for a part of a compound question, `own` for the questions
    beside this module); `collection` is `set/name`; `question` holds the turn before it where it
    is a follow-up. Each group of `accept` has to have one of its strings in a right answer.
    """

    id: str
    origin: str
    collection: str
    question: str
    language: str
    type: str
    answerable: bool
    accept: tuple[tuple[str, ...], ...]
    short_answers: tuple[str, ...] = ()
    evidence: tuple[Marked, ...] = ()
    also: tuple[Marked, ...] = ()
    tempting: tuple[Marked, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.origin}/{self.id}"

    @property
    def has_no_short_answer(self) -> bool:
        """Whether it is known that no few words answer it, as where an explanation is asked for."""
        if self.origin == "own":
            return self.answerable and self.type in TOLD_AT_LENGTH
        return self.origin in FILES and self.answerable and not self.short_answers


@dataclass(frozen=True, slots=True)
class HeadlineRow:
    """A question, a sentence and words of it; `right` says whether they may stand as the answer."""

    id: str
    question: str
    sentence: str
    short_answer: str
    language: str
    right: bool

    @property
    def fitted(self) -> bool:
        """Whether its sentence is kept for fitting; the same on every machine."""
        return hashlib.sha256(self.sentence.encode()).digest()[0] % 10 < HEADLINES_FITTED


def use_of(collection: str) -> RowUse:
    if collection in VALIDATION:
        return "validation"
    return "fitting" if collection in FITTING else "training"


def collections_in(policy: Path) -> dict[str, Path]:
    """The folders of documents by `set/name`."""
    return {
        f"{folder.parent.name}/{folder.name}": folder
        for folder in sorted(policy.glob("*/*"))
        if folder.is_dir()
    }


def rows_of(policy: Path, files: Sequence[str] = FILES) -> list[PolicyRow]:
    """The rows of a policy folder, each compound question followed by its parts.

    A file that is not there has no rows. Raises KeyError where a row lacks what is needed.
    """
    made: list[PolicyRow] = []
    for name in files:
        for raw in json_lines(policy / f"{name}.jsonl"):
            made.append(_row(raw, name))
            for number, part in enumerate(raw.get("parts") or ()):
                answerable = part.get("answerable", True)
                kind = "part" if answerable else "near_miss"
                own = {"id": f"{raw['id']}.{number}", "answerable": answerable, "type": kind}
                shared = {key: raw[key] for key in ("set", "collection", "lang")}
                made.append(_row({**part, **shared, **own}, "parts"))
    return made


def own_rows() -> list[PolicyRow]:
    """Questions written for fitting over the FITTING collections, unknown to any model.

    Of those without marked evidence it is every sentence that holds a string of `accept`.
    """
    return [_row(raw, "own") for raw in json_lines(OWN)]


def headlines_of(policy: Path) -> list[HeadlineRow]:
    return [
        HeadlineRow(
            raw["id"],
            raw["question"],
            raw["sentence"],
            raw["short_answer"],
            raw["lang"],
            bool(raw["right"]),
        )
        for raw in json_lines(policy / "headlines.jsonl")
    ]


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines; none where there is no file."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _row(raw: Mapping[str, Any], origin: str) -> PolicyRow:
    history = raw.get("history")
    question = f"{history[-1]['question']} {raw['question']}" if history else raw["question"]
    return PolicyRow(
        id=raw["id"],
        origin=origin,
        collection=f"{raw['set']}/{raw['collection']}",
        question=question,
        language=raw["lang"],
        type=raw["type"],
        answerable=bool(raw["answerable"]),
        accept=tuple(tuple(group) for group in raw.get("accept") or ()),
        short_answers=tuple(raw.get("short_answer") or ()),
        evidence=_marked(raw.get("evidence")),
        also=_marked(raw.get("also")),
        tempting=_marked(raw.get("tempting")),
    )


def _marked(raw: Any) -> tuple[Marked, ...]:
    every = [raw] if isinstance(raw, dict) else raw or []
    return tuple(Marked(one["document"], one["quote"]) for one in every)


def labels_of(
    row: PolicyRow, document: str, text: str, sentences: Sequence[tuple[int, int]]
) -> tuple[Label, ...]:
    """What each sentence (start, end) of a text of the file `document` is to a row."""
    marks = [
        (label, mark.words)
        for label, marked in (
            (Label.EVIDENCE, row.evidence),
            (Label.ALSO, row.also),
            (Label.TEMPTING, row.tempting),
        )
        for mark in marked
        if mark.document == document
    ]
    if row.origin == "own" and not row.evidence:
        held = [(Label.EVIDENCE, one.lower()) for group in row.accept for one in group]
        return tuple(
            next((label for label, said in held if said in text[a:b].lower()), Label.NOTHING)
            for a, b in sentences
        )
    return tuple(
        next((label for label, words in marks if matches(words, text[a:b])), Label.NOTHING)
        for a, b in sentences
    )


def matches(quote: str, sentence: str) -> bool:
    """Whether a sentence of a passage is a part of an annotated quote, or holds it.

    Cells of a table row stand in the sentence in their order, whatever stands between them: the
    program's text says each cell with the name of its column.
    """
    if quote.count("|") >= 2 and _cells_in(quote, sentence):
        return True
    quoted, said = _words(quote), _words(sentence)
    if not quoted or not said:
        return False
    if len(said) <= len(quoted) and _place_of(said, quoted) is not None:
        return len(said) >= 2 or len(said) == len(quoted)
    if len(quoted) < len(said) and _place_of(quoted, said) is not None:
        return True
    size = min(5, len(quoted), len(said))
    if size < 4:
        return False
    few, many = sorted((quoted, said), key=len)
    runs = [tuple(few[at : at + size]) for at in range(len(few) - size + 1)]
    known = {tuple(many[at : at + size]) for at in range(len(many) - size + 1)}
    return sum(run in known for run in runs) >= 0.6 * len(runs)


def _cells_in(quote: str, sentence: str) -> bool:
    cells = [cell for part in quote.strip().strip("|").split("|") if (cell := _words(part))]
    if len(cells) < 2:
        return False
    said, at = _words(sentence), 0
    for cell in cells:
        place = _place_of(cell, said, at)
        if place is None:
            return False
        at = place + len(cell)
    return True


@lru_cache(maxsize=50_000)  # every sentence of a collection is compared with every quote
def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())


def _place_of(few: Sequence[str], many: Sequence[str], at: int = 0) -> int | None:
    places = range(at, len(many) - len(few) + 1)
    return next((n for n in places if many[n : n + len(few)] == few), None)


def is_right(row: PolicyRow, said: Sequence[str]) -> bool:
    """Whether what was quoted holds a string of every group of `accept`."""
    text = _normal(" \n ".join(said))
    return all(any(_holds(text, one) for one in group) for group in row.accept)


def same_value(shown: str, gold: str) -> bool:
    """The words shown hold the whole value, or are at least half of it."""
    shown, gold = _normal(shown), _normal(gold)
    enough = 2 * len(shown.split()) >= len(gold.split())
    return _inside(gold, shown) or (_inside(shown, gold) and enough)


def _holds(said: str, wanted: str) -> bool:
    if "|" not in wanted:
        return _normal(wanted) in said
    return all(_inside(_normal(cell), said) for cell in wanted.split("|") if cell.strip())


def _inside(words: str, text: str) -> bool:
    return bool(words) and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


_PLAIN = str.maketrans("’‘“”–—\u00a0", "''\"\"-- ")


def _normal(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).lower().translate(_PLAIN)
    return " ".join(re.sub(r"[*`]", "", re.sub(r"\[\d+\]", " ", plain)).split())
