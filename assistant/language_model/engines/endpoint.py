"""A language model behind any OpenAI-compatible server, through the openai client.

What a server says of its errors is never shown: it may repeat the prompt, or the key.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from assistant.language_model.engines.address import address
from assistant.language_model.engines.deadline import Deadline
from assistant.language_model.engines.limits import RETRIES, pause_before
from assistant.language_model.engines.model import Ended, Prompt
from corpus.errors import ContextTooSmall, LanguageModelError
from corpus.wording import _, number

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

LONGEST_PIECE = 20_000  # characters of a reply that come at once
LONGEST_REPLY = 100_000
CHARACTERS_OF_TOKEN = 2.5  # fewer than most tokenizers need, so that no prompt is too long
AGAIN = (408, 409, 429, 500, 502, 503, 504)  # statuses that may pass
SHOWN = 5  # models of a server that a message names
NO_KEY = "none"  # the client insists on one; a server that asks for none does not read it


class EndpointModel:
    """A model by its name at a base URL. Making one sends nothing."""

    def __init__(
        self, url: str, name: str, key: SecretStr | None = None, context: int = 4096
    ) -> None:
        self._address = address(url)
        self._name, self._key, self._context = name, key, context

    @property
    def name(self) -> str:
        return self._name

    @property
    def host(self) -> str | None:
        return self._address.host

    @property
    def context(self) -> int:
        return self._context

    def count(self, text: str) -> int:
        return int(len(text.encode()) / CHARACTERS_OF_TOKEN) + 1

    def reply(self, prompt: Prompt, tell: Callable[[str], None], until: Deadline) -> Ended:
        """Write; what fails before the first piece is tried again, at most twice."""
        told = 0

        def tell_once(piece: str) -> None:
            nonlocal told
            told += 1
            tell(piece)

        retry, before = 0, None
        while True:
            try:
                return self._replied(prompt, tell_once, until)
            except LanguageModelError as error:
                if until.over and before is not None:
                    raise before from None  # why it took so long
                before = error
                wait = pause_before(retry, error.after)
                if told or not error.retryable or retry >= RETRIES or wait >= until.left:
                    raise
                until.pause(wait)
                retry += 1

    def check(self, until: Deadline) -> str:
        """Ask for a word; where there is no such model, which there are."""
        prompt = Prompt("Answer with one word.", "Say yes.", 16)
        try:
            ended = self.reply(prompt, lambda piece: None, until)
        except _NoModel:
            names: list[str] = []
            with suppress(LanguageModelError), self._asking(until) as api:
                names = [str(one.id) for one in api.models.list()]
            if not names or self._name in names:
                raise
            raise LanguageModelError(
                _("{place} has no model {name!r}; it has: {names}.").format(
                    place=self._place, name=self._name, names=", ".join(names[:SHOWN])
                )
            ) from None
        words = _("{name} at {place} answers ({tokens} tokens)")
        told = words.format(name=self._name, place=self._place, tokens=number(ended.tokens))
        if self.host and not self._address.encrypted:
            told += "; " + _("nothing encrypts what is sent there: use https where you can")
        return told

    @property
    def _place(self) -> str:
        return self._address.shown

    def _replied(self, prompt: Prompt, tell: Callable[[str], None], until: Deadline) -> Ended:
        messages = [
            {"role": "system", "content": prompt.rules},
            {"role": "user", "content": prompt.request},
        ]
        plain = {"model": self._name, "messages": messages, "stream": True}
        usual = {
            **plain,
            "max_tokens": prompt.tokens,
            "temperature": 0,
            "stream_options": {"include_usage": True},
        }
        try:
            return self._read(usual, tell, until)
        except _NotTaken:  # newer servers of one kind, and older ones of another, refuse these
            return self._read({**plain, "max_completion_tokens": prompt.tokens}, tell, until)

    def _read(
        self, request: Mapping[str, Any], tell: Callable[[str], None], until: Deadline
    ) -> Ended:
        with self._asking(until) as api:
            stream = api.chat.completions.create(**request)
            try:
                kind = stream.response.headers.get("content-type", "").partition(";")[0].strip()
                if kind == "application/json":  # one that does not stream
                    stream.response.read()
                    return _ended(iter([stream.response.json()]), tell, self._place)
                if kind not in ("text/event-stream", ""):
                    raise LanguageModelError(
                        _(
                            "{place} answered with something else ({kind}) than an "
                            "OpenAI-compatible server does. Does its address end in /v1?"
                        ).format(place=self._place, kind=kind[:40])
                    )
                return _ended((chunk.model_dump() for chunk in stream), tell, self._place)
            finally:
                stream.response.close()

    @contextmanager
    def _asking(self, until: Deadline) -> Iterator[OpenAI]:
        """The client, for one request, and its errors as sentences."""
        try:
            import openai

            from assistant.language_model.engines.connection import ReplyTooLong, client
        except ImportError as error:
            raise LanguageModelError(
                _(
                    "A language model behind an address needs the package openai: "
                    "pip install 'policy-assistant[model]'."
                )
            ) from error
        try:
            with client(until) as connection:
                key = self._key.get_secret_value() if self._key else ""
                api = openai.OpenAI(
                    api_key=key or NO_KEY,
                    base_url=self._address.url,
                    max_retries=0,
                    timeout=None,
                    http_client=connection,
                )
                api.organization = api.project = None  # those of the environment are for others
                yield api
        except LanguageModelError:
            raise
        except openai.APIStatusError as error:
            raise self._of_status(error) from error
        except Exception as error:  # whatever a stranger's bytes do to the parsers
            if until.over:
                raise LanguageModelError(
                    _("{place} did not answer in time.").format(place=self._place)
                ) from error
            causes = list(_causes(error))
            if any(isinstance(one, ReplyTooLong) for one in causes):
                raise _too_long(self._place) from error
            if any(isinstance(one, ssl.SSLError) for one in causes):
                raise LanguageModelError(
                    _(
                        "The certificate of {place}, or its encryption, is not to be trusted."
                    ).format(place=self._place)
                ) from error
            if isinstance(error, openai.APIConnectionError):
                raise LanguageModelError(
                    _("{place} cannot be reached.").format(place=self._place), retryable=True
                ) from error
            raise LanguageModelError(
                _("What {place} answered cannot be read, or broke off.").format(place=self._place)
            ) from error

    def _of_status(self, error: APIStatusError) -> LanguageModelError:
        status, place = error.status_code, self._place
        said = _what_it_says(error).casefold()
        if status in (400, 413, 422):
            if "context" in said or "too long" in said or "maximum" in said and "token" in said:
                return ContextTooSmall(
                    _("The context of {name} is smaller than the question with its sources.")
                    .format(name=self._name)
                )  # fmt: skip
            if any(word in said for word in ("max_tokens", "temperature", "stream_options")):
                return _NotTaken(_("{place} refuses the request.").format(place=place))
        if status in (401, 403):
            told = _("{place} refuses the key ({status}); set it anew as ASSISTANT_MODEL_KEY.")
        elif status == 404:
            told = _(
                "{place} has no model {name!r}, or its address is not that of an "
                "OpenAI-compatible server ({status})."
            )
            return _NoModel(told.format(place=place, status=status, name=self._name))
        elif 300 <= status < 400:
            told = _(
                "{place} sends on to another address, where the key is not taken; set that address."
            )
        elif status == 429:
            told = _("{place} has too much to do ({status}).")
        else:
            told = _("{place} failed ({status}).")
        message = told.format(place=place, status=status, name=self._name)
        return LanguageModelError(message, status in AGAIN, _after(error))


class _NoModel(LanguageModelError):
    """There is nothing where the model should be."""


class _NotTaken(LanguageModelError):
    """A parameter is not known to a server."""


def _ended(chunks: Iterator[Mapping[str, Any]], tell: Callable[[str], None], place: str) -> Ended:
    """Read a stream, or a whole reply as one, to its end."""
    finish, pieces, used, characters = None, 0, 0, 0
    for chunk in chunks:
        if not isinstance(chunk, Mapping):
            raise ValueError("not an object")
        usage = chunk.get("usage")
        if isinstance(usage, Mapping) and isinstance(usage.get("total_tokens"), int):
            used = int(usage["total_tokens"])
        for choice in (chunk.get("choices") or ())[:1]:
            content = (choice.get("delta") or choice.get("message") or {}).get("content")
            finish = choice.get("finish_reason") or finish
            if not isinstance(content, str) or not content:
                continue
            pieces, characters = pieces + 1, characters + len(content)
            if len(content) > LONGEST_PIECE or characters > LONGEST_REPLY:
                raise _too_long(place)
            tell(content)
    if not pieces:
        raise LanguageModelError(_("{place} gave an empty answer.").format(place=place))
    tokens = used or pieces
    if finish is None:
        return Ended("cut", tokens)
    return Ended("length" if finish == "length" else "stop", tokens)


def _too_long(place: str) -> LanguageModelError:
    return LanguageModelError(
        _("{place} answered far more than was asked for.").format(place=place)
    )


def _what_it_says(error: APIStatusError) -> str:
    """What a server says of an error, to be looked through; never to be shown."""
    return f"{error.body}"[:2_000]


def _after(error: APIStatusError) -> float | None:
    """Seconds in which the server says that it can be asked again."""
    told = error.response.headers.get("retry-after", "")
    return min(float(told), 3600.0) if told.isdecimal() and len(told) < 6 else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
