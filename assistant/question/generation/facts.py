"""Questions for a date, a person, a number or a place that a sentence holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.question.generation.lists import PARTS
from assistant.question.generation.wording import (
    WordedQuestions,
    asked,
    asked_of_subject,
    finished,
    is_telling,
    main_part,
)
from corpus.language.clauses.closed_classes import (
    AGENTS,
    BE,
    CONJUNCTIONS,
    PREPOSITIONS,
    RELATIVES,
    is_plural,
)
from corpus.language.clauses.main_clause import Clause
from corpus.language.clauses.subjects import head
from corpus.language.clauses.verbs import past, third_person
from corpus.language.dates import MONTH, find_dates, opens_with_date
from corpus.language.document_names import Setting
from corpus.language.grammar import CAPITAL
from corpus.language.names.people import PERSON_TITLE
from corpus.language.numerals import COUNT, SMALL_NUMBERS
from corpus.language.values import amounts_in, opens_with
from corpus.language.word_lists import grouped

_WORDS = grouped("question_words")

_BEFORE_DATE = re.compile(
    r"(?:^|,? )(?P<preposition>on|in|since|from|by|until|till|before|after|as of|no later than)"
    r" (?:the )?$",
    re.IGNORECASE,
)
_TO_DATE = re.compile(rf" (?:to|until|and) (?=\d|{MONTH})", re.IGNORECASE)
_SPANS = re.compile(r"\d\s?[-–]\s?\d| (?:to|until|and) ")
_ENDS_DATE = re.compile(r"$|[,;]| (?:and|in|at|with) ")
_FIRST_WORDS = {
    "since": "Since when", "from": "From when", "as of": "From when", "by": "By when",
    "before": "By when", "no later than": "By when", "until": "Until when", "till": "Until when",
}  # fmt: skip
_EVENTS = _WORDS["event_verbs"]


@dataclass(frozen=True, slots=True)
class _When:
    """A date at `text[start:end]`, with the preposition before it; `spans` with two ends."""

    start: int
    end: int
    preposition: str
    spans: bool


def _when(text: str) -> _When | None:
    """The first date of a text that stands behind a preposition, and has a year or a day."""
    found = find_dates(text)
    for place, (start, end, span) in enumerate(found):
        before = _BEFORE_DATE.search(text[:start])
        if before is None or not (span.has_year or span.unit == "day"):
            continue
        to = _TO_DATE.match(text, end)
        if to is not None:
            more = re.compile(r"\d{1,2}\b").match(text, to.end())
            end = more.end() if more else end
            if place + 1 < len(found) and found[place + 1][0] == to.end():
                end = found[place + 1][1]
        spans = _SPANS.search(text[start:end]) is not None
        return _When(before.start(), end, before["preposition"].casefold(), spans)
    return None


def _is_when(text: str) -> bool:
    """Whether a text is nothing but a date behind a preposition."""
    when = _when(text)
    return when is not None and (when.start, when.end) == (0, len(text))


def dates(clause: Clause, setting: Setting) -> WordedQuestions:
    """`On 5 December 2024, A signed B`: when did A sign B? What did A sign on ...?"""
    lead = clause.lead.strip()
    fronted = _when(lead) if _is_when(lead) else None
    within = None if fronted else _when(clause.rest)
    when = fronted or within
    if when is None:
        return
    if within is not None and (_is_of_noun(clause, within) or clause.voice == "copula"):
        return
    words = _FIRST_WORDS.get("" if when.spans else when.preposition, "When")
    rest = clause.rest
    if within is not None:
        rest = rest[: within.start]
        if not _ENDS_DATE.match(clause.rest, within.end):
            return
    told = main_part(rest, 16)
    transitive = clause.voice == "active" and not told
    if transitive and clause.verb not in _INTRANSITIVE:
        return
    if rest.startswith(("and ", "or ")):
        return
    if clause.voice == "passive":
        told = told.split(" by ")[0] if not told.startswith("by ") else ""
    yield asked(words, replace(clause, lead=""), told, setting), "date"
    day = (lead if fronted else clause.rest[when.start : when.end]).strip(" ,")
    has_object = told != "" and told.split()[0].casefold() not in PREPOSITIONS
    if has_object and clause.finite == "past" and clause.verb in _EVENTS:
        yield asked("What", replace(clause, lead=""), setting.inline(day), setting), "fact"


_INTRANSITIVE = _WORDS["intransitive"]


def _is_of_noun(clause: Clause, when: _When) -> bool:
    """Whether a date belongs to a noun further on: `since the war of 1975`, `the plan for 2026`."""
    before = clause.rest[: when.start]
    return _LEADS_AWAY.search(before) is not None


_LEADS_AWAY = re.compile(
    r"[:;]|\b(?:which|who|that|where|adopted|signed|held|issued|including|requiring)\b"
)


_HOSTING = _EVENTS | {"build", "chair", "create", "co-chair", "fund", "initiate", "lead", "win"}


def actors(clause: Clause, setting: Setting) -> WordedQuestions:
    """`Prime Minister A opened B`: who opened B? `B was founded by A`: who founded B?"""
    named = PERSON_TITLE.match(clause.subject) is not None or bool(
        clause.apposition and PERSON_TITLE.search(clause.apposition)
    )
    simple = clause.apposition and not re.search(r", | and the ", clause.apposition)
    if simple and named and _is_name(clause.subject):
        yield finished(f"Who is {clause.subject}"), "actor"
    named = named or (clause.verb in _HOSTING and _may_act(clause.subject))
    if named and clause.voice == "active" and clause.finite == "past":
        told = main_part(clause.rest, 16)
        when = clause.lead if _is_when(clause.lead.strip()) else ""
        if len(told.split()) >= 3 and not told.startswith("and "):
            day = f" {setting.inline(when)}" if when else ""
            yield asked_of_subject("Who", clause, told + day), "actor"
    if clause.voice == "active" and clause.finite in ("third", "base"):
        yield _who_keeps(clause, setting), "actor"
    if clause.voice == "passive" and clause.verb:
        yield _who_did(clause, setting), "actor"


def _who_did(clause: Clause, setting: Setting) -> str | None:
    """`B was founded by A`: who founded B?"""
    agent = _AGENT.search(clause.rest)
    subject = setting.standing_alone(clause.subject)
    if agent is None or subject is None or not _may_act(main_part(agent["agent"])):
        return None
    before = clause.rest[: agent.start()]
    if "," in before:
        return None
    if clause.auxiliary in ("must", "shall", "should"):
        verb = f"{clause.auxiliary} {clause.verb}"
    elif " " in clause.group or clause.auxiliary not in BE:
        return None
    else:
        present = clause.auxiliary in ("is", "are")
        verb = third_person(clause.verb) if present else past(clause.verb)
    return finished(f"Who {verb} {subject} {main_part(before.strip(), 10)}")


_KEEPING = _WORDS["keeping"]


def _who_keeps(clause: Clause, setting: Setting) -> str | None:
    """`The Board of Health supervises clinics`: who supervises clinics?"""
    if clause.verb not in _KEEPING or not _may_act(clause.subject) or is_telling(clause.lead):
        return None
    told = setting.resolved(main_part(clause.rest, 12))
    if not told or told.split()[0].casefold() in PREPOSITIONS | CONJUNCTIONS:
        return None
    return asked_of_subject("Who", clause, told) if len(told.split()) > 1 else None


_AGENT = re.compile(r"(?:^|\s)by (?P<agent>(?:the |an? )?[^,;:]{3,90})")


def _is_name(subject: str) -> bool:
    return all(word[0].isupper() for word in subject.split()) and " " in subject


def _may_act(agent: str) -> bool:
    """Whether words name someone: a title, a name, or a noun for those who act."""
    if PERSON_TITLE.match(agent) or agent.startswith(("what ", "how ")):
        return PERSON_TITLE.match(agent) is not None
    if opens_with_date(agent.removeprefix("the ")) or re.match(r"[a-z]+ing\b", agent):
        return False
    words = agent.split()
    if re.search(r"\w\.[a-z]{2,}", agent):
        return False  # a website
    articles = ("the", "a", "an", "The", "A", "An")
    first = words[1] if words[0] in articles and len(words) > 1 else words[0]
    noun = head(words)
    return (first[0].isupper() and noun[:1].isupper()) or noun.casefold() in AGENTS


# Numbers


def numbers(clause: Clause, setting: Setting) -> WordedQuestions:
    """`X works with a network of 98 agencies`: how many agencies does X work with?"""
    measure = _ABOUT.sub("", clause.rest)
    if clause.voice == "active" and clause.verb == "last" and _TIME.match(measure):
        yield asked("How long", clause, "", setting), "number"
    if clause.voice == "active" and clause.verb == "cost" and opens_with(amounts_in(measure)):
        yield asked("How much", clause, "", setting), "number"
    counted = _COUNTED.match(clause.rest) if clause.voice in ("active", "passive") else None
    if counted is None or _MEASURE.match(counted["noun"]):
        return
    if counted["number"] in SMALL_NUMBERS and (clause.opens_list or PARTS.search(counted["noun"])):
        return  # it announces a list
    what = _noun_phrase(counted["noun"])
    if what is None:
        return
    further = ""
    if not counted["preposition"]:
        further = main_part(counted["noun"].removeprefix(what).strip(), 8)
        further = "" if re.match(r"(?:and|or|as)\b", further) else further
    rest = (counted["preposition"] or further).strip()
    yield asked(f"How many {what}", clause, rest, setting), "number"


_ABOUT = re.compile(r"^(?:for |about |up to |at least )+", re.IGNORECASE)
_TIME = re.compile(rf"{COUNT} (?:hour|day|week|month|year)s?", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?P<preposition>(?:with|on|in|to|of|from|for|by) )?(?:the |a total of |about |around |some "
    r"|more than |at least |up to |over |nearly |a network of |a team of |a group of )*"
    rf"(?P<number>{COUNT}) (?P<noun>[a-zA-Z][^,;:.]*)",
)
_MEASURE = re.compile(
    r"(?:[a-z]+ )?(?:%|per|percent|million|billion|thousand|hours?|days?|weeks?|months?|years?"
    r"|minutes?|times|euros?|dollars?|USD|EUR|km|kg|mg|m)\b"
    rf"|{MONTH}"
)


def _noun_phrase(text: str) -> str | None:
    """The plural noun phrase that a text begins with: `representative agencies abroad`."""
    words = text.split()
    for place, word in enumerate(words[:5]):
        if word.casefold() in _ENDING:
            return None
        after = words[place + 1].casefold() if place + 1 < len(words) else "of"
        if is_plural(word) and (after in _ENDING or after in ("abroad", "worldwide", "to")):
            return " ".join(words[: place + 1 + (after in ("abroad", "worldwide"))])
    return None


_ENDING = PREPOSITIONS | CONJUNCTIONS | RELATIVES


# Places


def places(clause: Clause, setting: Setting) -> WordedQuestions:
    """`X is headquartered in Y`, `X took place in Y`: where?"""
    allowed = clause.verb in ("prohibit", "ban", "allow", "permit")
    if clause.voice == "passive" and allowed and re.match(r"(?:in|on|at|inside) ", clause.rest):
        yield asked("Where", clause, "", setting), "place"
    where = _WHERE.match(clause.rest)
    if where is None or opens_with_date(clause.rest[where.start("place") :]):
        return
    if clause.verb == "base" and clause.rest.startswith("on "):
        return
    if clause.voice == "passive" and clause.verb in _PLACED or clause.group in _PLACED:
        yield asked("Where", clause, "", setting), "place"
    elif clause.verb == "take" and clause.rest.startswith("place "):
        yield asked("Where", clause, "place", setting), "place"


_WHERE = re.compile(rf"(?:place )?(?:in|at|on) (?:the )?(?P<place>{CAPITAL}[\w.-])")
_PLACED = _WORDS["placed"]
