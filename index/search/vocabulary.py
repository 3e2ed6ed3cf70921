"""The words of the library, with their counts."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterator

from corpus.language.words import folded, words
from index.store.library import Library

KEPT_COUNTS = 20_000  # words whose count is kept


class Vocabulary:
    """Every word of the library with its count, read when first needed after a change."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._revision = -1
        self.intact = True  # whether the keyword index passed its check at the last `refresh`
        self._counts: Counter[str] = Counter()
        self._names: frozenset[str] = frozenset()
        self._by_folded: dict[str, list[str]] = {}
        self._found: tuple[int, int, dict[str, int]] = (-1, 0, {})  # revision, passages, counts

    def refresh(self) -> None:
        """Forget the counts of words if the library has changed. Once a question is enough:
        a question asks for dozens of counts, and each look at the revision is a query.
        """
        revision = self._library.revision()
        if self._found[0] != revision:
            self.intact = self._library.keywords_intact()
            self._found = (revision, self._library.chunk_count(), {})

    def knows(self, word: str) -> bool:
        """Whether the keyword index has this word or another form of it."""
        return self._passages_with(word)[0] > 0

    def frequency(self, word: str) -> float:
        """The share of the library's passages that have this word or another form of it."""
        count, total = self._passages_with(word)
        return count / total if total else 0.0

    def _passages_with(self, word: str) -> tuple[int, int]:
        """How many passages have a word, and how many there are, as of the last refresh."""
        if self._found[0] < 0:
            self.refresh()
        _, total, counts = self._found
        if word not in counts:
            if len(counts) >= KEPT_COUNTS:
                counts.clear()
            counts[word] = self._library.count_matches(quoted(word))
        return counts[word], total

    def accented(self, word: str) -> list[str]:
        """Words of the library that differ from this one only in accents: `the` finds `thể`."""
        if not word.isascii():
            return []
        self._read()
        return [other for other in self._by_folded.get(word.casefold(), []) if not other.isascii()]

    def near(self, word: str, allowed: int) -> Iterator[tuple[str, int, bool]]:
        """Words that differ in length from this one by at most `allowed`: in small letters, with
        their count, and whether they mostly stand with a capital.
        """
        self._read()
        for known, count in self._counts.items():
            if abs(len(known) - len(word)) <= allowed:
                yield known, count, known in self._names

    def _read(self) -> None:
        with self._lock:
            revision = self._library.revision()
            if revision == self._revision:
                return
            counts: Counter[str] = Counter()
            capitalised: Counter[str] = Counter()
            by_folded: dict[str, list[str]] = defaultdict(list)
            for text in self._library.texts():
                for word in words(text):
                    counts[word.casefold()] += 1
                    capitalised[word.casefold()] += word[0].isupper()
            for word in counts:
                by_folded[folded(word)].append(word)
            self._counts, self._by_folded = counts, dict(by_folded)
            self._names = frozenset(
                word for word, count in counts.items() if 2 * capitalised[word] > count
            )
            self._revision = revision


def quoted(word: str) -> str:
    """A word as an FTS5 phrase: nothing in it is read as query syntax."""
    return '"' + word.replace('"', " ") + '"'
