"""Which language a text is in: English, Vietnamese, another one, or a script that is not Latin.

By form and by the commonest words alone, so that half a question is enough and nothing has to be
loaded. Vietnamese that was typed without its accents is known by its syllables.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from corpus.language.word_lists import word_list
from corpus.language.words import STOP_WORDS, folded, words

Language = Literal["en", "vi", "other", "script"]

# Letters and tones that of all languages in Latin script Vietnamese alone has.
_LETTERS = "ăđơưạảấầẩẫậắằẳẵặẻẽẹếềểễệỉĩịỏọốồổỗộớờởỡợủũụứừửữựỳỵỷỹ"
VIETNAMESE_LETTER = re.compile(f"[{_LETTERS}{_LETTERS.upper()}]")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?"
    r"(?:uye|uya|uyu|oai|oay|oeo|uoi|uou|ieu|yeu|uay|uo|ie|ye|ia|ua|oa|oe|ue|uy|ai|ao|au|ay|eo|eu"
    r"|iu|oi|ui|uu|oo|[aeiouy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_SAMPLE = 2_000  # characters that tell a language
_LEAST_SHOWN = 0.15  # of the words of a Vietnamese text, those that show it by a letter
_LEAST_SYLLABLES = 0.75


@lru_cache(maxsize=4_096)
def language_of(text: str) -> Language:
    """`en`, `vi`, `other` for another language in Latin script, `script` for another script.

    What has no words, and names or numbers alone, count as English.
    """
    sample = unicodedata.normalize("NFC", text[:_SAMPLE]).casefold()
    letters = [letter for letter in sample if letter.isalpha()]
    strange = sum("LATIN" not in unicodedata.name(letter, "LATIN") for letter in letters)
    if 2 * strange > len(letters):
        return "script"
    found = [word for word in words(sample) if word[0].isalpha()]
    if not found:
        return "en"
    english = sum(word in STOP_WORDS for word in found)
    plain = [folded(word) for word in found]
    vietnamese = sum(word in _folded_stop_words() for word in plain)
    shown = sum(bool(VIETNAMESE_LETTER.search(word)) for word in found)
    # An English question that names Vietnamese people has letters of both.
    if shown >= _LEAST_SHOWN * len(found) and vietnamese + shown > 2 * english:
        return "vi"
    syllables = sum(bool(_SYLLABLE.fullmatch(word)) for word in plain)
    if vietnamese > english and (shown or syllables >= _LEAST_SYLLABLES * len(found)):
        return "vi"
    if vietnamese > max(2, 2 * english):
        return "vi"
    if len(found) > 3 and syllables == len(found) and 3 * english <= len(found):
        return "vi"
    foreign = sum(word in word_list("foreign_stop_words") for word in found)
    return "other" if foreign > english + vietnamese else "en"


def is_syllable(word: str) -> bool:
    """Whether a word, with or without its accents, may be a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(folded(word)) is not None


def reply_language(text: str) -> Literal["en", "vi"]:
    """The language in which something is said to who wrote a text: Vietnamese or else English."""
    return "vi" if language_of(text) == "vi" else "en"


@lru_cache(maxsize=1)
def _folded_stop_words() -> frozenset[str]:
    """The Vietnamese ones as they are typed without accents, but for those that are English."""
    return frozenset(map(folded, word_list("vietnamese_stop_words"))) - STOP_WORDS
