"""Words of questions and texts, as keyword search sees them."""

from __future__ import annotations

import re
import unicodedata

# A word, or a reference such as 36/2025/NĐ-CP that must be found as one.
WORD = re.compile(r"\w+(?:[/.'’-]\w+)*")

_STOP_WORDS = """
    a about above after again all also am an and any are as at be been before being below
    between both but by can cannot could did do does doing don't down during each explain few for
    from further give had has have having he her here hers him his how i if in into is it its
    itself just list many may me might mine more most much must my name nor not of off on once only
    or other our ours out over own please same say says shall she should so some such tell than
    that the their theirs them then there these they this those through to too under until up us
    very was we were what what's when where whether which while who whom whose why will with would
    you your yours"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


def words(text: str) -> list[str]:
    """The words of a text, in order, as they are written."""
    return WORD.findall(text)


def content_words(text: str) -> list[str]:
    """The words that carry meaning, each once; all words where only stop words are left."""
    found = list(dict.fromkeys(words(text)))
    return [word for word in found if word.casefold() not in STOP_WORDS] or found


def folded(word: str) -> str:
    """A word without case and accents: `Đối` and `doi` fold to the same."""
    letters = unicodedata.normalize("NFD", word.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
