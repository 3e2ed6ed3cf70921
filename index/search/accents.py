"""Vietnamese that was typed without its accents, written as the library writes it.

Each syllable becomes one of those of the library that fold to the same letters, and the whole
the likeliest sequence of them: a bigram model with back-off (Brants et al. 2007, "Large Language
Models in Machine Translation"), found by Viterbi's algorithm. What the library says of a pair is
added to counts of Vietnamese in general (`vietnamese_pairs.csv`, by `accent_counts.py`), so that
questions to a library of English documents get their accents too.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache

from corpus.language.identification import language_of
from corpus.language.word_lists import table
from corpus.language.words import WORD, folded
from index.store.library import Library

BACK_OFF = 0.4
MOST_FORMS = 12  # of one syllable, the commonest


@cache
def _of_the_language() -> tuple[dict[str, int], dict[tuple[str, str], int], dict[str, list[str]]]:
    """(counts of words, of pairs of them, words by what they fold to) of Vietnamese in general."""
    counts: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    forms: dict[str, list[str]] = defaultdict(list)
    for word, following, times in table("vietnamese_pairs"):
        if following:
            pairs[word, following] = int(times)
        else:
            counts[word] = int(times)
            forms[folded(word)].append(word)
    return counts, pairs, forms


class Accents:
    """What a library's counts of words and of pairs of words say of a text."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def restored(self, text: str) -> str:
        """The text with the accents that its syllables have in the library; other text as it is.

        Words with an accent, capitals in the middle of a text and words that the library does not
        have stay as they were typed.
        """
        if not text.isascii() or language_of(text) != "vi":
            return text
        spans = [match.span() for match in WORD.finditer(text)]
        typed = [text[start:end] for start, end in spans]
        forms = [self._forms_of(word) for word in typed]
        chosen = self._likeliest(forms)
        made, last = "", 0
        for (start, end), word, form in zip(spans, typed, chosen, strict=True):
            made += text[last:start] + _in_case_of(word, form)
            last = end
        return made + text[last:]

    def _forms_of(self, word: str) -> dict[str, int]:
        """The commonest forms of a syllable, with how often each is there."""
        counts, _, forms = _of_the_language()
        form = folded(word)
        found = {one: counts[one] for one in forms.get(form, ())}
        for one, times in self._library.words_folded(form):
            found[one] = found.get(one, 0) + times
        best = sorted(found, key=lambda one: -found[one])[:MOST_FORMS]
        return {one: found[one] for one in best} or {word.casefold(): 0}

    def _likeliest(self, choices: list[dict[str, int]]) -> list[str]:
        """One form of each syllable, so that the sequence is the likeliest."""
        general, general_pairs, _ = _of_the_language()
        total = sum(general.values()) + self._library.total("words") + 1
        best: list[dict[str, tuple[float, str]]] = []
        for place, forms in enumerate(choices):
            column: dict[str, tuple[float, str]] = {}
            before = choices[place - 1] if place else {}
            pairs = self._library.times_together(before, forms) if before else {}
            for form, times in forms.items():
                alone = math.log((times + 0.5) / total)
                if place == 0:
                    column[form] = (alone, "")
                    continue
                column[form] = max(
                    (
                        best[-1][one][0]
                        + _step(
                            pairs.get((one, form), 0) + general_pairs.get((one, form), 0),
                            count,
                            alone,
                        ),
                        one,
                    )
                    for one, count in before.items()
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


def _step(together: int, before: int, alone: float) -> float:
    """How likely a form is after one that stands there `before` times, `together` of them so."""
    if together and before:
        return math.log(together / before)
    return math.log(BACK_OFF) + alone


def _in_case_of(typed: str, form: str) -> str:
    """The form with the capitals of what was typed."""
    if form == typed.casefold():
        return typed
    if typed.isupper() and len(typed) > 1:
        return form.upper()
    return form[0].upper() + form[1:] if typed[0].isupper() else form
