"""What a question has to know of its document: which words are names, and what `this` means."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from corpus.document import Document
from corpus.language.clauses.closed_classes import (
    ARTICLES,
    AUXILIARIES,
    CONJUNCTIONS,
    POINTING,
    PREPOSITIONS,
    PRONOUNS,
    QUANTIFIERS,
    TOKEN,
    is_plural,
)
from corpus.language.grammar import LONG_NAME_WORD, NAME_WORD
from corpus.language.numerals import ORDINALS, SMALL_NUMBERS
from corpus.language.word_lists import grouped

_WORDS = grouped("closed_classes")

MOST_NAMES = 20  # with one word in common; of so many none is meant by that word alone
# Parts of texts and what people write: what is said of them says nothing of the subject.
ABOUT_TEXTS = _WORDS["about_texts"]
# Nouns that are clear after a bare `the`.
_UNIQUE = _WORDS["unique_nouns"]
_MASS = (
    "tion", "sion", "ment", "ity", "ness", "ogy", "cy", "nce", "ship", "ism", "ing", "ure", "age",
    "omy", "ics", "ware", "hood", "fare", "ade", "ch",
)  # fmt: skip
_OWN_NAME = re.compile(r"(?:[Tt]his|[Tt]hese|[Tt]he|[Oo]ur) [A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a document's words: how often each is written small, and how often as a
    name within a sentence; its title, without what a dash or colon adds; and its names of
    several words, by the first and by the last of them.
    """

    title: str
    small: Counter[str]
    named: Counter[str]
    long_names: Mapping[str, tuple[str, ...]]

    @classmethod
    @lru_cache(maxsize=32)
    def of(cls, document: Document) -> Setting:
        text = document.text
        small = Counter(_SMALL.findall(text))
        named = Counter(word.casefold() for word in _NAMED.findall(text))
        long_names: dict[str, tuple[str, ...]] = defaultdict(tuple)
        for name in dict.fromkeys(" ".join(found.split()) for found in _LONG_NAME.findall(text)):
            for end in _ends(name):
                if len(long_names[end]) < MOST_NAMES:
                    long_names[end] += (name,)
        title = re.split(r"\s[-–—|]\s|: ", document.title or "", maxsplit=1)[0].strip(" .")
        return cls(title, small, named, long_names)

    def is_name(self, word: str) -> bool | None:
        """Whether a capitalised word is a name; None where the document does not show it."""
        if any(letter.isupper() or letter.isdigit() for letter in word[1:]):
            return True
        low = word.casefold()
        if low in _CLOSED:
            return False
        noun = low.removesuffix("'s").removesuffix("’s")
        small = self.small[low] + self.small[noun] * (noun != low)
        named = self.named[low] + self.named[noun] * (noun != low)
        if small or named:
            return named > small
        return None

    @property
    def title_inline(self) -> str | None:
        """The title as a question can name the subject of the document by it, or None."""
        words = self.title.split()
        if not 1 < len(words) <= 9 or self.title.endswith(("?", "!", "…")) or '"' in self.title:
            return None
        if not AUXILIARIES.isdisjoint(word.casefold() for word in words):
            return None
        if self.title_is_a_body:
            named = self.title if words[0] == "The" else f"the {self.inline(self.title)}"
            return named[0].lower() + named[1:]
        if len(words) > 4 or not PREPOSITIONS.isdisjoint(word.casefold() for word in words):
            return None
        return self.spoken(self.title)

    @property
    def title_is_a_body(self) -> bool:
        """Whether the title is of a law, a programme or the like: `Notice on water supply`."""
        low = [word.casefold() for word in self.title.split()]
        cut = next((place for place, word in enumerate(low) if word in PREPOSITIONS), len(low))
        return cut > 0 and low[cut - 1] in _BODIES

    def inline(self, phrase: str) -> str:
        """A phrase that began a sentence, as it is written within one."""
        if phrase[:1] in '"“':
            return phrase[0] + self.inline(phrase[1:])
        words = phrase.split()
        if not words or not words[0][:1].isupper():
            return phrase
        bare = words[0].strip("“”\"'‘’,")
        name = self.is_name(bare)
        second = words[1] if len(words) > 1 else ""
        closed = bare.casefold() in _CLOSED
        if name is False and not closed and second[:1].isupper() and not second.isupper():
            name = self.named[bare.casefold()] > 0  # a term such as `Covered Entity`
        if len(words) > 1 and not closed and not words[-1].isupper():
            name = name or all(not word[0].islower() or word in _CLOSED for word in words)
        if name is None:
            follows_name = len(words) > 1 and words[1][:1].isupper()
            alone = len(words) == 1 and not is_plural(bare) and not bare.endswith(_MASS)
            name = follows_name or alone or words[0].endswith(("'s", "’s"))
        return phrase if name else phrase[0].lower() + phrase[1:]

    def spoken(self, phrase: str) -> str:
        """A phrase of a heading, where each word may be capitalised, as it is written in one."""
        return " ".join(
            word if self.is_name(word) else word[0].lower() + word[1:] for word in phrase.split()
        )

    def standing_alone(self, subject: str) -> str | None:
        """A subject as a question can name it, or None where it points at another sentence.

        `This Regulation` is named by the title of the document where that is about a
        regulation, and `the Ministry` by its full name where the text has just one.
        """
        quoted = re.fullmatch(r"[\"“]([^\"“”]+)[\"”]", subject)
        subject = quoted[1] if quoted else subject
        words = TOKEN.findall(subject)
        low = [word.casefold() for word in words]
        if _OWN_NAME.fullmatch(subject):
            noun = words[1]
            if low[0] in ("our", "these"):
                return None
            if low[1] in _UNIQUE and low[0] == "the":
                return self.inline(subject)
            if low[0] == "this" or noun[0].isupper() or noun in _ALWAYS_OWN:
                return self._title_for(noun) or self._long_name_for(noun)
            return None
        if not low or low[0] in POINTING or not PRONOUNS.isdisjoint(low):
            return None
        if _is_about_texts(words, low) or low[0] in ("its", "their", "our", "his", "her"):
            return None
        if low[0] == "the" and low[1] in _COUNTING and not _has_complement(low):
            return None
        if not POINTING.isdisjoint(set(low) - _HARMLESS):
            return None
        if low[0] == "the" and "and" in low and subject[4:].islower() and not _has_complement(low):
            return None
        return self.inline(subject)

    def resolved(self, words: str) -> str | None:
        """Words after a verb with `the programme` named in full; None where it has no name."""
        for bare in _BARE.finditer(words):
            noun = bare["noun"]
            own = bare[0][1:4] == "his" or noun[0].isupper() or noun in _ALWAYS_OWN
            name = (self._title_for(noun) if own else None) or self._long_name_for(noun)
            if name is None and noun in _BODIES and bare.end() == len(words):
                return None
            if name is not None:
                return words[: bare.start()] + name + words[bare.end() :]
        return words

    def _title_for(self, noun: str) -> str | None:
        words = self.title.split()
        if not 2 <= len(words) <= 12:
            return None
        low = [word.casefold().strip(",") for word in words]
        cut = next((place for place, word in enumerate(low) if word in PREPOSITIONS), len(low))
        if cut and low[cut - 1] == noun.casefold():
            return self.title if low[0] == "the" else f"the {self.inline(self.title)}"
        return None

    def _long_name_for(self, noun: str) -> str | None:
        """The one name of several words that begins or ends with a capitalised noun."""
        names = self.long_names.get(noun, ()) if noun[0].isupper() else ()
        longest = max(names, key=len, default=None)
        if longest is None or any(name not in longest for name in names):
            return None
        return f"the {longest}"


