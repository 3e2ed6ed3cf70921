"""What may be done to a kept entry: pure functions that give the entry after it, or refuse.

    draft -> in_review -> approved -> retired; back to draft, or retired, from anywhere

Whatever changes what an approved entry says makes it wait for review again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.answer import Answer, Citation
from assistant.answer_parts import AnswerPart, LeadPart, MissingPart, renumbered, text_of, written
from assistant.answering.verification import is_count_of_quotes
from assistant.faq.entry import STATES, Entry, State
from assistant.faq.keeping.wording_check import check_wording
from assistant.quote_positions import Documents, Versions, same_words, used
from corpus.blocks import clean_characters, clean_line
from corpus.errors import AssistantError
from corpus.language.dates import ISO_DAY
from corpus.wording import _

LONGEST_TEXT = 20_000
LONGEST_QUESTION = 4_000
LONGEST_NAME = 200  # of an id, a topic, an owner
EDITOR = "editor"  # the generator of an answer whose text a person has rewritten
SHOWN = 10  # problems that a message names

MOVES: Mapping[State, tuple[State, ...]] = {
    "draft": ("in_review", "retired"),
    "in_review": ("approved", "draft", "retired"),
    "approved": ("retired", "draft"),
    "retired": ("draft",),
}


class RecordError(AssistantError):
    """A change of an entry that cannot be made; the entry is as it was."""


def checked(entry: Entry) -> Entry:
    """The entry, where it can be kept. Raises RecordError with all that is wrong with it."""
    problems = [
        f"its {name} has {len(text):,} characters, and the limit is {limit:,}"
        for name, text, limit in (
            ("answer", entry.answer.text, LONGEST_TEXT),
            ("question", entry.question, LONGEST_QUESTION),
            ("id", entry.id, LONGEST_NAME),
            ("topic", entry.topic, LONGEST_NAME),
            ("owner", entry.owner, LONGEST_NAME),
        )
        if len(text) > limit
    ]
    problems += [
        f"its {name} is empty"
        for name, text in (("id", entry.id), ("question", entry.question))
        if not text.strip()
    ]
    if entry.state not in STATES:
        problems.append(f"its state is {entry.state!r}, not one of {', '.join(STATES)}")
    for name, day in (("review date", entry.review_date), ("approval date", entry.approved_on)):
        if day is not None and not _is_day(day):
            problems.append(f"its {name} is {day!r}, not a day like 2026-03-12")
    if problems:
        raise RecordError(
            _("Entry {id!r} cannot be kept: {names}.").format(
                id=entry.id[:40], names="; ".join(problems)
            )
        )
    return entry


def edited(
    entry: Entry,
    *,
    text: str | None = None,
    question: str | None = None,
    topic: str | None = None,
    owner: str | None = None,
    review_date: str | None = None,
) -> Entry:
    """The entry with what is given put in place; an empty `review_date` takes it away."""
    answer = entry.answer
    if text is not None and (words := clean_characters(text).strip()) != answer.text:
        if not words:
            raise RecordError(
                _("The answer of entry {id!r} cannot be left empty.").format(id=entry.id)
            )
        short = answer.short_answer
        answer = replace(
            answer,
            parts=written(words),
            short_answer=short if short and short in words else None,
            notes=tuple(note for note in answer.notes if not is_count_of_quotes(note)),
            generator=EDITOR,
        )
    if question is not None and (asked := clean_line(question)) != entry.question:
        answer = replace(answer, question=asked, asked_as=asked)
        entry = replace(entry, question_by="")  # a person's words now
    return checked(
        replace(
            _in_review(entry) if answer != entry.answer else entry,
            answer=answer,
            topic=entry.topic if topic is None else clean_line(topic),
            owner=entry.owner if owner is None else clean_line(owner),
            review_date=entry.review_date if review_date is None else review_date.strip() or None,
        )
    )


def answered_anew(entry: Entry, answer: Answer) -> Entry:
    """The entry with another answer to its question, which waits for review."""
    answer = replace(answer, asked_as=entry.question)
    return checked(replace(entry, answer=answer, state="in_review", approved_on=None))


def built_anew(entry: Entry, built: Entry) -> Entry | None:
    """A kept entry with what a new build answers; None where a person's work is kept instead:
    beyond a draft, or rewritten.
    """
    if entry.state != "draft" or entry.answer.generator == EDITOR:
        return None
    return replace(
        entry,
        answer=built.answer,
        merged=built.merged,
        question_by=built.question_by,
        columns=built.columns,
        topic=entry.topic or built.topic,
        owner=entry.owner or built.owner,
        review_date=entry.review_date or built.review_date,
    )


def repinned(entry: Entry, citations: Sequence[Citation]) -> Entry:
    """The entry with some citations, known by their markers, at another place.

    Raises RecordError where one of them does not say the same words.
    """
    places = {citation.marker: citation for citation in citations}
    for old in entry.answer.citations:
        now = places.get(old.marker, old)
        if not (same_words(old.quote, now.quote) or same_words(old.quote, now.told)):
            raise RecordError(
                _(
                    "Citation [{marker}] of entry {id!r} says other words now; accept a new "
                    "answer instead."
                ).format(marker=old.marker, id=entry.id)
            )
    moved = tuple(places.get(old.marker, old) for old in entry.answer.citations)
    return replace(entry, answer=replace(entry.answer, citations=moved))


def in_state(entry: Entry, state: State, documents: Documents, today: str) -> Entry:
    """The entry in another state. Raises RecordError where it may not go there.

    What is approved cites something, all of it stands in the documents today, and says no more
    than is cited. `today` is ISO 8601.
    """
    if state not in STATES:
        raise RecordError(
            _("There is no state {state!r}, only {names}.").format(
                state=state, names=", ".join(STATES)
            )
        )
    if state not in MOVES[entry.state]:
        allowed = " or ".join(map(_told, MOVES[entry.state]))
        raise RecordError(
            _("Entry {id!r} is {told}; from there it can go to {allowed}, not to {told2}.").format(
                id=entry.id, told=_told(entry.state), allowed=allowed, told2=_told(state)
            )
        )
    if state != "approved":
        return replace(entry, state=state, approved_on=None)
    problems = unfit(entry, documents)
    if problems:
        more = f" And {len(problems) - SHOWN} more." if len(problems) > SHOWN else ""
        raise RecordError(
            _("Entry {id!r} cannot be approved. {names}{more}").format(
                id=entry.id, names=" ".join(problems[:SHOWN]), more=more
            )
        )
    return replace(entry, state=state, approved_on=today, answer=tidied(entry.answer))


def tidied(answer: Answer) -> Answer:
    """The answer without citations that its text does not use, numbered by first mention."""
    cited = {citation.marker: citation for citation in answer.citations}
    numbers = {old: new for new, old in enumerate(answer.markers, start=1)}
    return replace(
        answer,
        parts=renumbered(answer.parts, numbers),
        citations=tuple(replace(cited[old], marker=new) for old, new in numbers.items()),
    )


def unfit(entry: Entry, documents: Documents) -> list[str]:
    """Why an entry cannot be approved, a sentence each."""
    citations = used(entry.answer)
    if entry.answer.status == "not_found" or not citations:
        return ["It cites no document."]
    versions = Versions(documents)
    places = {citation.marker: versions.place(citation)[0] for citation in citations}
    problems = [
        f"The quote [{marker}] stands elsewhere now; check the entries, and renew it first."
        if state == "moved"
        else f"The quote [{marker}] does not stand in the documents any more."
        for marker, state in places.items()
        if state != "stands"
    ]
    parts = tuple(part for part in entry.answer.parts if not _says_nothing(part))
    return problems + check_wording(text_of(parts), entry.answer.citations)


def _says_nothing(part: AnswerPart) -> bool:
    """Whether a part is a heading of ours, or names what is missing: it rests on no quote."""
    if isinstance(part, LeadPart):
        return all(run.marker is None for run in part.line)
    return isinstance(part, MissingPart)


def _in_review(entry: Entry) -> Entry:
    return (
        replace(entry, state="in_review", approved_on=None) if entry.state == "approved" else entry
    )


def _told(state: str) -> str:
    return "in review" if state == "in_review" else state


def _is_day(text: str) -> bool:
    try:
        return ISO_DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False
