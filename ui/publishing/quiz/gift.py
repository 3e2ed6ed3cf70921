"""A quiz as Moodle GIFT: plain text that people can read and most learning systems import.

The format is what Moodle's importer takes, https://docs.moodle.org/en/GIFT_format: a question is
a block of lines without an empty one; `####` begins what is shown once it is answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap

from assistant.training.pack import Pack
from corpus.wording import _, later
from ui.page.ask.render import shortened
from ui.publishing.quiz.question import PublishedQuestion, about, by_section, questions, title

_OBEYED = re.compile(r"[\\~=#{}:]")
_READ_AS_ESCAPED = re.compile(r"&(?=&(?:010|035|058|061|092|123|125|126);)")
_NOT_IN_AN_ID = re.compile(r"[\[\]\\]")

REMARK_WIDTH = 90
CATEGORY_LENGTH = 200  # characters of a name; Moodle holds 255

HEAD = later(
    "Import with format GIFT; keep “Get category from file” ticked. Each question carries, as"
    " general feedback, the passage that settles it."
)
ORDERING_NOTE = later(
    "GIFT has no questions of order. Those of this quiz ({names}) are given as matching: each"
    " event is matched with its place."
)


def write(pack: Pack) -> bytes:
    """The quiz in UTF-8, its categories by topic and section."""
    asked = questions(pack)
    blocks = ["\n".join(_head(pack, asked))]
    for section, held in by_section(asked).items():
        blocks.append(f"$CATEGORY: {category(pack, section)}")
        blocks += ["\n".join(_lines(one)) for one in held]
    return ("\n\n".join(blocks) + "\n").encode()


def category(pack: Pack, section: str) -> str:
    """The path of Moodle's category: topic, then section; a slash in a name is doubled."""
    names = [title(pack), section]
    # The importer would take `\:` for an escape, and has none for a backslash here.
    told = (shortened(name.replace("\\", "/").strip("/ "), CATEGORY_LENGTH) for name in names)
    return "/".join(["$course$", "top", *(name.replace("/", "//") for name in told if name)])


def wildcard(text: str) -> str:
    """A form of a typed answer, with the `*` that would stand for any words escaped (Moodle)."""
    return text.replace("*", r"\*")


def _head(pack: Pack, asked: tuple[PublishedQuestion, ...]) -> Iterator[str]:
    yield f"// {about(pack)}"
    yield from _remarked(_(HEAD))
    names = ", ".join(one.name.split()[0] for one in asked if one.type == "ordering")
    if names:
        yield from _remarked(_(ORDERING_NOTE).format(names=names))


def _remarked(text: str) -> Iterator[str]:
    """A text as remarks, which no importer reads."""
    for line in wrap(text, REMARK_WIDTH):
        yield f"// {line}"


def _lines(one: PublishedQuestion) -> Iterator[str]:
    tags = "".join(f" [tag:{tag}]" for tag in one.tags)
    yield f"// [id:{_NOT_IN_AN_ID.sub('', one.id)}]{tags}"
    # A gap of five underscores is where Moodle puts the field to type in.
    yield f"::{_escaped(one.name)}::[plain]{_escaped(one.stem)} {{"
    yield from (f"\t{line}" for line in _answers(one))
    yield f"\t####{_words(one.passages_text)}"
    yield "}"


def _answers(one: PublishedQuestion) -> Iterator[str]:
    if one.type == "true_false":
        yield one.options[one.right[0]].upper()
    elif one.type == "multiple_choice":
        for place, option in enumerate(one.options):
            yield ("=" if place in one.right else "~") + _words(option)
    elif one.type == "matching":
        for left, right in one.pairs:
            yield f"={_left(left)} -> {_escaped(right)}"
        for place, option in enumerate(one.options):
            if place not in one.right:
                yield f"= -> {_escaped(option)}"
    elif one.type == "ordering":
        for place, option in enumerate(one.options):
            yield f"={_left(option)} -> {one.right.index(place) + 1}"
    else:
        for form in one.forms:
            # `->` would make it a matching; the wildcard accepts it all the same.
            yield "=" + _words(wildcard(form).replace("->", "-*>"))


def _left(text: str) -> str:
    return _words(text.replace("->", "→"))  # the first `->` parts the two sides


def _words(text: str) -> str:
    """Words that a format or a weight could be read into at their beginning: `[html]`, `%50%`."""
    return ("[plain]" if text.startswith(("[", "%")) else "") + _escaped(text)


def _escaped(text: str) -> str:
    # The importer's own signs for what was escaped have no escape; a space keeps them apart.
    apart = _READ_AS_ESCAPED.sub("& ", text)
    return _OBEYED.sub(r"\\\g<0>", apart).replace("\n", r"\n")
