"""Which model the settings mean: a file wins over an endpoint, and there may be none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from assistant.language_model.engines.deadline import Deadline
from assistant.language_model.engines.endpoint import EndpointModel
from assistant.language_model.engines.local_model import LocalModel
from assistant.language_model.engines.model import Ended, LanguageModel, Prompt
from corpus.errors import LanguageModelError
from corpus.wording import _


@dataclass(frozen=True, slots=True)
class UnusableModel:
    """In the place of a model that settings cannot mean: the program starts, quotes its answers,
    and says with each what is wrong with them."""

    name: str
    problem: str
    host: str | None = None
    context: int = 4096

    def count(self, text: str) -> int:
        raise LanguageModelError(self.problem)

    def reply(self, prompt: Prompt, tell: Callable[[str], None], until: Deadline) -> Ended:
        raise LanguageModelError(self.problem)

    def check(self, until: Deadline) -> str:
        raise LanguageModelError(self.problem)


def model_of(
    file: Path | None,
    url: str | None,
    name: str | None,
    key: SecretStr | None = None,
    context: int = 4096,
) -> LanguageModel | None:
    """The model, of which nothing is loaded or asked yet; None where none is set."""
    if file is not None and str(file) not in ("", "."):
        return LocalModel(file.expanduser())
    if not (url or "").strip():
        return None
    called = (name or "").strip()
    if not called:
        told = _(
            "An endpoint is set, but no model of it: set ASSISTANT_MODEL to the name that its "
            "server has for it."
        )
        return UnusableModel("?", told)
    try:
        return EndpointModel(str(url), called, key, context)
    except LanguageModelError as error:
        return UnusableModel(called, str(error))
