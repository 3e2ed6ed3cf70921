"""The words of the library, with their counts."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from index.store.library import Library

KEPT_COUNTS = 20_000  # words whose count is kept
COUNTED = 2_000  # passages that are counted one by one; of more, a sample tells the share
DRIFT = 0.05  # by so much of its passages a library has changed: shares are looked at again


class Vocabulary:
    """The words of the library with their counts, which the library keeps."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self.intact = True  # whether the keyword index passed its check at the last `refresh`
        self._found: tuple[int, int, dict[str, int]] = (-1, 0, {})  # revision, passages, counts
        self._shares: dict[str, tuple[float, int]] = {}  # of common words, with the passages then

    def refresh(self) -> None:
        """Forget the counts of words if the library has changed. Once a question is enough:
        a question asks for dozens of counts, and each look at the revision is a query.
        """
        revision = self._library.revision()
        if self._found[0] != revision:
            with self._lock:
                if self._found[0] != revision:
                    self.intact = self._library.keywords_intact()
                    self._found = (revision, self._library.chunk_count(), {})

    @property
    def passages(self) -> int:
        """How many passages there were at the last refresh."""
        if self._found[0] < 0:
            self.refresh()
        return self._found[1]

    def knows(self, word: str) -> bool:
        """Whether the keyword index has this word or another form of it."""
        return self._passages_with(word) > 0

    def frequency(self, word: str) -> float:
        """The share of the library's passages that have this word or another form of it."""
        passages = self.passages
        count = self._passages_with(word)
        if count < COUNTED:
            return count / passages if passages else 0.0
        share, then = self._shares.get(word, (0.0, 0))
        if abs(passages - then) > DRIFT * then:
            if len(self._shares) >= KEPT_COUNTS:
                self._shares.clear()
            share = self._library.share_of_matches(quoted(word))
            self._shares[word] = share, passages
        return share

    def _passages_with(self, word: str) -> int:
        """How many passages have a word as of the last refresh, up to COUNTED."""
        if self._found[0] < 0:
            self.refresh()
        counts = self._found[2]
        if word not in counts:
            if len(counts) >= KEPT_COUNTS:
                counts.clear()
            counts[word] = self._library.count_matches(quoted(word), COUNTED)
        return counts[word]

    def accented(self, word: str) -> list[str]:
        """Words of the library that differ from this one only in accents: `the` finds `thể`."""
        if not word.isascii():
            return []
        found = self._library.words_folded(word.casefold())
        return [other for other, _ in found if not other.isascii()]

    def near(self, word: str, allowed: int) -> Iterator[tuple[str, int, bool]]:
        """Words that differ from this one, in small letters, by at most `allowed` errors, and begin
        as it does, but that the first two letters may be the other way round: with their count, and
        whether they mostly stand with a capital.
        """
        letters = range(len(word) - allowed, len(word) + allowed + 1)
        begun = self._library.words_beginning([word[:1], word[1::-1]], letters)
        like = [one for one in begun if OSA.distance(word, one, score_cutoff=allowed) <= allowed]
        yield from self._library.word_counts(like)


def quoted(word: str) -> str:
    """A word as an FTS5 phrase: nothing in it is read as query syntax."""
    return '"' + word.replace('"', " ") + '"'
