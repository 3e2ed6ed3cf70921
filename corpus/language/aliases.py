"""Words that say the same: a country, its people and its adjective; two English spellings."""

from __future__ import annotations

import re

# One group a line: single words, as they are written in lower case. `us` is left out, since
# it is also a pronoun; so are adjectives that mean something else (`polish`, `turkey`).
_COUNTRIES = """
afghanistan afghan
algeria algerian
america american americans u.s u.s. usa
argentina argentine argentinian
asia asian
australia australian
austria austrian
azerbaijan azerbaijani
bangladesh bangladeshi
belarus belarusian
belgium belgian
brazil brazilian
britain british uk u.k u.k.
brunei bruneian
bulgaria bulgarian
cambodia cambodian
canada canadian
chile chilean
china chinese prc
colombia colombian
cuba cuban
czechia czech
denmark danish dane danes
egypt egyptian
estonia estonian
ethiopia ethiopian
eu e.u e.u.
europe european
finland finnish
france french
germany german
greece greek
hungary hungarian
iceland icelandic
india indian
indonesia indonesian
iran iranian
iraq iraqi
ireland irish
israel israeli
italy italian
japan japanese
kazakhstan kazakh
kenya kenyan
korea korean rok
kuwait kuwaiti
laos lao laotian
malaysia malaysian
mexico mexican
mongolia mongolian
morocco moroccan
myanmar burma burmese
nepal nepali nepalese
netherlands dutch
nigeria nigerian
norway norwegian
pakistan pakistani
peru peruvian
philippines philippine filipino
portugal portuguese
qatar qatari
romania romanian
russia russian russians
singapore singaporean
slovakia slovak
slovenia slovenian
spain spanish
sweden swedish
switzerland swiss
syria syrian
thailand thai
tunisia tunisian
uae emirati
ukraine ukrainian
un u.n u.n.
uzbekistan uzbek
venezuela venezuelan
vietnam vietnamese viet
"""
_SPELLINGS = """
center centre
defense defence
labor labour
organization organisation organizations organisations
program programme programs programmes
technology technologies technological tech
"""
# Seats of government, by which their countries are often called.
_SEATS = dict(
    pair.split(":")
    for pair in """
    beijing:china berlin:germany brussels:eu canberra:australia hanoi:vietnam islamabad:pakistan
    jakarta:indonesia kyiv:ukraine london:britain madrid:spain manila:philippines moscow:russia
    ottawa:canada paris:france pyongyang:korea rome:italy seoul:korea tehran:iran tokyo:japan
    warsaw:poland washington:america wellington:zealand
    """.split()
)
# Names of several words, or with signs in them, as the one word that stands for them.
_NAMES = {
    r"viet nam": "Vietnam",
    r"VN": "Vietnam",
    r"united states(?: of america)?": "USA",
    r"united kingdom": "UK",
    r"european union": "EU",
    r"united nations": "UN",
}
# Abbreviations that are read as what they stand for.
_ABBREVIATIONS = {
    r"S ?& ?T": "science and technology",
    r"R ?& ?D": "research and development",
    r"MOFA": "Ministry of Foreign Affairs",
    r"MOST(?= (?:of|in|and|to|at|for)\b|[?.,;:]|$)": "Ministry of Science and Technology",
}
_GROUPS_OF = {
    word: group
    for group in map(str.split, (_COUNTRIES + _SPELLINGS).splitlines())
    for word in group
}
_COUNTRY_WORDS = frozenset(_COUNTRIES.split())


_NAME = re.compile(
    "|".join(rf"\b({name if name.isupper() else f'(?i:{name})'})\b" for name in _NAMES)
)
_ABBREVIATION = re.compile("|".join(rf"\b({name})(?!\w)" for name in _ABBREVIATIONS))


def joined(text: str) -> str:
    """The text with every name of several words as one word: `Viet Nam`, `United States`."""
    return _NAME.sub(lambda match: list(_NAMES.values())[(match.lastindex or 1) - 1], text)


def spelled_out(text: str) -> str:
    """The text with its abbreviations as words: `S&T`, `MOFA`."""
    known = list(_ABBREVIATIONS.values())
    return _ABBREVIATION.sub(lambda match: known[(match.lastindex or 1) - 1], text)


def aliases(word: str) -> list[str]:
    """The other words of its group: `Russia` gives `russian` and `russians`."""
    own = word.casefold()
    return [other for other in _GROUPS_OF.get(own, ()) if other != own]


def canonical(word: str) -> str:
    """The word, in lower case, that stands for its group; any other word in lower case."""
    own = "usa" if word == "US" else word.casefold()
    return _GROUPS_OF.get(own, (own,))[0]


def country_of(seat: str) -> str | None:
    """The country that is meant by the name of its seat of government: `Beijing`."""
    return _SEATS.get(seat.casefold())


def is_country(name: str) -> bool:
    """Whether a name is that of a country, a continent or a union, or of its people: `Viet Nam`,
    `South Korea`, `United States`.
    """
    parts = name.casefold().split()
    return parts[0] == "united" or any(part in _COUNTRY_WORDS for part in parts)
