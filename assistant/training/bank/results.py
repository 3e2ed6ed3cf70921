"""The results of the bank's items: of practice, and of files that were imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from assistant.training.bank.bank_file import BankItem, Response
from assistant.training.bank.item_bank import BankError, ItemBank
from assistant.training.bank.results_csv import ReadAnswer, read_results, taker_of
from assistant.training.bank.statistics import ItemStatistics, statistics
from assistant.training.pack import Item
from assistant.training.practice.practice import Practice, item_key, known_as
from corpus.wording import _, ngettext, number
from index.store.database import now


@dataclass(frozen=True, slots=True)
class ImportedResults:
    """How much of a file was imported, and what was not, in sentences."""

    responses: int
    takers: int
    items: int
    notes: tuple[str, ...] = ()


def results(bank: ItemBank, practice: Practice) -> dict[str, ItemStatistics]:
    """The statistics of the bank's items, by id: over first answers to the words they have now."""
    kept = {one.id: one for one in bank.items()}
    places = _Places(list(kept.values()))
    given = [*bank.responses()]
    for one in practice.results():
        if not one.retry and (id := places.of_key(one.item)) is not None:
            given.append(Response(one.at, taker_of(known_as(one.participant)), id, one.share))
    found = statistics(
        one for one in given if one.item not in kept or one.at >= kept[one.item].worded_at
    )
    return {id: found.get(id, ItemStatistics()) for id in kept}


def import_results(
    bank: ItemBank, data: bytes, name: str, quiz: Sequence[Item] = ()
) -> ImportedResults:
    """Store the results of a file, all or none, and once. Raises BankError."""
    read = read_results(data, name, quiz)
    kept = bank.items()
    places, at, here = _Places(kept), now(), {one.id for one in kept}
    given = [
        Response(_time(one, at), one.taker, id, one.share)
        for one in read.answers
        if (id := places.of(one.item)) is not None
    ]
    known = {one.item for one in given} & here
    if not known:
        raise BankError(
            _(
                "None of the items of {name} is in the bank as it was asked: it is of another "
                "quiz, or the items of its pack are not kept yet. Nothing was imported."
            ).format(name=name)
        )
    notes = [*read.notes]
    keys = {one.item if isinstance(one.item, str) else item_key(one.item) for one in read.answers}
    if others := len(keys) - len(known):
        told = ngettext(
            "{count} item of the file is not in the bank, or was changed since.",
            "{count} items of the file are not in the bank, or were changed since.",
            others,
        )
        notes.append(told.format(count=number(others)))
    bank.add_responses(sha256(data).hexdigest(), name, given)
    takers = len({one.taker for one in given})
    return ImportedResults(len(given), takers, len(known), tuple(notes))


def import_file(bank: ItemBank, path: Path, quiz: Sequence[Item] = ()) -> ImportedResults:
    """The results of a file, by its path. Raises BankError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BankError(
            _("{name} cannot be read: {reason}.").format(name=path, reason=error.strerror or error)
        ) from error
    return import_results(bank, data, path.name, quiz)


class _Places:
    """The ids that answers are kept under; None for what was asked in words that the bank's item
    has no more. What is not in the bank keeps its own key: it tells how good a taker is."""

    def __init__(self, kept: Sequence[BankItem]) -> None:
        self._ids = {one.id for one in kept}
        self._by_key = {item_key(one.item): one for one in kept}

    def of_key(self, key: str) -> str | None:
        found = self._by_key.get(key)
        if found is not None:
            return found.id
        return None if key in self._ids else key

    def of(self, asked: Item | str) -> str | None:
        if isinstance(asked, str):
            return self.of_key(asked)
        found = self._by_key.get(item_key(asked))
        if found is not None and set(found.item.options) != set(asked.options):
            return None
        return self.of_key(item_key(asked))


def _time(answer: ReadAnswer, otherwise: str) -> str:
    """When an answer was given, where the file says so in a way that can be compared."""
    try:
        zoned = datetime.fromisoformat(answer.at).tzinfo is not None
    except ValueError:
        zoned = False
    return answer.at if zoned else otherwise
