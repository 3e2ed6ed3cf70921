"""Who is who: the persons, bodies and countries of a topic, and what each does."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from assistant.training.chapters.actor_names import conjuncts, key_of, kind_of, named
from assistant.training.material import Material
from assistant.training.pack import Actor, ActorKind, Quoted
from assistant.training.quiz.evidence.deeds_vietnamese import IS, OUGHT, deeds_in
from assistant.training.sentence import Sentence
from corpus.language.clauses.closed_classes import MODALS
from corpus.language.document_names import Setting
from corpus.language.identification import language_of
from corpus.language.names.abbreviations import abbreviations
from corpus.language.names.people import HELD_OFFICE
from corpus.language.values import dates_in
from corpus.language.word_lists import grouped

_WORDS = grouped("training_words")

MOST_DEEDS = 3
ALIKE = 0.73  # the cosine from which two deeds are told as one
MENTIONED = 0.1  # for each doubling of the sentences that name the actor
SAYS_WHO = 0.05  # what a deed gains where it is told who the actor is
WEAKER = 0.2  # what a deed loses that is one of several actors, or only ought to be done

NameKey = tuple[str, ...]
ActorId = tuple[ActorKind, NameKey]


@dataclass(frozen=True, slots=True)
class _Deed:
    """What a sentence says that an actor does; `weight` is how much it tells."""

    name: str
    sentence: Sentence
    weight: float
    actor: ActorId | None = None  # where the language of the sentence tells it


def actors(material: Material, *, limit: int = 12) -> tuple[Actor, ...]:
    """Up to `limit` actors of the material, the most relevant and most named first.

    An actor is the subject of a clause, or the one by whom something is done; what it is called
    by titles, aliases and abbreviations counts as one.
    """
    spelt = {
        found.short: found.long
        for one in reversed(material.sentences)
        for found in abbreviations(one.text)[::-1]
        if found.of_name
    }
    found: dict[ActorId, list[_Deed]] = defaultdict(list)
    for deed in chain.from_iterable(map(_deeds, material.sentences)):
        name = spelt.get(deed.name, deed.name)
        if deed.actor is not None:
            found[deed.actor].append(deed)
        elif (kind := kind_of(name)) is not None:
            found[kind, key_of(name, kind)].append(deed)
    joined = _joined(found)
    named_in = _named_in(joined, material.sentences, spelt)
    ranked = sorted(joined, key=lambda one: (-_worth(joined[one], named_in[one]), one))
    return tuple(
        Actor(_shown(joined[one], spelt), one[0], _told(joined[one], material))
        for one in ranked[:limit]
    )


def _deeds(sentence: Sentence) -> Iterator[_Deed]:
    """Who does what, by a sentence."""
    if language_of(sentence.text) == "vi":
        yield from _vietnamese_deeds(sentence)
        return
    clause = sentence.clause if sentence.stands_alone else None
    if clause is None or clause.negative or sentence.is_about_text:
        return
    if sentence.label and not dates_in(sentence.label):
        return  # `NIC: NIC stands for ...`: what it is, and not what it does
    weight = sentence.relevance
    if clause.voice in ("active", "progressive") and clause.verb not in _NO_DEEDS:
        doing = conjuncts(clause.subject)
        if clause.auxiliary in MODALS or clause.verb in _OUGHT:
            weight -= WEAKER
    elif clause.voice == "passive":
        doing = [
            name
            for agent in _AGENT.finditer(clause.rest)
            for name in conjuncts(_PHRASE_ENDS.split(agent["agent"], maxsplit=1)[0])
        ]
    elif clause.voice == "copula" and _ROLE.match(clause.rest):
        doing = conjuncts(clause.subject)
    else:
        return
    if clause.apposition and len(doing) == 1:
        weight += SAYS_WHO
    if len(doing) > 2:
        weight -= WEAKER
    names = [named(phrase) for phrase in doing]
    if names and not (names[0] and _is_name(names[0], sentence.setting)):
        return  # `cooperation with partners such as Australia, India and Japan`
    for name in names:
        if name and _is_name(name, sentence.setting):
            yield _Deed(name, sentence, weight)


def _vietnamese_deeds(sentence: Sentence) -> Iterator[_Deed]:
    if not sentence.stands_alone:
        return
    told = deeds_in(sentence.text)
    for one in told:
        weight = sentence.relevance + (SAYS_WHO if one.way == IS else 0.0)
        if one.way == OUGHT:
            weight -= WEAKER
        if len(told) > 2:
            weight -= WEAKER
        kind: ActorKind = "organisation" if one.name.kind == "body" else one.name.kind
        yield _Deed(one.name.text, sentence, weight, (kind, one.name.key))


def _is_name(phrase: str, setting: Setting) -> bool:
    """Whether a phrase in capitals is a name, and not capitalised for standing first."""
    if kind_of(phrase) == "country":
        return True
    if " " not in phrase:
        return setting.is_name(phrase) is True
    return setting.is_name(phrase.split()[0]) is not False and setting.inline(phrase) == phrase


def _joined(
    found: Mapping[ActorId, Sequence[_Deed]],
) -> dict[ActorId, list[_Deed]]:
    """With the deeds of a short name among those of the one longer name that it is part of."""
    joined: dict[ActorId, list[_Deed]] = {}
    for kind, key in sorted(found, key=lambda one: (-len(one[1]), one)):
        longer = [
            (other, words)
            for other, words in joined
            if other == kind != "country" and _is_part(key, words, kind)
        ]
        target = longer[0] if len(longer) == 1 else (kind, key)
        joined.setdefault(target, []).extend(found[kind, key])
    return joined


def _is_part(key: NameKey, words: NameKey, kind: ActorKind) -> bool:
    if kind == "person":
        return len(key) < len(words) and set(key) <= set(words)
    return len(key) < len(words) and words[: len(key)] == key  # `the Ministry of ... of Vietnam`


def _named_in(
    joined: Mapping[ActorId, Sequence[_Deed]],
    sentences: Sequence[Sentence],
    spelt: Mapping[str, str],
) -> Counter[ActorId]:
    """How many sentences name each actor by one of its names."""
    counts: Counter[ActorId] = Counter()
    for one, deeds in joined.items():
        names = {deed.name for deed in deeds}
        names |= {short for short, name in spelt.items() if name in names}
        form = re.compile("|".join(rf"\b{re.escape(name)}(?!\w)" for name in sorted(names)))
        counts[one] = sum(form.search(each.text) is not None for each in sentences)
    return counts


def _worth(deeds: Sequence[_Deed], times: int) -> float:
    return max(deed.weight for deed in deeds) + MENTIONED * math.log2(1 + times)


def _shown(deeds: Sequence[_Deed], spelt: Mapping[str, str]) -> str:
    """The name to print: the longest of those used most, with its abbreviation."""
    uses = Counter(deed.name for deed in deeds)
    name = max(uses, key=lambda each: (len(each.split()) > 1, uses[each], len(each), each))
    for short, full in spelt.items():
        if name == short or (full == name and short not in name):
            return f"{full} ({short})"
    return name


def _told(deeds: Sequence[_Deed], material: Material) -> tuple[Quoted, ...]:
    """The deeds that tell most, each of another matter, in the order of their weight."""
    chosen: list[Sentence] = []
    for deed in sorted(deeds, key=lambda one: (-one.weight, one.sentence.row)):
        if len(chosen) == MOST_DEEDS:
            break
        if deed.sentence not in chosen and not any(
            material.closeness(deed.sentence, other) >= ALIKE for other in chosen
        ):
            chosen.append(deed.sentence)
    return tuple(Quoted(one.text, one.citation) for one in chosen)


# Verbs that tell how things stand and not what is done.
_NO_DEEDS = _WORDS["no_deeds"]
_OUGHT = _WORDS["ought"]
_AGENT = re.compile(r"(?:^|\s)by (?P<agent>(?:the )?[A-Z](?:(?! by ).)*)")
_PHRASE_ENDS = re.compile(r"[,;]| (?:in|on|at|to|for|with) ")
_ROLE = re.compile(
    r"(?:an?|the|one of the) (?:[\w-]+ ){0,3}?(?:host|co-chair|member|organi[sz]er|sponsor|donor"
    rf"|partner|observer|signatory|supplier|producer|{HELD_OFFICE})\b",
    re.I,
)
