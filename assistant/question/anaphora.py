"""What a question leaves to the turns before: pronouns, `that`, `the main points`, `any others`."""

from __future__ import annotations

import itertools
import re

from corpus.language.grammar import (
    AFTER_PREPOSITION,
    ASKS,
    AUXILIARY,
    EMPTY,
    OPENING,
    PARTICIPLE,
    PREPOSITION,
    RELATIONAL,
    any_of,
    capitalised,
    telling_stems,
    telling_words,
)
from corpus.language.stems import stems

PRONOUN = re.compile(rf"\b{any_of('it its they them their he him his she her hers')}\b", re.I)
PERSONAL = frozenset("he him his she her hers".split())
PLURAL = frozenset("they them their".split())
POSSESSIVES = frozenset("its their his her".split())
MOST_NAMES = 2  # words of them, in a question that says too little
_OBJECT = frozenset("it him them".split())
_AS_SUBJECT = re.compile(rf"(?:^|\b{AUXILIARY}(?:n['’]t| not)?|['’]s)\W*$", re.I)
_SUBORDINATE = re.compile(
    rf"\b{any_of('that when if because while before after who which')}\b.*\w", re.I
)
_EXPLETIVE = re.compile(  # `it` that stands for nothing
    r"\bit(?:['’]s)? (?:is |was )?(?:true|possible|important|necessary|clear|like|likely)\b"
    r"|\b(?:is|was) it (?:\w+ )?(?:that|to)\b(?= \w)"
    r"|\b(?:is|was) it (?:the|a|an) .*\b(?:that|who|which)\b|\bit takes? to\b|\btakes? it to\b",
    re.I,
)
# What is said of the day, or of the documents at hand, leaves nothing open.
_HERE = any_of("decade year month week century days? documents? brief library")
POINTING = re.compile(
    rf"\b(?:this|these)\b(?! {_HERE}\b)"
    rf"|\bthose\b(?! (?:{any_of('that who which whose')}|{PREPOSITION})\b)"
    # `that`, where it is no conjunction
    rf"|(?:^|\b(?:{AUXILIARY}|{PREPOSITION}) )that\b|\bthat(?=\W*$)"
    # `there`, where it is a place
    r"|\b(?:there|then|next|instead|too)(?=\W*$)",
    re.I,
)
_MORE = re.compile(
    r"^(?:\W*\b\w+\b){0,5}?\W*(?<!with )(?<!besides )(?<!from )"
    r"\b(?:others?|another|else|(?:an?|the|this|that|which|there) (?:\w+ )?ones?)\b"
    r"|^\W*(?:also|any)\b"
    # `Which countries are involved?`
    rf"|^\W*(?:who|(?:which|what|how many) (?:\w+ )?\w+) (?:is|are|was|were) "
    rf"(?:{PARTICIPLE.pattern}|responsible|present|in charge)\W*$"
    # what is to be done with the answer
    r"|^\W*(?:please )?(?:can you |could you )?(?:(?:say|tell me|explain|give me) (?:some )?more"
    r"|(?:some )?more(?: details?)?|details?|explain|elaborate|continue|go on|summari[sz]e"
    r"|(?:(?:give|show|tell)(?: me)? )?(?:(?:an?|some|one) )?(?:examples?|sources?))"
    r"(?: please)?\W*$",
    re.I,
)
DEFINES = re.compile(
    r"^\W*(?:(?:what|who|where)(?: is|['’]s| are| was| were)"
    r"|(?:please )?define|tell me about)\b",
    re.I,
)
# What is asked about the assistant itself.
_TO_US = re.compile(r"\b(?:do you have|can you do|are you)\b", re.I)
_DEFINITE = re.compile(
    rf"\b(?:the|(?:this|that|these|those)(?! {_HERE}\b))"
    r"(?= (?P<phrase>[\w'’-]+(?: [\w'’-]+){0,4}))",
    re.I,
)
_UNIQUE = frozenset("world public internet future past century time way".split())
_COMPLEMENT = frozenset(
    "in of for about on to with that who which whose between against behind".split()
)


def leaves_open(question: str, said: frozenset[str]) -> bool:
    """Whether a question leaves something to turns with the stems `said`."""
    opened = OPENING.match(question)
    question = question[opened.end() :] if opened else question
    if refers(question) or _MORE.search(question):
        return True
    if DEFINES.match(question):
        return False
    if opened:
        return True
    if not ASKS.match(question) or _TO_US.search(question):
        return False
    names = stems(" ".join(capitalised(question)))
    if len(names) > MOST_NAMES or not names <= said:
        return False
    telling = telling_stems(question)
    return len(telling - names) <= (1 if telling.isdisjoint(said) else 2)


def refers(question: str) -> bool:
    """Whether it has a pronoun or a description that stands for something said before."""
    pointing = POINTING.search(question)
    if pointing and not _clause_before(question[: pointing.start()]):
        return True
    return open_pronoun(question) is not None or (
        not capitalised(question) and open_description(question) is not None
    )


def open_pronoun(question: str) -> re.Match[str] | None:
    """A pronoun that nothing before it in the question explains."""
    empty = [match.span() for match in _EXPLETIVE.finditer(question)]
    for match in PRONOUN.finditer(question):
        technology = match[0] == "IT" and not question.isupper()
        if technology or any(start <= match.start() < end for start, end in empty):
            continue
        if not _explained(match[0].casefold(), question[: match.start()]):
            return match
    return None


def _explained(pronoun: str, earlier: str) -> bool:
    """Whether what stands before a pronoun in its question says what it stands for."""
    if _clause_before(earlier):
        return True
    if _AS_SUBJECT.search(earlier):
        return False
    before = telling_words(earlier)
    if pronoun in _OBJECT and not _SUBORDINATE.search(earlier, 3):
        return len(before) > 2 and AFTER_PREPOSITION.search(earlier) is not None
    return bool(capitalised(earlier) if pronoun in PERSONAL else before)


def _clause_before(text: str) -> bool:
    return any(len(telling_words(clause)) > 1 for clause in re.split(r"[.,:;?!]", text)[:-1])


def open_description(question: str) -> re.Match[str] | None:
    """`the album`, `the main points`, with nothing that says of what; `phrase` begins with the
    noun or the word that leaves it open."""
    size = len(telling_words(question))
    for match in _DEFINITE.finditer(question):
        phrase = match["phrase"].casefold().split()
        if any(
            word in _COMPLEMENT and not PARTICIPLE.fullmatch(before)
            for before, word in itertools.pairwise(phrase[:-1])
        ):
            continue
        nouns = list(itertools.takewhile(lambda word: word not in EMPTY, phrase))
        while len(nouns) > 1 and PARTICIPLE.fullmatch(nouns[-1]):
            nouns.pop()
        if not nouns or nouns[0] in _UNIQUE:
            continue
        vague = len(nouns) == 1 or nouns[0] in RELATIONAL
        if size <= (4 if vague else 3) and (vague or not DEFINES.match(question)):
            return match
    return None
