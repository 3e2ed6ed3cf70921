"""How frequent a word is in English and in Vietnamese, by the lists that `wordfreq` carries.

Its files are read as data. The package itself would bring what it needs for all languages, and
look for its own folder through the source of every module that is loaded: seconds of a large
process, where the lists take a third of one.
"""

from __future__ import annotations

import gzip
import math
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

LISTS = {"en": "large_en.msgpack.gz", "vi": "small_vi.msgpack.gz"}
HEADER = {"format": "cB", "version": 1}
HIGHEST = 9.0  # of a word that would be every word: a thousand million in as many


def frequency(word: str, language: Literal["en", "vi"]) -> float:
    """The logarithm of the word's count in a thousand million words; 0.0 where it is in no list.

    `word` is in small letters. One with hyphens is as frequent as its parts together.
    """
    parts = word.replace("’", "'").split("-")  # the lists have don't, with a straight mark
    found = [_frequencies(language).get(part, 0.0) for part in parts if part]
    if not found or not all(found):
        return 0.0
    rarity = sum(10.0 ** (HIGHEST - one) for one in found)
    return round(max(0.0, HIGHEST - math.log10(rarity)), 2)


@lru_cache(maxsize=len(LISTS))
def _frequencies(language: str) -> dict[str, float]:
    """Each word of a list with its frequency. The file has a header, then the words of each
    hundredth of the logarithm, from the highest down."""
    import msgpack

    package = find_spec("wordfreq")
    assert package is not None and package.origin is not None
    with gzip.open(Path(package.origin).with_name("data") / LISTS[language]) as file:
        header, *steps = msgpack.load(file)
    assert header == HEADER, header
    return {
        word: round(HIGHEST - step / 100, 2) for step, words in enumerate(steps) for word in words
    }
