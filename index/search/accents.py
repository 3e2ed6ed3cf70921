"""Vietnamese that was typed without its accents, written as the library writes it.

Each syllable becomes one of those of the library that fold to the same letters, and the whole
the likeliest sequence of them: a bigram model with back-off (Brants et al. 2007, "Large Language
Models in Machine Translation"), found by Viterbi's algorithm. What the library says of a pair is
added to counts of Vietnamese in general (`vietnamese_pairs.csv`, by `accent_counts.py`), so that
questions to a library of English documents get their accents too.
"""

from __future__ import annotations

import math
import threading
from collections import Counter, defaultdict

from corpus.language.identification import language_of
from corpus.language.word_lists import table
from corpus.language.words import WORD, folded
from index.store.library import Library

BACK_OFF = 0.4
MOST_TEXTS = 50_000  # passages that are counted: the pairs of more say little new
MOST_FORMS = 12  # of one syllable, the commonest


class Accents:
    """Counts of the library's words and pairs of words, read when first needed after a change."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._revision = -1
        self._counts: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._forms: dict[str, list[str]] = {}

    def restored(self, text: str) -> str:
        """The text with the accents that its syllables have in the library; other text as it is.

        Words with an accent, capitals in the middle of a text and words that the library does not
        have stay as they were typed.
        """
        if not text.isascii() or language_of(text) != "vi":
            return text
        self._read()
        spans = [match.span() for match in WORD.finditer(text)]
        typed = [text[start:end] for start, end in spans]
        chosen = self._likeliest([self._forms_of(word) for word in typed])
        made, last = "", 0
        for (start, end), word, form in zip(spans, typed, chosen, strict=True):
            made += text[last:start] + _in_case_of(word, form)
            last = end
        return made + text[last:]

    def _forms_of(self, word: str) -> list[str]:
        return self._forms.get(folded(word), []) or [word.casefold()]

    def _likeliest(self, choices: list[list[str]]) -> list[str]:
        """One of each list, so that the sequence is the likeliest."""
        total = sum(self._counts.values()) + 1
        best: list[dict[str, tuple[float, str]]] = []
        for place, forms in enumerate(choices):
            column: dict[str, tuple[float, str]] = {}
            for form in forms:
                alone = math.log((self._counts[form] + 0.5) / total)
                if place == 0:
                    column[form] = (alone, "")
                    continue
                column[form] = max(
                    (score + self._step(before, form, alone), before)
                    for before, (score, _) in best[-1].items()
                )
            best.append(column)
        if not best:
            return []
        form = max(best[-1], key=lambda last: best[-1][last][0])
        found = [form]
        for column in reversed(best[1:]):
            form = column[form][1]
            found.append(form)
        return found[::-1]

    def _step(self, before: str, form: str, alone: float) -> float:
        together = self._pairs[before, form]
        if together:
            return math.log(together / self._counts[before])
        return math.log(BACK_OFF) + alone

    def _read(self) -> None:
        with self._lock:
            revision = self._library.revision()
            if revision == self._revision:
                return
            counts: Counter[str] = Counter()
            pairs: Counter[tuple[str, str]] = Counter()
            for word, following, times in table("vietnamese_pairs"):
                if following:
                    pairs[word, following] = int(times)
                else:
                    counts[word] = int(times)
            for number, text in enumerate(self._library.texts()):
                if number == MOST_TEXTS:
                    break
                found = [word.casefold() for word in WORD.findall(text)]
                counts.update(found)
                pairs.update(zip(found, found[1:], strict=False))
            forms: dict[str, list[str]] = defaultdict(list)
            for word, _ in counts.most_common():
                if len(forms[folded(word)]) < MOST_FORMS:
                    forms[folded(word)].append(word)
            self._counts, self._pairs, self._forms = counts, pairs, dict(forms)
            self._revision = revision


def _in_case_of(typed: str, form: str) -> str:
    """The form with the capitals of what was typed."""
    if form == typed.casefold():
        return typed
    if typed.isupper() and len(typed) > 1:
        return form.upper()
    return form[0].upper() + form[1:] if typed[0].isupper() else form
