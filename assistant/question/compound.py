"""Questions that ask several things: their parts as questions of their own, each searched for.

Two ways to ask several things, tried in this order: clauses that each ask (`When was it signed,
who signed it, and what does it cost?`), and things set against each other (`comparisons`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Turn
from assistant.question.anaphora import POINTING, open_pronoun
from assistant.question.comparisons import sides
from assistant.question.document_phrases import names_a_document
from assistant.question.following.follow_up import self_contained
from corpus.language.clauses.closed_classes import (
    ARTICLES,
    DEMONSTRATIVES,
    INTERROGATIVE_ADVERBS,
    INTERROGATIVE_PRONOUNS,
    OF_PEOPLE,
    POSSESSIVES,
    SUBJECT_PRONOUNS,
)
from corpus.language.grammar import AUXILIARY, PREPOSITION, telling_stems
from corpus.language.identification import language_of
from corpus.language.word_lists import grouped, one_of, word_list
from corpus.language.words import folded, words
from index.choice import Scope
from index.passage import Passage
from index.question import Question
from index.search.retriever import Retriever

LEAST_FOR_PART = 4  # passages
MOST_PARTS = 8  # what is asked beyond them stays in the last one
LONGEST = 1_500  # characters of a question that is taken apart
_LEAST_CONTENT = 2  # syllables with a meaning in a Vietnamese clause that asks for itself
_LEAST_WORDS = 6  # of an English clause without an auxiliary: `and in what capacity?` has fewer
_OWN_WORDS = 4  # a Vietnamese clause with more words of its own says what it is about
_LISTS = grouped("question_parts")

_OPENERS = one_of(_LISTS["openers"])
_BOUNDARY = re.compile(
    # a point is none behind `TS`, `i.e` and `Dr`
    r"(?P<strong>[?!:;,]|(?<!(?-i:[A-ZĐ]))(?<!\.\w)(?<!\bDr)(?<!\bMr)\.|\s[–—-])\s+"
    r"|(?<!\S)(?P<number>\(?[1-9a-h][).]\s+)"
    rf"|(?<!\s)\s++(?={one_of(_LISTS['joints'])}\s)",
    re.IGNORECASE,
)
_OURS = frozenset("i we you my our".split())
_DETERMINERS = ARTICLES | DEMONSTRATIVES | (POSSESSIVES - OF_PEOPLE) | {"any", "there"}
_SUBJECT = one_of(SUBJECT_PRONOUNS | _OURS | _DETERMINERS)
_PRONOUN = one_of(SUBJECT_PRONOUNS | POSSESSIVES | _OURS)
_ASKS = re.compile(
    rf"\W*(?:{_OPENERS}\s+)*+(?:(?:{PREPOSITION}|up to|as of)\s+)?(?:"
    # `how many`, `which posts`, `who signed`; not `what it costs`, which belongs to its verb
    rf"(?:how\s+(?!{AUXILIARY}\b|{_PRONOUN}\b|the\b|to\b)\w+|{one_of(INTERROGATIVE_PRONOUNS)})"
    rf"(?:['’]s)?\s+(?!{_PRONOUN}\b)\w"
    rf"|{one_of(INTERROGATIVE_ADVERBS)}(?:['’]s|\s+{AUXILIARY}\b|\s+many\b)"
    rf"|{AUXILIARY}\s+(?:{_SUBJECT}\b|(?-i:[A-Z]))"
    rf"|{one_of(_LISTS['asks-for'])}\s+\w)",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    rf"\b{AUXILIARY}(?:n['’]t)?\b|['’]s\b|\b{one_of(_LISTS['asks-for'])}\b", re.IGNORECASE
)
_WHO = re.compile(r"\W*who\b", re.IGNORECASE)
_PRONOUN_LAST = re.compile(
    rf"\b{AUXILIARY}\s+{one_of(SUBJECT_PRONOUNS | {'that', 'this', 'those'})}\W*$", re.IGNORECASE
)
_MARK = re.compile(r"(?<!\S)\(?[1-9a-h][).]\s*$", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“][^\"”]{1,200}[\"”]")
_SENTENCE_ENDS = tuple("?.!")
_MACHINES = re.compile(r"\bAI\b")  # artificial intelligence, and not `ai`, who
_POINTS = re.compile(rf"\b{one_of(_LISTS['points-vi'])}\b", re.IGNORECASE)
_TRAILING = re.compile(rf"(?<!\s)\s++{one_of(_LISTS['trailing-vi'])}\s*$", re.IGNORECASE)
_VIETNAMESE_STOP_WORDS = word_list("vietnamese_stop_words")
_OPENING = re.compile(rf"^\W*(?:{_OPENERS}\s+)+", re.IGNORECASE)
_VIETNAMESE = {
    marks: re.compile(
        rf"(?<!không )\b{one_of(_LISTS[words])}\b|\b{one_of(_LISTS['asks-vi-last'])}\W*$",
        re.IGNORECASE,
    )
    for marks, words in ((True, "asks-vi"), (False, "asks-vi-plain"))
}


def parts(question: str) -> tuple[str, ...]:
    """The questions that a question is made of, each self-contained; empty where it is one.

    `How does A differ from B?` becomes `What is A?` and `What is B?`; `When was the pact signed
    and who signed it?` becomes `When was the pact signed?` and `Who signed the pact?`. What
    stands before the first clause that asks, a topic or a sentence, stands before each part.
    """
    if len(question) > LONGEST:
        return ()
    return _clauses(question) or sides(question)


@dataclass(frozen=True, slots=True)
class _Piece:
    """The span of a piece of a question between two boundaries, and the boundary before it:
    a punctuation mark, `1` for a number, `and` for such a word, nothing at the beginning."""

    start: int
    end: int
    before: str


def _clauses(question: str) -> tuple[str, ...]:
    """The parts of a question with two clauses or more that ask; empty where it has fewer."""
    vietnamese = language_of(question) == "vi"
    stands = _stands_vietnamese if vietnamese else _stands
    context, asked = _asked(question, _asking(question, vietnamese), stands)
    if len(asked) < 2:
        return ()
    first = asked[0]
    fill = _with_topic if vietnamese else _filled
    made = [first, *(other if context else fill(other, first) for other in asked[1:])]
    inside = bool(context) and not context.rstrip().endswith(_SENTENCE_ENDS)
    return tuple(f"{context}{_as_question(part, inside)}" for part in made)


def _pieces(question: str) -> list[_Piece]:
    pieces, start, before = [], 0, ""
    quoted = [match.span() for match in _QUOTED.finditer(question)]
    for boundary in _BOUNDARY.finditer(question):
        if any(first <= boundary.start() < last for first, last in quoted):
            continue
        pieces.append(_Piece(start, boundary.start() + len(boundary["strong"] or ""), before))
        start = boundary.end()
        before = "1" if boundary["number"] else (boundary["strong"] or "and").strip()
    pieces.append(_Piece(start, len(question), before))
    return [piece for piece in pieces if words(question[piece.start : piece.end])]


def _asked(
    question: str, asks: Callable[[str], bool], stands: Callable[[str], bool]
) -> tuple[str, list[str]]:
    """What stands before the first clause that asks, and the clauses with what follows each."""
    pieces = _pieces(question)
    numbered = sum(piece.before == "1" for piece in pieces) > 1
    spans: list[tuple[int, int]] = []
    begin: int | None = None  # of what was said since the last part and asks nothing
    context = 0
    for piece in pieces:
        text = question[piece.start : piece.end]
        asking = piece.before == "1" if numbered else asks(text)
        if asking and not numbered:
            asking = stands(text) if spans else len(words(text)) > 1
        if len(spans) == MOST_PARTS or (piece.before == "and" and not spans):
            asking = False  # what follows a statement by `and` states, too
        if asking:
            start = piece.start if begin is None else begin
            if not spans and piece.before != "and":
                context = start = piece.start
            spans.append((start, piece.end))
            begin = None
        elif spans and begin is None and piece.before not in _SENTENCE_ENDS:
            spans[-1] = (spans[-1][0], piece.end)
        elif begin is None:
            begin = piece.start
    before = _MARK.sub("", question[:context]) if numbered else question[:context]
    return before, [question[start:end] for start, end in spans]


def _asking(question: str, vietnamese: bool) -> Callable[[str], bool]:
    """Whether a clause of this question asks by itself."""
    if not vietnamese:
        return lambda clause: _ASKS.match(clause) is not None
    marks = _VIETNAMESE[folded(question) != question.casefold()]
    return lambda clause: marks.search(_MACHINES.sub("-", clause)) is not None


def _stands(clause: str) -> bool:
    """Whether an English clause that asks is more than a detail of the one before: it says what
    is done, and of what. `And in what capacity?`, `and how much was it?` are details."""
    if _PRONOUN_LAST.search(clause):
        return False
    opening = _OPENING.sub("", clause)
    return bool(
        _WHO.match(opening)
        and len(words(opening)) > 2
        or _AUXILIARY.search(opening)
        or len(words(opening)) >= _LEAST_WORDS
    )


def _stands_vietnamese(clause: str) -> bool:
    """The same of a Vietnamese clause, by how many words of its own it has."""
    return len(_content(clause)) >= _LEAST_CONTENT


def _filled(part: str, first: str) -> str:
    """An English part with what it leaves to the first one, as a question that follows on it."""
    part = _OPENING.sub("", part)
    own = telling_stems(part) & telling_stems(first)
    if (own or names_a_document(part)) and not (open_pronoun(part) or POINTING.search(part)):
        return part
    return self_contained(_as_question(part), (Turn(_as_question(first)),))


def _with_topic(part: str, first: str) -> str:
    """A Vietnamese part with few words of its own behind what the first one is about: the words
    before the one with which it asks, or those after it."""
    part = _OPENING.sub("", part)
    pointing = _POINTS.search(part)
    if not pointing and len(_content(part)) > _OWN_WORDS:
        return part
    marks = _VIETNAMESE[folded(first) != first.casefold()]
    asked = marks.search(_MACHINES.sub("--", first))
    topic = first[: asked.start()] if asked else first
    if asked and len(_content(topic)) < 2:
        topic = first[asked.end() :]
    while (shorter := _TRAILING.sub("", topic)) != topic:
        topic = shorter
    topic = topic.strip(" ,;:?")
    return f"{topic}: {part}" if topic else part


def _content(text: str) -> list[str]:
    return [word for word in words(text) if word.casefold() not in _VIETNAMESE_STOP_WORDS]


def _as_question(part: str, inside: bool = False) -> str:
    part = _OPENING.sub("", part).strip(" ,;:.?!-–—")
    if not part:
        return part
    return f"{part if inside else part[0].upper() + part[1:]}?"


ALL_OF_A_PLACE = 1_000  # passages of the documents that have a place: the place is among them


class PartsRetriever:
    """Finds passages for every part of a question, so that each has its evidence."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def retrieve(self, question: Question, k: int, scope: Scope = None) -> list[Passage]:
        """The k passages for the question; half of them for its parts, or for the documents that
        it names, each part searched for in its own documents. At least LEAST_FOR_PART for each
        part, so that many parts find more than k."""
        if question.within:
            return self._at_places(question, k)
        parts = question.parts or ((question,) if question.documents else ())
        if not parts:
            return self._retriever.retrieve(question, k, scope)
        share = max(LEAST_FOR_PART, k // (2 * len(parts)))
        whole = max(k // 2, k - len(parts) * share)
        found = {one.chunk_id: one for one in self._retriever.retrieve(question, whole, scope)}
        for number, part in enumerate(parts):
            for passage in self._retriever.retrieve(part, share, _within(part, scope)):
                known = found.get(passage.chunk_id, passage)
                best = known if known.score >= passage.score else passage
                found[passage.chunk_id] = replace(
                    best, cosine=known.cosine, found_for=known.found_for | {number}
                )
        return sorted(found.values(), key=lambda passage: -passage.score)

    def _at_places(self, question: Question, k: int) -> list[Passage]:
        """The passages of the places that the question is about, in the order of the search."""
        documents = frozenset(document for document, _, _ in question.within)
        found = self._retriever.retrieve(question, ALL_OF_A_PLACE, documents)
        return [part for passage in found for part in _parts_within(passage, question.within)][:k]


def _parts_within(passage: Passage, places: Sequence[tuple[str, int, int]]) -> Iterator[Passage]:
    """What of a passage lies in the places, which a passage may go beyond."""
    chunk = passage.chunk
    for document, start, end in places:
        first, last = max(start, chunk.start), min(end, chunk.end)
        if document == chunk.document_id and first < last:
            text = chunk.text[first - chunk.start : last - chunk.start]
            last -= len(text) - len(text.rstrip())
            first += len(text) - len(text.lstrip())
            if text.strip():
                yield replace(
                    passage, chunk=replace(chunk, start=first, end=last, text=text.strip())
                )


def _within(part: Question, scope: Scope) -> Scope:
    """The documents that a part names, as far as they may be searched; else all of these."""
    if scope is None:
        return part.documents or None
    return part.documents & scope or scope
