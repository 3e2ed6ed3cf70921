"""Which kind of request a text is answered as, by the model and by what is known of the question:
its parts, the places of laws that it names, the turns before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

from assistant.answer import RequestKind
from assistant.requests.kinds import FormOf, fitted
from corpus.errors import ModelError
from corpus.language.clauses.closed_classes import AUXILIARIES, BE
from corpus.language.identification import language_of, reply_language
from corpus.language.words import words
from corpus.wording import _, later
from index.question import Question

# Nothing is searched for these, so that they must be likely.
SMALL_TALK: frozenset[RequestKind] = frozenset(
    ("greeting", "thanks", "capability", "meta", "complaint_feedback", "nonsense")
)
DECLINED: frozenset[RequestKind] = frozenset(
    ("draft", "translate", "opinion_advice", "calculation")
)
# Others are answered as a question is, by the passages that are found.
OWN_WAY: frozenset[RequestKind] = DECLINED | {
    "summarise_document", "list_documents", "whats_new", "what_happened", "unclear"
}  # fmt: skip
_WORDS: dict[RequestKind, str] = {
    "summarise_document": later("a wish for a summary"),
    "list_documents": later("a wish for a list"),
    "whats_new": later("asking what is new"),
    "what_happened": later("asking what happened when"),
    "draft": later("a wish for a text"),
    "translate": later("a wish for a translation"),
    "opinion_advice": later("asking for an opinion"),
    "calculation": later("a wish for a calculation"),
    "greeting": later("a greeting"),
    "thanks": later("thanks"),
    "capability": later("asking what this can do"),
    "meta": later("asking about this assistant"),
    "complaint_feedback": later("a complaint"),
    "nonsense": later("no question"),
    "unclear": later("unclear"),
}
_PLAIN: frozenset[RequestKind] = frozenset(("question", "find_passage", "about_document"))
LONG_NAME = 4  # words of a document's name that are left out of account
_QUOTED = re.compile(r"[\"“«][^\"”»]{3,300}[\"”»]")
_THE_DOCUMENT = {"en": "the document", "vi": "văn bản"}
LEAST = 0.5  # probability of another way than that of a question
LEAST_OF_LONG, LONG = 0.85, 14  # the same, of a text of so many words for which nothing is searched


class RequestRecogniser:
    """Knows the kind of request; `form_of` tells how a text is put, where the embedder can."""

    def __init__(self, form_of: FormOf | None) -> None:
        self._form_of = form_of

    def kind_of(
        self, text: str, named: Sequence[tuple[int, int]] = (), goes_on: bool = False
    ) -> RequestKind:
        """By the text alone, and by where documents are `named` in it: what a title is about is
        not what is asked for. Where the text `goes_on` with a conversation, it has to be surer that
        nothing is to be searched."""
        if language_of(text) == "script":  # it is said to be outside of what the model knows
            return "question"
        named = [span for span in named if not _holds_the_verb(text, *span)]
        told = _without_names(text, named)
        form = None
        if self._form_of is not None:
            with suppress(ModelError):  # said by the search
                form = self._form_of(told)
        found = dict(fitted().probabilities(told, form))
        if named:
            found["summarise_document"] += found.pop("summarise_topic")
        return recognised(found, LONG if goes_on else len(words(told)))


def _holds_the_verb(text: str, start: int, end: int) -> bool:
    """Whether what looks like a name is what is asked: behind "How does" a verb must follow, and in
    "How does [tech diplomacy differ from science diplomacy]?" nothing else is left to be it."""
    before = words(text[:start])
    waits = bool(before) and before[-1].casefold() in AUXILIARIES - BE
    return waits and not words(text[end:])


def _without_names(text: str, named: Sequence[tuple[int, int]]) -> str:
    """A text with `the document` in place of what stands in quotation marks, and of long names."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    spans = [*quoted, *(one for one in named if not any(a <= one[0] < b for a, b in quoted))]
    told, last = "", 0
    for start, end in sorted(spans):
        if start >= last and len(words(text[start:end])) >= LONG_NAME:
            told, last = told + text[last:start] + _THE_DOCUMENT[reply_language(text)], end
    return told + text[last:]


def recognised(found: Mapping[RequestKind, float], length: int) -> RequestKind:
    """The kind that a text of `length` words is answered as: the likeliest one, or a question where
    another way is not sure enough."""
    kind: RequestKind = max(found, key=lambda one: found[one])
    if kind in SMALL_TALK:
        # Whether anything is searched is asked, not which small talk it is.
        sure = sum(found[one] for one in SMALL_TALK)
        return kind if sure >= (LEAST_OF_LONG if length >= LONG else LEAST) else "question"
    return kind if kind not in OWN_WAY or found[kind] >= LEAST else "question"


def of_question(kind: RequestKind, question: Question) -> RequestKind:
    """The same, by what the analysis of the question found."""
    if question.places and not question.beside and not question.parts:
        return "locate_article"
    if question.parts and kind in (*_PLAIN, "multi"):
        return "compare" if question.compares else "multi"
    return kind


def taken_as(kind: RequestKind) -> str:
    """What a request was taken for, in words; nothing where its way is that of a question."""
    words = _WORDS.get(kind)
    return _(words) if words else ""
