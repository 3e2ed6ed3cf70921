"""The sentences that a quiz is made from, and those that it only has to be true beside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import numpy as np

from assistant.training.material import Material
from assistant.training.sentence import Sentence
from assistant.training.standing_alone import stands_alone
from corpus.language.identification import language_of
from corpus.language.sentences import sentence_spans
from corpus.language.stems import content
from corpus.language.words import STOP_WORDS, words

FEWEST_WORDS, MOST_WORDS = 6, 45
MOST_SYLLABLES = 60  # of a Vietnamese sentence
FEWEST_CONTENT = 3  # words that are no function words
MOST_OTHERS = 600  # sentences that are read for wrong options only
SAME_SENTENCE = 0.73  # cosine from which two sentences say the same
MOST_SENTENCES = 1500  # the most relevant of them; more make no better quiz
LEAST_ENGLISH = 0.15  # the share of function words in a sentence, below which it is a list


def own_sentences(material: Material) -> tuple[Sentence, ...]:
    """Those of a material, in its order, that stand alone and teach something."""
    alike = _alike(material)
    usable = [row for row, one in enumerate(material.sentences) if one.stands_alone]
    usable = sorted(usable, key=lambda row: -material.sentences[row].relevance)[:MOST_SENTENCES]
    found = (
        replace(material.sentences[row].unlabelled(), row=row, alike=alike[row])
        for row in sorted(usable)
    )
    return tuple(one for one in found if _teaches(one))


def other_sentences(material: Material) -> tuple[Sentence, ...]:
    """Those of the same documents that are not about the topic, or not enough: wrong options
    may come from them, and what is true in them is true.
    """
    return tuple(
        replace(one, alike=-2 - place)
        for place, one in enumerate(islice(_others(material), MOST_OTHERS))
    )


def _others(material: Material) -> Iterator[Sentence]:
    known = {(one.document.id, one.start) for one in material.sentences}
    for document in material.documents.values():
        for start, end in sentence_spans(document.text, language=document.language):
            one = Sentence(document, start, end).unlabelled()
            if (document.id, start) in known or not stands_alone(document.text[start:end]):
                continue
            if _teaches(one):
                yield one


def _teaches(sentence: Sentence) -> bool:
    """Whether a sentence says something that is worth asking for."""
    text = sentence.text
    found = words(text)
    if language_of(text) == "vi":
        fits = FEWEST_WORDS <= len(found) <= MOST_SYLLABLES
        return fits and not text.rstrip(" \"”’')").endswith((":", "?"))
    if not FEWEST_WORDS <= len(found) <= MOST_WORDS or len(sentence.stems) < FEWEST_CONTENT:
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
    """For each sentence the row of the first one that says the same, by meaning."""
    first: list[int] = []
    for row in range(len(material.sentences)):
        same = np.flatnonzero(material.vectors[:row] @ material.vectors[row] >= SAME_SENTENCE)
        first.append(first[same[0]] if same.size else row)
    return first


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
