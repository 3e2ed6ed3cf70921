"""Puts an extractive answer into words, sentence by sentence, and never says more than it does.

What answers is known before: the model gets the quotes of the extractive answer as numbered sources
and is not asked where there is none. A sentence is shown once it stands (`supported.py`). Whatever
goes wrong, at any byte, the extractive answer is given, with a note that says why.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from assistant.answer import Answer, RequestKind, Usage
from assistant.answer_parts import LeadPart, MissingPart, TablePart, WordedPart, markers_of
from assistant.language_model.engines.deadline import Deadline
from assistant.language_model.engines.model import Ended, Finish, LanguageModel, Prompt
from assistant.language_model.engines.writing import BEAT, ReplyWriter
from assistant.language_model.kept_replies import KeptReplies, KeptReply, key_of
from assistant.language_model.marks import generator_of
from assistant.language_model.prompt import Task, fitted
from assistant.language_model.questions import KeptHere, QuestionWording
from assistant.language_model.reply_sentences import ReplySentence, ReplySentences
from assistant.language_model.supported import NotShown, SentenceCheck, why_not
from corpus.errors import ContextTooSmall, LanguageModelError, ModelError
from corpus.language.identification import reply_language
from corpus.wording import _, both, ngettext, number

TASKS: dict[RequestKind, Task] = {
    "question": "answer",
    "multi": "answer",
    "compare": "comparison",
    "summarise_document": "summary",
    "summarise_topic": "summary",
}
MOST_SENTENCES = 12  # of a reply that are read
MOST_REPEATED = 2  # small models say a thing over and over: then there is nothing more to come
REMOVED = both(
    "{count} sentence of the language model was removed: no source that it cites says so.",
    "{count} sentences of the language model were removed: no source that they cite says so.",
)
SHOWN = 3  # titles that a note tells


@dataclass(slots=True)
class _Reply:
    """What has come of a reply: the sentences that stand, why others do not, and its tokens; `read`
    are both, and `repeated` how often one came again.

    `sources` of those that there are fitted into the prompt.
    """

    stood: list[ReplySentence] = field(default_factory=list)
    removed: list[NotShown] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    repeated: int = 0
    tokens: int = 0
    of_prompt: int = 0  # of the tokens, where the model was not heard out
    sources: int = 0
    ended: Ended | None = None
    started: float = field(default_factory=time.monotonic)

    @property
    def usage(self) -> Usage | None:
        ms = round(1000 * (time.monotonic() - self.started), 1)
        return Usage(self.tokens, ms) if self.tokens else None

    def end(self, finish: Finish) -> None:
        """The model is not heard out."""
        if self.ended is None:
            self.tokens += self.of_prompt
            self.ended = Ended(finish, self.tokens)


class Phrasing:
    """Over one model. `kept_here` is asked where the model is not on this machine; an answer takes
    no more than `seconds`, and a reply no more than `tokens`."""

    def __init__(
        self,
        model: LanguageModel,
        support: SentenceCheck,
        kept_here: KeptHere,
        seconds: float = 60.0,
        tokens: int = 400,
        writer: ReplyWriter | None = None,
        anything_released: Callable[[], bool] = lambda: False,
    ) -> None:
        self.model = model
        self._support, self._kept_here = support, kept_here
        self._seconds, self._tokens = seconds, tokens
        self._writer = writer or ReplyWriter(model)
        self._replies: KeptReplies[KeptReply] = KeptReplies()
        self.questions = QuestionWording(
            model, self._writer, kept_here, anything_released, seconds / 4
        )

    def phrased(
        self, kind: RequestKind, answers: Iterable[Answer], spent: float = 0.0
    ) -> Iterator[Answer]:
        """The answers as they grow; the last one, which was quoted, then as it is put into words,
        within what is left of the time when some seconds of it are `spent`.

        Until the first sentence stands the quoted one is shown, which is whole. What is no answer,
        names a conflict, or is of a kind that is not put into words, is given as it is.
        """
        quoted: Answer | None = None
        for answer in answers:
            if answer.complete:
                quoted = answer
            else:
                yield answer
        if quoted is None:
            return
        task = TASKS.get(kind)
        if task is None or not is_phrasable(quoted):
            yield quoted
            return
        reply = _Reply()
        yield replace(quoted, complete=False)
        try:
            yield from self._worded(task, quoted, reply, Deadline(self._seconds - spent))
        except (LanguageModelError, ModelError) as error:  # the second: of the check
            note = _("{problem} The answer is quoted from the documents instead.")
            yield replace(
                quoted,
                removed=len(reply.removed),
                usage=reply.usage,
                notes=(*quoted.notes, note.format(problem=error)),
            )

    def _worded(
        self, task: Task, quoted: Answer, reply: _Reply, until: Deadline
    ) -> Iterator[Answer]:
        """The answer in words as it grows. Raises LanguageModelError where it comes to nothing."""
        self._refuse_to_send(quoted)
        key = key_of(generator_of(self.model), task, quoted.question, quoted.citations)
        kept = self._replies.get(key)
        if kept is None:
            yield from self._written(task, quoted, reply, until)
        else:
            reply.stood, reply.removed = [*kept[0]], ["support"] * kept[1]
            reply.sources = len(quoted.citations)
        _refuse_too_little(task, quoted, reply)
        whole = reply.ended is None or reply.ended.finish == "stop"
        if kept is None and whole:
            self._replies.put(key, (tuple(reply.stood), len(reply.removed)))
        answer = self._snapshot(quoted, reply)
        yield replace(
            answer,
            status=answer.status if whole else "partial",
            complete=True,
            notes=(*quoted.notes, *_notes(quoted, reply, whole)),
        )

    def _refuse_to_send(self, quoted: Answer) -> None:
        host = self.model.host
        if host is None:
            return
        titles = self._kept_here({one.document_id for one in quoted.citations})
        if titles:
            raise LanguageModelError(
                _(
                    "Nothing was sent to {host}: editors have not allowed that the documents of "
                    "these collections leave this machine ({titles})."
                ).format(host=host, titles="; ".join(titles[:SHOWN]))
            )

    def _written(
        self, task: Task, quoted: Answer, reply: _Reply, until: Deadline
    ) -> Iterator[Answer]:
        """The answer as the model writes it; with fewer sources where they do not fit."""
        most = len(quoted.citations)
        while True:
            try:
                yield from self._read(task, quoted, reply, most, Deadline(until.left))
                return
            except ContextTooSmall:
                most = min(most, reply.sources) // 2
                if not most or reply.stood or until.over:
                    raise

    def _read(
        self, task: Task, quoted: Answer, reply: _Reply, most: int, until: Deadline
    ) -> Iterator[Answer]:
        model, sources = self.model, quoted.citations[:most]

        def prompt() -> Prompt:  # made where it is written: it may have to load the model
            fit = fitted(quoted.question, sources, task, model.context, self._tokens, model.count)
            reply.sources = fit.sources
            if not fit.sources:
                raise ContextTooSmall(
                    _("The context of {name} is smaller than the question with its sources.")
                    .format(name=model.name)
                )  # fmt: skip
            reply.of_prompt = model.count(f"{fit.prompt.rules}\n{fit.prompt.request}")
            return fit.prompt

        sentences = ReplySentences(reply_language(quoted.question))
        shown, last = 0, time.monotonic()
        for piece in self._writer.written(prompt, until):
            found: Iterable[ReplySentence] = ()
            if isinstance(piece, Ended):
                reply.ended, reply.tokens = piece, piece.tokens
                # What the limit of length has cut is no sentence.
                found = sentences.rest() if piece.finish == "stop" else ()
            elif piece is not None:
                reply.tokens += 1
                found = sentences.add(piece)
            for sentence in found:
                self._judge(sentence, quoted, reply)
            if len(reply.stood) > shown or time.monotonic() - last > BEAT:
                shown, last = len(reply.stood), time.monotonic()
                yield self._snapshot(quoted, reply)
            if reply.repeated >= MOST_REPEATED:
                reply.end("stop")
                return
            if len(reply.stood) + len(reply.removed) >= MOST_SENTENCES:
                reply.end("length")
                return

    def _judge(self, sentence: ReplySentence, quoted: Answer, reply: _Reply) -> None:
        if sentence.text in reply.read:
            reply.repeated += 1
            return
        reply.read.add(sentence.text)
        quotes = {
            number: one.told
            for number, one in enumerate(quoted.citations[: reply.sources], start=1)
        }
        reason = why_not(sentence, quotes, quoted.question, self._support)
        if reason:
            reply.removed.append(reason)
        else:
            reply.stood.append(sentence)

    def _snapshot(self, quoted: Answer, reply: _Reply) -> Answer:
        """What stands so far, with its citations numbered as they are mentioned; until there is
        any, what is quoted."""
        if not reply.stood:
            return replace(quoted, complete=False)
        mentioned = dict.fromkeys(one for sentence in reply.stood for one in sentence.cited)
        numbers = {source: marker for marker, source in enumerate(mentioned, start=1)}
        missing = tuple(part for part in quoted.parts if isinstance(part, MissingPart))
        worded = (
            WordedPart(one.text, tuple(numbers[source] for source in one.cited))
            for one in reply.stood
        )
        citations = tuple(
            replace(quoted.citations[source - 1], marker=marker)
            for source, marker in numbers.items()
        )
        short = quoted.short_answer
        return replace(
            quoted,
            parts=(*worded, *missing),
            citations=citations,
            short_answer=short if any(short and short in c.quote for c in citations) else None,
            generator=generator_of(self.model),
            removed=len(reply.removed),
            usage=reply.usage,
            complete=False,
        )


def is_phrasable(answer: Answer) -> bool:
    """Whether there is something to be put into words: quotes, which do not contradict each other
    and are no rows of a table, whose columns a sentence of quotes would lose."""
    if answer.status == "not_found" or not answer.citations:
        return False
    return not any(
        isinstance(part, TablePart) or (isinstance(part, LeadPart) and markers_of([part]))
        for part in answer.parts
    )


def _refuse_too_little(task: Task, quoted: Answer, reply: _Reply) -> None:
    """Raises LanguageModelError where what stands is less than what is quoted says."""
    if not reply.stood or len(reply.stood) < len(reply.removed):
        why = Counter(reply.removed).most_common(1)
        if why and why[0][0] == "language":
            raise LanguageModelError(
                _("The language model answered in another language than was asked.")
            )
        if why and why[0][0] == "citation":
            raise LanguageModelError(
                _("The language model did not say where most of its sentences are from.")
            )
        raise LanguageModelError(
            _("Too little of what the language model wrote stands in the sources.")
        )
    if task == "comparison":
        cited = {quoted.citations[one - 1].document_id for s in reply.stood for one in s.cited}
        if len(cited) < min(2, len({one.document_id for one in quoted.citations})):
            raise LanguageModelError(_("The language model left out one side of the comparison."))


def _notes(quoted: Answer, reply: _Reply, whole: bool) -> Iterator[str]:
    removed, left_out = len(reply.removed), len(quoted.citations) - reply.sources
    if removed:
        yield ngettext(*REMOVED, removed).format(count=number(removed))
    if left_out > 0:
        yield _(
            "{count} of {all} sources did not fit into the context of the language model."
        ).format(count=number(left_out), all=number(len(quoted.citations)))
    if not whole:
        yield _("The language model reached its limit of length: the answer is not whole.")
