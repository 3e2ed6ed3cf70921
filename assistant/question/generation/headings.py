"""Headings that ask, or that name what a reader would ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from assistant.question.generation.wording import (
    ProposalKind,
    WordedQuestions,
    asked,
    finished,
    weight,
)
from corpus.language.clauses.closed_classes import (
    AUXILIARIES,
    CONJUNCTIONS,
    OPENING_QUESTION_WORDS,
    PREPOSITIONS,
    is_plural,
)
from corpus.language.clauses.main_clause import parsed
from corpus.language.clauses.subjects import is_only_verb
from corpus.language.document_names import Setting
from corpus.language.word_lists import grouped, one_of, table

_WORDS = grouped("question_words")


def of_heading(
    heading: str, setting: Setting, *, holds_parts: bool = False
) -> Iterator[tuple[str, ProposalKind]]:
    """The questions that a section answers by its heading.

    `holds_parts` says that there are headings below it, which may be the items of a list.
    """
    text = _NUMBERED.sub("", " ".join(heading.split()))
    found = (
        [*_asking(text, setting), *_naming(text, setting), *_of_title(text, setting, holds_parts)]
        if 3 <= len(text) <= 160 and not text.isupper()
        else []
    )
    for question, kind in found:
        if question is not None:
            yield question, kind


_NUMBERED = re.compile(
    r"^(?:(?:(?:Article|Section|Chapter|Part|Annex|Art\.|§) ?)?(?:\d+(?:\.\d+)*|[IVX]+)[.:)]?"
    r" ?[-–—]? ?|[A-Za-z][.)] )(?=[A-Z“\"])"
)


def _asking(text: str, setting: Setting) -> WordedQuestions:
    """`Why trust is not enough`, `What is ...?`, `How to apply for ...`."""
    if text.endswith("?"):
        plain = text.rstrip("? ")
        asks = _ASKS.match(text) and weight(text) >= 2
        if asks and _names_its_things(plain, setting):
            yield finished(plain), "heading"
        return
    told = re.match(rf"(?:(?P<how>How to)|(?P<ask>{_ASKING_WORD})) (?P<rest>.+)", text)
    if told is None:
        return
    rest = re.split(r", and (?:how|what|why|who|when)\b| [-–—] |: ", told["rest"], maxsplit=1)[0]
    if told["how"]:
        if len(rest.split()) >= 3 and _names_its_things(rest, setting):
            yield finished(f"How can one {rest[0].lower()}{rest[1:]}"), "heading"
        return
    clause = parsed(f"{rest[:1].upper()}{rest[1:]} indeed")
    if clause is None:
        return
    if clause.negative:
        if clause.voice != "copula" or clause.group or not re.search(r"\bnot\b", rest):
            return
        clause = replace(clause, rest=f"not {clause.rest}")
    end = re.sub(r"(?<!\s)\s*+\bindeed$", "", clause.rest)
    question = asked(told["ask"], clause, end, setting)
    if question is not None and weight(question) >= (2 if clause.voice == "copula" else 3):
        yield question, "heading"


_ASKING_WORD = one_of(word.capitalize() for word in OPENING_QUESTION_WORDS)
_ASKS = re.compile(rf"(?:{_ASKING_WORD}|Does|Do|Is|Are|Can|Must)\b")


def _names_its_things(text: str, setting: Setting) -> bool:
    """Whether a heading names what it asks about, rather than `the scheme`."""
    bare = re.findall(r"\b[Tt]he ([a-z-]+)\b(?! (?:of|for|in|on|to|between)\b)(?=$|[ ,?])", text)
    return all(
        setting.standing_alone(f"the {noun}") is not None or _continues(text, noun) for noun in bare
    )


def _continues(text: str, word: str) -> bool:
    """Whether `the private` goes on to a noun."""
    after = re.search(rf"\b[Tt]he {re.escape(word)} ([\w“\"-]+)", text)
    if after is None:
        return False
    low = after[1].casefold()
    return low not in AUXILIARIES | PREPOSITIONS | CONJUNCTIONS and not is_plural(word)


def _naming(text: str, setting: Setting) -> WordedQuestions:
    """`The role of government in innovation`, `Basic characteristics of X`: what is it?"""
    defined = re.fullmatch(
        r"(?:The )?(?:[Dd]efinition|[Mm]eaning|[Cc]oncept) of (?P<what>.+)", text
    )
    if defined:
        what = setting.standing_alone(defined["what"])
        yield what and finished(f"What is {what}"), "definition"
        return
    named = _NAMED.fullmatch(text)
    if named is None or re.search(r"[:;,!?]", text):
        return
    if named["nouns"].split()[-1] in _KINDS_OF_TEXT:
        return
    nouns, owner = named["nouns"], setting.standing_alone(named["owner"])
    if any(is_only_verb(word.casefold()) for word in text.split()):
        return
    last = nouns.split()[-1].casefold()
    if last in _AFFECTING and named["of"] == "for":
        return
    if owner is None or last not in _LISTED | _SINGLE or not _is_owner(named["owner"], setting):
        return
    several = last in _LISTED or " and " in nouns
    start = setting.spoken(re.sub(r"^The ", "", nouns))
    what = f"the {start} {named['of']} {setting.inline(named['owner'])}"
    yield finished(f"What {'are' if several else 'is'} {what}"), "list" if several else "heading"


_NAMED = re.compile(r"(?P<nouns>(?:[\w-]+ ){0,4}?[\w-]+) (?P<of>of|for|between) (?P<owner>.+)")
_LISTED = _WORDS["listed_attributes"]
_KINDS_OF_TEXT = _WORDS["kinds_of_text"]
_AFFECTING = _WORDS["affecting"]
_SINGLE = _WORDS["single_attributes"]


def _is_owner(owner: str, setting: Setting) -> bool:
    """Whether words after `of` say whose: more than `success`, unless the title has it."""
    return weight(f"{owner}?") >= 2 or owner.split()[-1].casefold() in setting.title.casefold()


def _of_title(text: str, setting: Setting, holds_parts: bool) -> WordedQuestions:
    """`Entry into force` of a regulation; `Core themes` over headings that name them."""
    title = setting.title_inline
    if title is None:
        return
    low = text.casefold()
    if setting.title_is_a_body and low in _STANDARD:
        question, kind = _STANDARD[low]
        yield finished(question.format(title=title)), cast(ProposalKind, kind)
    noun = low.split()[-1]
    if holds_parts and noun in _LISTED and re.fullmatch(r"[\w-]+(?: (?:and )?[\w-]+){0,3}", text):
        owner = title.removeprefix("the ") if not setting.title_is_a_body else title
        yield finished(f"What are the {setting.inline(text)} of {owner}"), "list"


_STANDARD = {heading: (question, kind) for heading, question, kind in table("standard_headings")}
