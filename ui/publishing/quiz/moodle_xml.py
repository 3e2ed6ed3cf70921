"""A quiz as Moodle XML, https://docs.moodle.org/en/Moodle_XML_format.

Questions of order are of type `ordering`, which is part of Moodle from 4.4 on; a gap is a short
answer, whose field Moodle puts where the five underscores stand.
"""

from __future__ import annotations

from html import escape
from typing import Any

from lxml import etree

from assistant.training.pack import Pack
from corpus.wording import _, later
from ui.publishing.quiz.gift import category, wildcard
from ui.publishing.quiz.question import PublishedQuestion, about, by_section, questions

KINDS = {
    "multiple_choice": "multichoice",
    "cloze": "shortanswer",
    "true_false": "truefalse",
    "matching": "matching",
    "ordering": "ordering",
    "short_answer": "shortanswer",
}
ORDERING_NOTE = later(
    "Questions of order are of type “ordering”, which is part of Moodle from 4.4 on; an older"
    " Moodle needs the plugin qtype_ordering, and leaves them out without it."
)
JUDGEMENTS = {
    "correctfeedback": later("Right."),
    "partiallycorrectfeedback": later("Partly right."),
    "incorrectfeedback": later("Wrong."),
}


def write(pack: Pack) -> bytes:
    """The quiz in UTF-8: a category for each section, then its questions."""
    asked = questions(pack)
    quiz = etree.Element("quiz")
    has_order = any(one.type == "ordering" for one in asked)
    told = f"{about(pack)} {_(ORDERING_NOTE)}" if has_order else about(pack)
    for section, held in by_section(asked).items():
        _category(quiz, category(pack, section), told)
        for one in held:
            _question(quiz, one)
    return bytes(etree.tostring(quiz, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _category(quiz: Any, path: str, told: str) -> None:
    made = etree.SubElement(quiz, "question", type="category")
    _text(etree.SubElement(made, "category"), path)
    _html(etree.SubElement(made, "info"), _paragraph(told))


def _question(quiz: Any, one: PublishedQuestion) -> None:
    made = etree.SubElement(quiz, "question", type=KINDS[one.type])
    _text(etree.SubElement(made, "name"), one.name)
    _html(etree.SubElement(made, "questiontext"), _paragraph(one.stem))
    _html(etree.SubElement(made, "generalfeedback"), one.passages_html)
    _value(made, "defaultgrade", "1")
    _value(made, "penalty", "1" if one.type == "true_false" else "0.3333333")
    _value(made, "hidden", "0")
    _value(made, "idnumber", one.id)
    _ANSWERS[one.type](made, one)
    tags = etree.SubElement(made, "tags")
    for tag in one.tags:
        _text(etree.SubElement(tags, "tag"), tag)


def _multiple_choice(made: Any, one: PublishedQuestion) -> None:
    _value(made, "single", "true")
    _value(made, "shuffleanswers", "true")
    _value(made, "answernumbering", "abc")
    _judgements(made)
    for place, option in enumerate(one.options):
        _html(_answer(made, 100 if place in one.right else 0), _paragraph(option))


def _true_false(made: Any, one: PublishedQuestion) -> None:
    for place, option in enumerate(one.options):
        _text(_answer(made, 100 if place in one.right else 0), option.lower())


def _typed(made: Any, one: PublishedQuestion) -> None:
    _value(made, "usecase", "0")
    for form in one.forms:
        _text(_answer(made, 100), wildcard(form))


def _matching(made: Any, one: PublishedQuestion) -> None:
    _value(made, "shuffleanswers", "true")
    _judgements(made)
    spare = [("", option) for place, option in enumerate(one.options) if place not in one.right]
    for left, right in [*one.pairs, *spare]:
        asked = etree.SubElement(made, "subquestion")
        _html(asked, _paragraph(left) if left else "")
        _text(etree.SubElement(asked, "answer"), right)


def _ordering(made: Any, one: PublishedQuestion) -> None:
    _value(made, "layouttype", "VERTICAL")
    _value(made, "selecttype", "ALL")
    _value(made, "selectcount", str(len(one.options)))
    _value(made, "gradingtype", "ABSOLUTE_POSITION")
    _value(made, "showgrading", "SHOW")
    _value(made, "numberingstyle", "none")
    _judgements(made)
    for place, event in enumerate(one.ordered, start=1):
        _html(_answer(made, place), _paragraph(event))  # here a fraction is the place


_ANSWERS = {
    "multiple_choice": _multiple_choice,
    "cloze": _typed,
    "true_false": _true_false,
    "matching": _matching,
    "ordering": _ordering,
    "short_answer": _typed,
}


def _judgements(made: Any) -> None:
    for name, judgement in JUDGEMENTS.items():
        _html(etree.SubElement(made, name), _paragraph(_(judgement)))


def _answer(made: Any, fraction: int) -> Any:
    return etree.SubElement(made, "answer", fraction=str(fraction))


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>"


def _html(element: Any, html: str) -> None:
    """HTML as a CDATA section, which is easier to read; no `>` of a text is left to end it."""
    element.set("format", "html")
    etree.SubElement(element, "text").text = etree.CDATA(html)


def _text(element: Any, text: str) -> None:
    etree.SubElement(element, "text").text = text


def _value(parent: Any, name: str, value: str) -> None:
    etree.SubElement(parent, name).text = value
