"""The names of those who act: of what kind each is, and which names are one actor's."""

from __future__ import annotations

import re

from assistant.training.pack import ActorKind
from corpus.language.clauses.closed_classes import PREPOSITIONS
from corpus.language.document_names import ABOUT_TEXTS
from corpus.language.grammar import NAME_WORD
from corpus.language.names.bodies import ORGANISATIONS
from corpus.language.names.countries import canonical, is_country, with_one_name
from corpus.language.names.people import PERSON_TITLE, people
from corpus.language.values import person_name
from corpus.language.word_lists import grouped

_WORDS = grouped("training_words")

MOST_WORDS = 9

# Names of these tell of what is written or takes place, and do nothing of themselves.
_NO_ACTORS = ABOUT_TEXTS | _WORDS["no_actors"]
_INNER_THE = re.compile(r"(?<= )The(?= )")  # a part of a name: `Pham The Tung`
_CAPITALISED = re.compile(rf"[\"“]?(?:{NAME_WORD}|[0-9])")
_SMALL = _WORDS["small_in_names"]


def named(phrase: str) -> str:
    """The name that a phrase is, without its article; "" where it is something else."""
    bare = re.sub(r"(?<!\s)\s*+\([^()]*\)", "", phrase).strip(" ,")
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
    if is_country(name):
        return "country"
    own = low[: next((place for place, word in enumerate(low) if word in PREPOSITIONS), None)]
    if not own or own[-1] in _NO_ACTORS:
        return None
    person = people(_INNER_THE.sub("Thi", name))
    titled = PERSON_TITLE.match(name) is not None
    if person and (titled or ORGANISATIONS.isdisjoint(low)):
        return "person"
    return "organisation"


def key_of(name: str, kind: ActorKind) -> tuple[str, ...]:
    """What is the same for the names of one actor that differ by title or by an alias."""
    if kind == "person":
        return person_name(name).words
    bare = with_one_name(re.sub(r"^the ", "", name, flags=re.I))
    return tuple(canonical(word) for word in bare.split() if word.casefold() not in _SMALL)


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
        begins = PERSON_TITLE.match(after) or is_country(after)
        again = re.match(r"(?:the |its |an? )", after) or not ORGANISATIONS.isdisjoint(
            after.casefold().split()[:3]
        )
        if begins or again or not inside:
            if PERSON_TITLE.match(f"{part} X") and not people(before):
                continue  # `Minister of Health and Sport Ann Lee`
            return [before, *_at_and(after)]
    return [part]
