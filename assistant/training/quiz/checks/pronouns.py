"""Pronouns without antecedent, in the stem or the options."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.question.anaphora import open_pronoun
from assistant.training.pack import Item
from assistant.training.quiz.checks.context import Context
from assistant.training.quiz.checks.item_words import pairs_of
from corpus.language.clauses.closed_classes import (
    AUXILIARIES,
    FREE_QUESTION_WORD,
    OF_PEOPLE,
    POSSESSIVES,
    SUBJECT_PRONOUNS,
    THIRD_PERSON,
)
from corpus.language.clauses.verbs import is_noun_too, readings
from corpus.language.identification import language_of
from corpus.language.stems import content
from corpus.language.word_lists import one_of
from corpus.language.words import STOP_WORDS, words
from corpus.wording import _

_PERSONAL = re.compile(rf"\b{one_of(THIRD_PERSON)}\b", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:we|us|our|ours|I|my|me)\b(?!\.)")
_DEMONSTRATIVE = re.compile(
    r"\b(?P<word>this|these|those|such)\b(?P<after>(?: [\w'’-]+){0,2})", re.IGNORECASE
)
_FORMER = re.compile(r"\bthe (?:former|latter)\b(?! [a-z]+ (?:of|president|minister))", re.I)
_TIME = re.compile(r"\s+(?:century|decade|year|month|week|day|millennium)s?\b", re.IGNORECASE)
# What is shown below the stem: `Which of these ...`, `Put these events in order`.
_CHOICE = re.compile(r"\b(?:which|what|one|any|who)(?: \w+)? of $", re.IGNORECASE)
_SHOWN = re.compile(
    r"\b(?:put|match|order|arrange|sort|place|rank|pair|link|join) $", re.IGNORECASE
)
_THAT = re.compile(
    r"^\W*that (?:is|was|has|had|can|will|means)\b"
    rf"|^\W*{FREE_QUESTION_WORD} (?:did|does|is|was) that\b",
    re.I,
)
_EMPTY_IT = re.compile(
    r"\bit (?:is|was|became|becomes|has been|seems|takes|remains) (?:\w+ ){0,2}?(?:that|to|who)\b"
    r"|\bmakes? it (?:\w+ )?\w+ to\b|\b(?:is|was) it (?:\w+ )?(?:that|to|who)\b"
    r"|\bit (?:is|was) [^.?!]{3,60}? (?:that|who|which)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^[^,.;:?!]{1,40},\s*$")
_OPENS = re.compile(
    rf"^\W*(?:{one_of(SUBJECT_PRONOUNS | POSSESSIVES)}|this|these|those|such)\b(?! as\b)",
    re.IGNORECASE,
)


def pronouns(item: Item, context: Context) -> Iterator[str]:
    if language_of(item.stem) == "vi":
        return  # told with what else a stem points at
    if word := _open_in_stem(item.stem, item.type in ("multiple_choice", "matching", "ordering")):
        yield _("a pronoun has nothing to stand for: “{word}” in the stem").format(word=word)
    if item.type == "true_false":
        return
    shown = [*item.options, *(left for left, _ in pairs_of(item))]
    for option in dict.fromkeys(shown):
        if word := _open_in_option(option, item):
            yield _("a pronoun has nothing to stand for: “{word}” in “{option}”").format(
                word=word, option=option
            )
            return


def _open_in_stem(stem: str, has_options: bool) -> str | None:
    for sentence in re.split(r"(?<=[.?!])\s+", stem):
        before = stem[: stem.find(sentence)]
        if word := _open_in(sentence, before, has_options):
            return word
    return None


def _open_in(sentence: str, before: str, has_options: bool) -> str | None:
    if match := _FORMER.search(sentence) or _FIRST.search(sentence) or _THAT.search(sentence):
        return match[0]
    for match in _DEMONSTRATIVE.finditer(sentence):
        if not _is_explained(match, sentence, before, has_options):
            return match[0].split()[0]
    empty = [match.span() for match in _EMPTY_IT.finditer(sentence)]
    for match in _PERSONAL.finditer(sentence):
        if match[0] == "IT" or any(start <= match.start() < end for start, end in empty):
            continue
        if not _has_antecedent(match, sentence, before):
            return match[0]
    if not before and sentence.endswith("?") and not empty and (found := open_pronoun(sentence)):
        return found[0]
    return None


def _is_explained(match: re.Match[str], sentence: str, before: str, has_options: bool) -> bool:
    word, after = match["word"].casefold(), match["after"]
    if _TIME.match(after) or (word == "such" and re.match(r" (?:as|that)\b", after)):
        return True
    if word == "those" and re.match(r" (?:who|that|which|whose|of|with|in|by|from|to)\b", after):
        return True
    lead = sentence[: match.start()]
    if has_options and (_CHOICE.search(lead) or _SHOWN.search(lead)):
        return True
    earlier = f"{before} {sentence[: match.start()]}"
    nouns = [one for one in words(after) if one.casefold() not in AUXILIARIES]
    if nouns:
        return any(content(noun) & content(earlier) for noun in nouns if content(noun))
    return bool(before.strip()) or any(
        re.search(r"\w{4}", piece) for piece in re.split("[,;:]", earlier)[:-1]
    )


def _has_antecedent(match: re.Match[str], sentence: str, before: str) -> bool:
    """Whether a noun (a name, for a person) stands before a pronoun and can be meant by it."""
    earlier = f"{before} {sentence[: match.start()]}".strip()
    if "_____" in earlier:
        return True
    said = words(earlier)
    if not said:
        return False
    lead = _LEAD.match(earlier)
    if lead and match[0].casefold() in SUBJECT_PRONOUNS and not _says_who(lead[0]):
        return False
    if match[0].casefold() in OF_PEOPLE:
        return (
            any(word[0].isupper() for word in said[1:])
            or (bool(before.strip()) and said[0][0].isupper())
            or re.match(r"\W*(?:who|which)\b", earlier, re.IGNORECASE) is not None
        )
    return any(_may_be_noun(word) for word in said)


def _says_who(lead: str) -> bool:
    """Whether what opens a sentence is a clause or has a name: `When the bank closed, it ...`."""
    said = words(lead)
    return any(word[0].isupper() or readings(word) or word in AUXILIARIES for word in said[1:])


def _may_be_noun(word: str) -> bool:
    low = word.casefold()
    if low in STOP_WORDS or low in AUXILIARIES:
        return False
    return word[0].isupper() or is_noun_too(low) or not readings(low)


def _open_in_option(option: str, item: Item) -> str | None:
    if match := _OPENS.match(option):
        possessive = match[0].strip().casefold() in POSSESSIVES
        if not (possessive and any(map(_may_be_noun, words(item.stem)))):
            return match[0].strip()
    if match := _FORMER.search(option):
        return match[0]
    for match in _DEMONSTRATIVE.finditer(option):
        if not _is_explained(match, option, "", False):
            return match["word"]
    return None
