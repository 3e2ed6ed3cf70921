"""What the words are worth that one question has and the other does not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.faq.matching.intent import Concept, Intent
from corpus.language.clauses.closed_classes import AGENTS
from corpus.language.names.bodies import BODIES
from corpus.language.names.people import ROLES
from corpus.language.synonyms import has_opposite, stems_in
from corpus.language.word_lists import grouped

# They narrow a question down, whatever else it asks.
_NARROWING = stems_in(
    """first last next previous former deputy vice acting interim honorary assistant second other
    another only except without besides outside before against after since largest biggest
    smallest highest lowest oldest newest latest minimum maximum provincial central foreign abroad
    per"""
)
# They say nothing of their own.
_EMPTY = frozenset(
    """actual approximately area aspect aspects case cases certain common commonly concrete
    context countries country detail details different exactly existence fact field following
    form formally forms full generally happen happened happens individual industry issue issues
    item items key known matter matters normally occasion occasions overall part
    particular parts point points precise precisely presence process real regard related relating
    relevant respect respective roughly sector session side sides significant situation
    specifically term terms thing things together topic topics usually whole""".split()
)
# They say nothing of their own as long as the other question has no such word left either.
_LIGHT = frozenset(
    """access actions allow allowed appear appears applied applies apply arise arises attend
    attended authorities became become becomes bring brings brought came carried carry celebrate
    celebrated come comes concern concerning concerns conduct conducted conducts constitute
    contain contains content contents contribute contributes copies copy counted counts cover
    covers deal deals deployed effort efforts eligible enjoy enjoys entitled envisage envisaged
    exist face faced faces fight find found fulfil fulfill fulfilled fulfils function functions
    gave give given gives go goes government governments held hold holds include included
    includes initiative involve involved involves keep keeps kept laid lay lie lies listed lists
    measures meet meets mention mentioned month months necessary need needed needs obtain
    obtained occurred occurs offer offered offers operate operates organised organized
    participate participated participates participating perform performed performs permitted play
    played plays pose posed poses present presented program programme project provide provided
    provides put puts reach reached reaches read remain remains require required responsible rest
    rests see seek seeking seeks seen sent serve serves serving set sets show shown
    shows sit sits sought stand stands stationed stem step steps text thinks
    undertake undertaken went work working works year years""".split()
)
_LIGHT_PHRASES = stems_in("participate responsible implement")  # `take part`, `carried out`
_PARTICIPLE = re.compile(r"^(?:\w{2,}ed|sent|made|built|held|kept|given|taken|done|written)$")

# What a question word says already: the date of `when`, the country of `who`.
_NOUNS = {kind: stems_in(" ".join(nouns)) for kind, nouns in grouped("implied_nouns").items()}
_ACTORS = _NOUNS["person"] | stems_in(" ".join(AGENTS | BODIES | ROLES))
# What may stand before a person's name.
_TITLES = _NOUNS["titles"] | stems_in(" ".join(ROLES))


def names_a(kind: str, asked: Intent) -> bool:
    """Whether a question with `what` asks for that kind by a noun: `what is the deadline`."""
    nouns = _ACTORS if kind == "person" else _NOUNS.get(kind, frozenset())
    if kind == "amount":  # what `how much` asks for, of nouns that do say something
        nouns |= _NOUNS["measured"]
    return any(term.stem in nouns for term in asked.terms)


def weighed(
    left: Sequence[Concept], asked: Intent, other: Intent
) -> tuple[list[Concept], list[Concept]]:
    """The words left of a question that count, and those that count only where the other
    question has such words left too.
    """
    if not left:
        return [], []
    kinds = asked.kinds | other.kinds
    # Who acts may be left out where the other question is in the passive, or has `I`.
    other_acts = any(term.link == "do" for term in other.terms)
    heavy: list[Concept] = []
    light: list[Concept] = []
    for term in left:
        if not (_is_said(term, kinds) or _is_apposition(term, asked)):
            # Not who only speaks of it: `what do critics say`.
            actor = term.link == "do" and term.stem in _ACTORS and not (term.name or other_acts)
            (light if _is_light(term, kinds) or actor else heavy).append(term)
    return heavy, light


def is_mere_verb(term: Concept, other: Intent) -> bool:
    """Whether a word left over is but the verb for which the other question has `be`: `what
    dangers does AI pose`, `what are the dangers of AI`.
    """
    special = term.name or term.stem in _NARROWING or has_opposite(term.stem)
    stands_as_verb = term.link in ("after", "wh+", "what+")
    links = {each.link for each in other.terms}
    has_be = "be" in links and links.isdisjoint(("do", "after", "wh+"))
    return stands_as_verb and has_be and not special


def _is_said(term: Concept, kinds: frozenset[str]) -> bool:
    if "person" in kinds and term.link == "wh":
        return term.stem in _ACTORS  # anything else is what `who` does
    word = term.written.lower().removesuffix("'s")
    return word in _EMPTY or any(term.stem in _NOUNS.get(kind, ()) for kind in kinds - {"person"})


def _is_light(term: Concept, kinds: frozenset[str]) -> bool:
    if term.stem in _NARROWING or ("person" in kinds and term.link == "wh"):
        return False
    word = term.written.lower().removesuffix("'s")
    if word in _LIGHT or (" " in word and term.stem in _LIGHT_PHRASES):
        return True
    participle = _PARTICIPLE.match(word) and term.link not in ("wh", "wh+", "what+")
    return bool(participle) and not has_opposite(term.stem)


def _is_apposition(term: Concept, asked: Intent) -> bool:
    """Whether a term stands beside the name that it only describes: `President Xi`."""
    return any(
        (term.stem in _TITLES and other.start == term.end + 1)
        or (term.stem in _NOUNS["beside_names"] and other.end + 1 == term.start)
        for other in asked.terms
        if other.name
    )
