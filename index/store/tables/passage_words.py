"""Words counted in the passages themselves, for a library that keeps no counts of its own: one of
which only a part is seen, and one on a server. The passages are read once for each revision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from corpus.language.words import folded
from index.store import rows
from index.store.tables.changes import LibraryState
from index.store.tables.word_counts import CountedWords, WordTally


@dataclass(frozen=True, slots=True)
class PassageWords:
    """The counts of one revision, with the words by their letters and by what they fold to."""

    revision: int
    tally: WordTally
    by_letters: dict[int, list[str]]
    by_folded: dict[str, list[str]]


class CountedPassages(CountedWords):
    """The words of a library, as `CountedWords` tells them, without a table that has them.

    No state of it has a token: who follows it looks at the whole after every change.
    """

    def __init__(self, folder: Path, embedder_name: str, dimension: int) -> None:
        self._counts: PassageWords | None = None
        self._counts_lock = Lock()
        super().__init__(folder, embedder_name, dimension)

    def state(self) -> LibraryState:
        return LibraryState(self.revision(), None)

    def words_beginning(self, beginnings: Iterable[str], letters: Iterable[int]) -> list[str]:
        known, begun = self._counted().by_letters, tuple(beginnings)
        return [word for n in letters for word in known.get(n, ()) if word.startswith(begun)]

    def word_counts(self, words: Iterable[str]) -> list[tuple[str, int, bool]]:
        tally = self._counted().tally
        return [
            (word, times, 2 * tally.capitalised[word] > times)
            for word in sorted({*words})
            if (times := tally.times.get(word, 0))
        ]

    def words_folded(self, form: str) -> list[tuple[str, int]]:
        counts = self._counted()
        found = [(word, counts.tally.times[word]) for word in counts.by_folded.get(form, ())]
        return sorted(found, key=lambda one: (-one[1], one[0]))

    def times_together(
        self, words: Iterable[str], following: Iterable[str]
    ) -> dict[tuple[str, str], int]:
        pairs, after = self._counted().tally.pairs, [*following]
        asked = ((one, other) for one in words for other in after)
        return {pair: pairs[pair] for pair in asked if pair in pairs}

    def total(self, name: str) -> int:
        if name == "passages":
            return self.chunk_count()
        return self._counted().tally.times.total() if name == "words" else 0

    def mend_words(self) -> None:
        pass

    def damaged_words(self) -> int:
        return 0

    def chunk_count(self) -> int:
        with self._reading() as connection:
            return int(connection.execute("SELECT count(*) FROM chunks").fetchone()[0])

    def _texts(self) -> Iterator[tuple[str, str]]:
        """(headings, text) of every passage that passes its check."""
        with self._reading() as connection:
            for row in connection.execute(rows.PASSAGE):
                if rows.intact_chunk(row):
                    yield row["heading_words"], row["text"]

    def _counted(self) -> PassageWords:
        with self._counts_lock:
            revision = self.revision()
            if self._counts is None or self._counts.revision != revision:
                self._counts = self._count(revision)
            return self._counts

    def _count(self, revision: int) -> PassageWords:
        tally = WordTally()
        for heading_words, text in self._texts():
            tally.count(heading_words, text, 1)
        by_letters, by_folded = defaultdict[int, list[str]](list), defaultdict[str, list[str]](list)
        for word in sorted(tally.times):
            by_letters[len(word)].append(word)
            by_folded[folded(word)].append(word)
        return PassageWords(revision, tally, dict(by_letters), dict(by_folded))
