"""People in a text, found by the form of their names."""

from __future__ import annotations

import re

from corpus.language.grammar import CAPITAL

_WORD = rf"{CAPITAL}[\w'’-]+"
_TITLE = (
    r"(?:(?:[A-Z][\w.&-]*\s+){0,3}?(?:President|Prime Minister|Minister|Ambassador|Chairman"
    r"|Chairwoman|Chair|Director|Secretary|General|Professor|Prof\.|Dr\.?|Mr\.?|Ms\.?|Mrs\.?))"
)
_TITLED = re.compile(
    rf"(?P<title>{_TITLE}(?:\s+(?:of|to|and)(?:\s+[A-Z]\w*)+)?)\s+(?P<name>{_WORD}(?:\s+{_WORD})*)"
)
_NAME = re.compile(rf"{_WORD}(?:\s+{_WORD}){{1,4}}")
# Photo credits and titles in quotation marks hold names that the sentence is not about.
_NOT_PROSE = re.compile(r"\((?:photo\w*|source|image)\b[^)]*\)|[\"“][^\"”]*[\"”]", re.IGNORECASE)
NO_PERSON = frozenset(
    """affairs agreement alliance analysis april area asean asia association august bank bureau
    center centre ceremony chair commission committee community conference congress convention
    cooperation corporation council day december defence defense department diplomacy east
    embassy era february finance foreign forum foundation fund future general government group
    high initiative institute international january july june law level march may meeting
    minister ministry nations north november october office opening organisation organization
    partnership party plan policy political president prime program programme project public
    report republic resolution school science sea secretary security september session signing
    south state states strategic summit systems technology the transition treaty union united
    university vietnam west world zone""".split()
)


def people(text: str) -> list[str]:
    """Names that are a person's by their form, with the title where one stands before them."""
    text = _NOT_PROSE.sub(lambda part: " " * len(part[0]), text)
    titled = [
        (match.start(), match.end(), match[0])
        for match in _TITLED.finditer(text)
        if _is_name(match["name"].split())
    ]
    found = [(start, person) for start, _, person in titled]
    for match in _NAME.finditer(text):
        inside = any(start <= match.start() < end for start, end, _ in titled)
        name = match[0].split()
        organisation = any(word.isupper() or word.endswith(("'s", "’s")) for word in name)
        if inside or organisation:
            continue
        if NO_PERSON.isdisjoint(word.casefold() for word in name):
            found.append((match.start(), match[0]))
    return list(dict.fromkeys(person.strip() for _, person in sorted(found)))


def _is_name(names: list[str]) -> bool:
    """Whether a name is left after the words of a title: `Secretary To Lam`."""
    while names and names[0].casefold() in NO_PERSON:
        names = names[1:]
    return bool(names) and NO_PERSON.isdisjoint(name.casefold() for name in names)
