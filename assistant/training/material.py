"""Material: the sentences of the documents that are about a topic, as packs are made from them.

How much a sentence is about the topic is told by its meaning, by that of the section it stands
in, and by the words it shares with the topic. Embedding sentences is what costs time, so that no
more than MOST_SENTENCES are embedded however large the library is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.questions import stems
from assistant.training.briefing_topic import parts_of
from assistant.training.standing_alone import stands_alone
from corpus.document import Document
from corpus.errors import LibraryError, QuestionError
from corpus.sentences import sentence_spans
from index.passage import Passage
from index.words import STOP_WORDS, content_words, words

MOST_PASSAGES = 100  # that a search for a part of the topic gives
MOST_DOCUMENTS = 20  # that are read as a whole, where none were named
LONGEST_WHOLE = 100_000  # characters of a document that is read as a whole unless it was named
MOST_SENTENCES = 600  # that are embedded
AT_ONCE = 64
NEAR = 0.5  # cosine of a sentence to the topic, from which it is about it
NEAR_IN_WORDS = 0.22  # the same, where a passage has most words of the topic
LEAST, LEAST_OF_BEST = 0.2, 0.45  # relevance of a fact; the same as a share of the highest
SENTENCE, SECTION, PASSAGE, SHARED = 0.4, 0.25, 0.1, 0.25  # what relevance is made of
LEAST_ENGLISH, SAMPLE, ENOUGH_WORDS = 0.12, 20_000, 30
MOST_OFFERED = 4
WRAPPED = 60  # characters of a line that may go on in the next
Span = tuple[int, int]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence of a document: `document.text[start:end]`.

    `relevance` is how much it is about the topic, 0 to 1; `stands_alone` whether it can be
    read without what stands before it. `headings` are those above it, outermost first.
    """

    document: Document
    start: int
    end: int
    relevance: float
    stands_alone: bool
    headings: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Material:
    """What a pack is made from: facts by document and in the order of the text, and the unit
    rows of their meaning, `vectors[i]` for `facts[i]`, (n, d) float32.
    """

    topic: str
    documents: Mapping[str, Document]  # by id, all that were read
    facts: tuple[Fact, ...]
    vectors: NDArray[np.float32]
    notes: Sequence[str] = ()


def material(
    assistant: Assistant,
    topic: str,
    *,
    documents: Collection[str] | None = None,
    on_read: Callable[[float], None] | None = None,
) -> Material:
    """The facts about a topic. `documents` are file names or ids to keep to; `on_read` is told
    the share that is read, 0 to 1, and may stop the work by an exception.

    Raises QuestionError where the topic is empty, or nothing in the documents is about it, or
    they hold no English sentences; LibraryError for an empty library; DocumentNotFound.
    """
    if not assistant.documents():
        raise LibraryError("The library is empty. Add documents first, then make the pack.")
    scope = None if documents is None else {assistant.record(name).id for name in documents}
    parts = parts_of(topic)
    found = _found(assistant, parts, scope)
    about = _about(assistant, found, scope)
    read, foreign = _read(assistant, about)
    if foreign and not read:
        raise QuestionError(
            f"{_named(foreign)} not in English. A pack can only be made from English documents."
        )
    notes = [f"{_named(foreign)} not in English and left out."] if foreign else []
    spans = [
        (document, span)
        for document in read.values()
        for span in _candidates(document, found.get(document.id, ()), document.id in (scope or ()))
    ]
    if not any(stands_alone(document.text[slice(*span)]) for document, span in spans):
        raise QuestionError(
            "The documents hold no sentences that can be read by themselves, only headings, lists"
            " or tables. Add a document with running text."
        )
    wanted = stems(" ".join(parts))
    chosen = _likeliest(spans, found, wanted)
    if len(chosen) < len(spans):
        notes.append(
            f"Of {len(spans):,} sentences, the {len(chosen)} that are likeliest to be about the "
            "topic were read closely."
        )
    facts, vectors, covered = _judged(assistant, chosen, found, parts, on_read or _silent)
    if not covered:
        raise QuestionError(_nothing(topic, found, read))
    return Material(topic, read, facts, vectors, tuple(notes))


def _found(
    assistant: Assistant, topics: Iterable[str], scope: Collection[str] | None
) -> dict[str, list[Passage]]:
    """The passages that a search for each wording of the topic gives, by document, best first."""
    found: dict[int, Passage] = {}
    for topic in dict.fromkeys(topics):
        for passage in assistant.search(topic, MOST_PASSAGES):
            if scope is None or passage.chunk.document_id in scope:
                known = found.get(passage.chunk_id)
                if known is None or _cosine(known) < _cosine(passage):
                    found[passage.chunk_id] = passage
    by_document: dict[str, list[Passage]] = {}
    for passage in sorted(found.values(), key=lambda one: (-_cosine(one), one.chunk_id)):
        by_document.setdefault(passage.chunk.document_id, []).append(passage)
    return by_document


