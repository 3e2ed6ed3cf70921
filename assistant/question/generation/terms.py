"""Questions for what a term means, and for what a thing's purpose, task or theme is."""

from __future__ import annotations

import re

from assistant.question.generation.wording import (
    ProposalKind,
    WordedQuestions,
    asked,
    finished,
    main_part,
)
from corpus.language.clauses.closed_classes import BE, is_plural
from corpus.language.clauses.main_clause import Clause, parsed
from corpus.language.clauses.subjects import head
from corpus.language.document_names import Setting
from corpus.language.names.abbreviations import abbreviations
from corpus.language.names.people import HELD_OFFICE
from corpus.language.values import amounts_in, opens_with
from corpus.language.word_lists import grouped

_WORDS = grouped("question_words")


def definitions(clause: Clause, setting: Setting) -> WordedQuestions:
    """`Strategic autonomy is the highest degree of ...`: what is strategic autonomy?"""
    if clause.lead and not clause.lead.startswith(("In ", "For ", "Under ", "Within ")):
        return
    present = clause.auxiliary in ("is", "are")
    if clause.voice == "copula" and present and not clause.group:
        if _ROLE.match(clause.rest) and _is_named(clause.subject):
            yield finished(f"Who is {clause.subject}"), "actor"
        elif _is_term(clause, setting) and _defines(clause):
            yield _what_is(clause, setting), "definition"
    elif not _is_term(clause, setting, known=True):
        return
    elif clause.voice == "passive" and present and clause.verb in _DEFINING:
        if re.match(r"(?:here )?(?:as|to be|to mean) ", clause.rest):
            yield _what_is(clause, setting), "definition"
    elif clause.verb == "mean" and clause.finite and _MEANT.match(clause.rest):
        quoted = clause.subject[0] in '"“'
        term = setting.inline(clause.subject) if quoted else setting.standing_alone(clause.subject)
        yield term and finished(f"What {_do(clause)} {term} mean"), "definition"
    elif clause.verb in ("refer", "denote") and clause.finite in ("third", "base"):
        yield _what_is(clause, setting), "definition"
    elif clause.verb == "stand" and clause.rest.startswith("for "):
        yield asked("What", clause, "for", setting), "definition"


_MEANT = re.compile(
    r"(?:an?|any|the|that|each|all|one|[a-z]+ing) |[^,;]*\b(?:of|that|which|who)\b|any\b"
)
_DEFINING = frozenset(("define", "understand", "describe"))


def _do(clause: Clause) -> str:
    return "do" if clause.plural else "does"


def _what_is(clause: Clause, setting: Setting) -> str | None:
    subject = setting.standing_alone(clause.subject)
    return subject and finished(f"What {'are' if clause.plural else 'is'} {subject}")


def _is_named(subject: str) -> bool:
    words = subject.split()
    return len(words) > 1 and all(word[0].isupper() for word in words)


def _is_term(clause: Clause, setting: Setting, known: bool = False) -> bool:
    """Whether a subject can be what a definition defines; `known`: its verb says that it is."""
    quoted = clause.subject[0] in '"“'
    term = clause.subject.strip('"“”')
    words = term.split()
    if len(words) > 7 or (" and " in term and ("," in term or clause.plural)):
        return False
    if clause.verb == "stand" and (len(words) > 1 or not term.isupper()):
        return False
    first = words[0].casefold()
    if first == "the" and not (len(words) > 1 and (words[1][0].isupper() or words[1][0] in '"“')):
        return _is_resolved(clause.subject, setting)
    if first in ("a", "an"):
        return known or _DELIMITED.match(clause.rest) is not None
    if len(words) == 1 and not quoted and not known:
        return term.isupper() and len(term) > 1
    return not re.search(r"['’]s?\b", words[0])


def _is_resolved(subject: str, setting: Setting) -> bool:
    """Whether `the Programme` is named in full by the document."""
    return len(subject.split()) == 2 and setting.standing_alone(subject) is not None


