"""The glossary of a pack: terms, each with the sentence that defines it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from assistant.answer import Citation
from assistant.question.generation.terms import definitions
from assistant.training.citing import cite
from assistant.training.material import Material
from assistant.training.pack import GlossaryTerm
from assistant.training.quiz.evidence.lists import meaning_of
from assistant.training.sentence import Sentence
from corpus.language.clauses.closed_classes import POINTING, PRONOUNS, QUANTIFIERS, TOKEN
from corpus.language.clauses.main_clause import Clause
from corpus.language.clauses.subjects import head
from corpus.language.clauses.verbs import active_of_gerund
from corpus.language.document_names import Setting
from corpus.language.identification import language_of
from corpus.language.names.abbreviations import abbreviations
from corpus.language.names.people import people
from corpus.language.stems import stems
from corpus.language.word_lists import grouped

_WORDS = grouped("training_words")

LONGEST_TERM, LONGEST_VIETNAMESE = 6, 10  # words, syllables
OF_TOPIC = 0.3  # what a term whose words are those of the topic gains
MENTIONED = 0.05  # for each doubling of the sentences that name it

# How a sentence defines, the best first.
ENTRY, IS, LISTED, MEANS, SPELT_OUT = range(5)
WEIGHTS = (0.15, 0.1, 0.0, 0.0, -0.3)


@dataclass(frozen=True, slots=True)
class _Defined:
    """A term, and the span of its sentence that defines it."""

    term: str
    sentence: Sentence
    begins: int
    ends: int
    way: int

    @property
    def key(self) -> frozenset[str]:
        return stems(self.term)

    @property
    def citation(self) -> Citation:
        start = self.sentence.start
        return cite(self.sentence.document, start + self.begins, start + self.ends)


def glossary(material: Material, *, limit: int = 15) -> tuple[GlossaryTerm, ...]:
    """Up to `limit` terms of the material that it defines, those most relevant, by the alphabet.

    A term has one entry, whatever its case and number, with the sentence that defines it best.
    An abbreviation that no sentence explains has the name that it is spelt out by.
    """
    found: dict[frozenset[str], list[_Defined]] = defaultdict(list)
    for one in chain.from_iterable(map(_defined, material.sentences)):
        if _is_term(one.term):
            found[one.key].append(one)
    asked = stems(material.topic)
    mentions = _mentions(found, material.sentences)
    worth = partial(_worth, asked=asked, mentions=mentions)
    best = [
        max(entries, key=lambda one: (-one.way, one.sentence.relevance))
        for entries in found.values()
    ]
    chosen = sorted(best, key=worth, reverse=True)[:limit]
    return tuple(
        GlossaryTerm(one.term, one.citation.quote, one.citation)
        for one in sorted(chosen, key=lambda one: one.term.casefold())
    )


def _defined(sentence: Sentence) -> Iterator[_Defined]:
    """The terms that a sentence defines."""
    text, clause = sentence.text, sentence.clause
    defining = clause is not None and not clause.negative and _is_defining(clause, sentence.setting)
    if sentence.label:
        term = _named(sentence.label)
        told = text[sentence.body :]
        repeated = re.match(rf"\W*(?:the |an? )?{re.escape(term)}\W", told, re.I) is not None
        listed = any(_GLOSSARY.search(heading) for heading in sentence.headings)
        if term and (listed or (repeated and defining)):
            way = ENTRY if defining else LISTED
            yield _Defined(term, sentence, sentence.body, len(text), way)
            return
    if (vietnamese := _vietnamese_term(sentence)) is not None:
        yield _Defined(vietnamese, sentence, 0, len(text), IS)
        return
    if not sentence.stands_alone:
        return
    if clause is not None and defining and not sentence.is_about_text:
        term = _named(clause.subject)
        if term and not (" " in term and active_of_gerund(term.split()[0].casefold())):
            way = MEANS if clause.verb in _MEANING else IS
            yield _Defined(term, sentence, sentence.body, len(text), way)
            return
    for spelt in abbreviations(text):
        if spelt.of_name:
            yield _Defined(spelt.short, sentence, spelt.start, spelt.end, SPELT_OUT)


def _vietnamese_term(sentence: Sentence) -> str | None:
    """The term that a Vietnamese sentence defines; where terms are explained, all of `X là Y`."""
    if (meaning := meaning_of(sentence)) is not None:
        return meaning.term
    explains = any(_GLOSSARY.search(heading) for heading in sentence.headings)
    match = _SAYS_WHAT.match(sentence.text) if explains else None
    return match["term"].strip('“”"') if match else None


def _is_defining(clause: Clause, setting: Setting) -> bool:
    return any(
        kind == "definition" and question is not None
        for question, kind in definitions(clause, setting)
    )


def _named(subject: str) -> str:
    """A subject as the head of an entry: `Sponsor` for `a "sponsor"`."""
    bare = re.sub(r"(?<!\s)\s*+\([^()]*\)|[\"“”]", "", subject).strip()
    bare = re.sub(r"^(?:the|an?) ", "", bare, flags=re.I)
    return bare[:1].upper() + bare[1:]


def _is_term(term: str) -> bool:
    words = TOKEN.findall(term)
    low = [word.casefold() for word in words]
    longest = LONGEST_VIETNAMESE if language_of(term) == "vi" else LONGEST_TERM
    if not 0 < len(words) <= longest or not any(len(word) > 1 for word in words):
        return False
    if low[0] in _NO_TERMS or not PRONOUNS.isdisjoint(low) or low[0] in POINTING | QUANTIFIERS:
        return False
    is_event = words[0][0].isupper() and head(words).casefold() in _EVENTS
    return not is_event and not (len(words) > 1 and people(term))


def _mentions(
    found: Mapping[frozenset[str], Sequence[_Defined]], sentences: Sequence[Sentence]
) -> dict[frozenset[str], int]:
    """How many sentences name each term."""
    said = [one.text.casefold() for one in sentences]
    counts = {}
    for key, entries in found.items():
        words = entries[0].term.casefold().removesuffix("s")
        counts[key] = sum(words in text for text in said)
    return counts


def _worth(
    one: _Defined, asked: frozenset[str], mentions: Mapping[frozenset[str], int]
) -> tuple[float, str]:
    share = len(one.key & asked) / max(1, len(one.key))
    named = MENTIONED * math.log2(1 + mentions[one.key])
    return one.sentence.relevance + WEIGHTS[one.way] + OF_TOPIC * share + named, one.term


_MEANING = frozenset(("mean", "refer", "denote"))
_GLOSSARY = re.compile(
    r"\b(?:glossary|definitions?|terms|terminology|acronyms|abbreviations"
    r"|giải thích từ ngữ|thuật ngữ|định nghĩa|từ viết tắt)\b",
    re.I,
)
_SAYS_WHAT = re.compile(r"(?P<term>[A-ZĐÀ-Ỹ“\"][^,.:;()]{2,48}?) (?:là|được hiểu là|nghĩa là) ")
_EVENTS = _WORDS["kinds_of_events"]
_NO_TERMS = _WORDS["no_terms"]
