"""The items of a pack as a document asks them, and their key."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.language_model.marks import worded_by
from assistant.training.pack import BLANK, Item, ItemType, form
from corpus.wording import _, later
from ui.publishing.pack.sources import Shelf, Use
from ui.publishing.parts.plain_text import one_line
from ui.publishing.parts.sources import ShownQuote

TASKS: dict[ItemType, str] = {
    "multiple_choice": later("Choose one answer."),
    "cloze": later("Fill the gap."),
    "true_false": later("True or false?"),
    "matching": later("Write the letter of the match beside each."),
    "ordering": later("Number them in the right order, from 1."),
    "short_answer": later("Answer in a few words."),
}
KINDS: dict[ItemType, str] = {
    "multiple_choice": later("Multiple choice"),
    "cloze": later("Gap"),
    "true_false": later("True or false"),
    "matching": later("Matching"),
    "ordering": later("Ordering"),
    "short_answer": later("Short answer"),
}

TRUTHS = (later("True"), later("False"))  # as the items have them


@dataclass(frozen=True, slots=True)
class ShownOption:
    """Something to choose, to match or to put in order, with the letter that stands before it,
    but for True and False.
    """

    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class QuizItem:
    """An item as it is asked. `stem` has a gap between each of its pieces.

    `options` are what is chosen from; `left` what is matched with them.
    """

    number: int
    anchor: str
    type: ItemType
    task: str
    stem: tuple[str, ...]
    options: tuple[ShownOption, ...]
    left: tuple[str, ...]

    @property
    def words(self) -> str:
        """The stem with an ellipsis for each gap."""
        return "…".join(self.stem)


@dataclass(frozen=True, slots=True)
class ItemKey:
    """What settles an item: `short` for a glance, `lines` in full, and the quotes."""

    item: QuizItem
    anchor: str
    id: str
    kind: str
    difficulty: str
    section: str
    short: str
    lines: tuple[str, ...]
    accepted: tuple[str, ...]
    quotes: tuple[ShownQuote, ...]

    @property
    def facts(self) -> list[str]:
        return [fact for fact in (self.kind, self.difficulty, self.section, self.id) if fact]


def quiz_item(number: int, item: Item) -> QuizItem:
    """The item as it is asked, without what settles it."""
    stem = one_line(item.stem)
    return QuizItem(
        number=number,
        anchor=f"item-{number}",
        type=item.type,
        task=" ".join(filter(None, (_(TASKS[item.type]), _mark(item)))),
        stem=tuple(stem.split(BLANK)) if item.type == "cloze" else (stem,),
        options=tuple(
            ShownOption("", _(option))
            if item.type == "true_false"
            else ShownOption(form(place), one_line(option))
            for place, option in enumerate(item.options, start=1)
        ),
        left=tuple(one_line(left) for left, _right in _pairs(item)),
    )


def _mark(item: Item) -> str:
    """Who put the question into words, as a sentence, where a language model did."""
    told = one_line(worded_by(item.stem_by))
    return f"{told}." if told else ""


def item_key(item: Item, shown: QuizItem, shelf: Shelf) -> ItemKey:
    """The key of an item, whose quotes are shown from now on."""
    lines = _key_lines(item, shown)
    use = Use(_("Item {number}").format(number=shown.number), f"key-{shown.number}")
    return ItemKey(
        item=shown,
        anchor=use.anchor,
        id=one_line(item.id),
        kind=_(KINDS[item.type]),
        difficulty=_(item.difficulty).capitalize(),
        section=one_line(item.section),
        short=_at_a_glance(item, shown) or lines[0],
        lines=lines,
        accepted=tuple(map(one_line, item.accepted)),
        quotes=tuple(dict.fromkeys(shelf.quote(one, use) for one in item.citations)),
    )


def _key_lines(item: Item, shown: QuizItem) -> tuple[str, ...]:
    """The answer in words, a line for each thing that is matched or put in order."""
    if item.type == "matching":
        return tuple(
            f"{number}. {one_line(left)} – {_letter(item, shown, right)}. {one_line(right)}"
            for number, (left, right) in enumerate(_pairs(item), start=1)
        )
    if isinstance(item.answer, str):
        lettered = item.type == "multiple_choice"
        letter = f"{_letter(item, shown, item.answer)}. " if lettered else ""
        said = _(item.answer) if item.type == "true_false" else item.answer
        return (letter + one_line(said),)
    return tuple(
        f"{number}. {one_line(step)}"
        for number, step in enumerate(item.answer, start=1)
        if isinstance(step, str)
    )


def _at_a_glance(item: Item, shown: QuizItem) -> str:
    """What a marker compares with what was ticked or written into the boxes."""
    if item.type == "multiple_choice" and isinstance(item.answer, str):
        return _letter(item, shown, item.answer)
    if item.type == "matching":
        letters = (_letter(item, shown, right) for _left, right in _pairs(item))
        return ", ".join(f"{number} {letter}" for number, letter in enumerate(letters, start=1))
    if item.type == "ordering":
        places = {step: number for number, step in enumerate(item.answer, start=1)}
        return ", ".join(
            f"{option.letter} {places.get(step, '?')}"
            for option, step in zip(shown.options, item.options, strict=True)
        )
    return ""


def _pairs(item: Item) -> list[tuple[str, str]]:
    return [pair for pair in item.answer if isinstance(pair, tuple)]


def _letter(item: Item, shown: QuizItem, option: str) -> str:
    """The letter of the option; a question mark where it is none of them."""
    place = item.options.index(option) if option in item.options else None
    return "?" if place is None else shown.options[place].letter
