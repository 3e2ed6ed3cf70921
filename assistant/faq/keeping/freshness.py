"""The freshness check: which entries are wrong, now that documents have changed.

Every quote of every entry that is not retired is looked for in the documents of today. An entry
is affected only where a quote's words are gone from there; a quote that only moved is renewed.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, Protocol

from assistant.answer import Answer, Citation
from assistant.faq.entry import State
from assistant.faq.keeping.records import FaqRecords, Record
from assistant.quote_positions import Documents, Pin, PinState, Versions, pin, used
from corpus.document import Document
from corpus.errors import ChoiceError, QuestionError
from corpus.language.sentences import sentence_spans
from corpus.language.stems import stems
from corpus.language.values import without_values
from corpus.language.words import STOP_WORDS
from index.choice import WHOLE_LIBRARY, DocumentChoice

# The least likeness of a new sentence to the old one, for which it is shown beside it. In
# tests/quality/freshness.py changed ones have 0.52 or more, those taken out at most 0.35.
ALIKE = 0.45

Piece = tuple[Literal["same", "removed", "added"], str]


class AskedAgain(Documents, Protocol):
    """The library, and who answers from it; the assistant is both."""

    def ask(
        self,
        question: str,
        *,
        keep: bool = ...,
        approved: bool = ...,
        choice: DocumentChoice = ...,
    ) -> Answer: ...


@dataclass(frozen=True, slots=True)
class CheckedPin:
    """A pin and what became of it.

    `stands`: the quote is at its place in the current document. `moved`: its words are at another
    place, or in a newer version; `citation` is that place. `changed`: a newer version says it
    otherwise. `removed`: it says nothing like it. `gone`: the library has the document no more,
    or cannot read it.

    `quote` is the old one, `now` what stands there today or is nearest to it; `diff` tells the
    words of the one from the other's, and is of one piece where they are the same.
    """

    pin: Pin
    state: PinState
    quote: str
    now: str | None
    diff: tuple[Piece, ...]
    citation: Citation | None = None

    @property
    def affected(self) -> bool:
        return self.state in ("changed", "removed", "gone")


@dataclass(frozen=True, slots=True)
class Finding:
    """An entry that was checked; `version` is that of its record, `state` the entry's.

    `proposed` is what the documents answer today, for an affected entry.
    """

    id: str
    question: str
    state: State
    version: int
    pins: tuple[CheckedPin, ...]
    proposed: Answer | None = None

    @property
    def affected(self) -> bool:
        return any(one.affected for one in self.pins)

    @property
    def moved(self) -> tuple[CheckedPin, ...]:
        """The pins to renew."""
        return tuple(one for one in self.pins if one.state == "moved")


@dataclass(frozen=True, slots=True)
class Freshness:
    """Every entry that cites something, as it was found, and every entry without an answer that
    the documents answer now (`proposed`).
    """

    findings: tuple[Finding, ...]
    now_answered: tuple[Finding, ...]

    @property
    def affected(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.affected)

    @property
    def moved(self) -> tuple[Finding, ...]:
        """Entries that are right, with places to renew."""
        return tuple(one for one in self.findings if one.moved and not one.affected)


def check(
    records: FaqRecords,
    assistant: AskedAgain,
    *,
    propose: bool = True,
    on_progress: Callable[[int, int], None] | None = None,
) -> Freshness:
    """Check every entry that is not retired, in their order.

    Without `propose` nothing is asked: no answer is proposed, and none found for the entries
    that had none. `on_progress` is told how many entries are done, of how many.
    """
    kept = [record for record in records.find() if record.entry.state != "retired"]
    search = _Search(assistant)
    findings: list[Finding] = []
    now_answered: list[Finding] = []
    for done, record in enumerate(kept, start=1):
        if record.entry.answer.status == "not_found":
            answer = _asked(assistant, record) if propose else None
            if answer is not None:
                now_answered.append(_finding(record, (), answer))
        else:
            pins = tuple(search.checked(citation) for citation in used(record.entry.answer))
            affected = any(one.affected for one in pins)
            answer = _asked(assistant, record) if affected and propose else None
            findings.append(_finding(record, pins, answer))
        if on_progress is not None:
            on_progress(done, len(kept))
    return Freshness(tuple(findings), tuple(now_answered))


def renew(records: FaqRecords, finding: Finding, who: str = "freshness check") -> Record:
    """Let the moved pins of an entry point to where their words stand now.

    Raises EntryChanged where the entry was changed since the check.
    """
    places = [one.citation for one in finding.moved if one.citation is not None]
    return records.repin(finding.id, places, version=finding.version, who=who)


def _finding(record: Record, pins: tuple[CheckedPin, ...], answer: Answer | None) -> Finding:
    entry = record.entry
    return Finding(entry.id, entry.question, entry.state, record.version, pins, answer)


def _asked(assistant: AskedAgain, record: Record) -> Answer | None:
    """What the documents that were asked answer today, whatever is approved; None where they do
    not, or where there is no such choice of them any more."""
    choice = record.entry.answer.searched_in or WHOLE_LIBRARY
    try:
        answer = assistant.ask(record.entry.question, keep=False, approved=False, choice=choice)
    except (QuestionError, ChoiceError):
        return None
    return None if answer.status == "not_found" else answer


# --- what became of a quote ----------------------------------------------------------------------


class _Search:
    """Looks for quotes in the documents of today; for one run only."""

    def __init__(self, documents: Documents) -> None:
        self._versions = Versions(documents)
        self._sentences: dict[str, _Sentences] = {}

    def checked(self, citation: Citation) -> CheckedPin:
        state, place, document = self._versions.place(citation)
        old, pinned = citation.quote, pin(citation)
        if state is not None:
            return CheckedPin(pinned, state, old, place.quote, difference(old, old), place)
        nearest = None if document is None else self._sentences_of(document).nearest(old)
        if nearest is not None:
            return CheckedPin(pinned, "changed", old, nearest, difference(old, nearest))
        known = document is not None and self._versions.knows(citation.document_id)
        return CheckedPin(pinned, "removed" if known else "gone", old, None, difference(old, ""))

    def _sentences_of(self, document: Document) -> _Sentences:
        if document.id not in self._sentences:
            self._sentences[document.id] = _Sentences(document)
        return self._sentences[document.id]


class _Sentences:
    """The sentences of a document, by the words that they share with an old one."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._spans = sentence_spans(document.text)
        self._stems = [_content(self._text[start:end]) for start, end in self._spans]
        self._counts = Counter(stem for own in self._stems for stem in own)

    def nearest(self, quote: str) -> str | None:
        """The passage of about as many sentences that is most like a quote, where one is."""
        wanted, length = _content(quote), len(sentence_spans(quote))
        scored = []
        for size in range(max(1, length - 1), length + 2):
            for first in range(len(self._spans) - size + 1):
                own = frozenset[str]().union(*self._stems[first : first + size])
                scored.append((self._likeness(wanted, own), first, size))
        # By their order too, of the best: a sentence can have the same words and say the reverse.
        best = sorted(scored, key=lambda one: -one[0])[:5]
        likeness, passage = (
            max(
                ((score + _ratio(quote, self._passage(at, size))) / 2, self._passage(at, size))
                for score, at, size in best
            )
            if best
            else (0.0, "")
        )
        return passage if likeness >= ALIKE else None

    def _passage(self, first: int, size: int) -> str:
        return self._text[self._spans[first][0] : self._spans[first + size - 1][1]]

    def _likeness(self, one: frozenset[str], other: frozenset[str]) -> float:
        """Dice's coefficient of two sets of words, of which the rare ones weigh more."""
        total = self._weight(one) + self._weight(other)
        return 2 * self._weight(one & other) / total if total else 0.0

    def _weight(self, found: frozenset[str]) -> float:
        return sum(math.log(1 + len(self._spans) / (0.5 + self._counts[stem])) for stem in found)


_STOP_STEMS = stems(" ".join(STOP_WORDS))


def _content(text: str) -> frozenset[str]:
    """What a sentence speaks of: its words without values, which are what most often changes."""
    return stems(without_values(text)) - _STOP_STEMS or stems(text)


# --- the difference ------------------------------------------------------------------------------

_WORD = re.compile(r"\s*(?:\w+(?:[/.,:'’-]\w+)*|[^\w\s])")


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """The words of two texts: what both have, what only the old one has, and what the new one.

    Without the `added` pieces it is the old text on one line, without the `removed` ones the
    new one, but for spaces.
    """
    first, second = _words(old), _words(new)
    bare = ([word.strip() for word in first], [word.strip() for word in second])
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(first[a:b])))
            continue
        if a < b:
            pieces.append(("removed", "".join(first[a:b])))
        if c < d:
            pieces.append(("added", "".join(second[c:d])))
    return tuple(pieces)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, _words(one), _words(other), autojunk=False).ratio()


def _words(text: str) -> list[str]:
    """The words and signs of a text, each with the space before it."""
    return _WORD.findall(" ".join(text.split()))
