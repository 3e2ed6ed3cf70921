"""Statements: the sentences of the material that a quiz item can be made from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assistant.answer import Citation
from assistant.training.citing import cite
from assistant.training.material import Fact, Material
from assistant.training.quiz.typed_values import Typed, typed_values
from assistant.training.standing_alone import stands_alone
from corpus.document import Document
from corpus.language.aliases import joined
from corpus.language.clauses.main_clause import Clause, parsed
from corpus.language.document_names import Setting
from corpus.language.entities import DATE
from corpus.language.grammar import CAPITAL
from corpus.language.sentences import sentence_spans
from corpus.language.stems import word_stems
from corpus.language.words import STOP_WORDS, words

FEWEST_WORDS, MOST_WORDS = 6, 45
FEWEST_CONTENT = 3  # words that are no function words
NOWHERE = -1  # the place of a sentence that is no fact of the material
MOST_OTHERS = 600  # sentences that are read for wrong options only
SAME_SENTENCE = 0.8  # cosine from which two sentences say the same
MOST_STATEMENTS = 1500  # the most relevant of them; more make no better quiz
LEAST_ENGLISH = 0.15  # the share of function words in a sentence, below which it is a list


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A sentence of the material, taken apart.

    `text` is `fact.document.text[start:end]`: the sentence, without the term of a glossary that
    stands before it. `fact_at` is its place in the material, or NOWHERE; `alike` the number of the
    group of sentences that say the same. `content` are the stems of its words that are no function
    words.
    """

    fact: Fact
    fact_at: int
    start: int
    end: int
    setting: Setting
    clause: Clause | None
    values: tuple[Typed, ...]
    content: frozenset[str]
    alike: int

    @property
    def text(self) -> str:
        return self.fact.document.text[self.start : self.end]

    @property
    def is_fact(self) -> bool:
        """Whether it is about the topic, so that items can be made of it."""
        return self.fact_at != NOWHERE

    @property
    def citation(self) -> Citation:
        return cite(self.fact.document, self.start, self.end)

    @property
    def section(self) -> str:
        return section(self.fact)

    @property
    def said(self) -> str:
        """The text without the date that stands before a colon."""
        dated = DATED.match(self.text)
        return self.text[dated.end() :] if dated else self.text


@lru_cache(maxsize=50_000)
def content(text: str) -> frozenset[str]:
    """The stems of the words of a text that are no function words."""
    return frozenset(
        part
        for word in words(joined(text))
        if word.casefold() not in STOP_WORDS
        for part in word_stems(word)
    )


def section(fact: Fact) -> str:
    """The top heading below the title of the document that a fact stands under, or the title."""
    document = fact.document
    title = {_bare(document.title or "")}
    top = [heading for heading in document.headings if heading.level == 1]
    if len(top) == 1:
        title.add(_bare(top[0].text))
    below = (heading for heading in fact.headings if _bare(heading) not in title)
    return next(below, None) or document.title or document.source


def _bare(text: str) -> str:
    return " ".join(word.casefold() for word in words(text))


def statements(material: Material) -> tuple[Statement, ...]:
    """The statements of a material, in its order: those that stand alone and teach something."""
    settings: dict[str, Setting] = {}
    alike = _alike(material)
    usable = [at for at, fact in enumerate(material.facts) if fact.stands_alone]
    usable = sorted(usable, key=lambda at: -material.facts[at].relevance)[:MOST_STATEMENTS]
    found = (_statement(material.facts[at], at, alike[at], settings) for at in sorted(usable))
    return tuple(one for one in found if one is not None)


def others(material: Material) -> tuple[Statement, ...]:
    """The statements of the same documents that are not about the topic, or not enough: wrong
    options may come from them, and what is true in them is true.
    """
    settings: dict[str, Setting] = {}
    known = {(fact.document.id, fact.start) for fact in material.facts}
    found: list[Statement] = []
    for document in material.documents.values():
        for start, end in sentence_spans(document.text, language=document.language):
            if len(found) >= MOST_OTHERS:
                return tuple(found)
            if (document.id, start) in known or not stands_alone(document.text[start:end]):
                continue
            fact = Fact(document, start, end, 0.0, True, ())
            one = _statement(fact, NOWHERE, -1 - len(found), settings)
            if one is not None:
                found.append(one)
    return tuple(found)


