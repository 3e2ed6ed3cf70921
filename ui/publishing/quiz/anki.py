"""A quiz as a package of Anki, by genanki.

The cards are known by topic, form and item: a package that is imported again, made from a newer
library, renews its cards and keeps what was learnt. Nothing in it depends on the moment.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from itertools import count
from typing import Any

from assistant.training.pack import Pack
from corpus.wording import _, later
from index.store.memory_database import database_bytes
from ui.publishing.parts.office_file import dated, moment
from ui.publishing.parts.sources import letters
from ui.publishing.quiz.question import PublishedQuestion, about, questions, title

NOTE_TYPE = "Policy assistant quiz"
HOW = later("Think of your answer, then turn the card: it shows the passage that settles it.")
FIELDS = ("Question", "Options", "Answer", "Passage", "Source")
FRONT = (
    '<div class="question">{{Question}}</div>'
    '{{#Options}}<div class="options">{{Options}}</div>{{/Options}}'
)
BACK = (
    '{{FrontSide}}<hr id="answer"><div class="answer">{{Answer}}</div>'
    '<div class="passage">{{Passage}}</div><div class="source">{{Source}}</div>'
)
STYLE = """\
.card { font: 1.05rem/1.5 system-ui, sans-serif; text-align: left; color: #1b1f24;
  background: #ffffff; max-width: 40rem; margin: 0 auto; padding: 1rem; }
.question { font-size: 1.2em; font-weight: 600; }
.options { margin-top: 0.6em; }
.options ol, .options ul { margin: 0.6em 0 0; padding-left: 1.8em; }
.letters { list-style: upper-alpha; }
li { margin: 0.25em 0; }
hr { border: 0; border-top: 1px solid #c9d1d9; margin: 1.2em 0; }
.answer { font-weight: 600; color: #1a5c2e; }
.answer ol, .answer ul { margin: 0; padding-left: 1.6em; }
.also { font-weight: 400; color: #57606a; }
.passage { margin-top: 1em; }
.passage blockquote { margin: 0 0 0.6em; padding-left: 0.8em; border-left: 3px solid #1d4a7a; }
.source { color: #57606a; font-size: 0.85em; }
.source p { margin: 0.2em 0; }
.nightMode.card, .nightMode .card { color: #e6e8eb; background: #1b1f24; }
.nightMode .answer { color: #8fd6a4; }
.nightMode .also, .nightMode .source { color: #a8b0b8; }
.nightMode hr { border-color: #444c56; }
.nightMode .passage blockquote { border-color: #7fb2e5; }
"""
# What Anki would obey in a field although it stands there as text: [sound:...], [latex], {{...}}.
_OBEYED = str.maketrans({"[": "&#91;", "{": "&#123;", "\\": "&#92;"})
_NOT_IN_A_TAG = re.compile(r"[\s:\"'()*\\]+")


def write(pack: Pack) -> bytes:
    """The package (.apkg), the same bytes for the same pack."""
    import genanki  # a quarter of a second, which no other format needs

    made = moment(pack.date)
    topic = title(pack)
    note_type = genanki.Model(
        _number("note type", NOTE_TYPE),
        NOTE_TYPE,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Question", "qfmt": FRONT, "afmt": BACK}],
        css=STYLE,
    )
    name = topic.replace("::", ": ")  # Anki would make a deck within a deck of it
    deck = genanki.Deck(_number("deck", topic), name, _escaped(f"{about(pack)} {_(HOW)}"))
    for one in questions(pack):
        deck.add_note(
            genanki.Note(
                note_type,
                fields=list(_fields(one)),
                tags=_tags(one, pack.form),
                guid=one.key,
                due=one.number,
            )
        )
    return dated(_packed(genanki.Package(deck), made), made)


def _packed(package: Any, made: datetime) -> bytes:
    """The zip file. genanki's own way of writing leaves its database among temporary files."""
    seconds = made.replace(tzinfo=UTC).timestamp()
    data = database_bytes(
        lambda cursor: package.write_to_db(cursor, seconds, count(int(seconds * 1000)))
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("collection.anki2", data)
        file.writestr("media", "{}")
    return packed.getvalue()


def _number(*named: str) -> int:
    """A number from 2^30 on that is always the same for the same words; Anki's ids are such."""
    digest = sha256("\n".join(named).encode()).digest()
    return (1 << 30) + int.from_bytes(digest[:4]) % (1 << 30)


def _fields(one: PublishedQuestion) -> tuple[str, str, str, str, str]:
    numbers: dict[str, list[str]] = {}
    for number, passage in enumerate(one.passages, start=1):
        numbers.setdefault(passage.reference, []).append(str(number))
    several = len(one.passages) > 1
    return (
        _escaped(one.stem),
        _options(one),
        _answer(one),
        "".join(
            f"<blockquote>{_mark([str(number)]) if several else ''}“{_escaped(passage.text)}”"
            "</blockquote>"
            for number, passage in enumerate(one.passages, start=1)
        ),
        "".join(
            f"<p>{_mark(cited) if several else ''}{_escaped(place)}</p>"
            for place, cited in numbers.items()
        )
        + (f"<p>{_escaped(one.mark)}</p>" if one.mark else ""),
    )


def _mark(numbers: Sequence[str]) -> str:
    """The numbers of passages, as they stand before these and before their source."""
    return f"<b>{', '.join(numbers)}</b> "


def _options(one: PublishedQuestion) -> str:
    if one.type == "multiple_choice":
        return _list("ol", one.options, "letters")
    if one.type == "true_false":
        return _escaped(_("True or false?"))
    if one.type == "matching":
        return _list("ol", one.lefts) + _list("ol", one.options, "letters")
    return _list("ul", one.options) if one.options else ""


def _answer(one: PublishedQuestion) -> str:
    if one.type == "multiple_choice":
        return "<br>".join(
            _escaped(f"{letters(place).upper()}. {one.options[place]}") for place in one.right
        )
    if one.type == "matching":
        pairs = zip(one.pairs, one.right, strict=True)
        return _list(
            "ol", [f"{left} – {letters(to).upper()}. {right}" for (left, right), to in pairs]
        )
    if one.type == "ordering":
        return _list("ol", one.ordered)
    if one.type == "true_false":
        return _escaped(" ".join(map(_, one.ordered)))
    best, *others = one.forms or ("",)
    told = _("Also right: {forms}").format(forms="; ".join(others))
    also = f'<div class="also">{_escaped(told)}</div>' if others else ""
    return _escaped(best) + also


def _list(kind: str, texts: Sequence[str], look: str = "") -> str:
    items = "".join(f"<li>{_escaped(text)}</li>" for text in texts)
    styled = f' class="{look}"' if look else ""
    return f"<{kind}{styled}>{items}</{kind}>"


def _tags(one: PublishedQuestion, form: str) -> list[str]:
    told = {"section": one.section, "difficulty": one.difficulty, "type": one.type, "form": form}
    cleaned = {kind: _NOT_IN_A_TAG.sub("_", value).strip("_") for kind, value in told.items()}
    return [f"{kind}::{value}" for kind, value in cleaned.items() if value]


def _escaped(text: str) -> str:
    return escape(text, quote=False).translate(_OBEYED)
