"""The kind of a question: what a person who asks it wants to know.

kind_of(text)           one kind, by the first form that fits: what is answered
kinds_of(text)          all that it asks for, finer: what questions are compared by
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from corpus.language.clauses.closed_classes import FREE_QUESTION_WORD, OPENING_VERB, QUESTION_WORD
from corpus.language.numerals import SMALL_NUMBER
from index.question import QuestionKind

# In order: the first pattern that matches tells the kind.
_FIRST_FORM: tuple[tuple[QuestionKind, re.Pattern[str]], ...] = tuple(
    (cast(QuestionKind, kind), re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "date",
            r"\bwhen\b|\b(?:what|which) (?:exact |precise )?(?:date|day|year|month)s?\b"
            r"|^\W*(?:exact |precise )?(?:date|year) of\b",
        ),
        ("number", r"\bhow (?:many|much|large|big|old)\b|\bwhat (?:number|percentage|share)\b"),
        (
            "person",
            r"^\W*(?:and |so )?(?:who|whom|whose)\b|\bwhich (?:minister|person|official)\b"
            r"|\bnames? of the (?:\w+ ){0,2}?(?:minister|diplomat|ambassador|official|person"
            r"|chair\w*|president|director|secretary|head|author|speaker|delegate)s?\b",
        ),
        ("place", r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:country|city|place)\b"),
        ("reason", r"\bwhy\b|\bfor what reason\b|\bwhat (?:is|are|was|were) the reasons?\b"),
        ("definition", r"\bwhat does .+ mean\b|\bmeaning of\b|^\W*define\b|\bdefinition of\b"),
        (
            "list",
            r"^\W*(?:please )?(?:list|name|enumerate)\b"
            r"|^\W*(?:give|tell|show) (?:me|us) the \w+ \w+s\b"
            r"|\b(?:what|which) (?:are|were)\b"
            r"|\b(?:what|which) (?!(?:is|was|does|did|do|has|have|can|will|makes)\b)"
            r"(?:\w+ ){0,3}?(?!(?:is|was|has|does|this|its)\b)\w+(?<!s)s\b"
            r"(?! (?:is|was|does|has)\b)"
            rf"|\b(?:{SMALL_NUMBER}|\d+) (?:\w+ ){{0,3}}\w+s\b",
        ),
        ("definition", r"^\W*what(?: is|'s|’s| was)(?! (?:the \w+ of|there))\b"),
        ("manner", r"\bhow\b"),
        ("yes_no", r"^\W*(?:is|are|was|were|do|does|did|can|could|has|have|had|will|should)\b"),
    )
)


def kind_of(text: str) -> QuestionKind:
    """The kind of a self-contained question; that of keywords is `fact`."""
    return next((kind for kind, pattern in _FIRST_FORM if pattern.search(text)), "fact")


def _compiled(*forms: tuple[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(kind, pattern) of each (kind, form)."""
    return tuple((kind, re.compile(form, re.IGNORECASE)) for kind, form in forms)


