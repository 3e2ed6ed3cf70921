"""What happens with a list of questions before it is answered: read it, and look at it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.faq.lists.question_list import from_text, read_questions
from assistant.faq.matching.duplicates import Alike, alike, groups
from corpus.errors import AssistantError
from corpus.wording import _, counted, number
from ui.page.ask import render
from ui.page.boundary import sentence
from ui.page.faq.lists import render as faq_list_render
from ui.page.faq.session import ROWS_SHOWN, TITLE, VERDICTS, Decision, ListReading
from ui.page.uploads import Claimed

if TYPE_CHECKING:
    from assistant.assistant import Assistant

LOOK_AFTER = 1.0  # seconds between two looks at how far a list was compared


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
            compared = _Compared(self.assistant, asked)
            while not compared.finished(LOOK_AFTER):
                yield self.shown(reading, _waiting(compared.told()))
            same, near = compared.result()
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

    def decide(self, event: gr.EventData, reading: ListReading) -> tuple[Any, ...]:
        """Whether two questions that may ask the same do, as somebody says."""
        told = (event._data.get("place"), event._data.get("other"))
        pairs = {(str(one.one), str(one.other)): (one.one, one.other) for one in reading.alike}
        pair, said = pairs.get(told), event._data.get("said")
        if pair is None or said not in VERDICTS:
            return self.shown(reading)
        before = tuple(one for one in reading.decided if one.pair != pair)
        apart = reading.apart.difference(pair) if said == "same" else reading.apart
        decided = (*before, Decision(pair, said))
        return self.shown(replace(reading, decided=decided, apart=apart))

    def take_back(self, reading: ListReading) -> tuple[Any, ...]:
        """Open the pair that was decided last once more."""
        return self.shown(replace(reading, decided=reading.decided[:-1]), deciding=True)

    def show_more(self, reading: ListReading) -> tuple[Any, ...]:
        return self.shown(replace(reading, shown=reading.shown + ROWS_SHOWN))

    def shown(
        self,
        reading: ListReading,
        notice: str = "",
        title: str | None = None,
        deciding: bool = False,
    ) -> tuple[Any, ...]:
        preview, button = "", gr.skip()
        if reading.questions is not None:
            asked = reading.to_answer
            preview = faq_list_render.preview(
                reading.source, reading.questions, asked, reading.apart, reading.shown
            ) + faq_list_render.alike(
                reading.questions.rows,
                reading.to_decide,
                decided=len(reading.decided),
                is_open=deciding,
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


class _Compared:
    """The questions of a list being compared, in a thread of its own, so that it can be told how
    far that is."""

    def __init__(self, assistant: Assistant, questions: Sequence[str]) -> None:
        self._assistant, self._questions = assistant, questions
        self._done = (0, len(questions))
        pool = ThreadPoolExecutor(1)
        self._work = pool.submit(copy_context().run, self._compare)
        pool.shutdown(wait=False)

    def finished(self, seconds: float) -> bool:
        """Whether it is done, after so many seconds at most."""
        return bool(wait([self._work], seconds).done)

    def result(self) -> tuple[tuple[tuple[int, ...], ...], tuple[Alike, ...]]:
        return self._work.result()

    def told(self) -> str:
        words = _("Looking for the same questions: {done} of {all} looked at")
        return words.format(done=number(self._done[0]), all=number(self._done[1]))

    def _compare(self) -> tuple[tuple[tuple[int, ...], ...], tuple[Alike, ...]]:
        def tell(done: int, total: int) -> None:
            self._done = (done, total)

        in_full = [*map(self._assistant.spelled_out, self._questions)]
        found = groups(in_full, self._assistant.embed, on_progress=tell)
        return tuple(map(tuple, found)), alike(in_full, found, self._assistant.embed)


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
