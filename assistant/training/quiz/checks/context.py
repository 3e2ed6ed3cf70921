"""Context: all sentences of the material, so that an item can be checked against each of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.answer import Citation
from assistant.training.material import Material
from assistant.training.quiz.checks.item_words import all_stems
from assistant.training.sentence import Sentence
from corpus.document import Document
from corpus.language.grammar import DOTTED_NAME_WORD
from corpus.language.stems import content

_NAME = (
    rf"\b{DOTTED_NAME_WORD}"
    rf"(?:\s+(?:(?:of|on|and|for|against|the)\s+){{0,2}}{DOTTED_NAME_WORD}){{0,12}}"
)
_ALIASES = (  # what must stand in a sentence, and where the two names do
    (" (", re.compile(rf"(?P<one>{_NAME})\s+\((?P<other>{_NAME})\)")),
    (" called ", re.compile(rf"(?P<one>{_NAME}), (?:which is |also )?called (?:the )?"
                            rf"(?P<other>{_NAME})")),
    (" known as ", re.compile(rf"(?P<one>{_NAME}), (?:which is |also )?known as (?:the )?"
                              rf"(?P<other>{_NAME})")),
    (" stands for ", re.compile(rf"(?P<one>{_NAME}) stands for (?:the )?(?P<other>{_NAME})")),
    (" is ", re.compile(rf"^(?:The )?(?P<one>{_NAME}) is (?:the )?(?P<other>{_NAME})(?=[.,])")),
)  # fmt: skip
_OF = re.compile(r"\s(?:of|for)\s+the\s+")


@dataclass(frozen=True, slots=True)
class Context:
    """What is needed to check an item: every sentence, and which sentences hold a stem.

    `holding[stem]` are the numbers of the sentences with it.
    `aliases` are other names of a thing, by its stems: those in brackets, `X, called Y`.
    """

    documents: Mapping[str, Document]
    sentences: tuple[Sentence, ...]
    holding: Mapping[str, frozenset[int]]
    aliases: Mapping[frozenset[str], frozenset[frozenset[str]]]

    @classmethod
    def of(cls, material: Material) -> Context:
        holding: dict[str, set[int]] = defaultdict(set)
        for number, place in enumerate(material.sentences):
            for stem in all_stems(place):
                holding[stem].add(number)
        return cls(
            material.documents,
            material.sentences,
            MappingProxyType({stem: frozenset(found) for stem, found in holding.items()}),
            _aliases(material.sentences),
        )

    def with_all(self, stems: Iterable[str]) -> Iterator[Sentence]:
        """The sentences that hold all these stems."""
        rows = sorted((self.holding.get(stem, frozenset()) for stem in set(stems)), key=len)
        if rows:
            for number in sorted(frozenset.intersection(*rows)):
                yield self.sentences[number]

    def names_of(self, text: str) -> frozenset[frozenset[str]]:
        """The stems of a thing's names: those of the text, and of its other names."""
        own = content(text)
        return self.aliases.get(own, frozenset()) | {own}

    def cited(self, citation: Citation) -> Sentence:
        """A quote with what belongs to it; the quote alone where its document is not at hand."""
        document = self.documents.get(citation.document_id)
        if document is None or document.text[citation.start : citation.end] != citation.quote:
            return Sentence.quoted(citation.quote)
        return Sentence(document, citation.start, citation.end)

    def stands(self, citation: Citation) -> bool:
        """Whether a quote stands in its document where it says."""
        document = self.documents.get(citation.document_id)
        return document is None or (document.text[citation.start : citation.end] == citation.quote)


def _may_be_one(one: str, other: str) -> bool:
    """Whether two names may be of one thing: the letters of the other, or of one sort."""
    return other.isupper() or one.isupper() or bool(content(one) & content(other))


def _aliases(places: Iterable[Sentence]) -> Mapping[frozenset[str], frozenset[frozenset[str]]]:
    found: dict[frozenset[str], set[frozenset[str]]] = defaultdict(set)
    for place in places:
        for mark, pattern in _ALIASES:
            if mark not in place.text:
                continue
            for match in pattern.finditer(place.text):
                # `the Summit of the Shanghai Cooperation Organization (SCO)`: the last part only.
                one = content(_OF.split(match["one"])[-1])
                other = content(match["other"])
                if one and other and one != other and _may_be_one(match["one"], match["other"]):
                    found[one].add(other)
                    found[other].add(one)
    return MappingProxyType({one: frozenset(others) for one, others in found.items()})
