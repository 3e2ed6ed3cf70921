"""What a question asks for: its kind, its content words, and the names it insists on."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.question.comparisons import sides
from assistant.question.compound import parts
from assistant.question.described_documents import Catalogue, DocumentMention
from assistant.question.document_phrases import LINKS
from assistant.question.kinds import kind_of
from assistant.question.places import asked_beside, fact_asked, places_in, points_in
from corpus.language.names.countries import with_one_name
from corpus.language.stems import POSSESSIVE, word_stems
from corpus.language.words import STOP_WORDS, words
from corpus.legal.numbers import numbers_in
from index.question import Question

_BOTH = re.compile(r"\b(?:both|cả)\s+$", re.IGNORECASE)

# Words that say what is asked for, not what it is about.
_ASKING = frozenset(
    "list name names define describe explain mean means meaning term refer refers date day "
    "year number country city person people place example examples tell show please called many "
    "much held hold happen happened happens compare comparison difference argument arguments "
    "pros cons lesson lessons role aim purpose".split()
)


def analyse(text: str, asked_as: str | None = None, catalogue: Catalogue | None = None) -> Question:
    """Take a self-contained question apart by rules, with the questions that it is compound of;
    keyword queries are of kind `fact`. `asked_as` is what was typed, where that is another text.

    With the `catalogue` of a library, the question and its parts know the documents that they
    name, and a question that names several asks each of them.
    """
    named = catalogue.named_in(text) if catalogue else ()
    made_of = parts(text)
    asked = [replace(_analysed(part), documents=_named(part, catalogue)) for part in made_of]
    if not asked and len({mention.documents for mention in named}) > 1:
        asked = [
            replace(_analysed(alone), documents=mention.documents)
            for alone, mention in _one_by_one(text, named)
        ]
    return replace(
        _of_law(_analysed(text), named, catalogue),
        asked_as=asked_as or text,
        parts=tuple(asked),
        compares=bool(made_of) and made_of == sides(text),
        documents=_together(named),
    )


def _of_law(
    question: Question, named: Sequence[DocumentMention], catalogue: Catalogue | None
) -> Question:
    """The question with the places of laws that it names, and what it asks of a law itself."""
    numbers = [one for one in numbers_in(question.text) if one.full]
    places = places_in(question.text)
    if not places and (named or numbers):  # `khoản 3` alone is of the act that is named
        places = points_in(question.text)
    if not places and not numbers:
        return question
    spans = [
        *((place.start, place.end) for place in places),
        *((number.start, number.end) for number in numbers),
        *((mention.start, mention.end) for mention in named),
    ]
    known = {key for mention in named for key in (catalogue.keys_of(mention) if catalogue else ())}
    return replace(
        question,
        places=places,
        beside=asked_beside(question.text, spans) if places else frozenset(),
        fact=None if places else fact_asked(question.text, spans),
        unknown=tuple(question.text[n.start : n.end] for n in numbers if n.key not in known),
    )


def _named(part: str, catalogue: Catalogue | None) -> frozenset[str]:
    return _together(catalogue.named_in(part)) if catalogue else frozenset()


def _together(mentions: Sequence[DocumentMention]) -> frozenset[str]:
    return frozenset().union(*(mention.documents for mention in mentions))


def _one_by_one(
    text: str, mentions: Sequence[DocumentMention]
) -> Iterator[tuple[str, DocumentMention]]:
    """The question with each mention alone where they stand as a list (`under the decree and the
    circular`); the whole question for each where they do not."""
    gaps = (text[one.end : other.start] for one, other in itertools.pairwise(mentions))
    listed = all(LINKS.issuperset(words(gap.casefold())) for gap in gaps)
    before = _BOTH.sub("", text[: mentions[0].start])
    for mention in mentions:
        alone = f"{before}{text[mention.start : mention.end]}{text[mentions[-1].end :]}"
        yield (alone if listed else text), mention


def _analysed(text: str) -> Question:
    found = words(with_one_name(text))
    content = [word for word in found if word.casefold() not in STOP_WORDS]
    about = [word for word in content if word.casefold() not in _ASKING] or content or found
    return replace(
        Question.of(text),
        kind=kind_of(text),
        terms=tuple(dict.fromkeys(part for word in about for part in word_stems(word))),
        required=tuple(dict.fromkeys(_required(found))),
        counted=_counted(text),
        amount=_HOW_MUCH.search(text) is not None,
    )


_HOW_MUCH = re.compile(
    r"\bhow much\b(?! (?:more|less|does it matter))|\bwhat (?:price|budget|cost)\b"
    r"|\b(?:price|budget|cost) of\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"\bhow many\s+(?P<counted>[^?.!]+)", re.IGNORECASE)


def _counted(text: str) -> frozenset[str]:
    """The stems of the first words after `how many`, up to the verb or a stop word."""
    match = _HOW_MANY.search(text)
    following = words(match["counted"]) if match else []
    counted: list[str] = []
    for word in following[:4]:
        if counted and word.casefold() in STOP_WORDS:
            break
        counted.extend(word_stems(word))
    return frozenset(counted)


def _required(found: list[str]) -> list[str]:
    """Names, years and numbers. A question in capitals or in title case insists on nothing."""
    capitalised = [word for word in found if word[0].isupper()]
    if len(found) > 3 and len(capitalised) > 0.8 * len(found):
        return [word for word in found if any(letter.isdigit() for letter in word)]
    first = found[0] if found else ""
    return [
        POSSESSIVE.sub("", word)
        for place, word in enumerate(found)
        if word.casefold() not in STOP_WORDS
        and word.casefold() not in _ASKING
        and (
            any(letter.isdigit() for letter in word)
            or (word[0].isupper() and (place > 0 or not _ordinary(first)))
        )
    ]


def _ordinary(word: str) -> bool:
    """Whether a word at the start of a question is capitalised only for standing there."""
    return not (word.isupper() and len(word) > 1)
