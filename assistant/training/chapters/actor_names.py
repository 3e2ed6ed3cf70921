"""The names of those who act: of what kind each is, and which names are one actor's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from assistant.training.pack import ActorKind
from corpus.language.aliases import canonical, is_country, joined
from corpus.language.clauses.closed_classes import (
    PERSON_TITLE,
    PREPOSITIONS,
)
from corpus.language.document_names import ABOUT_TEXTS
from corpus.language.entities import people
from corpus.language.values import person_name
from corpus.language.word_lists import grouped

_WORDS = grouped("training_words")

MOST_WORDS = 9

_ORGANISATIONS = frozenset(
    """academy administration agencies agency alliance assembly association authority bank board
    bureau cabinet center centre chamber college commission committee company congress consortium
    corporation council court department directorate embassy federation foundation fund government
    group hospital house institute institution laboratory league ministry network office
    organisation organization parliament party police politburo registry secretariat senate
    society taskforce team union university
    ab ag airlines airways corp gmbh holdings inc industries limited lines llc ltd motors partners
    plc solutions systems technologies works""".split()
)
# Names of these tell of what is written or takes place, and do nothing of themselves.
_NO_ACTORS = ABOUT_TEXTS | _WORDS["no_actors"]
# Countries that the aliases do not hold, for they have none there.
_COUNTRIES = frozenset(
    """albania angola armenia bahrain bahamas barbados benin bhutan bolivia bosnia botswana burundi
    cameroon chad congo croatia cyprus dominica ecuador eritrea eswatini fiji gabon gambia georgia
    ghana grenada guatemala guinea guyana haiti honduras israel jamaica jordan kenya kosovo
    kyrgyzstan latvia lebanon lesotho liberia libya liechtenstein lithuania luxembourg madagascar
    malawi maldives mali malta mauritania mauritius moldova monaco montenegro mozambique namibia
    nepal nicaragua niger oman panama paraguay poland rwanda samoa senegal serbia seychelles somalia
    sudan suriname taiwan tajikistan tanzania timor-leste togo tonga tunisia turkey türkiye
    turkmenistan uganda uruguay vanuatu yemen zambia zimbabwe""".split()
)
_LONG_COUNTRIES = frozenset(
    name
    for line in """
    new zealand, south africa, saudi arabia, sri lanka, costa rica, el salvador, sierra leone
    papua new guinea, solomon islands, burkina faso, ivory coast, dominican republic, holy see
    czech republic, russian federation, hong kong, cape verde, trinidad and tobago
    united arab emirates, united states, united kingdom, european union, north macedonia
    """.strip().splitlines()
    for name in line.strip().split(", ")
)
_OF_COUNTRIES = frozenset(
    "north south east west republic democratic federation people's of".split()
)
_INNER_THE = re.compile(r"(?<= )The(?= )")  # a part of a name: `Pham The Tung`
_CAPITALISED = re.compile(r"[\"“]?[A-ZÀ-ỸĐ0-9]")
_SMALL = _WORDS["small_in_names"]


def named(phrase: str) -> str:
    """The name that a phrase is, without its article; "" where it is something else."""
    bare = re.sub(r"\s*\([^()]*\)", "", phrase).strip(" ,")
    bare = re.sub(r"^(?:the|both|either) ", "", bare, flags=re.I)
    words = bare.split()
    if not 0 < len(words) <= MOST_WORDS or any(mark in bare for mark in '"“”,;:'):
        return ""
    if words[0].casefold() in _SMALL or words[-1].casefold() in _SMALL:
        return ""
    if not all(_CAPITALISED.match(word) or word.casefold() in _SMALL for word in words):
        return ""
    if re.search(r"['’]s?(?: |$)", bare) or any(word[0].isdigit() for word in words):
        return ""
    return bare


def kind_of(name: str) -> ActorKind | None:
    """What a name is the name of, by its form; None where it is nothing that acts."""
    low = [word.casefold().strip(".,") for word in name.split()]
    if is_country_name(name):
        return "country"
    own = low[: next((place for place, word in enumerate(low) if word in PREPOSITIONS), None)]
    if not own or own[-1] in _NO_ACTORS:
        return None
    person = people(_INNER_THE.sub("Thi", name))
    titled = PERSON_TITLE.match(name) is not None
    if person and (titled or _ORGANISATIONS.isdisjoint(low)):
        return "person"
    return "organisation"


def is_country_name(name: str) -> bool:
    """Whether a name is a country's or a bloc's that goes by a country's kind of name."""
    low = re.sub(r"^the ", "", name.casefold())
    if low in _LONG_COUNTRIES or low in _COUNTRIES or name == "US":
        return True
    words = [word for word in joined(name).casefold().split() if word not in _OF_COUNTRIES]
    return bool(words) and all(word in _COUNTRIES or is_country(word) for word in words)


def key_of(name: str, kind: ActorKind) -> tuple[str, ...]:
    """What is the same for the names of one actor that differ by title or by an alias."""
    if kind == "person":
        return person_name(name).words
    bare = joined(re.sub(r"^the ", "", name, flags=re.I))
    dropped = _SMALL | {"federation"} if kind == "country" else _SMALL  # `Russian Federation`
    return tuple(canonical(word) for word in bare.split() if word.casefold() not in dropped)


def spelt_out(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, name, abbreviation) where a text spells one out: `the World Bank (WB)`."""
    for match in _SPELT_OUT.finditer(text):
        name = _OPENING.sub("", match["name"].strip())
        words = [word for word in name.split() if word[0].isupper()]
        letters = iter(name.casefold())
        short = match["short"]
        if (
            words
            and short[0] == words[0][0]
            and all(letter in letters for letter in short.casefold())
        ):
            start = match.start() + len(match["name"].strip()) - len(name)
            yield start, match.end(), name, short


def short_names(texts: Iterable[str]) -> Mapping[str, str]:
    """The abbreviations that texts spell out: `MOFA` for the `Ministry of Foreign Affairs`."""
    found: dict[str, str] = {}
    for text in texts:
        for _, _, name, short in spelt_out(text):
            found.setdefault(short, name)
    return found


def conjuncts(subject: str) -> list[str]:
    """The parts of a subject that names several: `A, B and C` as three.

    The `and` of `Ministry of Science and Technology` joins no two actors.
    """
    parts: list[str] = []
    for part in re.split(r", (?:and )?|,? (?:together|along) with | as well as ", subject):
        parts.extend(_at_and(part.strip()))
    return [part for part in parts if part]


def _at_and(part: str) -> list[str]:
    for match in re.finditer(r" and ", part):
        before, after = part[: match.start()], part[match.end() :]
        inside = " of " in before or " for " in before
        begins = PERSON_TITLE.match(after) or is_country_name(re.sub(r"^the ", "", after))
        again = re.match(r"(?:the |its |an? )", after) or not _ORGANISATIONS.isdisjoint(
            after.casefold().split()[:3]
        )
        if begins or again or not inside:
            if PERSON_TITLE.match(f"{part} X") and not people(before):
                continue  # `Minister of Health and Sport Ann Lee`
            return [before, *_at_and(after)]
    return [part]


_SPELT_OUT = re.compile(
    r"(?P<name>(?:[A-Z][\w-]+ (?:(?:of|for|and|the|on|in|to) ){0,2}){2,8})"
    r"\((?P<short>[A-Z][A-Za-z]{2,7})\)"
)
_OPENING = re.compile(r"^(?:The|A|An|In|On|At|For|By|With) ")
