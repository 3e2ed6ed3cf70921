"""What is asked: a question as it is searched for, and the kind of request that it is.

heard = understanding.heard(question, history)      before anything of the library is asked
asked = understanding.analysed(heard, ...)          what search, reader and generator get
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answer import RequestKind, Reworded, Turn
from assistant.holdings import Holdings
from assistant.language_model.marks import understood_as
from assistant.question.analysis import analyse
from assistant.question.as_of import as_of as stated_date
from assistant.question.as_of import dated_until, limit_from
from assistant.question.courtesies import question_of
from assistant.question.date_notation import as_written
from assistant.question.following.follow_up import is_unsure, self_contained
from assistant.question.places import places_in
from assistant.requests.kinds import is_said_for, subject_of
from assistant.requests.recognition import DECLINED, OWN_WAY, SMALL_TALK, of_question
from assistant.requests.routes import RequestRoutes
from corpus.errors import LibraryError, QuestionError
from corpus.language.words import content_words
from corpus.wording import _, number
from index.choice import ChosenDocuments, Scope, with_versions_before
from index.question import Question
from index.search.spelling import correct
from index.search.vocabulary import quoted

# What a language model makes of a follow-up, where there is one; None where that does not stand.
CompletedBy = Callable[[str, Sequence[Turn]], Reworded | None]
MOST_LOOKED_AT = 5  # passages that may have some words as they are written


@dataclass(frozen=True, slots=True)
class Heard:
    """What was typed, after the turns before it.

    `asked_as` is that; `alone` is it without courtesies, `spelled` with what it leaves to the turns
    before, of which the last is `before`, self-contained. `request` is the kind that it is answered
    as, `completed_by` the language model that added what it leaves, as `Answer.generator` names it.
    """

    asked_as: str
    alone: str
    spelled: str
    request: RequestKind
    before: Turn | None = None
    completed_by: str = ""

    @property
    def asks_nothing(self) -> bool:
        """Whether it is small talk. What may only look like nonsense is known when it is spelled as
        the library does."""
        return self.request in SMALL_TALK and self.request != "nonsense"


@dataclass(frozen=True, slots=True)
class Understood:
    """What is searched for: the question, the kind of request, the documents that may answer.

    `rewritten` is the question before a date and spelling were taken out of it, `limit` that date.
    `notes` say what was done to it; of these `mended` are about its words.
    """

    question: Question
    request: RequestKind
    scope: Scope
    rewritten: str
    limit: str | None
    notes: tuple[str, ...]
    mended: tuple[str, ...]


class Understanding:
    """Takes questions to one library apart. Safe to use from many threads."""

    def __init__(self, holdings: Holdings, requests: RequestRoutes, most_characters: int) -> None:
        self._holdings, self._requests = holdings, requests
        self._library = holdings.library
        self._most_characters = most_characters

    def heard(
        self,
        question: str,
        history: Sequence[Turn] = (),
        request: RequestKind | None = None,
        conversing: bool = True,
        completed: CompletedBy | None = None,
    ) -> Heard:
        """A question with its turns before, oldest first; `request` is what it is taken for.

        Where it is not sure what a follow-up leaves, `completed` is asked first. Where nobody is
        `conversing`, as in a list of questions, nothing is small talk. Raises QuestionError.
        """
        asked_as = self.checked(question)
        before = None
        if history:
            *earlier, last = history
            before = replace(last, question=self_contained(last.question, earlier))
        alone = question_of(asked_as)
        # A place of a law (`Điều 4`) goes by the document that was named before.
        spelled, by = (alone, "") if places_in(alone) else _complete(alone, history, completed)
        kind = request
        if kind is None:
            kind = self._kind_of(asked_as, before is not None)
            if spelled != alone and kind not in SMALL_TALK:
                kind = self._kind_of(spelled, True)
                if kind in OWN_WAY - DECLINED:
                    kind = "question"  # about what was said before
            if kind in SMALL_TALK - {"nonsense"} and self._is_of_the_library(alone):
                kind = "unclear"
            if not conversing and kind in SMALL_TALK | {"unclear"}:
                kind = "question"
        if kind in SMALL_TALK - {"nonsense"}:
            spelled, by = alone, ""
        return Heard(asked_as, alone, spelled, kind, before, by)

    def checked(self, question: str) -> str:
        """A question on one line. Raises QuestionError where it is empty or too long."""
        printable = "".join(letter if letter.isprintable() else " " for letter in question)
        # As the stored texts are: a letter and its accent are one character.
        cleaned = unicodedata.normalize("NFC", " ".join(printable.split()))
        if not cleaned:
            raise QuestionError(_("The question is empty. Type a few words and ask again."))
        limit = self._most_characters
        if len(cleaned) > limit:
            raise QuestionError(
                _(
                    "The question has {count} characters; the limit is {limit}. Ask a "
                    "shorter one, or add the text as a document."
                ).format(count=number(len(cleaned)), limit=number(limit))
            )
        return cleaned

    def analysed(
        self,
        heard: Heard,
        chosen: ChosenDocuments,
        *,
        as_of: str | None = None,
        seconds: float | None = None,
        told: bool = False,
    ) -> Understood:
        """What is searched for in the chosen documents, as of a date, within some `seconds`; the
        kind of request was `told` or is to be looked at again. Raises LibraryError, QuestionError.
        """
        holdings = self._holdings
        holdings.vocabulary.refresh()
        rewritten = self.in_library_words(heard.spelled)
        undated, limit = stated_date(rewritten)
        limit = limit_from(as_of) if as_of else limit
        corrected, corrections = correct(undated, holdings.vocabulary)
        notes = [*chosen.notes]
        if rewritten != heard.asked_as:
            notes.append(
                understood_as(rewritten, heard.completed_by)
                if heard.completed_by
                else _("Read as: {question}").format(question=rewritten)
            )
        if problem := holdings.glossary.problem():
            notes.append(_("{problem} What it says was not used.").format(problem=problem))
        instead = _("Searched for “{used}” instead of “{typed}”.")
        mended = tuple(instead.format(used=one.used, typed=one.typed) for one in corrections)
        notes += mended
        scope = chosen.scope
        if limit is not None:
            records = self._library.records(include_superseded=True)
            dated = dated_until(with_versions_before(records, scope), limit)
            scope = dated.scope
            notes += dated.notes
        asked = analyse(
            _searched_for(corrected, heard.request), heard.asked_as, holdings.described.catalogue()
        )
        answer_by = None if seconds is None else time.monotonic() + seconds
        asked = replace(asked, corrections=tuple(corrections), as_of=limit, answer_by=answer_by)
        asked, of = self._in_context(asked, heard.before)
        kind = heard.request
        if not told:
            kind = of_question(kind, asked)
            if kind == "nonsense" and self._is_known(corrected):
                kind = "question"
            if kind == "unclear" and heard.before:
                kind = "question"
        return Understood(asked, kind, scope, rewritten, limit, (*notes, *of), mended)

    def in_library_words(self, text: str) -> str:
        """A text with its short forms, accents and dates as the documents have them."""
        spelled = self._holdings.glossary.spelled_out(text)
        return as_written(self._holdings.accents.restored(spelled), self._stands)

    def _kind_of(self, text: str, goes_on: bool) -> RequestKind:
        mentions = self._holdings.described.catalogue().named_in(text)
        named = [(one.start, one.end) for one in mentions if one.as_called]
        return self._requests.kind_of(text, named, goes_on)

    def _is_of_the_library(self, text: str) -> bool:
        """Whether a text that was taken for small talk has none of its words, and one that the
        library has: a name that was typed alone."""
        if is_said_for(text, SMALL_TALK):
            return False
        self._holdings.vocabulary.refresh()
        return self._is_known(text)

    def _stands(self, words: str) -> bool:
        """Whether some words stand in a document, one after the other, as they are written: to
        the keyword index 11/09/2022 and 11.09.2022 are the same."""
        try:
            found = self._library.match(quoted(words), MOST_LOOKED_AT)
            passages, _damaged = self._library.passages(number for number, _worth in found)
            texts = (one.chunk.text.casefold() for one in passages.values())
            return any(words.casefold() in text for text in texts)
        except LibraryError:  # said by the search
            return True

    def _is_known(self, text: str) -> bool:
        """Whether a word that carries meaning stands in the library."""
        vocabulary = self._holdings.vocabulary
        return any(vocabulary.knows(word) for word in content_words(text) if len(word) > 2)

    def _in_context(self, asked: Question, last: Turn | None) -> tuple[Question, list[str]]:
        """A question about a place of a law with the document that the last turn named, where it
        names none itself; and a note of that."""
        if not asked.places or asked.documents or asked.unknown or last is None:
            return asked, []
        before = analyse(last.question, catalogue=self._holdings.described.catalogue())
        if len(before.documents) != 1:
            return asked, []
        (id_,) = before.documents
        record = self._library.record(id_)
        note = _("Asked of {document}.").format(document=record.title or record.source)
        return replace(asked, documents=before.documents), [note]


def _complete(
    question: str, history: Sequence[Turn], completed: CompletedBy | None
) -> tuple[str, str]:
    """A question with what it leaves to the turns before, and the language model that added it."""
    if completed is not None and is_unsure(question, history):
        reworded = completed(question, history)
        if reworded is not None:
            return reworded.text, reworded.by
    return self_contained(question, history), ""


def _searched_for(text: str, kind: RequestKind) -> str:
    """What is searched for a text: of a wish for a letter or a speech, what it is to be about."""
    about = subject_of(text, kind) if kind == "draft" else []
    return " ".join(about) or text
