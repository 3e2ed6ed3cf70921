"""Scoring: whether what someone answered is what the key of an item says.

Typed answers are compared as people mean them: case, accents, punctuation and a leading article
do not count, numbers may stand in digits or words and dates in any notation, and each word of
five letters or more may have one typing error.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from assistant.training.pack import Item
from corpus.language.dates import MONTHS
from corpus.language.quantities import Quantity
from corpus.language.values import Found, dates_in, numbers_in, same, without_values
from corpus.language.words import STOP_WORDS, folded

# What was answered: the words of a choice or a typed answer; the options in an order; or the
# right side chosen for each left one. None where nothing was.
GivenAnswer = str | Sequence[str] | Mapping[str, str] | None

LONGEST = 400  # characters of a typed answer that are looked at
SPELLED = 5  # letters of a word from which one typing error is forgiven
_ARTICLES = ("a", "an")
_PER_CENT = re.compile(r"%|\bper\s?cent(?:age)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """What an answer is worth: `share` of it is right, 0 to 1; `expected` is the key in words."""

    right: bool
    share: float
    expected: str


def score(item: Item, given: GivenAnswer) -> Mark:
    """Mark an answer. Of a matching or an ordering, the share of things at their right place
    counts; anything else is right or wrong. What is no answer to such an item is wrong.
    """
    share = _share(item, given)
    return Mark(share == 1.0, share, expected(item))


def expected(item: Item) -> str:
    """The key of an item in words."""
    if isinstance(item.answer, str):
        return item.answer
    return "; ".join(one if isinstance(one, str) else f"{one[0]}: {one[1]}" for one in item.answer)


def in_words(given: GivenAnswer) -> str:
    """What was answered, in words, as `expected` words the key."""
    if given is None or isinstance(given, str):
        return given or ""
    if isinstance(given, Mapping):
        return "; ".join(f"{left}: {right}" for left, right in given.items())
    return "; ".join(given)


def _share(item: Item, given: GivenAnswer) -> float:
    key = item.answer
    if isinstance(key, str):
        if not isinstance(given, str):
            return 0.0
        if item.type in ("multiple_choice", "true_false"):
            return float(given == key)
        return float(any(_is_meant(item, given, form) for form in (key, *item.accepted)))
    if item.type == "matching":
        if not isinstance(given, Mapping):
            return 0.0
        pairs = [one for one in key if isinstance(one, tuple)]
        return sum(given.get(left) == right for left, right in pairs) / max(len(pairs), 1)
    if not isinstance(given, Sequence) or isinstance(given, str):
        return 0.0
    placed = zip(key, given, strict=False)
    return sum(one == other for one, other in placed) / max(len(key), len(given), 1)


# --- typed answers ----------------------------------------------------------------------------


def _is_meant(item: Item, given: str, form: str) -> bool:
    """Whether typed words mean one of the forms of a key."""
    typed = _dated(given[:LONGEST])
    others = {word for text in _read(item) for word in _words(text)}
    if not _values(form):
        return _alike(typed, form, others)
    tried = (typed, *_with_unit(item, typed, form))
    return any(_same_values(one, form, others) for one in tried)


def _read(item: Item) -> tuple[str, ...]:
    """What the item itself says: a word of it is no misspelling of another."""
    return (item.stem, *(citation.quote for citation in item.citations))


def _alike(typed: str, form: str, others: Collection[str]) -> bool:
    """Whether two texts are the same words, but for a typing error in each long one."""
    mine, right = _words(typed), _words(form)
    if not mine or not right:
        return False
    joined = "".join(right)
    if mine == right or ("".join(mine) == joined and joined.isalpha()):  # `Viet Nam`, `Vietnam`
        return True
    pairs = zip(mine, right, strict=False)
    return len(mine) == len(right) and all(_misspelt(a, b, others) for a, b in pairs)


def _misspelt(word: str, right: str, others: Collection[str]) -> bool:
    """Whether a word is the right one, or the right one with one typing error.

    The first letter has to be right: `million` is no misspelt `billion`.
    """
    if word == right:
        return True
    return (
        min(len(word), len(right)) >= SPELLED
        and word.isalpha()
        and right.isalpha()
        and word[0] == right[0]
        and word not in others
        and OSA.distance(word, right) == 1
    )


def _same_values(typed: str, form: str, others: Collection[str]) -> bool:
    """Whether the dates and numbers of two texts are the same, and the words around them."""
    mine, right = _values(typed), _values(form)
    if len(mine) != len(right):
        return False
    if any(same(a.value, b.value) != "equal" for a, b in zip(mine, right, strict=True)):
        return False
    around, wanted = without_values(typed), without_values(form)
    if not _words(around) and len(right) == 1:
        # `10,000` for `10,000 engineers`, `2030` for `by 2030`; not `2` for `Phase 2`.
        return all(word in STOP_WORDS for word in _words(form[: right[0].start]))
    return _words(around) == _words(wanted) or _alike(around, wanted, others)


def _values(text: str) -> list[Found]:
    return sorted((*dates_in(text), *numbers_in(text)), key=lambda one: one.start)


def _with_unit(item: Item, typed: str, form: str) -> list[str]:
    """A typed number with the unit of the key, where the stem has named that."""
    named = []
    for found in numbers_in(form):
        value = found.value
        if not isinstance(value, Quantity) or not value.said:
            continue
        in_stem = _PER_CENT if value.unit == "%" else re.compile(rf"\b{re.escape(value.said)}\b")
        if in_stem.search(item.stem):
            named.append(f"{typed} {value.said}")
    return named


def _dated(text: str) -> str:
    """A text with capitals for its months, by which a date is known: `12 march 2026`."""
    return re.sub(
        r"[^\W\d_]+",
        lambda word: word[0].capitalize() if word[0].lower() in MONTHS else word[0],
        text.strip(),
    )


def _words(text: str) -> list[str]:
    words = [word for word in re.findall(r"\w+", folded(text)) if word != "the"]
    return words[1:] if len(words) > 1 and words[0] in _ARTICLES else words