def _about(
    assistant: Assistant, found: Mapping[str, Sequence[Passage]], scope: Collection[str] | None
) -> list[str]:
    """The ids of the documents to read, in the order of the library: those named, or those with
    the nearest passages."""
    if scope is None:
        nearest = sorted(found, key=lambda one: -sum(map(_cosine, found[one][:3])))
        scope = nearest[:MOST_DOCUMENTS]
    return [record.id for record in assistant.documents() if record.id in scope]


def _read(assistant: Assistant, ids: Sequence[str]) -> tuple[dict[str, Document], list[Document]]:
    """The documents in English by id, and the others."""
    documents = [assistant.read(one) for one in ids]
    foreign = [document for document in documents if not _is_english(document)]
    return {one.id: one for one in documents if one not in foreign}, foreign


def _is_english(document: Document) -> bool:
    """By what the document says of itself, or by the share of English function words in it."""
    if document.language is not None:
        return document.language.casefold().startswith("en")
    lines = document.text[:SAMPLE].splitlines()
    found = words(" ".join(line for line in lines if " | " not in line))
    known = sum(word.casefold() in STOP_WORDS for word in found)
    return len(found) < ENOUGH_WORDS or known >= LEAST_ENGLISH * len(found)


def _candidates(document: Document, passages: Sequence[Passage], named: bool) -> list[Span]:
    """The sentences of a document but its headings: all of them, or those of its passages."""
    headings = {heading.start for heading in document.headings}
    if named or len(document.text) <= LONGEST_WHOLE:
        places = [(0, len(document.text))]
    else:
        places = sorted((one.chunk.start, one.chunk.end) for one in passages)
    spans = {
        span
        for start, end in places
        for span in sentence_spans(document.text, start, end, document.language)
        if span[0] not in headings
    }
    return sorted(spans)


def _likeliest(
    spans: Sequence[tuple[Document, Span]],
    found: Mapping[str, Sequence[Passage]],
    wanted: frozenset[str],
) -> list[tuple[Document, Span]]:
    """At most MOST_SENTENCES of them, in their order: those near to the topic by their passage
    and their words."""
    if len(spans) <= MOST_SENTENCES:
        return list(spans)
    scores = [
        _passage_cosine(found.get(document.id, ()), span[0])
        + _share(wanted, document.text[slice(*span)])
        for document, span in spans
    ]
    best = sorted(range(len(spans)), key=lambda place: (-scores[place], place))
    return [spans[place] for place in sorted(best[:MOST_SENTENCES])]


def _judged(
    assistant: Assistant,
    chosen: Sequence[tuple[Document, Span]],
    found: Mapping[str, Sequence[Passage]],
    parts: Sequence[str],
    on_read: Callable[[float], None],
) -> tuple[tuple[Fact, ...], Vectors, bool]:
    """The facts that are relevant enough with their vectors, and whether there is one.

    Each part of the topic is judged by itself, against the sentence nearest to it, so that the
    part the documents say most of does not hide the others.
    """
    paths = [document.heading_path_at(span[0]) for document, span in chosen]
    texts = [" ".join(document.text[slice(*span)].split()) for document, span in chosen]
    # The title says what all is about, the heading next above what this part of it is about.
    above = [(": ".join(path) or "-", path[-1] if path else "-") for path in paths]
    sections = list(dict.fromkeys(heading for both in above for heading in both))
    embedded = _embedded(assistant, [*texts, *sections, *parts], on_read)
    vectors, headed, topics = np.split(embedded, [len(texts), len(texts) + len(sections)])
    row = {section: number for number, section in enumerate(sections)}
    near = vectors @ topics.T
    under = headed @ topics.T
    relevance = SENTENCE * near
    for both in zip(*above, strict=True):
        relevance += SECTION / 2 * under[[row[heading] for heading in both]]
    told = [f"{whole} {text}" for (whole, _), text in zip(above, texts, strict=True)]
    relevance += SHARED * _shared(parts, told)
    relevance += PASSAGE * np.array(
        [[_passage_cosine(found.get(one.id, ()), span[0])] for one, span in chosen]
    )
    highest = relevance.max(axis=0)
    share = np.where(near.max(axis=0) >= NEAR_IN_WORDS, relevance / highest, 0.0).max(axis=1)
    judged = np.clip(share * highest.max(), 0.0, 1.0)
    least = max(LEAST, LEAST_OF_BEST * float(judged.max()))
    kept = [number for number, value in enumerate(judged) if value >= least]
    facts = tuple(
        Fact(
            chosen[number][0],
            *chosen[number][1],
            float(judged[number]),
            stands_alone(texts[number]) and not _goes_on(*chosen[number]),
            paths[number],
        )
        for number in kept
    )
    covered = bool(facts) and _is_covered(found, parts, float(near.max()))
    return facts, vectors[kept], covered


