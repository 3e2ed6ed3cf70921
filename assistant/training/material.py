"""Material: the sentences of the documents that are about a topic, as packs are made from them.

How much a sentence is about the topic is told by its meaning, by that of the section it stands
in, and by the words it shares with the topic. Embedding sentences is what costs time, so that no
more than MOST_SENTENCES are embedded however large the library is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.training.chapters.topic import parts_of
from assistant.training.relevance import JudgedSentence, cosine, judged, passage_cosine, share_of
from assistant.training.sentence import Sentence
from assistant.training.standing_alone import stands_alone
from corpus.document import Document
from corpus.errors import LibraryError, QuestionError
from corpus.language.identification import VIETNAMESE_LETTER
from corpus.language.sentences import sentences_in
from corpus.language.stems import stems
from corpus.language.words import STOP_WORDS, words
from corpus.wording import _, ngettext, number
from index.choice import WHOLE_LIBRARY, ChosenDocuments, DocumentChoice, Scope
from index.passage import Passage

MOST_PASSAGES = 100  # that a search for a part of the topic gives
MOST_DOCUMENTS = 20  # that are read as a whole, where none were named
MOST_NAMED = 100  # that are all read where they were named; of more, those nearest
LONGEST_WHOLE = 100_000  # characters of a document that is read as a whole unless it was named
MOST_SENTENCES = 600  # that are embedded
LEAST, LEAST_OF_BEST = 0.2, 0.45  # relevance of a fact; the same as a share of the highest
LEAST_NEAR, LEAST_NEAR_OF_BEST = 0.21, 0.4  # the same by meaning alone
MORE_FOR_ROWS = 0.05  # of a table, since headings lie nearer to a topic than sentences do
LEAST_ENGLISH, SAMPLE, ENOUGH_WORDS = 0.12, 20_000, 30
LEAST_VIETNAMESE = 0.15  # of the words, those with a letter that Vietnamese alone has
MOST_OFFERED = 4


@dataclass(frozen=True, slots=True)
class Material:
    """What a pack is made from: sentences by document and in the order of the text, and the unit
    rows of their meaning, `vectors[i]` for `sentences[i]`, (n, d) float32.
    """

    topic: str
    documents: Mapping[str, Document]  # by id, all that were read
    sentences: tuple[Sentence, ...]
    vectors: NDArray[np.float32]
    notes: Sequence[str] = ()
    choice: DocumentChoice = WHOLE_LIBRARY  # of the documents that were searched
    by_meaning: Material | None = None  # the sentences that are about the topic by their meaning

    @property
    def for_items(self) -> Material:
        """What questions are made of: a word that a heading shares with the topic is not enough,
        and a sentence that shares none may do."""
        return self.by_meaning or self

    def closeness(self, one: Sentence, other: Sentence) -> float:
        """The cosine of the meaning of two of its sentences."""
        return float(self.vectors[one.row] @ self.vectors[other.row])


def material(
    assistant: Assistant,
    topic: str,
    *,
    choice: DocumentChoice = WHOLE_LIBRARY,
    on_read: Callable[[float], None] | None = None,
) -> Material:
    """The sentences about a topic, of the documents of `choice`; those that it names are all
    read, of others those nearest to the topic. `on_read` is told
    the share that is read, 0 to 1, and may stop the work by an exception.

    Raises QuestionError where the topic is empty, or nothing in the documents is about it, or
    they hold no sentences in English or Vietnamese; LibraryError for an empty library; ChoiceError.
    """
    if not assistant.documents():
        raise LibraryError(_("The library is empty. Add documents first, then make the pack."))
    chosen = assistant.chosen(choice)
    scope = chosen.scope or frozenset()
    named = scope if choice.documents and len(scope) <= MOST_NAMED else None
    parts = parts_of(topic)
    found = _found(assistant, parts, chosen)
    about = _about(assistant, found, named)
    read, foreign = _read(assistant, about)
    if foreign and not read:
        raise QuestionError(
            _(
                "{named} neither in English nor in Vietnamese. A pack can only be made from "
                "documents in these languages."
            ).format(named=_named(foreign))
        )
    notes = (
        [
            _("{named} neither in English nor in Vietnamese and left out.").format(
                named=_named(foreign)
            )
        ]
        if foreign
        else []
    )
    sentences = [
        Sentence(document, *span)
        for document in read.values()
        for span in _candidates(document, found.get(document.id, ()), document.id in (named or ()))
    ]
    if not any(stands_alone(one.text) for one in sentences):
        raise QuestionError(
            _(
                "The documents hold no sentences that can be read by themselves, only "
                "headings, lists or tables. Add a document with running text."
            )
        )
    wanted = stems(" ".join(parts))
    likeliest = _likeliest(sentences, found, wanted)
    if len(likeliest) < len(sentences):
        notes.append(
            _(
                "Of {all} sentences, the {count} that are likeliest to be about the topic were "
                "read closely."
            ).format(all=number(len(sentences)), count=number(len(likeliest)))
        )
    by_topic = judged(assistant, likeliest, found, parts, on_read or _silent)
    rows = _relevant(by_topic)
    if not (rows and by_topic.covered):
        raise QuestionError(_nothing(topic, found, read))
    found_of = Material(topic, read, *_kept(likeliest, rows, by_topic.relevance, by_topic))
    near = _kept(likeliest, _near(likeliest, by_topic), by_topic.nearness, by_topic)
    about_notes = (*chosen.notes, *notes)
    by_meaning = Material(topic, read, *near, about_notes, chosen.choice)
    return replace(found_of, notes=about_notes, choice=chosen.choice, by_meaning=by_meaning)


def _kept(
    sentences: Sequence[Sentence],
    rows: Sequence[int],
    relevance: NDArray[np.float32],
    by_topic: JudgedSentence,
) -> tuple[tuple[Sentence, ...], NDArray[np.float32]]:
    """The sentences of some rows, as a material has them, with their vectors."""
    kept = tuple(
        replace(sentences[row], relevance=float(relevance[row]), row=place)
        for place, row in enumerate(rows)
    )
    return kept, by_topic.vectors[list(rows)]


def _found(
    assistant: Assistant, topics: Iterable[str], chosen: ChosenDocuments
) -> dict[str, list[Passage]]:
    """The passages that a search for each wording of the topic gives, by document, best first."""
    found: dict[int, Passage] = {}
    for topic in dict.fromkeys(topics):
        for passage in assistant.search(topic, MOST_PASSAGES, chosen.choice):
            known = found.get(passage.chunk_id)
            if known is None or cosine(known) < cosine(passage):
                found[passage.chunk_id] = passage
    by_document: dict[str, list[Passage]] = {}
    for passage in sorted(found.values(), key=lambda one: (-cosine(one), one.chunk_id)):
        by_document.setdefault(passage.chunk.document_id, []).append(passage)
    return by_document


def _about(assistant: Assistant, found: Mapping[str, Sequence[Passage]], named: Scope) -> list[str]:
    """The ids of the documents to read, in the order of the library: those named, or those with
    the nearest passages."""
    nearest = sorted(found, key=lambda one: -sum(map(cosine, found[one][:3])))
    read = nearest[:MOST_DOCUMENTS] if named is None else named
    return [record.id for record in assistant.documents() if record.id in read]


def _read(assistant: Assistant, ids: Sequence[str]) -> tuple[dict[str, Document], list[Document]]:
    """The documents in English or Vietnamese by id, and the others."""
    documents = [assistant.read(one) for one in ids]
    foreign = [document for document in documents if not _is_known(document)]
    return {one.id: one for one in documents if one not in foreign}, foreign


def _is_known(document: Document) -> bool:
    """Whether it is in a language that packs are made from: by what the document says of itself,
    or by its words."""
    if document.language is not None:
        return document.language.casefold().startswith(("en", "vi"))
    lines = document.lines_in(0, SAMPLE)
    found = words(" ".join(line.text[:SAMPLE] for line in lines if line.kind != "row"))
    # Not by its syllables, as a question is that was typed without accents: French has them too.
    vietnamese = sum(bool(VIETNAMESE_LETTER.search(word)) for word in found)
    if len(found) < ENOUGH_WORDS or vietnamese >= LEAST_VIETNAMESE * len(found):
        return True
    known = sum(word.casefold() in STOP_WORDS for word in found)
    return known >= LEAST_ENGLISH * len(found)


def _candidates(
    document: Document, passages: Sequence[Passage], named: bool
) -> list[tuple[int, int]]:
    """The sentences of a document but its headings: all of them, or those of its passages."""
    if named or len(document.text) <= LONGEST_WHOLE:
        places = [(0, len(document.text))]
    else:
        places = sorted((one.chunk.start, one.chunk.end) for one in passages)
    spans = {
        (start, end)
        for place in places
        for line, start, end in sentences_in(document, *place)
        if line.kind != "heading"
    }
    return sorted(spans)


def _likeliest(
    sentences: Sequence[Sentence],
    found: Mapping[str, Sequence[Passage]],
    wanted: frozenset[str],
) -> list[Sentence]:
    """At most MOST_SENTENCES of them, in their order: those near to the topic by their passage
    and their words."""
    if len(sentences) <= MOST_SENTENCES:
        return list(sentences)
    scores = [
        passage_cosine(found.get(one.document.id, ()), one.start) + share_of(wanted, one.text)
        for one in sentences
    ]
    best = sorted(range(len(sentences)), key=lambda place: (-scores[place], place))
    return [sentences[place] for place in sorted(best[:MOST_SENTENCES])]


def _relevant(found: JudgedSentence) -> list[int]:
    """The rows of the sentences that are relevant enough."""
    least = max(LEAST, LEAST_OF_BEST * float(found.relevance.max()))
    return [row for row, value in enumerate(found.relevance) if value >= least]


def _near(sentences: Sequence[Sentence], found: JudgedSentence) -> list[int]:
    """The rows of the sentences that are about the topic by meaning; a row of a table, which is
    figures, by what it stands under."""
    least = max(LEAST_NEAR, LEAST_NEAR_OF_BEST * float(found.nearness.max()))
    rows = []
    for row, sentence in enumerate(sentences):
        line = sentence.document.line_at(sentence.start)
        is_row = line is not None and line.kind == "row"
        near = found.above[row] if is_row else found.nearness[row]
        if near >= least + (MORE_FOR_ROWS if is_row else 0.0):
            rows.append(row)
    return rows


def _silent(share: float) -> None:
    pass


def _named(documents: Sequence[Document]) -> str:
    names = ", ".join(one.source for one in documents[:MOST_OFFERED])
    more = len(documents) - MOST_OFFERED
    if more > 0:
        return _("{names} and {count} more are").format(names=names, count=more)
    return ngettext("{names} is", "{names} are", len(documents)).format(names=names)


def _nothing(
    topic: str, found: Mapping[str, Sequence[Passage]], read: Mapping[str, Document]
) -> str:
    """What is said where nothing is about a topic, with the nearest sections there are."""
    nearest = sorted((one for some in found.values() for one in some), key=lambda one: -cosine(one))
    offered = [(one.chunk.sections or (one.title or one.source,))[-1] for one in nearest]
    offered += [document.title or document.source for document in read.values()]
    offers = ", ".join(f"“{one}”" for one in list(dict.fromkeys(offered))[:MOST_OFFERED])
    return _(
        "Nothing in the documents is about “{topic}”. The nearest they have: {offers}. Choose one "
        "of these as the topic, or add documents about yours."
    ).format(topic=topic, offers=offers)
