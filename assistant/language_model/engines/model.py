"""LanguageModel: what writes text from a prompt, wherever it runs, and how it may end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.language_model.engines.deadline import Deadline

# `length` where the limit of tokens ended it, `cut` where it ended without saying that it was done.
Finish = Literal["stop", "length", "cut"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told: its rules, then the sources with the request; tokens of the reply."""

    rules: str
    request: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How a reply ended, and the tokens that it took: of the prompt and of the reply."""

    finish: Finish
    tokens: int


class LanguageModel(Protocol):
    """Writes text. `host` is where it runs, None on this machine; `context` how many tokens its
    prompt and reply may have together.
    """

    @property
    def name(self) -> str: ...
    @property
    def host(self) -> str | None: ...
    @property
    def context(self) -> int: ...

    def count(self, text: str) -> int:
        """The tokens of a text, or more where that is not known exactly."""

    def reply(self, prompt: Prompt, tell: Callable[[str], None], until: Deadline) -> Ended:
        """Write, and `tell` each piece as it comes. Raises LanguageModelError, and ContextTooSmall
        where the prompt is too long. Returns soon after `until` is over.
        """

    def check(self, until: Deadline) -> str:
        """Try it; what was found, in a sentence without its point. Raises LanguageModelError."""