def _embedded(
    assistant: Assistant, texts: Sequence[str], on_read: Callable[[float], None]
) -> Vectors:
    """Unit rows of texts, some at a time, so that the work can be followed and stopped."""
    rows = []
    for start in range(0, len(texts), AT_ONCE):
        on_read(start / len(texts))
        rows.append(assistant.embed(texts[start : start + AT_ONCE]))
    return np.concatenate(rows)


def _silent(share: float) -> None:
    pass


def _shared(parts: Sequence[str], texts: Sequence[str]) -> Vectors:
    """The share of each part's words that each text has, (texts, parts), the rarer words of the
    texts counting for more."""
    stemmed = [stems(text) for text in texts]
    held = Counter(stem for some in stemmed for stem in some)
    shares = np.zeros((len(texts), len(parts)), dtype=np.float32)
    for column, part in enumerate(parts):
        weights = {
            stem: log(1 + len(texts) / (1 + held[stem]))
            for stem in stems(" ".join(content_words(part)))
        }
        for place, some in enumerate(stemmed):
            shares[place, column] = sum(weights[stem] for stem in weights.keys() & some)
        shares[:, column] /= sum(weights.values()) or 1.0
    return shares


def _is_covered(
    found: Mapping[str, Sequence[Passage]], parts: Sequence[str], nearest: float
) -> bool:
    """Whether something is about the topic: near to it, or less near but in most of its words."""
    if nearest >= NEAR:
        return True
    wanted = [stems(" ".join(content_words(part))) for part in parts]
    return nearest >= NEAR_IN_WORDS and any(
        2 * len(some & stems(passage.chunk.text)) > len(some)
        for some in wanted
        for passages in found.values()
        for passage in passages
    )


def _share(wanted: frozenset[str], text: str) -> float:
    """The share of the topic's words that a text has."""
    return len(wanted & stems(text)) / max(1, len(wanted))


def _passage_cosine(passages: Sequence[Passage], offset: int) -> float:
    """The nearness to the topic of the passage that holds a place, 0 where none does."""
    return max(
        (_cosine(one) for one in passages if one.chunk.start <= offset < one.chunk.end),
        default=0.0,
    )


def _cosine(passage: Passage) -> float:
    return passage.cosine or 0.0


def _goes_on(document: Document, span: Span) -> bool:
    """Whether a sentence begins in the middle of another, whose line was broken before it."""
    before = document.text[: span[0]].rstrip(" \t")[-WRAPPED * 4 :]
    if not before.endswith("\n") or before.endswith("\n\n"):
        return False
    line = before[:-1].rpartition("\n")[2].rstrip()
    starts = {heading.start for heading in document.headings}
    headed = bool(starts) and span[0] - len(line) - 1 in starts
    return not headed and len(line) >= WRAPPED and (line[-1].isalpha() or line[-1] == ",")


def _named(documents: Sequence[Document]) -> str:
    names = ", ".join(one.source for one in documents[:MOST_OFFERED])
    more = len(documents) - MOST_OFFERED
    rest = f" and {more} more" if more > 0 else ""
    return f"{names}{rest} {'is' if len(documents) == 1 else 'are'}"


def _nothing(
    topic: str, found: Mapping[str, Sequence[Passage]], read: Mapping[str, Document]
) -> str:
    """What is said where nothing is about a topic, with the nearest sections there are."""
    nearest = sorted(
        (one for some in found.values() for one in some), key=lambda one: -_cosine(one)
    )
    offered = [(one.chunk.headings or (one.title or one.source,))[-1] for one in nearest]
    offered += [document.title or document.source for document in read.values()]
    offers = ", ".join(f"“{one}”" for one in list(dict.fromkeys(offered))[:MOST_OFFERED])
    return (
        f"Nothing in the documents is about “{topic}”. The nearest they have: {offers}. Choose "
        "one of these as the topic, or add documents about yours."
    )
