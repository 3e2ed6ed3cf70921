"""Bodies and organisations: the nouns that say that a name is one's."""

from __future__ import annotations

import re

from corpus.language.word_lists import grouped, one_of

_WORDS = grouped("people_and_bodies")
BODIES = _WORDS["bodies"]  # `ministry`, in lower case
ORGANISATIONS = BODIES | _WORDS["companies"]  # and what the names of firms end with: `ltd`
OFFICE = re.compile(rf"(?:the )?{one_of(_WORDS['offices'])}\b", re.IGNORECASE)


def body_of(name: str) -> str:
    """The noun that says that a name is a body's: `Ministry` of `Ministry of Health`; or ""."""
    words = re.split(r" (?:of|for|on|against) ", name)[0].split()
    return next((word for word in (words[-1], words[0]) if word.casefold() in BODIES), "")