def _statement(fact: Fact, at: int, alike: int, settings: dict[str, Setting]) -> Statement | None:
    document = fact.document
    setting = settings.get(document.id)
    if setting is None:
        setting = settings[document.id] = Setting.of(document)
    start = fact.start + _labelled(fact.text)
    text = document.text[start : fact.end]
    if not _teaches(text, document):
        return None
    clause = parsed(DATED.sub("", text, count=1))
    values = typed_values(text, setting)
    return Statement(fact, at, start, fact.end, setting, clause, values, content(text), alike)


def _labelled(text: str) -> int:
    """How many characters of a sentence are the term of a glossary before its colon."""
    label = _LABEL.match(text)
    return label.end() if label and not DATED.match(text) else 0


def _teaches(text: str, document: Document) -> bool:
    """Whether a sentence says something that is worth asking for."""
    if document.language is not None and not document.language.casefold().startswith("en"):
        return False
    found = words(text)
    if not FEWEST_WORDS <= len(found) <= MOST_WORDS or len(content(text)) < FEWEST_CONTENT:
        return False
    function_words = sum(word.casefold() in STOP_WORDS for word in found)
    if function_words < LEAST_ENGLISH * len(found):
        return False
    if text.rstrip(" \"”’')").endswith(":") or text.endswith("?"):
        return False
    bare = _BARE.search(text)
    if bare and content(bare["noun"]).isdisjoint(content(text[: bare.start()])):
        return False
    return not (_ABOUT_SOURCE.search(text) or _ASIDE.search(text) or "\n" in text)


def _alike(material: Material) -> list[int]:
    """For each fact the number of the first one that says the same, by meaning."""
    first: list[int] = []
    for at in range(len(material.facts)):
        same = np.flatnonzero(material.vectors[:at] @ material.vectors[at] >= SAME_SENTENCE)
        first.append(first[same[0]] if same.size else at)
    return first


DATED = re.compile(rf"(?:On |In )?(?P<date>{DATE.pattern}): (?={CAPITAL})")
_LABEL = re.compile(r"[^:.;?!]{2,60}: (?=[A-ZÀ-ỸĐ\"“])")
_ABOUT_SOURCE = re.compile(
    r"\b(?:[Tt]he|[Tt]his|[Aa]n?|same) (?:[\w'’.-]+ ){0,3}(?:article|brief|glossary|chronology"
    r"|encyclop\w+|caption|photograph|photo|chapter|appendix|annex|footnote|table|figure|heading"
    r"|references?)s?\b(?! \d)"
    r"|\((?:[Pp]hoto|[Ss]ource|[Ii]mage)|\b(?:photograph|caption)\b|https?:|www\."
)
_ASIDE = re.compile(
    r"\b(?:we|our|us|I|you|your|readers?|also|at the same time)\b|[|•…]"
    r"|\b(?:[Ss]ee also|cf\.)|^[A-Z]{2,10} [-–—] "
)
# Nouns that leave open which one is meant.
_BARE = re.compile(
    r"\b[Tt]he (?P<noun>agreement|ceremony|company|conference|countr(?:y|ies)|delegation|discussion"
    r"|document|event|exhibition|meeting|nation|process|session|situation|sides|subject|talks|visit)"
    r"(?=[.,;:]| (?:is|are|was|were|has|have|will|must|can|and|or|in|at|to|that)\b)"
)


def by_stem(found: Iterable[Statement]) -> dict[str, list[int]]:
    """The places of statements by the stems of their words."""
    places: dict[str, list[int]] = {}
    for place, statement in enumerate(found):
        for stem in sorted(statement.content):
            places.setdefault(stem, []).append(place)
    return places