# Nouns that a question word can ask for.
_DATE = "dates?|days?|years?|months?|deadlines?|hours"
_PLACE = "city|place|location|venue|town|address"
_REASON = "reasons?|grounds|importance|significance"
_MANNER = "ways?|manner|methods?|procedures?|process|steps?|means"
_NOUNS = _compiled(("date", _DATE), ("place", _PLACE), ("reason", _REASON), ("manner", _MANNER))
_MEASURES = {
    **dict.fromkeys("number count headcount".split(), "count"),
    **dict.fromkeys("amount value size total volume turnover sum share".split(), "amount"),
    **dict.fromkeys("width height depth distance speed weight".split(), "amount"),
    **dict.fromkeys(("percentage", "proportion", "percent", "per cent"), "amount"),
    **dict.fromkeys(("length", "duration", "processing time", "validity"), "duration"),
    **dict.fromkeys(("frequency", "interval", "intervals"), "frequency"),
    "age": "age",
}
_HOW = {
    "many": "count",
    "long": "duration",
    "old": "age",
    "come": "reason",
    **dict.fromkeys("soon late".split(), "date"),
    **dict.fromkeys("often frequently regularly".split(), "frequency"),
    **dict.fromkeys("much large big high great far wide deep tall fast heavy".split(), "amount"),
    **dict.fromkeys("expensive costly".split(), "amount"),
}
_SIMPLE = {
    **{"when": "date", "where": "place", "why": "reason", "whether": "yes_no"},
    **dict.fromkeys(("who", "whom", "whose"), "person"),
}
_QUESTION_WORD = re.compile(
    rf"\b(?P<word>{QUESTION_WORD}|whether)\b(?:'s|'re)?"
    r"(?P<rest>[^?]*)",
    re.IGNORECASE,
)
_COORDINATED = re.compile(rf"(?:,|\band\b|\bor\b)\s+(?={FREE_QUESTION_WORD}\b)", re.IGNORECASE)
_AUXILIARY_FIRST = re.compile(rf"^\W*(?:{OPENING_VERB}|am|shall)(?:n't)?\b", re.IGNORECASE)
_IMPERATIVE = re.compile(
    r"\W*(?:list|name|give|define|compare|summari[sz]e|outline)\b", re.IGNORECASE
)
_IN_WHICH_PLACE = re.compile(
    r"\b(?:in|at) (?:which|what) (?:city|cities|countr|place|town|province|region)", re.IGNORECASE
)
_WHERE_RANKED = re.compile(r"\brank(?:s|ed)?\b", re.IGNORECASE)
_HOW_LONG = re.compile(
    r"\s+much time\b|\s+many \w+ (?:does|do|did|will|would) it take\b", re.IGNORECASE
)
_HOW_OFTEN = re.compile(r"\s+many times\b", re.IGNORECASE)
_WHAT_CAUSED = re.compile(
    r"\s+(?:makes|made|caused|led|prompted|motivated|explains)\b|\s+(?:is|was|are|were) behind\b"
    r"|\s+(?:is|was|are|were) the (?:\w+ )?reasons?\b",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"^\s*(?:(?:is|are|was|were|will be|would be|'s)\s+)?(?:(?:the|its|their|your|a|an|in)\s+)?"
    r"(?P<before>(?:[\w'-]+\s+){0,3}?)"
    rf"(?P<noun>{_DATE}|{_PLACE}|{'|'.join(_MEASURES)}|{_REASON}|{_MANNER})\b(?P<after>\s+\w+)?",
    re.IGNORECASE,
)
# What may follow the noun that is asked for, and does not make another noun of it.
_FOLLOWING = frozenset(
    """of for when on in at that which to by from with between does do did is was are were has
    have had will can could should must the""".split()
)
_VIETNAMESE = _compiled(
    ("date", r"khi nào|(?:năm|ngày|tháng|bao) (?:nào|giờ)|lúc nào"),
    ("place", r"ở đâu|nơi nào"),
    ("reason", r"tại sao|vì sao"),
    ("count", r"bao nhiêu|mấy"),
    ("manner", r"(?:như )?thế nào|ra sao|bằng cách nào"),
    ("person", r"^ai\b|\bai\b(?= là)|là ai\b|những ai"),
)
_IN_KEYWORDS = _compiled(
    ("date", rf"\b(?:{_DATE}|when)\b"),
    ("count", r"\b(?:number|how many|count)\b"),
    ("amount", r"\b(?:amount|value|total|percentage|share|size|turnover)\b"),
    ("reason", r"\breasons?\b|\bwhy\b"),
    ("person", r"\bnames?\b|\bwho\b"),
    ("place", rf"\b(?:where|{_PLACE})\b"),
)


def kinds_of(text: str) -> tuple[frozenset[str], bool]:
    """What a bare question asks for, by its question words, and whether it is mere keywords.

    The kinds are `date`, `place`, `person`, `reason`, `manner`, `count`, `amount`, `duration`,
    `frequency`, `age`, `yes_no` and `thing`; several where it asks for several, none in keywords
    that do not say.
    """
    found = {kind for part in _parts(text) if (kind := _kind(part))}
    found = found or {kind for kind, form in _VIETNAMESE if form.search(text)}
    if found:
        return frozenset(found), False
    if _IMPERATIVE.match(text):
        return frozenset({"thing"}), False
    said = (kind for kind, form in _IN_KEYWORDS if form.search(text))
    return frozenset([*said][:1]), True


def _parts(text: str) -> Iterator[str]:
    for sentence in re.split(r"(?<=\?)\s+", text):
        yield from _COORDINATED.split(sentence)


def _kind(part: str) -> str | None:
    if _AUXILIARY_FIRST.match(part):
        return "yes_no"
    match = _QUESTION_WORD.search(part)
    if match is None:
        return None
    word, rest = match["word"].lower(), match["rest"]
    if _IN_WHICH_PLACE.search(part):
        return "place"
    if word == "where" and _WHERE_RANKED.search(rest):
        return "thing"
    if word in _SIMPLE:
        return _SIMPLE[word]
    if word == "how":
        if _HOW_LONG.match(rest):
            return "duration"
        if _HOW_OFTEN.match(rest):
            return "frequency"
        following = re.search(r"\w+", rest)
        return _HOW.get(following[0].lower() if following else "", "manner")
    return "reason" if _WHAT_CAUSED.match(rest) else _kind_of_noun(rest)


def _kind_of_noun(rest: str) -> str:
    """The kind of `what` or `which` by the noun that it asks for: `on what date`."""
    match = _NOUN.match(rest)
    if match is None:
        return "thing"
    noun, after = match["noun"].lower(), (match["after"] or "").strip()
    if after[:1].islower() and after not in _FOLLOWING:
        return "thing"  # `which frequency band`; but `in what year Vietnam joined`
    for word in match["before"].split():
        if word.lower() in _FOLLOWING or (word[0].isupper() and not word.endswith("'s")):
            return "thing"  # `what is the Science and Technology Day`
    return _MEASURES.get(noun) or next(kind for kind, form in _NOUNS if form.fullmatch(noun))
