"""Questions for what a thing aims at, does, needs, causes or says, and for how and why."""

from __future__ import annotations

import re

from assistant.question.generation.wording import (
    INFINITIVE,
    ProposalKind,
    WordedQuestions,
    asked,
    finished,
    is_telling,
    main_part,
    weight,
)
from corpus.language.clauses.closed_classes import AGENTS, MODALS, PREPOSITIONS
from corpus.language.clauses.main_clause import Clause
from corpus.language.clauses.subjects import head
from corpus.language.clauses.verbs import is_participle, readings, third_person
from corpus.language.document_names import Setting
from corpus.language.word_lists import grouped, table

_WORDS = grouped("question_words")


def purposes(clause: Clause, setting: Setting) -> WordedQuestions:
    """`X aims to ...`: what does X aim to do? `..., in order to ...` and `because`: why?"""
    active = clause.voice == "active" and (clause.finite or clause.auxiliary in MODALS)
    aiming = active and clause.verb in _AIMING and INFINITIVE.match(clause.rest)
    if aiming and _is_specific(clause, setting):
        kind: ProposalKind = "task" if clause.verb == "need" else "purpose"
        yield asked("What", clause, "to do", setting), kind
    passive = clause.voice == "passive" and INFINITIVE.match(clause.rest)
    if passive and clause.verb in _MEANT and _is_specific(clause, setting):
        yield asked("What", clause, "to do", setting), "purpose"
    if passive and clause.verb == "use":
        yield asked("What", clause, "for", setting), "purpose"
    yield from _ends(clause, setting)
    reason = _REASON.search(clause.rest)
    before = clause.rest[: reason.start()] if reason else ""
    if before and len(before.split()) <= 14 and not _TANGLED.search(before):
        yield asked("Why", clause, before, setting), "purpose"


def _ends(clause: Clause, setting: Setting) -> WordedQuestions:
    """`Governments engage with industry to find ...`: why do governments engage with it?"""
    if clause.voice != "active" or clause.verb not in _DONE_FOR_AN_END or clause.lead:
        return
    end = re.search(r" to (?P<verb>[a-z-]+) ", clause.rest)
    before = clause.rest[: end.start()] if end else ""
    if end is None or not any(form == "base" for _, form in readings(end["verb"])):
        return
    words = before.split()
    if not 1 < len(words) <= 10 or words[-1] in _TAKING_INFINITIVES or is_participle(words[-1]):
        return
    if _TANGLED.search(before):
        return
    yield asked("Why", clause, before, setting), "purpose"


_DONE_FOR_AN_END = _WORDS["done_for_an_end"]
_TAKING_INFINITIVES = _WORDS["taking_infinitives"]
_TANGLED = re.compile(r"[:;]|^(?:and|or) |\b(?:but|that|which|example)\b")
_AIMING = _WORDS["aiming"]
_MEANT = _WORDS["meant"]
_REASON = re.compile(r",? (?:because|in order to|so as to|so that)\b(?! of)")


def _is_specific(clause: Clause, setting: Setting) -> bool:
    """Whether the subject says what the question is about: more than a country's name."""
    if _VAGUE.match(clause.subject):
        return False
    if head(clause.subject.split()).casefold() in _VAGUE_HEADS and " of " not in clause.subject:
        return False
    subject = setting.standing_alone(clause.subject)
    return subject is not None and weight(f"{subject}?") + 2 * is_telling(clause.lead) >= 2


_VAGUE = re.compile(
    r"(?:some|many|several|most|other|few|various|examples?|different|certain"
    r"|the (?:same|other))\b",
    re.IGNORECASE,
)
_VAGUE_HEADS = _WORDS["vague_heads"]


def says(clause: Clause, setting: Setting) -> WordedQuestions:
    """`Critics of X argue that ...`: what do critics of X argue?"""
    if clause.voice != "active" or clause.verb not in _SAYING or not clause.finite:
        return
    if clause.rest.startswith("that ") and re.search(r" (?:of|for) ", clause.subject):
        stranded = "about" if clause.verb in ("warn", "worry") else ""
        yield asked("What", clause, stranded, setting), "fact"


_SAYING = _WORDS["saying"]


