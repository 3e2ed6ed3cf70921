"""A reply as it is written, in a thread of its own, and read here piece by piece."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context

from assistant.language_model.engines.deadline import Deadline
from assistant.language_model.engines.limits import Breaker, Busy, Places
from assistant.language_model.engines.model import Ended, LanguageModel, Prompt
from corpus.errors import ContextTooSmall, LanguageModelError
from corpus.wording import _

GRACE = 0.4  # seconds, in which a model whose time is over can still say why
BEAT = 0.5  # seconds, after which who reads hears that nothing has come


class ReplyWriter:
    """One model, so many replies at a time, and a breaker over all of them."""

    def __init__(
        self, model: LanguageModel, breaker: Breaker | None = None, places: Places | None = None
    ) -> None:
        self.model = model
        self._breaker, self._places = breaker or Breaker(), places or Places()

    def written(
        self, prompt: Callable[[], Prompt], until: Deadline
    ) -> Iterator[str | Ended | None]:
        """The pieces of a reply, then how it ended; None where nothing came for a moment, so that
        who reads can stop. When the time is over it ends, whatever the model does.

        Raises LanguageModelError, also where a reply is cut. The thread is told to end where nobody
        reads on.
        """
        self._breaker.check()
        pieces: queue.SimpleQueue[str | Ended | Exception] = queue.SimpleQueue()
        thread = threading.Thread(
            target=copy_context().run,
            args=(self._write, prompt, pieces, until),
            name="language model",
            daemon=True,
        )
        thread.start()
        try:
            while True:
                try:
                    piece = pieces.get(timeout=min(BEAT, until.left + GRACE))
                except queue.Empty:
                    if until.over:
                        raise self._late() from None
                    yield None
                    continue
                if isinstance(piece, Exception):
                    raise piece
                if not isinstance(piece, Ended):
                    yield piece
                    continue
                if piece.finish == "cut":
                    raise self._cut()
                self._breaker.succeeded()
                yield piece
                return
        except (Busy, ContextTooSmall):
            raise  # nothing is wrong with the model
        except LanguageModelError:
            self._breaker.failed()
            raise
        finally:
            until.cancel()

    def _write(
        self,
        prompt: Callable[[], Prompt],
        pieces: queue.SimpleQueue[str | Ended | Exception],
        until: Deadline,
    ) -> None:
        try:
            with self._places.one(until):
                pieces.put(self.model.reply(prompt(), pieces.put, until))
        except LanguageModelError as error:
            pieces.put(error)
        except Exception as error:  # the answer is given without it, whatever happened
            told = _("The language model {name} failed.").format(name=self.model.name)
            failed = LanguageModelError(told)
            failed.__cause__ = error
            pieces.put(failed)

    def _cut(self) -> LanguageModelError:
        return LanguageModelError(
            _("The language model {name} broke off in the middle.").format(name=self.model.name)
        )

    def _late(self) -> LanguageModelError:
        return LanguageModelError(
            _("The language model {name} did not answer in time.").format(name=self.model.name)
        )
