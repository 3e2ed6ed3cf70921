"""Abbreviations: found where a text spells them out, and read as what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from corpus.language.grammar import LONG_NAME_WORD
from corpus.language.words import STOP_WORDS

_SMALL = frozenset("a an and for in of on the to with".split())
_BRACKETED = re.compile(r"\((?P<short>[A-Z][A-Za-z&]{1,7})\)")
IN_BRACKETS = r"\s\([A-Z\d&-]+\)"  # behind a name; part of a regular expression
_FOLLOWS = re.compile(r" \([A-Z]{2}")
_NAME_BEFORE = re.compile(rf"(?:{LONG_NAME_WORD} (?:(?:of|for|and|the|on|in|to) ){{0,2}}){{2,8}}$")
_ARTICLE = re.compile(r"^(?:The|A|An|In|On|At|For|By|With) (?:the )?")
_LETTERS_FIRST = re.compile(r"(?<![\w&])(?P<short>[A-Z][A-Za-z&]{1,7}) \((?P<long>[^()]{5,100})\)")
_LONGEST = 120  # characters of a name before a bracket
_ASKED_FOR = re.compile(
    r"\b(?:st(?:and|ands|ood)|short) for\b|\babbreviat|\bacronym|\bfull (?:form|name)\b"
    r"|\bspel(?:l|ls|led|t) out\b|\bdo(?:es)? \S+ mean\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """`text[start:end]` says that `short` stands for `long`: `World Bank (WB)`."""

    start: int
    end: int
    short: str
    long: str

    @property
    def of_name(self) -> bool:
        """Whether it is that of a name of several words."""
        return len(self._capitals) > 1 and len(self.short) > 2

    @property
    def of_initials(self) -> bool:
        """Whether it is made of the first letters of the words in capitals, all of them."""
        return "".join(word[0] for word in self._capitals) == self.short.upper()

    @property
    def _capitals(self) -> list[str]:
        return [word for word in self.long.split() if word[0].isupper()]


@lru_cache(maxsize=256)
def abbreviations(text: str) -> tuple[Abbreviation, ...]:
    """Where a text spells one out, in order: `the Ministry of Science (MoS)`,
    `S&T (science and technology)`.
    """
    found = [*_in_brackets(text), *_letters_first(text)]
    return tuple(sorted(found, key=lambda one: one.start))


def is_abbreviated(after: str) -> bool:
    """Whether what follows a name begins with its letters in brackets: ` (WB), the lender`."""
    return _FOLLOWS.match(after) is not None


def long_form(short: str, text: str) -> str | None:
    """What a text says that letters stand for: `National Innovation Centre` for `NIC`."""
    return next((one.long for one in abbreviations(text) if one.short == short), None)


def short_form(long: str, text: str) -> str | None:
    """The letters that a text gives for a name."""
    return next((one.short for one in abbreviations(text) if one.long == long), None)


def words_of(short: str, text: str) -> tuple[int, int] | None:
    """Where a text has the words whose initials letters are; None if nowhere.

    Small words may be left out of the initials: VKIST, Vietnam-Korea Institute of Science and
    Technology.
    """
    letters = short.removesuffix("'s").replace("&", "")
    if not letters.isupper() or not (2 <= len(letters) <= 8 and letters.isalpha()):
        return None
    words = list(re.finditer(r"\w+", text))
    for first, match in enumerate(words):
        used = 0
        for word in words[first:]:
            if word[0][0].upper() == letters[used] and len(word[0]) > 1 and word[0] != letters:
                used += 1
                if used == len(letters):
                    return match.start(), word.end()
            elif not used or word[0].lower() not in _SMALL:
                break
    return None


def abbreviates(short: str, words: tuple[str, ...]) -> bool:
    """Whether letters, in lower case, have the first ones of all these words in order: `hcmc`.

    A small word that is not among the words may have given one too.
    """
    initials = "".join(word[0] for word in words)
    if len(short) < 2:
        return False
    rest = iter(short)
    return short[0] == initials[0] and all(letter in rest for letter in initials)


def spelled_out(text: str, glossary: Mapping[str, str]) -> str:
    """The text with the short forms of a glossary as what they stand for.

    One with a capital letter is found as it is written, any other in any case. One that is a
    common word too, like `IT`, counts only where no further word of the phrase follows. A
    question for what letters stand for is left as it is.
    """
    if not glossary or _ASKED_FOR.search(text):
        return text

    def long_of(match: re.Match[str]) -> str:
        short = re.sub(r" ?& ?", "&", match[0])
        following = re.match(r" ([\w'’-]+)", text[match.end() :])
        if short.casefold() in STOP_WORDS and following and following[1] not in STOP_WORDS:
            return match[0]
        return glossary.get(short) or glossary[short.casefold()]

    return _pattern(tuple(glossary)).sub(long_of, text)


@lru_cache(maxsize=8)
def _pattern(shorts: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = (
        written if short != short.casefold() else f"(?i:{written})"
        for short in sorted(shorts, key=len, reverse=True)
        for written in [re.escape(short).replace("\\&", "&").replace("&", " ?& ?")]
    )
    return re.compile(rf"(?<![\w&])(?:{'|'.join(alternatives)})(?![\w&])")


def _in_brackets(text: str) -> Iterator[Abbreviation]:
    for match in _BRACKETED.finditer(text):
        begins = max(0, match.start() - _LONGEST)
        before = text[begins : match.start()]
        short, name = match["short"], _NAME_BEFORE.search(before)
        if name is not None:
            long = _ARTICLE.sub("", name[0].strip())
            letters = iter(long.casefold())
            fits = all(letter in letters for letter in short.casefold().replace("&", ""))
            if long[:1] == short[0] and fits:
                start = match.start() - 1 - len(long)
                yield Abbreviation(start, match.end(), short, long)
                continue
        for count in range(len(short.replace("&", "")), 2 * len(short) + 1):
            words = re.search(rf"(?<!\S)(?:\S++ ){{{count}}}$", before)
            if words is not None and words_of(short, words[0]) == (0, len(words[0]) - 1):
                start = begins + words.start()
                yield Abbreviation(start, match.end(), short, words[0].strip())
                break


def _letters_first(text: str) -> Iterator[Abbreviation]:
    for match in _LETTERS_FIRST.finditer(text):
        long = match["long"].strip()
        if words_of(match["short"], long) == (0, len(long)):
            yield Abbreviation(match.start(), match.end(), match["short"], long)
