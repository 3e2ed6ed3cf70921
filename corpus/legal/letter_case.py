"""Names and titles that stand in capitals, in the letter case of running text."""

from __future__ import annotations

from collections import Counter

from corpus.language.word_lists import grouped

READ = 60_000  # characters of a text that show how it writes a name
MOST_FORMS = 20
_WORDS = grouped("letterhead")
_BODIES = {form.casefold(): form for form in _WORDS["bodies-vi"]}
_SMALL = _WORDS["small"]


def recased(words: str, text: str, *, name: bool = False) -> str:
    """Words in capitals as the text writes them elsewhere; the rest of a name with capitals, of
    a title in small letters. Other words as they are."""
    words = " ".join(words.split())
    if not words.isupper():
        return words if name else words[:1].lower() + words[1:]
    parts = words.split(" ")
    low = text[:READ].casefold()
    told: list[str] = []
    place = 0
    while place < len(parts):
        for last in range(min(len(parts), place + 12), place, -1):
            phrase = " ".join(parts[place:last]).casefold()
            written = _BODIES.get(phrase) if name else None
            if written is None and (last - place > 1 or not name):
                written = _as_written(phrase, text, low, name)
            if written is not None:
                told.append(written)
                place = last
                break
        else:
            word = parts[place].casefold()
            told.append(word.capitalize() if name and word not in _SMALL else word)
            place += 1
    line = " ".join(told)
    return line[:1].upper() + line[1:] if name else line[:1].lower() + line[1:]


def _as_written(phrase: str, text: str, low: str, name: bool) -> str | None:
    """How a text mostly writes a phrase outside capitals; None where it nowhere does."""
    if len(low) != len(text[:READ]):
        return None
    forms: Counter[str] = Counter()
    start = low.find(phrase)
    while start >= 0 and sum(forms.values()) < MOST_FORMS:
        end = start + len(phrase)
        form = text[start:end]
        whole = not (low[start - 1 : start].isalnum() or low[end : end + 1].isalnum())
        if whole and not form.isupper() and (not name or form[0].isupper()):
            forms[form] += 1
        start = low.find(phrase, end)
    return forms.most_common(1)[0][0] if forms else None
