"""A list of questions in, cited entries out; stopped at any point, it goes on where it was.

Entries are appended to a work file, one JSON line each, as they are answered. Its first line
says what they were made from: another list, library or reader begins anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Reworded
from assistant.assistant import Assistant
from assistant.batch import in_order
from assistant.faq.entry import Entry, Faq, Wording
from assistant.faq.lists.question_list import ListRow
from assistant.faq.matching.duplicates import groups
from corpus.checked_json import loaded, parsed
from corpus.errors import AssistantError
from corpus.wording import _
from index.choice import WHOLE_LIBRARY, DocumentChoice

NOT_COVERED = "Not covered"  # the topic of what has no answer and no topic of its own
SYNC_EVERY = 20  # entries between two waits for the disk: a power cut loses no more


@dataclass(frozen=True, slots=True)
class Planned:
    """A question to be answered, with the wordings that were merged into it."""

    id: str
    question: str
    topic: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    merged: tuple[Wording, ...] = ()


def plan(rows: Sequence[ListRow], groups: Sequence[Sequence[int]]) -> list[Planned]:
    """One question for each group of rows; the first of a group gives id, wording and columns.

    `groups` is a partition of the places of `rows`. Topics that differ in capitals or spaces
    alone are one, as it was written first.
    """
    topics: dict[str, str] = {}
    for row in rows:
        topics.setdefault(" ".join(row.topic.casefold().split()), row.topic)

    def topic(places: Sequence[int]) -> str:
        found = next((rows[place].topic for place in places if rows[place].topic), "")
        return topics[" ".join(found.casefold().split())]

    return [
        Planned(
            id=rows[first].id,
            question=rows[first].question,
            topic=topic([first, *others]),
            columns=rows[first].columns,
            merged=tuple(Wording(rows[place].id, rows[place].question) for place in others),
        )
        for first, *others in groups
    ]


def set_apart(
    groups: Sequence[Sequence[int]], ids: Sequence[str], apart: Sequence[str]
) -> list[list[int]]:
    """The groups, with each question of these ids in a group of its own.

    Raises AssistantError for an id that no question has.
    """
    unknown = [one for one in apart if one not in ids]
    if unknown:
        raise AssistantError(
            _("No question has the id {names}, so it cannot be kept apart.").format(
                names=", ".join(unknown)
            )
        )
    made: list[list[int]] = []
    for group in groups:
        together = [place for place in group if ids[place] not in apart]
        made += [together] if together else []
        made += [[place] for place in group if ids[place] in apart]
    return sorted(made)


def set_together(
    groups: Sequence[Sequence[int]], ids: Sequence[str], pairs: Sequence[str]
) -> list[list[int]]:
    """The groups, with those of each pair of ids (`12=45`) made one.

    Raises AssistantError for what is no pair, and for an id that no question has.
    """
    places = {id: place for place, id in enumerate(ids)}
    made = [list(group) for group in groups]
    for pair in pairs:
        one, sign, other = pair.partition("=")
        if not sign or one not in places or other not in places:
            raise AssistantError(
                _(
                    "{pair!r} does not name two questions of the list; write their ids with "
                    "= between them, as in 12=45."
                ).format(pair=pair)
            )
        made = joined(made, places[one], places[other])
    return made


def joined(groups: Sequence[Sequence[int]], one: int, other: int) -> list[list[int]]:
    """The groups, with those of two places made one."""
    both = [group for group in groups if one in group or other in group]
    rest = [list(group) for group in groups if not (one in group or other in group)]
    return sorted([*rest, [place for group in both for place in group]])


class Build:
    """The entries of a list of questions, made one after the other and kept in `work`.

    `made_on` is the day of the first run (ISO 8601); a run that goes on keeps it, so that what
    it gives is, byte for byte, what an unbroken run gives. Only the documents of `choice` answer.
    Where a language model is set, it puts answers and questions into words, unless it is not to be
    `worded`; what it wrote is marked in the entry. Raises ChoiceError.
    """

    def __init__(
        self,
        assistant: Assistant,
        planned: Sequence[Planned],
        work: Path,
        *,
        title: str,
        made_on: str,
        choice: DocumentChoice = WHOLE_LIBRARY,
        worded: bool = True,
    ) -> None:
        self._assistant = assistant
        self._worded = worded and assistant.language_model is not None
        self._planned = planned
        self._work = work
        self._title = title
        self._revision = assistant.revision()
        self._choice = assistant.chosen(choice).choice
        self._basis = {
            "title": title,
            "revision": self._revision,
            "reader": assistant.reader_name,
            "threshold": assistant.threshold,
            "questions": _digest(planned),
            **({"worded": True} if self._worded else {}),
            **({"searched_in": self._choice.to_dict()} if self._choice else {}),
        }
        self._made_on, self._end = made_on, 0
        self.entries: list[Entry] = []  # those that are done, in the order of the list
        self._go_on()

    @property
    def left(self) -> int:
        """How many questions are not answered yet."""
        return len(self._planned) - len(self.entries)

    def run(self) -> Iterator[Entry]:
        """Answer what is left; each entry is in the work file before it is given.

        Raises AssistantError where that cannot be written; what stands there is kept.
        """
        try:
            with self._work.open("r+b" if self._end else "wb") as file:
                file.seek(self._end)
                file.truncate()
                if not self._end:
                    self._append(file, {**self._basis, "made_on": self._made_on})
                todo = self._planned[len(self.entries) :]
                questions = [one.question for one in todo]
                options: dict[str, Any] = {"keep": False, "approved": False}
                options |= {"choice": self._choice, "worded": self._worded}
                answers = in_order(self._assistant, questions, conversing=False, **options)
                for planned, answer in zip(todo, answers, strict=True):
                    told = entry_of(planned, answer, self._plainer(answer)).to_dict()
                    self._append(file, told)
                    # As a later run reads it: what is given out does not depend on the run.
                    entry = Entry.from_dict(told)
                    self.entries.append(entry)
                    if len(self.entries) % SYNC_EVERY == 0:
                        os.fsync(file.fileno())
                    yield entry
                os.fsync(file.fileno())
        except OSError as error:
            raise AssistantError(
                _(
                    "{work} cannot be written: {reason}. {count} of the entries are safe "
                    "there; run the same command again to go on."
                ).format(work=self._work, reason=error.strerror or error, count=len(self.entries))
            ) from error

    def _plainer(self, answer: Answer) -> Reworded | None:
        """The question of an answer as a language model puts it, where it asks the same by what
        merges questions."""
        if not self._worded or answer.status == "not_found":
            return None
        asked = answer.asked_as
        plainer = self._assistant.plainer(asked)
        if plainer is None:
            return None
        both = [*map(self._assistant.spelled_out, (asked, plainer.text))]
        return plainer if len(groups(both, self._assistant.embed)) == 1 else None

    def _append(self, file: Any, told: Mapping[str, Any]) -> None:
        file.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        file.flush()
        self._end = file.tell()

    def faq(self) -> Faq:
        """All entries that are done."""
        return Faq(self._title, tuple(self.entries), self._revision, self._made_on)

    def finish(self) -> None:
        """Forget the work file, after what it held was given out."""
        self._work.unlink(missing_ok=True)

    def _go_on(self) -> None:
        """Take over the whole lines of an earlier run on the same basis."""
        try:
            data = self._work.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise AssistantError(
                _("{work} cannot be read: {strerror}.").format(
                    work=self._work, strerror=error.strerror
                )
            ) from error
        start = data.find(b"\n") + 1
        try:
            told = parsed(dict[str, Any], data[:start])
        except ValueError:
            return
        if {key: told[key] for key in told if key != "made_on"} != self._basis:
            return  # made of something else
        self._made_on, self._end = str(told.get("made_on", self._made_on)), start
        for planned in self._planned:
            end = data.find(b"\n", start) + 1
            try:
                entry = Entry.from_dict(loaded(data[start:end]))
            except ValueError:
                return
            if (entry.id, entry.listed_as) != (planned.id, planned.question):
                return
            self.entries.append(entry)
            self._end = start = end


def entry_of(planned: Planned, answer: Answer, plainer: Reworded | None = None) -> Entry:
    """The entry of a question, in plainer words where there are any: its time is left out, since
    two runs would differ in it."""
    listed = (Wording(planned.id, planned.question),) if plainer else ()
    usage = None if answer.usage is None else replace(answer.usage, ms=0.0)
    asked_as = plainer.text if plainer else planned.question
    return Entry(
        id=planned.id,
        topic=planned.topic or topic_of(answer),
        answer=replace(answer, asked_as=asked_as, elapsed_ms=0.0, usage=usage),
        merged=(*listed, *planned.merged),
        columns=planned.columns,
        question_by=plainer.by if plainer else "",
    )


def topic_of(answer: Answer) -> str:
    """What an answer is about, for want of a topic of its own: the document it rests on."""
    if not answer.citations:
        return NOT_COVERED
    first = answer.citations[0]
    return first.title or first.source


def _digest(planned: Sequence[Planned]) -> str:
    told = [
        [
            one.id,
            one.question,
            one.topic,
            dict(one.columns),
            [[w.id, w.question] for w in one.merged],
        ]
        for one in planned
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