def _defines(clause: Clause) -> bool:
    rest = clause.rest
    if _VALUES.match(rest) or opens_with(amounts_in(rest)):
        return False
    if clause.plural:
        return _PLURAL_KIND.match(rest) is not None
    if rest.startswith("the "):
        return re.search(r"\b(?:of|that|which|who|where|by|for|against|to)\b", rest) is not None
    return (
        re.match(r"(?:an?|any) \w+|\w+(?: \w+)? (?:that|in which|by which|on|by) ", rest)
        is not None
    )


_DELIMITED = re.compile(r"(?:an?|any|the) [^,;:]{3,60}? (?:that|which|who|whose|where|used) ")
_PLURAL_KIND = re.compile(
    r"(?:the )?(?:[a-z-]+ ){0,3}(?:[a-z-]+s|those) (?:that|which|who|by|in|for|of|used)\b"
)
# What is said of a thing rather than what it is: `an important step`, `a cornerstone of`.
_VALUES = re.compile(
    r"(?:an?|the|one)(?: (?:very|most|more|still|also|already|particularly))?(?: of)?"
    r"(?: (?:key|core|important|major|main|central|good|useful|big|small|essential|critical"
    r"|crucial|basic|vital|prime|significant|necessary|further|new|common|growing|serious|clear"
    r"|strategic|successful|official|possible|natural|long-term|recent|typical|strong|first|second"
    r"|third|fourth|last|next|only|same|best|principal|leading)[,a-z]*)*"
    r" (?:example|examples|priority|cornerstone|matter|part|parts|result|reason|step|steps"
    r"|challenge|problem|pillar|case|subject|theme|question|success|guest|host|partner|member"
    r"|factor|frontier|issue|task|tasks|goal|aim|point|source|sign|condition|element|elements|need"
    r"|concern|focus|feature|lever|means|foundation|characteristic|way|ways|direction|turning"
    r"|beginning|topic)\b|an? (?:most|more|very|less)\b|one of\b|part of\b|examples? of\b"
    r"|the (?:result|responsibility|subject)\b|(?:an?|the) new (?:concept|field|focus|idea)\b"
    r"|(?:an?|the) (?:key|core|important|main|central|useful|crucial|critical|essential|vital)\b"
)
_ROLE = re.compile(
    r"(?:an?|the)? ?(?:(?:first|former|acting|deputy|permanent|current|new|vice|senior|chief)[ -])*"
    rf"{HELD_OFFICE}\b",
    re.IGNORECASE,
)


# Glossaries and abbreviations


def glossed(term: str, text: str, setting: Setting) -> WordedQuestions:
    """`Sponsor: a person who ...`, as a glossary has it."""
    term = re.sub(r"(?<!\s)\s*+\([^()]*\)", "", term).strip()
    if not 0 < len(term.split()) <= 5 or term.split()[0].casefold() in _NO_TERMS or term.isupper():
        return
    repeats = re.match(rf"[\"“]?{re.escape(term)}[\"”]?(?:,| [^A-Z])", text) is not None
    opens = _OPENS.match(text) and parsed(text) is None
    if repeats or opens:
        several = is_plural(head(term.split()))
        yield finished(f"What {'are' if several else 'is'} {setting.inline(term)}"), "definition"


_OPENS = re.compile(r"(?:an?|any|the) [a-z-]+ .*\b(?:that|which|who|whose|where|used)\b", re.I)
_NO_TERMS = _WORDS["no_terms"]


def stands_for(text: str) -> WordedQuestions:
    """`the National Innovation Center (NIC)`: what does NIC stand for?"""
    for found in abbreviations(text):
        if found.of_name and found.of_initials:
            yield finished(f"What does {found.short} stand for"), "definition"


# What a thing's purpose, task or theme is


