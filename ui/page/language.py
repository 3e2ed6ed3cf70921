"""The page in the reader's language: chosen by a cookie, or else by what the browser accepts.

What stands on the page from the start is built once in each language; what an event answers is
said in the language of the request that set it off. Gradio answers most requests in tasks of its
own, so that both the web application and `Page` speak it: there is no third way in.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

import gradio as gr
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from assistant.people.principal import HOUSE, Principal
from corpus.language.identification import reply_language
from corpus.wording import ENGLISH, LANGUAGES, _, later, of_browser, own_name, using
from corpus.wording import language as spoken
from ui.page.acting import acting
from ui.page.door.guard import Application, Message
from ui.page.door.people import People
from ui.page.running.logs import answering, request_id

COOKIE = "language"
# What gradio's own parts say, for which it has no Vietnamese and lets none be given.
GRADIO_WORDS = (
    later("Drop File Here"),
    later("- or -"),
    later("Click to Upload"),
    later("Click to upload or drop files"),
    later("Uploading..."),
    later("Clear"),
    later("Upload"),
    later("Error"),
)
# What style sheets say, by the name of its property there.
STYLED = {
    "--say-page": later("Page"),
    "--say-row": later("Row"),
    "--say-files": later("Click to upload or drop files"),
    "--say-list": later("Click to upload or drop a list"),
}
_IN_SCRIPTS = re.compile(r'(?<![\w.])_\("([^"\\]+)"\)')


def asked_in(request: Any) -> str:
    """The language that a request is to be answered in."""
    return of_browser(request.cookies.get(COOKIE), request.headers.get("accept-language"))


class Speaking:
    """ASGI middleware: a request is answered in the language of who sent it."""

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with using(asked_in(HTTPConnection(scope))):
            await self.app(scope, receive, send)


class Page(gr.Blocks):  # type: ignore[misc]
    """The page with what stands on it in several languages."""

    def __init__(self, **options: Any) -> None:
        self._config: dict[str, Any] = {}
        self._said: dict[str, dict[str, Any]] = {}
        self.people: People | None = None  # who says for whom events are answered
        super().__init__(**options)

    def also(self, language: str, other: Page) -> None:
        """Show in `language` what `other` shows, which is the same page built in that language."""
        pairs = zip(self.config["components"], other.config["components"], strict=True)
        self._said[language] = {
            "title": other.title,
            "components": [{**own, "props": theirs["props"]} for own, theirs in pairs],
        }

    @property
    def config(self) -> dict[str, Any]:
        """What gradio sends to the browser."""
        return {**self._config, **self._said.get(spoken(), {})}

    @config.setter
    def config(self, config: dict[str, Any]) -> None:
        self._config = config

    async def call_function(
        self,
        block_fn: Any,
        processed_input: list[Any],
        iterator: Any = None,
        requests: Any = None,
        *rest: Any,
        **named: Any,
    ) -> Any:
        """Answer an event in the language of its request; programs are answered in English."""
        request = requests[0] if isinstance(requests, list) else requests
        function = self.fns[block_fn] if isinstance(block_fn, int) else block_fn
        person = request is not None and function.api_visibility != "public"
        under = request_id(request.headers.get("x-request-id", "")) if request is not None else ""
        with using(asked_in(request) if person else ENGLISH), answering(under):
            principal: Principal | None = HOUSE
            if self.people is not None and self.people.rooms.may_be_closed():
                principal = await run_in_threadpool(self.people.judged, function, request)
            if principal is None:
                return _nothing_new(function)
            with acting(principal):
                return await self._answered(
                    block_fn, processed_input, iterator, requests, *rest, **named
                )

    async def _answered(self, *given: Any, **named: Any) -> Any:
        return await super().call_function(*given, **named)


def _nothing_new(function: Any) -> dict[str, Any]:
    """The answer of an event that changes nothing on the page."""
    count = len(function.outputs)
    skipped = gr.skip() if count == 1 else tuple(gr.skip() for _output in range(count))
    return {"prediction": skipped, "duration": 0.0, "is_generating": False, "iterator": None}


def script(text: str) -> str:
    """A script of the page, with the words that it says, which it gives to `_`, and gradio's."""
    styled = {name: json.dumps(_(words), ensure_ascii=False) for name, words in STYLED.items()}
    told = {
        "language": spoken(),
        "words": {words: _(words) for words in _IN_SCRIPTS.findall(text)},
        "gradio": {words: _(words) for words in GRADIO_WORDS},
        "styles": styled,
    }
    return (
        f"const SPOKEN = {json.dumps(told, ensure_ascii=False)};\n"
        f"const _ = (words) => SPOKEN.words[words] ?? words;\n{text}"
    )


def switch() -> str:
    """The buttons that choose the language of the page."""
    buttons = "".join(
        f'<button type="button" data-language="{one}" lang="{one}"'
        f' aria-label="{one.upper()} – {own_name(one)}"'
        f' aria-pressed="{"true" if one == spoken() else "false"}">{one.upper()}</button>'
        for one in LANGUAGES
    )
    return f'<div class="languages" role="group" aria-label="{_("Language")}">{buttons}</div>'


def other_language(language: str | None) -> str:
    """The attribute `lang` for words in `language`, where the page speaks another one."""
    if not language or language == spoken():
        return ""
    return f' lang="{escape(language)}"'


def other_language_of(text: str, language: str | None = None) -> str:
    """The same for a text of which it may not be known."""
    return other_language(language or reply_language(text))
