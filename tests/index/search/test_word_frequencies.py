"""The lists of `wordfreq`, read as data, say what the package says of them."""

from __future__ import annotations

import subprocess
import sys
from typing import Literal

import pytest

from index.search.word_frequencies import frequency

WORDS = (
    "fish the accord cabotage don't don’t fund’s o'neil é zzzzqx nguyễn việt co-operation"
    " co-operate well-being vice-president co-zzzzqx - micro-credit"
).split()


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_word_is_as_frequent_as_the_package_says(language: Literal["en", "vi"]) -> None:
    from wordfreq import zipf_frequency

    which = "large" if language == "en" else "small"
    theirs = {word: zipf_frequency(word, language, which) for word in WORDS}
    assert {word: frequency(word, language) for word in WORDS} == theirs
    assert max(theirs.values()) > 4 and theirs["zzzzqx"] == 0


def test_a_typing_error_does_not_bring_the_package() -> None:
    asked = (
        "import sys; from index.search.spelling import is_word;"
        "assert is_word('fishes') and not is_word('agrement');"
        "assert 'wordfreq' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", asked], check=True)
