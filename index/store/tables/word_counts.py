"""The words of a library with their counts, kept up in the transactions that change its passages.

Pairs of words are counted in texts that write accents, for those that are asked for without them.
A row says nothing that a text does not: one that does not pass its check is no word.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.language.words import folded, words
from index.store.library_file import LibraryFile
from index.store.seal import seal

ACCENTED = 5  # one of so many words has an accent in a text that writes them
AT_ONCE = 500  # rows that are looked up together
_SEAL = 12  # hex digits: as many rows as words
TOTALS = ("words", "passages")


class _DamagedCount(Exception):
    """A count that is to change does not pass its check."""


@dataclass(slots=True)
class WordTally:
    """By how much the counts of words and pairs of words change, and of all words and passages."""

    times: Counter[str] = field(default_factory=Counter)
    capitalised: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    passages: int = 0

    def count(self, heading_words: object, text: object, by: int) -> None:
        """Count a passage that is added (`by` 1) or removed (-1)."""
        self.passages += by
        found = words(f"{heading_words}\n{text}")
        small = [word.casefold() for word in found]
        for word, lower in zip(found, small, strict=True):
            self.times[lower] += by
            self.capitalised[lower] += by * word[0].isupper()
        if ACCENTED * sum(not word.isascii() for word in small) >= len(small):
            for pair in zip(small, small[1:], strict=False):
                self.pairs[pair] += by

    def write(self, connection: sqlite3.Connection) -> None:
        """Add it to the counts that are kept; where one of these is damaged, all are made anew."""
        if not (self.times or self.passages):
            return
        try:
            self._write(connection)
        except _DamagedCount:
            count_all(connection)

    def _write(self, connection: sqlite3.Connection) -> None:
        changed = [word for word in self.times if self.times[word] or self.capitalised[word]]
        known = _known(connection, "words", ("word",), [(word,) for word in changed])
        rows = []
        for word in changed:
            times, capitalised = known.get((word,), (0, 0))[:2]
            rows.append((word, times + self.times[word], capitalised + self.capitalised[word]))
        _put(
            connection,
            "words",
            ("word", "times", "capitalised", "folded", "letters", "seal"),
            [
                (*row, form, len(row[0]), _seal_of((*row, form)))
                for row in rows
                if row[1] > 0
                for form in (folded(row[0]),)
            ],
        )
        connection.executemany(
            "DELETE FROM words WHERE word = ?", [row[:1] for row in rows if row[1] <= 0]
        )
        self._write_pairs(connection)
        for name, by in zip(TOTALS, (sum(self.times.values()), self.passages), strict=True):
            connection.execute(
                "INSERT INTO totals VALUES (?1, max(0, ?2)) "
                "ON CONFLICT DO UPDATE SET value = max(0, value + ?2)",
                [name, by],
            )

    def _write_pairs(self, connection: sqlite3.Connection) -> None:
        changed = [pair for pair, by in self.pairs.items() if by]
        known = _known(connection, "word_pairs", ("word", "following"), changed)
        rows = [(*pair, known.get(pair, (0,))[0] + self.pairs[pair]) for pair in changed]
        _put(
            connection,
            "word_pairs",
            ("word", "following", "times", "seal"),
            [(*row, _seal_of(row)) for row in rows if row[2] > 0],
        )
        connection.executemany(
            "DELETE FROM word_pairs WHERE word = ? AND following = ?",
            [row[:2] for row in rows if row[2] <= 0],
        )


def count_all(connection: sqlite3.Connection) -> None:
    """Count the words of all passages anew."""
    for table in ("words", "word_pairs"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute(f"DELETE FROM totals WHERE name IN {TOTALS}")
    tally = WordTally()
    for row in connection.execute("SELECT heading_words, text FROM chunks"):
        tally.count(row[0], row[1], 1)
    tally.write(connection)


def _known(
    connection: sqlite3.Connection,
    table: str,
    keys: tuple[str, ...],
    wanted: Sequence[tuple[str, ...]],
) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """The counts that are kept of some words, or of some pairs of words. Raises _DamagedCount."""
    found: dict[tuple[str, ...], tuple[Any, ...]] = {}
    counts = ("times", "capitalised", "folded") if len(keys) == 1 else ("times",)
    match = " AND ".join(f"{key} = value ->> {place}" for place, key in enumerate(keys))
    for start in range(0, len(wanted), AT_ONCE):
        rows = connection.execute(
            f"SELECT {', '.join((*keys, *counts))}, seal "
            f"FROM json_each(?) CROSS JOIN {table} ON {match}",
            [json.dumps(wanted[start : start + AT_ONCE])],
        )
        for row in rows:
            if row["seal"] != _seal_of(tuple(row[:-1])):
                raise _DamagedCount
            found[tuple(row[: len(keys)])] = tuple(row[len(keys) : -1])
    return found


def _put(
    connection: sqlite3.Connection,
    table: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[object, ...]],
) -> None:
    marks = ", ".join("?" * len(columns))
    connection.executemany(
        f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows
    )


def _seal_of(values: tuple[object, ...]) -> str:
    return seal(values)[:_SEAL]


class CountedWords(LibraryFile):
    """The words of a library."""

    def words_beginning(self, beginnings: Iterable[str], letters: Iterable[int]) -> list[str]:
        """Words in small letters that begin so and have one of these numbers of letters; none of
        them is checked."""
        found: list[str] = []
        begun = dict.fromkeys(beginnings)
        with self._reading() as connection:
            for number in letters:
                for begin in begun:
                    rows = connection.execute(
                        "SELECT word FROM words WHERE letters = ? AND word >= ? AND word < ?",
                        [number, begin, f"{begin}\U0010ffff"],
                    )
                    found += (row[0] for row in rows.fetchall())
        return found

    def word_counts(self, words: Iterable[str]) -> list[tuple[str, int, bool]]:
        """Of some words, in small letters, those that there are: with their counts, and whether
        they mostly stand with a capital."""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT word, times, capitalised, folded, seal FROM words "
                "WHERE word IN (SELECT value FROM json_each(?))",
                [json.dumps([*words])],
            ).fetchall()
        return [(row[0], row[1], 2 * row[2] > row[1]) for row in found if _intact(row)]

    def words_folded(self, form: str) -> list[tuple[str, int]]:
        """Words in small letters that fold to a form, with their counts, the commonest first."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT word, times, capitalised, folded, seal FROM words WHERE folded = ?", [form]
            ).fetchall()
        found = [(row[0], row[1]) for row in rows if _intact(row)]
        return sorted(found, key=lambda one: (-one[1], one[0]))

    def times_together(
        self, words: Iterable[str], following: Iterable[str]
    ) -> dict[tuple[str, str], int]:
        """How often some words are followed by others, in texts that write accents."""
        among = "SELECT value FROM json_each(?)"
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT word, following, times, seal FROM word_pairs "
                f"WHERE word IN ({among}) AND following IN ({among})",
                [json.dumps([*words]), json.dumps([*following])],
            ).fetchall()
        return {(row[0], row[1]): row[2] for row in rows if row[3] == _seal_of(tuple(row[:3]))}

    def total(self, name: str) -> int:
        """How many there are: `words`, or `passages`."""
        with self._reading() as connection:
            row = connection.execute("SELECT value FROM totals WHERE name = ?", [name]).fetchone()
            return 0 if row is None else int(row[0])

    def mend_words(self) -> None:
        """Count all words anew where there are not as many passages as were counted; call it under
        the writer lock. A count that is damaged is found when it is to change."""
        with self._reading() as connection:
            passages = int(connection.execute("SELECT count(*) FROM chunks").fetchone()[0])
        if passages != self.total("passages"):
            with self._writing() as connection:
                count_all(connection)

    def damaged_words(self) -> int:
        """How many counts do not pass their check; one more where there are not as many passages
        as was counted."""
        with self._reading() as connection:
            passages = int(connection.execute("SELECT count(*) FROM chunks").fetchone()[0])
            rows = connection.execute("SELECT word, times, capitalised, folded, seal FROM words")
            lost = sum(1 for row in rows if not _intact(row))
            rows = connection.execute("SELECT word, following, times, seal FROM word_pairs")
            lost += sum(1 for row in rows if row[3] != _seal_of(tuple(row[:3])))
        return lost + int(passages != self.total("passages"))


def _intact(row: sqlite3.Row) -> bool:
    return bool(row["seal"] == _seal_of(tuple(row[:4])))