def objects(clause: Clause, setting: Setting) -> WordedQuestions:
    """`Resolution 57 concerns ...`: what does Resolution 57 concern?"""
    if clause.voice == "passive":
        wanted = _OBJECTS.get((clause.verb, "passive"), "")
        if wanted and clause.rest.startswith(f"{wanted} ") and _is_specific(clause, setting):
            yield asked("What", clause, wanted, setting), "fact"
    if clause.voice != "active" or not clause.rest or clause.rest.startswith("that "):
        return
    if clause.auxiliary not in _SIMPLE:
        return
    apart = _APART.match(clause.rest)
    if clause.verb in ("differ", "distinguish"):
        if apart and len(clause.rest) > apart.end():
            yield asked("How", clause, main_part(apart[0], 10), setting), "fact"
        return
    if clause.verb == "help" and clause.finite and _is_specific(clause, setting):
        yield asked("How", clause, "", setting), "purpose"
    seen_as = re.match(r"(?P<thing>.{3,60}?) as ", clause.rest)
    if clause.verb in _SEEING and clause.auxiliary == "should" and seen_as:
        yield asked("How", clause, seen_as["thing"], setting), "task"
    if _FACED.match(clause.rest):
        yield from _faced(clause, setting)
        return
    part = _PART.match(clause.rest)
    if part and clause.verb in ("play", "have"):
        yield asked("What role", clause, main_part(part["where"], 10), setting), "fact"
    first = clause.rest.split(" ", 1)[0].casefold()
    kept = _OBJECTS.get((clause.verb, "active"))
    fits = kept is not None and (first == kept if kept else first not in _NO_OBJECT)
    if fits and _is_specific(clause, setting):
        yield asked("What", clause, kept or "", setting), "fact"


def _faced(clause: Clause, setting: Setting) -> WordedQuestions:
    """`X faces two risks: ...`: what risks does X face?"""
    faced = _FACED.match(clause.rest)
    told = clause.rest[faced.end() :] if faced else ""
    names = re.match(r":|,? (?:such as|including|namely)\b", told)
    if faced and names and clause.finite and clause.verb in _FACING:
        yield asked(f"What {faced['noun']}", clause, "", setting), "fact"


_FACING = _WORDS["facing"]
_SIMPLE = ("", "must", "shall", "should", "can", "may", "will", "has", "have")
_SEEING = _WORDS["seeing"]
_APART = re.compile(r"from .+?(?= in | by |[,:;]|$)")
_FACED = re.compile(
    r"(?:an? |the |many |several |new |some )*(?:[a-z-]+ )?(?P<noun>challenges?|risks?|dilemmas?"
    r"|obstacles?|threats?|difficult(?:y|ies)|problems?|opportunit(?:y|ies)|barriers?"
    r"|constraints?|dangers?)\b"
)
# `an important role` says no more than the question does.
_PART = re.compile(
    r"an? (?!(?:key|important|central|major|vital|crucial|significant|leading|big)\b)"
    r"(?:[a-z-]+ ){1,2}(?:role|part) (?P<where>in .+)"
)
_NO_OBJECT = PREPOSITIONS | {"and", "or", "up", "out", "down"}
# Verbs whose object is often asked for, and the word that they keep.
_OBJECTS = {(verb, voice): keeps for verb, voice, keeps in table("verbs_with_objects")}


def causes(clause: Clause, setting: Setting) -> WordedQuestions:
    """`Clear aims drive X`, `X is driven by clear aims`: what drives X?"""
    if clause.verb not in _CAUSING or head(clause.subject.split()).casefold() in AGENTS:
        return
    effect = None
    if clause.voice == "passive" and clause.auxiliary in ("is", "are") and " " not in clause.group:
        by_a_thing = re.match(r"by (?!(?:the |an? )?(?:[A-Z]|\d))", clause.rest)
        if by_a_thing and _is_specific(clause, setting):
            effect = setting.standing_alone(clause.subject)
    elif clause.voice == "progressive" and clause.auxiliary in ("is", "are") and not clause.lead:
        told = setting.standing_alone(main_part(clause.rest, 10))
        if told and weight(f"{told}?") >= 2 and setting.standing_alone(clause.subject):
            yield finished(f"What is {clause.group} {told}"), "fact"
        return
    elif clause.voice == "active" and clause.finite in ("third", "base") and not clause.lead:
        told = setting.standing_alone(main_part(clause.rest, 10))
        if told and weight(f"{told}?") >= 2 and setting.standing_alone(clause.subject):
            effect = told
    yield effect and finished(f"What {third_person(clause.verb)} {effect}"), "fact"


_CAUSING = _WORDS["causing"]


def manners(clause: Clause, setting: Setting) -> WordedQuestions:
    """`X is carried out through ...`, `X reduces ... by doing ...`: how?"""
    if clause.voice == "copula":
        apart = re.match(r"different from .+?(?= in that |,? because )", clause.rest)
        if apart and not clause.group:
            yield asked("How", clause, main_part(apart[0], 10), setting), "fact"
        return
    means = _MEANS.search(clause.rest)
    if means is None or clause.verb in ("mean", "", "have"):
        return
    before = clause.rest[: means.start()].strip(" ,")
    if clause.voice != "passive" and len(before.split()) < 2:
        return
    if len(before.split()) <= 12 and not _TANGLED.search(before) and "," not in before:
        question = asked("How", clause, before, setting)
        if question and weight(question) >= 3 and not _VAGUE.match(clause.subject):
            yield question, "manner"


_MEANS = re.compile(r"(?:^|\s)(?:through|by means of|by way of|via|by [a-z-]+ing)\s")
