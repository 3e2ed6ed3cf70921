"""What happens with a list of questions before it is answered: read it, and look at it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.faq.lists.question_list import from_text, read_questions
from assistant.faq.matching.duplicates import alike, groups
from corpus.errors import AssistantError
from corpus.wording import _, counted, number
from ui.page.ask import render
from ui.page.boundary import sentence
from ui.page.faq.lists import render as faq_list_render
from ui.page.faq.session import ROWS_SHOWN, TITLE, ListReading
from ui.page.uploads import Claimed

if TYPE_CHECKING:
    from assistant.assistant import Assistant

MANY = 2_000  # questions from which on comparing them takes more than a moment


class ListEvents:
    """What happens until a list is answered.

    Handlers give: notice, preview, options of a file, title and start, title, start button,
    reading.
    """

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def upload(self, file: str | None) -> Iterator[tuple[Any, ...]]:
        """Read an uploaded list; only what gradio has stored as an upload is read."""
        upload = Claimed([file] if file else ())
        for path in upload.paths:
            yield from self._read(ListReading(f"“{path.name}”", upload), title=_title(path))

    def paste(self, text: str) -> Iterator[tuple[Any, ...]]:
        """Read questions that were typed or pasted."""
        yield from self._read(ListReading(_("the text"), None), text, title=_(TITLE))

    def read_again(
        self, reading: ListReading, column: str, sheet: str
    ) -> Iterator[tuple[Any, ...]]:
        """Read the file once more, with the column and the sheet that were named."""
        again = ListReading(reading.source, reading.upload)
        yield from self._read(again, column=column.strip() or None, sheet=sheet.strip() or None)

    def _read(
        self,
        reading: ListReading,
        text: str = "",
        *,
        column: str | None = None,
        sheet: str | None = None,
        title: str | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        yield self.shown(reading, _waiting(_("Reading {name}").format(name=reading.source)), title)
        try:
            if reading.path is None:
                questions = from_text(text)
            elif reading.path.is_file():
                questions = read_questions(reading.path, column=column, sheet=sheet)
            else:
                raise AssistantError(_("The file is not here any more; upload it again."))
            asked = [row.question for row in questions.rows]
            if len(asked) > MANY:
                told = _("Looking for the same questions among {count}")
                told = told.format(count=number(len(asked)))
                yield self.shown(reading, _waiting(told))
            in_full = [*map(self.assistant.spelled_out, asked)]
            same = tuple(map(tuple, groups(in_full, self.assistant.embed)))
            near = alike(asked, same, self.assistant.embed)
        except Exception as error:
            yield self.shown(reading, render.notice(_for_the_page(sentence(error))))
            return
        notes = tuple(map(_for_the_page, questions.notes))
        questions = replace(questions, notes=notes)
        yield self.shown(replace(reading, questions=questions, groups=same, alike=near))

    def keep_apart(self, event: gr.EventData, reading: ListReading) -> tuple[Any, ...]:
        """Take a question out of its group, or put it back."""
        told = event._data.get("place")
        changed = {place for group in reading.groups for place in group if str(place) == told}
        apart = event._data.get("faq") == "apart"
        now = reading.apart | changed if apart else reading.apart - changed
        return self.shown(replace(reading, apart=now))

    def join(self, event: gr.EventData, reading: ListReading) -> tuple[Any, ...]:
        """Merge two questions that may ask the same, since somebody says that they do."""
        told = (event._data.get("place"), event._data.get("other"))
        pairs = {(str(one.one), str(one.other)): (one.one, one.other) for one in reading.alike}
        pair = pairs.get(told)
        if pair is None:
            return self.shown(reading)
        joined, apart = reading.joined | {pair}, reading.apart.difference(pair)
        return self.shown(replace(reading, joined=joined, apart=apart))

    def show_more(self, reading: ListReading) -> tuple[Any, ...]:
        return self.shown(replace(reading, shown=reading.shown + ROWS_SHOWN))

    def shown(
        self, reading: ListReading, notice: str = "", title: str | None = None
    ) -> tuple[Any, ...]:
        preview, button = "", gr.skip()
        if reading.questions is not None:
            asked = reading.to_answer
            preview = faq_list_render.preview(
                reading.source, reading.questions, asked, reading.apart, reading.shown
            ) + faq_list_render.alike(
                reading.questions.rows, reading.to_decide, opened=bool(reading.joined)
            )
            questions = counted(len(asked), "question")
            button = gr.Button(_("Answer {questions}").format(questions=questions))
        return (
            notice,
            preview,
            gr.Row(visible=reading.path is not None),
            gr.Column(visible=reading.questions is not None),
            gr.skip() if title is None else title,
            button,
            reading,
        )


def _waiting(words: str) -> str:
    return f'<p class="waiting" role="status">{escape(words)}<span></span></p>'


def _title(path: Path) -> str:
    """What a list is called until somebody says otherwise: as its file."""
    words = re.sub(r"[_\W]+", " ", path.stem).strip()
    return words[:1].upper() + words[1:] or _(TITLE)


def _for_the_page(told: str) -> str:
    """A sentence of the list's reader, with the names that its options have on the page."""
    return told.replace("--column", f"“{_('Question column')}”").replace(
        "--sheet", f"“{_('Sheet')}”"
    )
