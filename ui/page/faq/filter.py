"""Which entries of the FAQ a list shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.faq.entry import STATES, Entry
from assistant.faq.keeping.records import Record
from corpus.language.words import folded
from corpus.wording import _, later
from ui.page.ask.render import evidence
from ui.page.faq.entry_render import STATE_WORDS, STATUS_WORDS

ANY = "any"
# Ranges of the bands, weakest first: a number promises more than the score can keep.
BANDS = ("weak", "moderate", "strong")
STATUS_CHOICES = [(later("Any"), ANY), *((word, status) for status, word in STATUS_WORDS.items())]
STATE_CHOICES = [(later("Any"), ANY), *((STATE_WORDS[state], state) for state in STATES)]
NONE = "none"  # without a topic, or an owner
DUE_CHOICES = [
    (later("Any"), ANY),
    (later("Overdue"), "0"),
    (later("Within 30 days"), "30"),
    (later("Within 90 days"), "90"),
    (later("No date"), NONE),
]
EVIDENCE_CHOICES = [
    (later("Any"), ANY),
    (later("Strong"), "strong strong"),
    (later("Moderate or strong"), "moderate strong"),
    (later("Moderate"), "moderate moderate"),
    (later("Moderate or weak"), "weak moderate"),
    (later("Weak"), "weak weak"),
]


@dataclass(frozen=True, slots=True)
class Filter:
    """What an editor has chosen; `evidence` is the first and the last band of a range."""

    words: str = ""
    status: str = ANY
    state: str = ANY
    evidence: str = ANY
    topic: str = ANY
    owner: str = ANY
    due: str = ANY

    def lets(self, entry: Entry) -> bool:
        if self.status not in (ANY, entry.answer.status) or self.state not in (ANY, entry.state):
            return False
        if self.topic not in (ANY, of_name(entry.topic)):
            return False
        if self.owner not in (ANY, of_name(entry.owner)) or not self._is_due(entry):
            return False
        return self._in_range(entry) and all(word in _searched(entry) for word in self._words)

    def of(self, records: Sequence[Record]) -> list[Record]:
        return [record for record in records if self.lets(record.entry)]

    def _is_due(self, entry: Entry) -> bool:
        if self.due == NONE:
            return not entry.review_date
        if not self.due.isdecimal():
            return True
        last = (date.today() + timedelta(days=int(self.due))).isoformat()
        return bool(entry.review_date) and str(entry.review_date) <= last

    @property
    def _words(self) -> list[str]:
        return folded(self.words or "").split()

    def _in_range(self, entry: Entry) -> bool:
        first, _, last = self.evidence.partition(" ")
        if first not in BANDS or last not in BANDS:
            return True
        if entry.answer.status == "not_found":
            return False
        band = BANDS.index(evidence(entry.answer.confidence)[0])
        return BANDS.index(first) <= band <= BANDS.index(last)


def of_name(name: str) -> str:
    """A topic or an owner as a filter has it: no name at all is one too."""
    return f":{name}" if name else NONE


def names(given: Sequence[str], without: str) -> list[tuple[str, str]]:
    """What there is to choose of topics or owners, and `without` for none."""
    found = sorted({name for name in given if name}, key=str.casefold)
    rest = [(without, NONE)] if "" in given else []
    return [(_("Any"), ANY), *((name, of_name(name)) for name in found), *rest]


def _searched(entry: Entry) -> str:
    merged = (wording.question for wording in entry.merged)
    parts = (entry.id, entry.topic, entry.owner, entry.question, *merged, entry.answer.text)
    return folded("\n".join(parts))
