"""Pack: what a trainer hands out on a topic, as it is built, kept and given out.

Every sentence, event, definition, deed and item carries the citation that it was made from. The
numbers of the citations (`marker`) run through the whole pack, the same quote having one number;
those of a model answer are its own, for they stand in its text.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, get_args

from assistant.answer import Answer, Citation
from corpus.checked_json import checked

ItemType = Literal["multiple_choice", "cloze", "true_false", "matching", "ordering", "short_answer"]
ITEM_TYPES: tuple[ItemType, ...] = get_args(ItemType)
Difficulty = Literal["easy", "medium", "hard"]
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)
ActorKind = Literal["person", "office", "organisation", "country"]
BLANK = "_____"  # the gap in the stem of a cloze
TRUE, FALSE = "True", "False"

# In the order of `pack.json`.
_KEYS = (
    "topic", "audience", "form", "seed", "pages", "revision", "date", "documents", "briefing",
    "items", "rejected", "timeline", "glossary", "actors", "questions", "gaps", "sources", "notes",
)  # fmt: skip
_ITEM_KEYS = (
    "id",
    "type",
    "stem",
    "options",
    "answer",
    "accepted",
    "difficulty",
    "section",
    "citation",
    "stem_by",
)

# The right answer of an item, by its type:
#   multiple_choice        the right one of `options`
#   true_false             TRUE or FALSE, which are the options
#   cloze, short_answer    the words; there are no options
#   ordering               all `options`, in the right order
#   matching               (left, right) pairs; `options` are the right sides, shuffled
AnswerKey = str | tuple[str, ...] | tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """An exact sentence of a document: `citation.quote` is `text`."""

    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences of a briefing under a heading that says what they are about."""

    heading: str
    sentences: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """What happened when: `date` is ISO 8601 and as precise as the text is, `shown` the words of
    the text for it, `text` the exact sentence.
    """

    date: str
    shown: str
    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A term and the exact sentence that defines it."""

    term: str
    definition: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, body or country, and the exact sentences that tell what it does."""

    name: str
    kind: ActorKind
    deeds: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A question of a quiz: `stem` is what is asked, `answer` its key (see Key).

    `accepted` are further forms that count as right where the answer is typed. `citations` are
    the places that settle it, the first the one to point to; an item that matches or orders
    several things has one for each, in the order of `answer`. `section` is the heading that its
    score is counted under. Where a language model has put the stem into words, `stem_by` names it
    as `Answer.generator` does.
    """

    id: str
    type: ItemType
    stem: str
    answer: AnswerKey
    difficulty: Difficulty
    citations: tuple[Citation, ...]
    options: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    section: str = ""
    stem_by: str = ""

    @property
    def citation(self) -> Citation:
        return self.citations[0]

    def to_dict(self) -> dict[str, Any]:
        told = {key: _as_json(getattr(self, key)) for key in _ITEM_KEYS}
        return {**told, "citations": _as_json(self.citations)}

    @classmethod
    def from_dict(cls, told: Any) -> Item:
        """The item that `to_dict` told. Raises ValueError that names what is wrong with it."""
        item = checked(cls, _with_citations(told))
        if not item.citations:
            raise ValueError('"citations" is empty')
        if wrong := wrong_with_key(item):
            raise ValueError(f'"answer" {wrong}')
        return item


@dataclass(frozen=True, slots=True)
class Rejected:
    """An item that the validator threw out, and why."""

    stem: str
    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What the documents do not cover: a question, or a part of the topic, and the reason."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A document that the pack cites, numbered from 1 in the order of first citation. `validity`
    says that it was not in force when the pack was made or given out, and why."""

    number: int
    document_id: str
    source: str
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    validity: str | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """A briefing, a quiz and what goes with them. `form` is A for seed 1, B for seed 2, ...

    `questions` are likely questions of the other side, with model answers. `notes` say what the
    builder could not do, in plain sentences. `documents` are the ids of those that the pack was
    kept to, none where it may use all. `revision` is that of the library; `date` the day
    (ISO 8601) of the library's last change, so that the same library gives the same pack.
    """

    topic: str
    seed: int
    pages: int
    revision: int
    date: str
    audience: str = ""
    documents: tuple[str, ...] = ()
    briefing: tuple[Section, ...] = ()
    timeline: tuple[Event, ...] = ()
    glossary: tuple[GlossaryTerm, ...] = ()
    actors: tuple[Actor, ...] = ()
    questions: tuple[Answer, ...] = ()
    items: tuple[Item, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    gaps: tuple[Missing, ...] = ()
    sources: tuple[CitedDocument, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        return form(self.seed)

    def to_dict(self) -> dict[str, Any]:
        """The contract of `pack.json`; citations as in an answer."""
        told = {key: _as_json(getattr(self, key)) for key in _KEYS}
        for question in told["questions"]:
            question["elapsed_ms"] = 0.0  # in which no two builds agree
        return told

    @classmethod
    def from_dict(cls, told: Any) -> Pack:
        """The pack that `to_dict` told. Raises ValueError that names what is wrong with it."""
        items = told.get("items") if isinstance(told, dict) else None
        if isinstance(items, list):
            told = {**told, "items": [_with_citations(item) for item in items]}
        pack = checked(cls, told)
        seen: set[str] = set()
        for number, item in enumerate(pack.items):
            if item.id in seen:
                raise ValueError(f'two of the "items" have the same "id" ({item.id!r})')
            seen.add(item.id)
            if wrong := wrong_with_key(item):
                raise ValueError(f'"items[{number}].answer" {wrong}')
        return pack


def form(seed: int) -> str:
    """The letter of a parallel form: A for seed 1, Z for 26, AA for 27; the number below 1."""
    letters = ""
    rest = seed
    while rest > 0:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters or str(seed)


def _as_json(value: Any) -> Any:
    if isinstance(value, Citation | Answer | Item):
        return value.to_dict()
    if is_dataclass(value):
        return {field.name: _as_json(getattr(value, field.name)) for field in fields(value)}
    return [_as_json(one) for one in value] if isinstance(value, tuple) else value


def _with_citations(item: Any) -> Any:
    """An item with `citations`, which are left out where `citation` is all of them."""
    if isinstance(item, dict) and not item.get("citations"):
        only = item.get("citation")
        return {**item, "citations": None if only is None else [only]}
    return item


def wrong_with_key(item: Item) -> str:
    """Why the key of an item is not of the shape that its type has; empty where it is."""
    key = item.answer
    if item.type == "matching":
        if isinstance(key, str) or any(isinstance(pair, str) for pair in key):
            return "is no list of pairs of texts"
        has_all = {pair[1] for pair in key} <= set(item.options)
        return "" if has_all else 'has a right side that is none of the "options"'
    if item.type == "ordering":
        orders = not isinstance(key, str) and sorted(map(str, key)) == sorted(item.options)
        return "" if orders else 'does not order the "options"'
    if not isinstance(key, str):
        return "should be a text"
    if item.type in ("multiple_choice", "true_false") and key not in item.options:
        return f'is {key!r}, which is none of the "options"'
    return ""
