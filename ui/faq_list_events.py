"""What happens with a list of questions: read it, look at it, have it answered, stop, go on."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.faq.build import Build, plan
from assistant.faq.duplicates import groups
from assistant.faq.question_list import QuestionList, from_text, read_questions
from assistant.faq.records import Added
from corpus.errors import AssistantError
from ui import faq_list_render, render
from ui.events import sentence
from ui.faq_events import TITLE, Desk, FaqEvents
from ui.faq_jobs import Job, Jobs
from ui.faq_render import STATUS_WORDS
from ui.faq_work import Work, Works
from ui.render import counted

ROWS_SHOWN = 100
MANY = 2_000  # questions from which on comparing them takes more than a moment
BUILDER = "Policy Assistant"  # who adds entries, where nobody gave a name


@dataclass(frozen=True, slots=True)
class Reading:
    """The list that a session has read: from the file at `path`, or pasted.

    `groups` are the places of rows that ask the same; those in `apart` are kept apart.
    """

    source: str
    path: Path | None
    questions: QuestionList | None = None
    groups: tuple[tuple[int, ...], ...] = ()
    apart: frozenset[int] = frozenset()
    shown: int = ROWS_SHOWN

    @property
    def to_answer(self) -> list[tuple[int, ...]]:
        """The groups without the rows that are kept apart, each of which is one by itself."""
        alone = [(place,) for group in self.groups for place in group if place in self.apart]
        rest = [tuple(p for p in group if p not in self.apart) for group in self.groups]
        return sorted([*filter(None, rest), *alone], key=min)


@dataclass(frozen=True, slots=True)
class Built:
    """What became of a list: its entries, and how many have which status."""

    added: Added
    statuses: Counter[str]

    @property
    def ids(self) -> frozenset[str]:
        added = self.added
        return frozenset((*added.new, *added.changed, *added.unchanged, *added.kept))


class ListEvents:
    """What happens with lists of questions.

    Handlers of a reading give: notice, preview, options of a file, title and start, title,
    start button, reading. Those of the work give its notice.
    """

    def __init__(self, faq: FaqEvents, jobs: Jobs) -> None:
        self.faq = faq
        self.jobs = jobs
        self.works = Works(faq.assistant.folder)

    # Reading a list

    def upload(self, file: str | None) -> Iterator[tuple[Any, ...]]:
        """Read an uploaded list; only what gradio has stored as an upload is read."""
        folder = Path(os.environ["GRADIO_TEMP_DIR"]).resolve()
        path = Path(file or "").resolve()
        if folder in path.parents:
            yield from self._read(Reading(f"“{path.name}”", path), title=_title(path))

    def paste(self, text: str) -> Iterator[tuple[Any, ...]]:
        """Read questions that were typed or pasted."""
        yield from self._read(Reading("the text", None), text, title=TITLE)

    def read_again(self, reading: Reading, column: str, sheet: str) -> Iterator[tuple[Any, ...]]:
        """Read the file once more, with the column and the sheet that were named."""
        again = Reading(reading.source, reading.path)
        yield from self._read(again, column=column.strip() or None, sheet=sheet.strip() or None)

    def _read(
        self,
        reading: Reading,
        text: str = "",
        *,
        column: str | None = None,
        sheet: str | None = None,
        title: str | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        yield self._shown(reading, _waiting(f"Reading {reading.source}"), title)
        try:
            if reading.path is None:
                questions = from_text(text)
            elif reading.path.is_file():
                questions = read_questions(reading.path, column=column, sheet=sheet)
            else:
                raise AssistantError("The file is not here any more; upload it again.")
            asked = [row.question for row in questions.rows]
            if len(asked) > MANY:
                told = f"Looking for the same questions among {len(asked):,}"
                yield self._shown(reading, _waiting(told))
            same = tuple(map(tuple, groups(asked, self.faq.assistant.embed)))
        except Exception as error:
            yield self._shown(reading, render.notice(_for_the_page(sentence(error))))
            return
        notes = tuple(map(_for_the_page, questions.notes))
        questions = replace(questions, notes=notes)
        yield self._shown(replace(reading, questions=questions, groups=same))

    def keep_apart(self, event: gr.EventData, reading: Reading) -> tuple[Any, ...]:
        """Take a question out of its group, or put it back."""
        place, told = str(event._data.get("place", "")), event._data.get("faq")
        if place.isdecimal():
            changed = frozenset([int(place)])
            apart = reading.apart | changed if told == "apart" else reading.apart - changed
            reading = replace(reading, apart=apart)
        return self._shown(reading)

    def show_more(self, reading: Reading) -> tuple[Any, ...]:
        return self._shown(replace(reading, shown=reading.shown + ROWS_SHOWN))

    def _shown(
        self, reading: Reading, notice: str = "", title: str | None = None
    ) -> tuple[Any, ...]:
        preview, button = "", gr.skip()
        if reading.questions is not None:
            asked = reading.to_answer
            preview = faq_list_render.preview(
                reading.source, reading.questions, asked, reading.apart, reading.shown
            )
            button = gr.Button(f"Answer {counted(len(asked), 'question')}")
        return (
            notice,
            preview,
            gr.Row(visible=reading.path is not None),
            gr.Column(visible=reading.questions is not None),
            gr.skip() if title is None else title,
            button,
            reading,
        )

    # Answering it

    def start(self, reading: Reading, title: str, who: str) -> tuple[Any, ...]:
        """Begin to answer the list; gives the notice of the work, then what a reading gives."""
        if reading.questions is None:
            return "", *self._shown(reading)
        try:
            planned = plan(reading.questions.rows, reading.to_answer)
            self._begin(self.works.keep(title.strip() or TITLE, planned), who)
        except Exception as error:
            return render.notice(sentence(error)), *self._shown(reading)
        return "", *self._shown(Reading("", None))

    def go_on(self, event: gr.EventData, who: str) -> str:
        """Go on with a list that was stopped."""
        try:
            self._begin(self.works.get(str(event._data.get("name", ""))), who)
        except Exception as error:
            return render.notice(sentence(error))
        return ""

    def forget(self, event: gr.EventData) -> str:
        """Forget a list that was stopped, with the answers it has."""
        try:
            work = self.works.get(str(event._data.get("name", "")))
            if work in self._stopped():
                self.works.forget(work)
        except Exception as error:
            return render.notice(sentence(error))
        return ""

    def _begin(self, work: Work, who: str) -> None:
        self.jobs.start(
            "build",
            work.title,
            lambda job: self._answer(job, work, who),
            name=work.name,
            total=work.total,
        )

    def _answer(self, job: Job, work: Work, who: str) -> Built:
        """Answer what is left of a list, and keep all of it as entries."""
        planned = self.works.planned(work)
        build = Build(
            self.faq.assistant, planned, work.answers, title=work.title, made_on=work.made_on
        )
        job.before = len(build.entries)
        job.tell(job.before, work.total)
        with closing(build.run()) as entries:  # type: ignore[type-var]
            for _ in entries:
                job.tell(len(build.entries), work.total)
        added = self.faq.records.add(build.entries, who.strip() or BUILDER)
        self.works.forget(work)
        return Built(added, Counter(entry.answer.status for entry in build.entries))

    # Looking on

    def status(self) -> str:
        """How far the list is that is being answered, and what was stopped."""
        try:
            stopped = faq_list_render.stopped_works(self._stopped(), self.faq.assistant.revision())
        except Exception as error:
            stopped = render.notice(sentence(error))
        return self._job_status(self.jobs.latest("build")) + stopped

    def _job_status(self, job: Job | None) -> str:
        if job is None or job.state == "stopped":
            return ""
        if job.state == "running":
            return faq_list_render.progress(job, f"Answering “{job.title}”", "questions")
        if job.error is not None:
            return render.notice(sentence(job.error))
        counts = [(word, job.result.statuses[status]) for status, word in STATUS_WORDS.items()]
        return faq_list_render.built(job.title, job.result.added, counts)

    def _stopped(self) -> list[Work]:
        job = self.jobs.latest("build")
        running = job.name if job is not None and job.state == "running" else None
        return [work for work in self.works.all() if work.name != running]

    def review(self, desk: Desk) -> tuple[Any, Desk]:
        """Limit the list of entries to those of the list that was answered last, and show it."""
        job = self.jobs.latest("build")
        if job is not None and job.result is not None:
            desk = replace(desk, only=job.result.ids, only_title=job.title)
        return gr.Tabs(selected="entries"), desk


def _waiting(words: str) -> str:
    return f'<p class="waiting" role="status">{escape(words)}<span></span></p>'


def _title(path: Path) -> str:
    """What a list is called until somebody says otherwise: as its file."""
    words = re.sub(r"[_\W]+", " ", path.stem).strip()
    return words[:1].upper() + words[1:] or TITLE


def _for_the_page(told: str) -> str:
    """A sentence of the list's reader, with the names that its options have on the page."""
    return told.replace("--column", "“Question column”").replace("--sheet", "“Sheet”")
