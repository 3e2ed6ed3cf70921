"""Questions for duties and rights: what someone must do, who must or may do it, and how soon."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.question.generation.wording import (
    INFINITIVE,
    WordedQuestions,
    asked,
    asked_of_subject,
    finished,
    is_telling,
    main_part,
)
from corpus.language.clauses.closed_classes import AGENTS, is_plural, plural
from corpus.language.clauses.main_clause import Clause
from corpus.language.clauses.subjects import head
from corpus.language.document_names import Setting
from corpus.language.word_lists import grouped

_WORDS = grouped("question_words")


def duties(clause: Clause, setting: Setting) -> WordedQuestions:
    """`The operator must report ... to ...`: who must report; what must it do if ...?"""
    yield from _charged(clause, setting)
    yield from _in_time(clause, setting)
    if clause.voice != "active":
        return
    if clause.auxiliary in ("must", "shall", "should") and _CONDITION.match(clause.lead):
        doing = replace(clause, subject=any_such(clause.subject), group="do")
        yield asked("What", doing, "", setting), "duty"
    elif clause.auxiliary in ("must", "shall") and not _WITHIN.search(clause.rest):
        yield _who(clause), "duty"
    elif clause.auxiliary in ("can", "may") and clause.verb in _ENTITLING and _applies(clause):
        yield asked_of_subject("Who", clause, main_part(clause.rest, 14)), "duty"


def _charged(clause: Clause, setting: Setting) -> WordedQuestions:
    told = _RESPONSIBLE.match(clause.rest)
    if clause.auxiliary in ("is", "are") and not clause.lead:
        if clause.voice == "copula" and clause.rest.startswith("eligible for "):
            yield finished(f"Who is {main_part(clause.rest, 12)}"), "duty"
        if clause.verb == "entitle" and clause.rest.startswith("to "):
            yield finished(f"Who is entitled {main_part(clause.rest, 12)}"), "duty"
            return
    subject = any_such(clause.subject)
    if clause.voice == "copula" and told:
        yield asked("What", replace(clause, subject=subject), told[0], setting), "duty"
    if clause.voice == "passive" and clause.verb in _BOUND:
        if INFINITIVE.match(clause.rest) and (is_telling(clause.lead) or " " in subject):
            yield asked("What", replace(clause, subject=subject), "to do", setting), "duty"
        elif clause.verb in ("task", "charge", "entrust") and clause.rest.startswith("with "):
            yield asked("What", clause, "with", setting), "duty"


def _who(clause: Clause) -> str | None:
    """`Every hospital with ... must appoint X`: which hospitals must appoint X?"""
    rest = main_part(clause.rest, 14)
    if not _acts(clause) or is_telling(clause.lead) or len(rest.split()) < 4:
        return None
    limited = re.match(
        r"(?:Every|Each|An?|All) (?P<noun>[a-z]+) (?:with|that|who|which) ", clause.subject
    )
    if limited:
        return finished(f"Which {plural(limited['noun'])} {clause.auxiliary} {clause.group} {rest}")
    return asked_of_subject("Who", clause, rest)


def _in_time(clause: Clause, setting: Setting) -> WordedQuestions:
    """`... within 24 hours of ...`: within how many hours?"""
    within = _WITHIN.search(clause.rest)
    if within is None or clause.voice == "copula":
        return
    if re.search(r"\b(?:that|which|who)\b", clause.rest[: within.start()]):
        return  # it is of what stands before it
    before = main_part(clause.rest[: within.start()], 12)
    after = clause.rest[within.end() :]
    after = main_part(after, 8) if after.startswith((" of ", " after ")) else ""
    if clause.voice == "passive" or before:
        words = f"Within how many {plural(within['unit'])}{after and ' ' + after}"
        subject = any_such(clause.subject)
        yield asked(words, replace(clause, subject=subject), before, setting), "duty"


def any_such(subject: str) -> str:
    """`A hospital` for `The hospital`, where a rule means whichever it is."""
    words = subject.split()
    if len(words) != 2 or words[0] not in ("The", "the") or words[1] not in AGENTS:
        return subject
    if is_plural(words[1]):
        return words[1].capitalize()
    return f"{'An' if words[1][0] in 'aeiou' else 'A'} {words[1]}"


def _acts(clause: Clause) -> bool:
    return head(clause.subject.split()).casefold() in AGENTS


def _applies(clause: Clause) -> bool:
    return _acts(clause) or re.search(r"(?:er|or|ee|ant|ist|ian)s$", clause.subject) is not None


_RESPONSIBLE = re.compile(r"(?:responsible|accountable|liable) for|in charge of")
_CONDITION = re.compile(r"(?:If|When|Where|Before|After|Within|Once|In the event of)\b")
_BOUND = _WORDS["bound"]
_ENTITLING = _WORDS["entitling"]
_WITHIN = re.compile(
    r"\bwithin (?:\w+|\d+) (?P<unit>(?:working |calendar |business )?"
    r"(?:minute|hour|day|week|month|year))s?\b"
)