def attributes(clause: Clause, setting: Setting) -> WordedQuestions:
    """`The purpose of X is to ...`: what is the purpose of X?"""
    yield from _turned_round(clause, setting)
    if clause.voice != "copula" or clause.group or clause.auxiliary not in BE:
        return
    noun = head(clause.subject.split()).casefold()
    stem = noun.removesuffix("s")
    if _OWNED.match(clause.subject) and not _VALUES.match(clause.rest):
        measured = opens_with(amounts_in(clause.rest)) and not clause.rest.startswith("%")
        if measured and stem in _MEASURED:
            yield _of_subject("How much", clause, setting), "number"
        elif stem in _ATTRIBUTES or _STATES.match(clause.rest):
            yield _of_subject("What", clause, setting), _ATTRIBUTE_KINDS.get(stem, "fact")


def _turned_round(clause: Clause, setting: Setting) -> WordedQuestions:
    """`A and B are the aims of X`, `A remains a cornerstone of X`, `A is central to X`."""
    if clause.subject.startswith("Examples of ") and clause.verb == "include":
        yield finished(f"What are {setting.inline(clause.subject)}"), "list"
    remains = clause.verb == "remain" and clause.finite in ("third", "base")
    if clause.group or not (remains or (clause.voice == "copula" and clause.auxiliary in BE)):
        return
    if (needed := _NEEDED.match(clause.rest)) and not (clause.lead or clause.plural):
        owner = setting.standing_alone(main_part(needed["owner"], 10))
        if owner is not None and setting.standing_alone(clause.subject) is not None:
            yield finished(f"What is {needed['how']} {owner}"), "fact"
    listed = _INVERSE.match(clause.rest)
    if listed is None:
        return
    noun = listed["noun"]
    example, single = noun.startswith("example"), noun in _SINGLE
    if example or single or (" and " in clause.subject and listed["det"] == "the "):
        owner = setting.standing_alone(main_part(listed["owner"]))
        if owner is None or re.search(r"\b(?:from|than)\b", owner):
            return
        several = is_plural(noun)
        article = "" if example and several else "an " if example else listed["det"] or "the "
        what = f"What {'are' if several else 'is'} {article}{noun} of {owner}"
        yield finished(what), "list" if several else "fact"


def _of_subject(words: str, clause: Clause, setting: Setting) -> str | None:
    named = setting.standing_alone(clause.subject)
    return named and finished(f"{words} {clause.auxiliary} {named}")


_OWNED = re.compile(r"(?:The|An?) (?:[\w-]+ ){1,4}(?:of|for|in|on|behind|to) ")
_STATES = re.compile(r"(?:to|that|whether|a|an|the|how) \S|[\"“]|\d")
_INVERSE = re.compile(
    r"(?P<det>the |an? )?(?:[a-z-]+ )?(?P<noun>examples?|cornerstone|foundation|basis|emphases"
    r"|aims|goals|tasks|priorities|pillars|principles|foundations|elements|characteristics|objectives|conditions|functions"
    r"|components|members|founders|themes|causes|criteria|topics|partners) (?:of|for)"
    r" (?P<owner>.+)$"
)
_SINGLE = frozenset(("cornerstone", "foundation", "basis"))
_NEEDED = re.compile(
    r"(?P<how>(?:central|essential|crucial|vital|critical|fundamental) (?:to|for)) (?P<owner>.+)"
)
_MEASURED = _WORDS["measured"]
_ATTRIBUTES = _MEASURED | _WORDS["attributes"]
_ATTRIBUTE_KINDS: dict[str, ProposalKind] = {
    **dict.fromkeys(("aim", "goal", "intention", "objective", "purpose", "mission"), "purpose"),
    **dict.fromkeys(("duty", "obligation", "responsibility"), "duty"),
    **dict.fromkeys(("limit", "maximum", "minimum", "number", *_MEASURED), "number"),
    **dict.fromkeys(("headquarter", "seat", "place"), "place"),
    **dict.fromkeys(("task", "function", "role"), "task"),
    "deadline": "date",
}
