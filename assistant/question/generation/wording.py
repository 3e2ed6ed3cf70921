"""Questions made of clauses, and whether a question can be read on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from corpus.language.clauses.closed_classes import (
    ARTICLES,
    AUXILIARIES,
    CONJUNCTIONS,
    PREPOSITIONS,
    PRONOUNS,
    QUANTIFIERS,
    QUESTION_WORDS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TOKEN,
)
from corpus.language.clauses.main_clause import Clause
from corpus.language.clauses.verbs import is_noun_too, is_participle, past, readings, third_person
from corpus.language.document_names import Setting
from corpus.language.word_lists import grouped

_WORDS = grouped("question_words")

ProposalKind = Literal[
    "definition", "list", "task", "date", "duty", "actor", "number", "place", "purpose", "manner",
    "fact", "heading", "asked",
]  # fmt: skip
# None where a question did not read well
WordedQuestions = Iterator[tuple[str | None, ProposalKind]]
INFINITIVE = re.compile(r"to (?!(?:do|be)\b)[a-z-]+ \S")
LONGEST = 140  # characters of a question
SHORTEST = 12
_DO = {"third": "does", "base": "do", "past": "did"}


def asked(words: str, clause: Clause, rest: str, setting: Setting) -> str | None:
    """`words` (`When`, `What`, `How many nurses`) and the clause turned round behind them.

    `rest` is what of the clause's own rest the question keeps. None where the subject cannot
    stand alone.
    """
    subject, told = setting.standing_alone(clause.subject), setting.resolved(rest)
    if subject is None or told is None:
        return None
    if clause.auxiliary:
        parts = [words, clause.auxiliary, subject, clause.group, told]
    else:
        parts = [words, _DO[clause.finite], subject, clause.verb, told]
    opening = setting.inline(clause.lead) if is_telling(clause.lead) else ""
    return finished(" ".join((*parts, opening)))


def asked_of_subject(words: str, clause: Clause, rest: str) -> str | None:
    """A question for the subject: `Who signed ...?`, in the singular."""
    auxiliary = {"are": "is", "were": "was", "have": "has"}.get(clause.auxiliary, clause.auxiliary)
    if auxiliary:
        verb = f"{auxiliary} {clause.group}"
    else:
        verb = past(clause.verb) if clause.finite == "past" else third_person(clause.verb)
    return finished(f"{words} {verb} {rest}")


def finished(words: str) -> str | None:
    """The words as a question, or None where they cannot be read on their own."""
    text = re.sub(r" ([,.])", r"\1", " ".join(words.split())).rstrip(" ,;:.?-–—")
    question = f"{text[:1].upper()}{text[1:]}?"
    return question if stands_alone(question) else None


def stands_alone(question: str) -> bool:
    """Whether a question is of a good length, is whole, and names what it asks about."""
    if not SHORTEST <= len(question) <= LONGEST or _ODD.search(question):
        return False
    words = TOKEN.findall(question)[:-1]
    low = [word.casefold() for word in words]
    if not _is_balanced(question) or _UNCLEAR.search(question):
        return False
    if low[-1] in _NO_END and tuple(low[-2:]) not in _STRANDED:
        return low[-1] in PREPOSITIONS and low[0] in ("what", "which", "how", "where", "who")
    content = [word for word in low if word[0].isalnum() and word not in _EMPTY]
    return len(content) >= 1 and any(len(word) > 2 for word in content)


def weight(question: str) -> int:
    """How many words of a question say what it is about: names and nouns, not `What does`."""
    words = TOKEN.findall(question)[:-1]
    return sum(word[0].isalnum() and word.casefold() not in _EMPTY for word in words)


def is_telling(lead: str) -> bool:
    """Whether a fronted phrase belongs to what is said: `If a patient falls ill`."""
    first = lead.split()[0].casefold() if lead else ""
    if first not in _TELLING or len(lead) > 90:
        return False
    return _VAGUE_LEAD.search(lead) is None and _UNCLEAR.search(lead) is None


def main_part(rest: str, longest: int = 14) -> str:
    """What is essential of the words after a verb: up to where a further thought begins."""
    whole = rest
    cut = _FURTHER.search(rest)
    rest = rest[: cut.start()] if cut else rest
    rest = _without_second_verb(rest)
    if re.match(r"(?:and|or) ", rest):
        return ""
    commas = [match.start() for match in re.finditer(r", (?!\d{4}\b)", rest)]
    enumerates = commas and re.search(r" (?:and|or) ", rest[commas[-1] :])
    if commas and not (enumerates and (len(commas) > 1 or not _JOINS.match(rest, commas[0]))):
        rest = rest[: commas[0]]
    while len(rest.split()) > longest or (rest != whole and _is_cut_short(rest)):
        places = [match.start() for match in _LATE_PREPOSITION.finditer(rest)]
        places = [place for place in places if place > 0 and _is_balanced(rest[:place])]
        if not places:
            return "" if _is_cut_short(rest) else rest
        rest = rest[: places[-1]]
    return re.sub(r"(?: (?:together|also|too|respectively|again)){1,5}$", "", rest.rstrip(" ,;:"))


def _is_cut_short(rest: str) -> bool:
    """Whether what was cut off belongs to the last words: `detect and respond`, `in line`."""
    last = rest.rsplit(" ", 1)[-1].strip(",").casefold()
    if _HALF_PREPOSITION.search(rest):
        return True
    return is_participle(last) or (bool(readings(last)) and not is_noun_too(last))


def _without_second_verb(rest: str) -> str:
    """`... the plan and reports on it` without its second verb."""
    for match in re.finditer(r",? (?:and|or|but) (?:(?:\w+ly|also|then|thus) )?([a-z-]+)\b", rest):
        word = match[1]
        found = readings(word)
        if found and not is_noun_too(word) and any(form in ("third", "past") for _, form in found):
            return rest[: match.start()]
        if word in AUXILIARIES | SUBJECT_PRONOUNS or word in ("this", "these", "to"):
            return rest[: match.start()]
    return rest


def _is_balanced(text: str) -> bool:
    return (
        text.count('"') % 2 == 0
        and text.count("“") == text.count("”")
        and text.count("(") == text.count(")")
    )


_FURTHER = re.compile(
    r"[;:]| [-–—] |—|,? (?:because|whereas|although|so that|so as to|in order to|provided that)\b"
    r"|, (?:which|who|whose|where|when|as|so|but|while|with|including|such as|especially|notably"
    r"|namely|particularly|above all|in line with|together with|if|unless|though|thereby|thus"
    r"|not|rather|for|in|on|at|by|from|both|especially|despite|and (?:the|they|it|this|these|so"
    r"|thus|also|is|are|was|were|has|have|can|will|must|shall|may|should)|[a-z]+ing)\b"
)
_JOINS = re.compile(r", (?:and|or) ")
_LATE_PREPOSITION = re.compile(
    r" (?:on|in|at|for|with|under|within|across|during|through|by|from|as|over|between|among"
    r"|towards?|to|against) "
)
_HALF_PREPOSITION = re.compile(
    r"\b(?:in (?:accordance|line|addition|relation|connection|conjunction|response|terms|light"
    r"|cooperation|collaboration|order|contrast|compliance)|with (?:respect|regard)|on behalf"
    r"|as (?:part|well)|due|according|prior|subject)$"
)
# A word or sign that a question never has: links, table bars, bullets, broken characters.
_ODD = re.compile(
    r"\bhttps?\b|[a-z]{2}\d{1,2}\b|^\w+ (?:is|are) \d|www\.|[|•*#<>{}\\=~^_\ufffd]|\.{3}|…"
    r"|the U\.S\. [A-Z]|\?.*\?|;|\d\)"
)
_UNCLEAR = re.compile(
    r"\b(?:this|these|those|(?<!such )such(?! as)|aforementioned|aforesaid|hereby|herein|thereof"
    r"|thereby|the (?:above|below|former|latter|following|same|other)|above-mentioned|it|he|she"
    r"|him|we|us|our|I|my|you|your|here)\b"
    r"|\b(?:the|an?|in this) (?:\w+ )?(?:article|brief|caption|chapter|photograph|photo|section"
    r"|table|figure|author|glossary|chronology|passage|paragraph)s?\b(?! \d)"
    r"|\b(?:their|its) (?:own )?(?:\w+ )?\?$|\b[Ss]ee\b .*\bsee\b",
)
_NO_END = PREPOSITIONS | CONJUNCTIONS | ARTICLES | AUXILIARIES
_NO_END |= RELATIVES | SUBORDINATORS
_STRANDED: frozenset[tuple[str, ...]] = frozenset((("to", "do"),))
_EMPTY = _NO_END | PRONOUNS | QUANTIFIERS | QUESTION_WORDS | _WORDS["empty"]
_TELLING = _WORDS["telling"]
_VAGUE_LEAD = re.compile(
    r"\b(?:addition|recent|decades?|context|regard|respect|sense|terms|view|light|line|general"
    r"|particular|practice|case|cases|many|several|some|other|both|contrast|turn|way|they|them)\b",
    re.IGNORECASE,
)
