"""What is seen of two questions when it is asked whether they ask the same: numbers, one a name.

General facts, of any two languages: how near the meanings are, what stands in one only, what kind
of answer each wants, and the difference that the rules of `sameness` find. What each is worth was
learned, see `training/`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answering.kinds import KindModel
from assistant.faq.matching.intent import Intent, intent
from assistant.faq.matching.sameness import DIFFERENCES, difference_of
from corpus.language.identification import language_of
from corpus.language.words import STOP_WORDS, empty_syllables, folded, words

KINDS = Path(__file__).parents[2] / "answering" / "kinds.safetensors"
_NUMBER = re.compile(r"\d++(?:[.,/]\d++)*+")
# Words that deny or leave out; `khong` at the end of a question only asks.
_DENIES = re.compile(
    r"\b(?:not|never|cannot|no|without|except|excluding|neither|nor|none|refused?|failed?"
    r"|khong(?! ?(?:$|\?|a\b|vay\b|nhi\b|the\b))|chua(?! ?(?:$|\?))|chang|tru|khoi|mien)\b|n't\b"
)
STEM = 6  # letters of a word that count; endings differ


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, looked at once for all that it is compared with."""

    intent: Intent
    vietnamese: bool
    numbers: frozenset[str]
    names: frozenset[str]
    capitals: bool
    denies: bool
    kinds: NDArray[np.float32]  # probabilities
    stems: frozenset[str]
    length: int


@cache
def _kinds() -> KindModel:
    return KindModel.load(KINDS)


@lru_cache(maxsize=8_192)
def asked(question: str) -> Asked:
    """What a question shows by itself."""
    own = intent(question)
    text = own.text
    written = text.split()
    scores = _kinds().scores(text)
    powers = np.exp(scores - scores.max())
    plain = folded(text)
    return Asked(
        own,
        language_of(text) == "vi",
        frozenset(re.sub(r"[.,]", "", one).lstrip("0") for one in _NUMBER.findall(text)),
        frozenset(folded(word).strip("?,.;:()\"'’") for word in written[1:] if _is_name(word)),
        any(word[:1].isupper() for word in written[1:]),
        len(_DENIES.findall(plain)) % 2 == 1,
        powers / powers.sum(),
        _stems(text) - _empty(),
        max(1, len(written)),
    )


def features(one: Asked, other: Asked, cosine: float) -> dict[str, float]:
    """What is seen of two questions, whichever comes first; `cosine` is that of their vectors."""
    same = float(one.vietnamese == other.vietnamese)
    english = float(not (one.vietnamese or other.vietnamese))
    numbers = sorted((len(one.numbers - other.numbers), len(other.numbers - one.numbers)))
    # Who writes small letters alone names things without capitals.
    names = sorted(
        len(a.names - b.names) if b.capitals else 0 for a, b in ((one, other), (other, one))
    )
    mean = (one.kinds + other.kinds) / 2
    apart = sum(float((p * np.log((p + 1e-9) / mean)).sum()) / 2 for p in (one.kinds, other.kinds))
    shared = len(one.stems & other.stems)
    rest = sorted((len(one.stems) - shared, len(other.stems) - shared))
    found = difference_of(one.intent, other.intent)
    return {
        "one_language": same,
        "english": english,
        "cosine": cosine,
        "cosine_english": cosine * english,
        "numbers_less": min(numbers[0], 2),
        "numbers_more": min(numbers[1], 2),
        "numbers_shared": min(len(one.numbers & other.numbers), 2),
        "names_less": min(names[0], 3),
        "names_more": min(names[1], 3),
        "denies": float(one.denies != other.denies),
        "kinds_shared": float((one.kinds * other.kinds).sum()),
        "kinds_apart": apart,
        "words_shared": shared / max(1, shared + sum(rest)),
        "words_within": shared / max(1, min(len(one.stems), len(other.stems))),
        "words_less": min(rest[0], 6),
        "words_more": min(rest[1], 6),
        "longer": abs(log(one.length / other.length)),
        "length": log(min(one.length, other.length)),
        "no_difference": float(found is None),
        **{f"differ_{name}": float(found == name) for name in DIFFERENCES},
    }


def _is_name(word: str) -> bool:
    return word[:1].isupper() or (len(word) > 1 and any(letter.isdigit() for letter in word))


def _stems(text: str) -> frozenset[str]:
    return frozenset(folded(word)[:STEM] for word in words(text) if len(word) > 1)


@cache
def _empty() -> frozenset[str]:
    """Stems of words that carry no meaning."""
    return frozenset(folded(word)[:STEM] for word in (*STOP_WORDS, *empty_syllables()))
