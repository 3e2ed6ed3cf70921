"""Practice: what people answered, and when each item is due again (spaced repetition).

The schedule is that of FSRS (https://github.com/open-spaced-repetition/py-fsrs), in whole days
and without its random part. Nothing here looks at a clock: times are given, with their zone.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from fsrs import Card, Rating, Scheduler

from assistant.training.pack import Item, Pack
from assistant.training.practice.results_file import FILE_NAME, PracticeFile, PracticeResult
from assistant.training.practice.scoring import GivenAnswer, Mark, in_words
from corpus.errors import AssistantError
from corpus.wording import _

LONGEST_NAME = 80
# Practice is a matter of visits, not of minutes: no steps within a day.
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


class PracticeError(AssistantError):
    """A participant who cannot be known by the name that was given."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a participant is with a section of a pack: of `items`, how many were answered at
    all, how many rightly when they were answered last, and how many are due.
    """

    section: str
    items: int
    answered: int
    right: int
    due: int


def item_key(item: Item) -> str:
    """What an item is known by, in whatever pack it stands: 16 hex digits."""
    told = json.dumps([item.type, item.stem, item.answer], ensure_ascii=False)
    return sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


class Practice:
    """The results of a data folder. Safe to use from many threads and processes.

    Nothing is written before the first answer. A participant is known by name, in whatever
    case and spacing. All methods raise LibraryError where the file cannot be used as
    asked, and PracticeError for a name that is none.
    """

    def __init__(self, folder: Path) -> None:
        self._file = PracticeFile(folder / FILE_NAME)

    @property
    def path(self) -> Path:
        return self._file.path

    def record(
        self,
        participant: str,
        pack: str,
        item: Item,
        given: GivenAnswer,
        mark: Mark,
        at: datetime,
        *,
        retry: bool = False,
    ) -> datetime:
        """Keep an answer; gives when the item is due again, UTC. `pack` is the pack's name.

        Right is rated Good, right in a `retry` Hard, and anything else Again: that is due at
        once.
        """
        person, key, at = known_as(participant), item_key(item), at.astimezone(UTC)
        rating = (Rating.Hard if retry else Rating.Good) if mark.right else Rating.Again
        if not self._file.exists():
            self._file.create()
        with self._file.writing() as connection:
            card = self._file.cards(connection, person).get(key)
            if card is None:
                card = Card(card_id=int(key[:12], 16), due=at)
            # A clock that was set back must not turn the schedule round.
            at = max(at, card.last_review or at)
            card, _ = _SCHEDULER.review_card(card, rating, at)
            result = PracticeResult(
                at=at.isoformat(timespec="seconds"),
                participant=" ".join(participant.split()),
                pack=pack,
                item=key,
                section=item.section,
                type=item.type,
                stem=item.stem,
                given=in_words(given),
                expected=mark.expected,
                right=mark.right,
                share=mark.share,
                retry=retry,
            )
            self._file.put(connection, person, card, result)
        return card.due if mark.right else at

    def schedule(self, participant: str, pack: Pack) -> dict[str, datetime]:
        """When each item of a pack that was answered is due again, UTC, by its id.

        What was answered wrongly last is due since then.
        """
        return self._history(participant).schedule(pack)

    def due(self, participant: str, pack: Pack, now: datetime) -> list[str]:
        """The ids of the items to practise now: those answered wrongly last, then those whose
        day has come, each the longest waiting first, then those never answered, as in the pack.
        """
        return self._history(participant).due(pack, now)

    def progress(self, participant: str, pack: Pack, now: datetime) -> list[Progress]:
        """How far a participant is, by section in the order of the pack."""
        history = self._history(participant)
        due = set(history.due(pack, now))
        sections: dict[str, list[Item]] = {}
        for item in pack.items:
            sections.setdefault(item.section, []).append(item)
        told = []
        for section, items in sections.items():
            answered = [one for item in items if (one := history.last.get(item_key(item)))]
            right = sum(result.right for result in answered)
            waiting = sum(item.id in due for item in items)
            told.append(Progress(section, len(items), len(answered), right, waiting))
        return told

    def results(self, pack: str | None = None) -> list[PracticeResult]:
        """All answers in the order in which they were given, or those to one pack."""
        if not self._file.exists():
            return []
        with self._file.reading() as connection:
            return self._file.results(connection, pack)

    def forget(self, participant: str) -> int:
        """Delete all that is kept of a participant; how many answers there were."""
        if not self._file.exists():
            return 0
        known = known_as(participant)
        with self._file.writing() as connection:
            found = connection.execute("DELETE FROM results WHERE known_as = ?", [known]).rowcount
            connection.execute("DELETE FROM cards WHERE known_as = ?", [known])
        return found

    def check(self) -> int:
        """Read every answer and every card; how many answers there are."""
        with self._file.reading() as connection:
            for known_as in self._file.participants(connection):
                self._file.cards(connection, known_as)
            return len(self._file.results(connection))

    def _history(self, participant: str) -> _History:
        person = known_as(participant)
        if not self._file.exists():
            return _History({}, {})
        with self._file.reading() as connection:
            last = self._file.last(connection, person)
            return _History(self._file.cards(connection, person), last)


@dataclass(frozen=True, slots=True)
class _History:
    """The cards and the last results of a participant, each by the key of its item."""

    cards: Mapping[str, Card]
    last: Mapping[str, PracticeResult]

    def schedule(self, pack: Pack) -> dict[str, datetime]:
        return {
            item.id: self._due(key)
            for item in pack.items
            if (key := item_key(item)) in self.cards and key in self.last
        }

    def _due(self, key: str) -> datetime:
        last = self.last[key]
        return self.cards[key].due if last.right else datetime.fromisoformat(last.at)

    def due(self, pack: Pack, now: datetime) -> list[str]:
        schedule = self.schedule(pack)

        def place(item: Item) -> tuple[int, float]:
            if item.id not in schedule:
                return 2, 0.0
            return int(self.last[item_key(item)].right), schedule[item.id].timestamp()

        waiting = [item for item in pack.items if schedule.get(item.id, now) <= now]
        return [item.id for item in sorted(waiting, key=place)]


def known_as(participant: str) -> str:
    """The name that a participant's results are kept under.

    With its accents: Hải and Hai are two people.
    """
    name = " ".join(unicodedata.normalize("NFC", participant).casefold().split())
    if not name:
        raise PracticeError(_("Write your name first: results are kept under it."))
    if len(name) > LONGEST_NAME:
        raise PracticeError(
            _("A name may have {longest_name} characters; write a shorter one.").format(
                longest_name=LONGEST_NAME
            )
        )
    return name
