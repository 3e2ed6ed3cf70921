"""Questions for lists: so many things that a sentence announces, or `the following` ones."""

from __future__ import annotations

import re

from assistant.question.generation.wording import WordedQuestions, asked, finished
from corpus.language.clauses.closed_classes import PREPOSITIONS, is_plural
from corpus.language.clauses.main_clause import Clause
from corpus.language.clauses.subjects import head
from corpus.language.clauses.verbs import readings
from corpus.language.document_names import ABOUT_TEXTS, Setting
from corpus.language.numerals import SMALL_NUMBER, SMALL_NUMBERS
from corpus.language.word_lists import grouped

_WORDS = grouped("question_words")


def lists(clause: Clause, setting: Setting) -> WordedQuestions:
    """`X has three aims: ...`: what are the three aims of X?"""
    announced = clause.rest.partition(":")[0].strip()
    if _STARTS_WITH_COUNT.match(clause.subject):
        if clause.opens_list and clause.finite != "past":
            verb = f"{clause.auxiliary} {clause.group}" if clause.auxiliary else clause.verb
            yield finished(f"Which {setting.inline(clause.subject)} {verb} {announced}"), "list"
        return
    match = _ANNOUNCED.search(announced)
    if match is None or " as " in match["things"] or clause.voice == "copula":
        return
    things, before = match["things"], announced[: match.start()].strip()
    counted = f"{match['number']} {things}" if match["number"] else things
    subject = setting.standing_alone(clause.subject)
    if before.endswith("one of"):
        return
    if subject is None and clause.verb in _NAMING:
        yield _without_subject(things, counted), "list"
    elif subject is None:
        return
    elif _is_part(things) and clause.verb in _HAVING and _LINKING.fullmatch(before):
        yield finished(f"What are the {counted} of {subject}"), "list"
    elif clause.opens_list and len(before.split()) <= 10:
        middle, _, preposition = before.rpartition(" ")
        if preposition.casefold() in PREPOSITIONS:
            yield asked(f"{preposition} which {counted}", clause, middle, setting), "list"
        elif before in ("", "up", "out"):
            yield asked(f"Which {counted}", clause, before, setting), "list"


def examples(clause: Clause, setting: Setting) -> WordedQuestions:
    """`X cooperates with countries such as A and B`: with which countries does X cooperate?"""
    match = _SUCH_AS.match(clause.rest)
    if match is None or clause.voice in ("copula", "progressive"):
        return
    before, things = match["before"].strip(), match["things"].split()
    noun = things[-1]
    if not is_plural(noun) or len(before.split()) > 10 or _UNCLEAR_BEFORE.search(before):
        return
    if clause.voice == "active" and not before and clause.verb not in _GOING:
        return
    if head(clause.subject.split()).casefold() in ("attention", "emphasis", "priority"):
        return  # whose, the question would not say
    if match["preposition"] == "to" and any(form == "base" for _, form in readings(things[0])):
        return  # an infinitive
    yield asked(f"{match['preposition']} which {noun}", clause, before, setting), "list"


_SUCH_AS = re.compile(
    r"(?P<before>[^,;:]*?)\b(?P<preposition>with|to|from|in|for|on|through|against) "
    r"(?P<things>(?:(?!(?:with|to|from|in|for|on|of|that|their|its)\b)[\w-]+ ){0,4}?[a-z-]+),? "
    r"(?:such as|like|including|notably) (?!through|by|in|on|for|with|from|to)\w"
)
_UNCLEAR_BEFORE = re.compile(r"\b(?:and|or|that|which|who|as)\b")
_GOING = _WORDS["going"]


def _without_subject(things: str, counted: str) -> str | None:
    """Where the text itself is the subject: `The article names five basic tasks of X`."""
    owned = re.match(r"(?P<noun>[\w-]+(?: [\w-]+){0,2}) (?:of|for|in) .+", things)
    if owned is None or owned["noun"].split()[-1].casefold() in ABOUT_TEXTS | {"groups", "kinds"}:
        return None
    example = owned["noun"].startswith("example")
    return finished(f"What are {things}" if example else f"What are the {counted}")


def _is_part(things: str) -> bool:
    return " of " not in things and things.split()[-1] in _PARTS_OF


_NUMBER = rf"(?:{SMALL_NUMBER}|[2-9]|1\d)"
_STARTS_WITH_COUNT = re.compile(
    rf"(?:{'|'.join(number.capitalize() for number in SMALL_NUMBERS)}) [a-z]"
)
_ANNOUNCED = re.compile(
    rf"\b(?:(?P<number>{_NUMBER})|the following|these)(?: basic| main| key| \w+ly \w+ed)? "
    r"(?P<things>(?:(?!hours|days|weeks|months|years|euros|dollars|million|billion|percent)"
    r"[\w'’-]+ ){0,4}?(?!(?:hours|days|weeks|months|years|minutes|euros|dollars)\b)[a-z-]+(?<!s)s"
    r"(?: (?:of|for|in|on) [\w'’ .-]{1,300}?)?)$"
)
_LINKING = re.compile(r"|on|of|to concentrate on|to focus on|up|out|up of|into", re.IGNORECASE)
_PARTS_OF = _WORDS["parts_of_a_whole"]
PARTS = re.compile(rf"\b(?:{'|'.join(sorted(_PARTS_OF))})\b")
_NAMING = _WORDS["naming"]
_HAVING = _WORDS["having"]
