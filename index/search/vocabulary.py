"""The words of the library: for typing errors, and for accents that were left out."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable

from rapidfuzz.distance import OSA

from corpus.language.words import STOP_WORDS, folded, words
from index.question import Correction
from index.store.library import Library

KEPT_COUNTS = 20_000  # words whose count is kept


class Vocabulary:
    """Every word of the library with its count, read when first needed after a change."""

    def __init__(self, library: Library, count_tokens: Callable[[str], int]) -> None:
        self._library = library
        self._count_tokens = count_tokens
        self._lock = threading.Lock()
        self._revision = -1
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

    def correct(self, question: str) -> tuple[str, list[Correction]]:
        """The question with its typing errors mended, and what was mended.

        Only a word that the library does not have, and that is no common English word, is
        replaced, and only by one that is a letter or two away. A capitalised word stands for
        a name, so it is replaced only by a name.
        """
        corrections: list[Correction] = []
        for place, word in enumerate(words(question)):
            if word.casefold() in STOP_WORDS or len(word) < 5 or not word.isalpha():
                continue
            if word.isupper() or self.knows(word):
                continue
            used = next((other for other in _spellings(word) if self.knows(other)), None)
            # The tokenizer keeps common words whole and breaks a misspelling into pieces.
            if used is None and self._count_tokens(word) > 1:
                used = self._nearest(word, name=place > 0 and word[0].isupper())
            if used is not None:
                question = question.replace(word, used, 1)
                corrections.append(Correction(typed=word, used=used))
        return question, corrections

    def _nearest(self, word: str, name: bool) -> str | None:
        self._read()
        typed = word.casefold()
        allowed = 1 if len(typed) < 8 else 2
        best: tuple[int, bool, int, str] | None = None
        for known, count in self._counts.items():
            if abs(len(known) - len(typed)) > allowed or (name and known not in self._names):
                continue
            distance = OSA.distance(typed, known, score_cutoff=allowed)
            if distance > allowed:
                continue
            candidate = (distance, known[0] != typed[0], -count, known)
            if best is None or candidate < best:
                best = candidate
        if best is None:
            return None
        return best[3].capitalize() if best[3] in self._names else best[3]

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


_BRITISH_AMERICAN = (
    ("ence", "ense"),
    ("our", "or"),
    ("is", "iz"),
    ("ys", "yz"),
    ("tre", "ter"),
    ("ogue", "og"),
    ("ll", "l"),
    ("mme", "m"),
)


def _spellings(word: str) -> list[str]:
    """The word as the other English spelling may have it: `defence` as `defense`."""
    found = []
    for british, american in _BRITISH_AMERICAN:
        for one, other in ((british, american), (american, british)):
            place = word.rfind(one)
            if place > 1:
                found.append(word[:place] + other + word[place + len(one) :])
    return found


def quoted(word: str) -> str:
    """A word as an FTS5 phrase: nothing in it is read as query syntax."""
    return '"' + word.replace('"', " ") + '"'