def _ends(name: str) -> set[str]:
    """The words that a name may be shortened to: `Office of the President` is no President."""
    words = name.split()
    return {words[0]} if {"of", "for", "on"} & set(words) else {words[0], words[-1]}


_CLOSED = PREPOSITIONS | ARTICLES | CONJUNCTIONS | QUANTIFIERS | POINTING
_SMALL = re.compile(r"\b[a-zà-ỹđ][\w]*(?:[-'’][\w]+)*")
_NAMED = re.compile(rf"(?<=[a-z,] ){NAME_WORD}(?<![-'’])")
_LONG_NAME = re.compile(
    rf"\b(?!The |This |In |On |A |An ){LONG_NAME_WORD}"
    rf"(?:(?: (?:of|for|on|of the|and))? {LONG_NAME_WORD}){{1,6}}"
)
_BODIES = _WORDS["kinds_of_rules"]
# After `the`, these mean the one of the title; a policy may speak of other policies.
_ALWAYS_OWN = _WORDS["named_by_the_title"]
_BARE = re.compile(
    r"\b[Tt]h(?:e|is) (?P<noun>[A-Za-z]+)(?=$|[,.;:]| (?:by|since|until|with|in|from)\b)"
)
_COUNTING = {*SMALL_NUMBERS, *ORDINALS, "last", "next", "final"}
_HARMLESS = _WORDS["harmless"]


def _is_about_texts(words: list[str], low: list[str]) -> bool:
    """Whether a subject is a part of a text: `the WVR article`, `the caption of the photograph`."""
    own = low[: next((p for p, word in enumerate(low) if word in PREPOSITIONS), len(low))]
    for place, word in enumerate(own):
        if word not in ABOUT_TEXTS:
            continue
        # `Article 5 of the Law` and `report cards` are no such thing; `the report` is.
        if place == len(own) - 1 or own[place + 1] in "\"“'‘" or low[0] == "the":
            return not (words[place][0].isupper() and place > 0 and words[place - 1][0].isupper())
    return False


def _has_complement(low: list[str]) -> bool:
    return not PREPOSITIONS.isdisjoint(low)
