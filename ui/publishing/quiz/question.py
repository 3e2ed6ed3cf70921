"""Question: an item of a quiz as the formats of learning systems share it, before any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from html import escape

from assistant.language_model.marks import worded_by
from assistant.training.pack import Item, ItemType, Pack
from corpus.wording import _, counted, later, readable_date
from ui.page.ask.export import reference
from ui.page.ask.render import shortened
from ui.page.training.pack_render import LEVEL_WORDS
from ui.publishing.parts.plain_text import one_line

NAME_LENGTH = 70  # characters: the form, the number and the beginning of the stem
ID_LENGTH = 100  # characters; Moodle holds no more
UNTITLED = later("Quiz")
TYPE_NAMES: dict[ItemType, str] = {
    "multiple_choice": later("multiple choice"),
    "cloze": later("cloze"),
    "true_false": later("true or false"),
    "matching": later("matching"),
    "ordering": later("ordering"),
    "short_answer": later("short answer"),
}


@dataclass(frozen=True, slots=True)
class SettlingPassage:
    """The words that settle a question, and where they stand: title, date, page, headings."""

    text: str
    reference: str


@dataclass(frozen=True, slots=True)
class PublishedQuestion:
    """An item; all texts are cleaned and on one line, and none is escaped for a format.

    `right` are places in `options`: of a choice the one that is right, of an ordering all in the
    right order, of a matching the partner of each of `lefts`. `forms` count as right where the
    answer is typed, the best first. `id` is unique in the quiz, and `key` anywhere: the question
    has the same one in whatever package of this topic and form.
    """

    type: ItemType
    number: int  # the place in the quiz, from 1
    id: str
    key: str  # 16 hexadecimal digits
    name: str
    stem: str
    section: str
    difficulty: str
    tags: tuple[str, ...]
    passages: tuple[SettlingPassage, ...]
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    lefts: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    mark: str = ""  # who put the stem into words, where a language model did

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What belongs together in a matching."""
        return [
            (left, self.options[place]) for left, place in zip(self.lefts, self.right, strict=True)
        ]

    @property
    def ordered(self) -> list[str]:
        """The right ones of `options`, in the right order."""
        return [self.options[place] for place in self.right]

    @property
    def passages_text(self) -> str:
        """The passages as plain text, each followed by its place."""
        told = [f"“{one.text}”\n{one.reference}" for one in self.passages]
        return "\n\n".join([*told, self.mark] if self.mark else told)

    @property
    def passages_html(self) -> str:
        return "".join(
            f"<blockquote><p>{escape(one.text, quote=False)}</p></blockquote>"
            f"<p>{escape(one.reference, quote=False)}</p>"
            for one in self.passages
        ) + (f"<p>{escape(self.mark, quote=False)}</p>" if self.mark else "")


def questions(pack: Pack) -> tuple[PublishedQuestion, ...]:
    """The items of a pack, in the order of the quiz."""
    made: list[PublishedQuestion] = []
    seen: set[str] = set()
    width = max(2, len(str(len(pack.items))))
    for number, item in enumerate(pack.items, start=1):
        id = one_line(item.id)
        if id in seen:  # a learning system would keep only one of the two
            id = f"{id}-{number}"
        seen.add(id)
        key = sha256("\n".join([title(pack), pack.form, id]).encode()).hexdigest()[:16]
        id = id if len(id) <= ID_LENGTH else key
        name = f"{pack.form}-{number:0{width}} {one_line(item.stem)}"
        form = _("form {form}").format(form=pack.form)
        tags = [_(LEVEL_WORDS[item.difficulty]), _(TYPE_NAMES[item.type]), form]
        tags += [_("worded by a language model")] if item.stem_by else []
        made.append(_question(item, number, id, key, shortened(name, NAME_LENGTH), tuple(tags)))
    return tuple(made)


def by_section(asked: Sequence[PublishedQuestion]) -> dict[str, list[PublishedQuestion]]:
    """The questions under their sections, in the order in which the quiz comes to them."""
    sections: dict[str, list[PublishedQuestion]] = {}
    for one in asked:
        sections.setdefault(one.section, []).append(one)
    return sections


def title(pack: Pack) -> str:
    return one_line(pack.topic) or _(UNTITLED)


def about(pack: Pack) -> str:
    """What an exported quiz says of itself, in sentences on one line."""
    audience, day = one_line(pack.audience), one_line(readable_date(pack.date))
    told = [
        _("{title}, form {form}: {questions}.").format(
            title=title(pack), form=pack.form, questions=counted(len(pack.items), "question")
        ),
        _("For: {audience}").format(audience=audience) + "." if audience else "",
        _("Made from revision {revision} of the library, of {day}.").format(
            revision=pack.revision, day=day
        )
        if day
        else _("Made from revision {revision} of the library.").format(revision=pack.revision),
    ]
    return " ".join(filter(None, told))


def _question(
    item: Item, number: int, id: str, key: str, name: str, tags: tuple[str, ...]
) -> PublishedQuestion:
    options, right, lefts = _choices(item)
    forms: dict[str, str] = {}
    if not options:
        for one in (item.answer, *item.accepted):
            typed = one_line(str(one))
            forms.setdefault(typed.casefold(), typed)
    cited = [
        SettlingPassage(one_line(one.quote), one_line(reference(replace(one, publisher=None))))
        for one in item.citations
    ]
    return PublishedQuestion(
        type=item.type,
        number=number,
        id=id,
        key=key,
        name=name,
        stem=one_line(item.stem),
        section=one_line(item.section),
        difficulty=item.difficulty,
        tags=tags,
        passages=tuple(dict.fromkeys(cited)),
        options=tuple(one_line(option) for option in options),
        right=right,
        lefts=lefts,
        forms=tuple(filter(None, forms.values())),
        mark=one_line(worded_by(item.stem_by)),
    )


def _choices(item: Item) -> tuple[Sequence[str], tuple[int, ...], tuple[str, ...]]:
    """The options, the places of the right ones, and what a matching gives to be matched."""
    if isinstance(item.answer, str):
        right = (item.options.index(item.answer),) if item.options else ()
        return item.options, right, ()
    if item.type == "ordering":
        places: list[int] = []
        for one in item.answer:
            same = (place for place, option in enumerate(item.options) if option == one)
            places.append(next(place for place in same if place not in places))
        return item.options, tuple(places), ()
    pairs = [pair for pair in item.answer if not isinstance(pair, str)]
    options = tuple(dict.fromkeys([*item.options, *(right for _left, right in pairs)]))
    partners = tuple(options.index(right) for _left, right in pairs)
    return options, partners, tuple(one_line(left) for left, _ in pairs)
