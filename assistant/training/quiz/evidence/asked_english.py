"""English questions with the asked word in the place of the value: `... until which date?`"""

from __future__ import annotations

import re

from assistant.training.quiz.evidence.values import FactValue
from corpus.language.clauses.closed_classes import ARTICLES, POSSESSIVES, SUBJECT_PRONOUN, is_plural
from corpus.language.clauses.verbs import is_noun_too, readings
from corpus.language.dates import DateSpan
from corpus.language.numerals import SMALL_NUMBER
from corpus.language.word_lists import grouped, one_of

_WORDS = grouped("fact_words")
EARLIEST = 0.4  # of a sentence, before which a word asked for is taken for a slip
FEWEST_KEPT = 6  # words before the place where a sentence may be cut


def asked_in_english(text: str, value: FactValue) -> tuple[FactValue, str, str] | None:
    """The value, the question for it, and the part of the sentence that it was made of."""
    before, after = text[: value.start], text[value.end :].rstrip(" .;")
    if before.count("(") != before.count(")") or _NAMED_AFTER.match(after):
        return None
    if _ONE_OF_SEVERAL.search(before) or _HANGING.search(text) or before == "Every ":
        return None
    if _BARE.match(text) or (_NO_MAIN_VERB.match(text) and not _TWO_VERBS.search(text)):
        return None
    if _SUBORDINATE.match(text) and "," not in before:
        return None
    asking = _asking(value, before, after)
    if asking is None:
        return None
    words, after, value = asking
    kept = _short(before, after)
    early = 0 < len(before.split()) < EARLIEST * len(f"{before}{kept}".split())
    if early and not (_LIMIT.match(before) or _OPENING.fullmatch(before)):
        return None  # asked too early to be read as a question
    told = f"{before}{text[value.start : value.end]}{after[: len(kept)]}".rstrip(" .,") + "."
    opening = _OPENING.fullmatch(before)
    if value.kind == "date" and opening and kept.startswith(", "):
        rest = kept[2:].strip()
        return value, f"{rest[:1].upper()}{rest[1:]} {opening['word'].casefold()} {words}?", told
    if opening or _OPENING_WITH_MORE.match(before):
        return None  # the question would have to turn the verb
    return value, f"{before}{words}{kept}?", told


def _asking(value: FactValue, before: str, after: str) -> tuple[str, str, FactValue] | None:
    """The asking words, what follows them, and the value as its options are written."""
    if value.kind == "date" and isinstance(value.value, DateSpan):
        if not _BEFORE_DATE.search(before) or re.match(r"[-–/]|\s(?:and|or|to)\s\d", after):
            return None
        unit = "which date" if value.value.is_day else "which month"
        return ("which year" if value.form == "year" else unit), after, value
    if value.kind == "instrument":
        if not re.search(r"\b(?:[Uu]nder|by|to|with|in|of) (?:the )?$", before):
            return None
        noun = value.bare.split()[0].casefold()
        return f"which {noun}", after, value
    if value.kind != "number":
        return None
    if _DETERMINED.search(before):
        return None
    counts_times = re.match(r" times (?:an?|every|per|each)\b", after)
    if before.strip() and not counts_times and not _follows_verb(before):
        return None
    if value.unit in ("%", "per cent", "percent"):
        return "what percentage", after, value
    if value.unit:
        return (
            (f"how many {value.unit}", after, value) if is_plural(value.unit.split()[-1]) else None
        )
    counted = _COUNTED.match(after)
    if (
        counted is None
        or _SHARE.match(after[counted.end() :])
        or not (is_plural(counted["first"]) or is_plural(counted["second"] or ""))
    ):
        return None
    return "how many", after, value


def _follows_verb(before: str) -> bool:
    """Whether a number that follows is counted: a preposition or a verb stands before it."""
    if _BEFORE_NUMBER.search(before):
        return True
    last = before.split()[-1]
    return (
        last.islower()
        and not is_noun_too(last)
        and any(form in ("third", "past") for _, form in readings(last))
    )


def _short(before: str, after: str) -> str:
    """What follows a value, without what is added after a comma."""
    joint = _TAIL.search(after)
    if joint and len(before.split()) + len(after[: joint.start()].split()) >= FEWEST_KEPT:
        return after[: joint.start()]
    return after


_DETERMINED = re.compile(
    rf"\b(?:{one_of(ARTICLES | POSSESSIVES)}|these|those|this|all|both|article|no\.?)\s$",
    re.IGNORECASE,
)
_BEFORE_DATE = re.compile(rf"\b{one_of(_WORDS['english_before_date'])} $", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(rf"\b{one_of(_WORDS['english_before_number'])} $", re.IGNORECASE)
_OPENING = re.compile(r"(?P<word>In|On|Since|From|By|Until|Before|After|During) ")
_OPENING_WITH_MORE = re.compile(
    r"(?:In|On|At|Of|For|By|With|From|Among|Until|Since|After|Before) (?:[^,]{0,60})$"
)
_LIMIT = re.compile(r"(?:Within|At least|At most|Not more than) $")
_COUNTED = re.compile(r" (?P<first>[a-z][a-z-]+)(?: (?P<second>[a-z][a-z-]+))?")
# `The request was ...`: nothing says which.
_BARE = re.compile(
    r"(?:The|An?) [a-z]+ (?:is|are|was|were|has|have|had|will|shall|must|may|can|could|would"
    r"|[a-z]+ed)\b(?! by the)|The [a-z]+ [a-z]+s\b(?! of)"
)
_NO_MAIN_VERB = re.compile(r"(?:An?|The) [a-z -]+ (?:that|which|who) ")
_TWO_VERBS = re.compile(r"(?:is|are|was|were|has|have|had|will|shall|must|may|can|needs?)\b")
_SHARE = re.compile(rf" (?:in|out of) (?:\d|{SMALL_NUMBER})\b")
_TAIL = re.compile(
    rf"(?:,| [–—])\s(?:{one_of(_WORDS['english_tail_joints'])})\b"
    r"|,? and (?:may|shall|must|will|can|has|had|have|was|were|is|are|[a-z]{3,}(?:ed|[^s]s))\b"
    r"|, (?:for the first time|or \d)",
    re.IGNORECASE,
)
_ONE_OF_SEVERAL = re.compile(r"\d\S{0,24}(?: [a-z]{1,24})? (?:and|or|to) $|\bbetween $")
_HANGING = re.compile(
    r"\b(?:answers|replies|decides|responds|acts) within\b"  # to what, nothing says
    r"|\bthe (?:chance|result|figure|number|total|rate|limit|amount|price|cost|period) (?:is|was)\b"
    r"|\b(?:therefore|thus|however|also|do|did|does|so|too)\b"
    r"|\bthere\b(?! (?:is|are|was|were))"
    rf"|^(?:In|On|At|By|For|Until|Since) [^,]{{2,24}} {SUBJECT_PRONOUN}\b"
)
_SUBORDINATE = re.compile(
    r"(?:When|Because|If|Where|Although|Though|As|While|Once|Unless|Since|After|Before)\b"
)
_NAMED_AFTER = re.compile(rf"(?:[-–’']|\s(?:of the|in|out of)\s(?:\d|{SMALL_NUMBER})|\s[A-Z]|\()")
