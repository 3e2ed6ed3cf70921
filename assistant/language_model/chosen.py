"""The model that is at work: that of the settings, or else the endpoint that was set on the page.

What was set on the page is kept in a file of the data folder, for its owner alone, which no bundle
takes along; its key is never given out again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import SecretStr

from assistant.language_model.choosing import UnusableModel, model_of
from assistant.language_model.engines.deadline import Deadline
from assistant.language_model.engines.model import LanguageModel
from assistant.language_model.phrasing import Phrasing
from corpus.checked_json import checked
from corpus.errors import LanguageModelError
from corpus.wording import _
from index.store.database import write_whole
from index.store.seal import opened_json, sealed_json

FILE_NAME = ".language-model.json"
CHECKED_WITHIN = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class SetEndpoint:
    """What was set on the page."""

    url: str
    name: str
    key: str = ""

    def model(self, context: int) -> LanguageModel | None:
        return model_of(None, self.url, self.name, SecretStr(self.key), context)


class ChosenModel:
    """`of_settings` wins, where there is one. Safe to use from many threads."""

    def __init__(
        self,
        folder: Path,
        of_settings: LanguageModel | None,
        phrasing_of: Callable[[LanguageModel], Phrasing],
        context: int,
    ) -> None:
        self._path, self._phrasing_of, self._context = folder / FILE_NAME, phrasing_of, context
        self.is_fixed = of_settings is not None
        self._lock = threading.Lock()
        model = of_settings or self._kept_model()
        self._phrasing = phrasing_of(model) if model else None

    @property
    def phrasing(self) -> Phrasing | None:
        """What puts answers into words now."""
        with self._lock:
            return self._phrasing

    @property
    def model(self) -> LanguageModel | None:
        phrasing = self.phrasing
        return phrasing.model if phrasing else None

    def kept(self) -> SetEndpoint | None:
        """What was set on the page, with its key. Raises LanguageModelError."""
        try:
            told, _seal = opened_json(self._path.read_bytes())
            return checked(SetEndpoint, told)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise LanguageModelError(
                _("{path} is damaged or cannot be read: set the language model anew.").format(
                    path=self._path
                )
            ) from error

    def choose(self, url: str, name: str, key: str) -> str:
        """Try an endpoint, and keep it where it answers; what was found. No `key`: the one that is
        kept for the same address. Raises LanguageModelError: then all stays as it was."""
        self._refuse_where_fixed()
        before = self.kept()
        if not key and before is not None and before.url.strip() == url.strip():
            key = before.key
        endpoint = SetEndpoint(url.strip(), name.strip(), key.strip())
        model = endpoint.model(self._context)
        if model is None:
            raise LanguageModelError(_("Give the address of the endpoint first."))
        found = model.check(Deadline(CHECKED_WITHIN))
        try:
            write_whole(self._path, sealed_json(asdict(endpoint)))
        except OSError as error:
            raise LanguageModelError(
                _("{path} cannot be written: {reason}.").format(
                    path=self._path, reason=error.strerror or error
                )
            ) from error
        with self._lock:
            self._phrasing = self._phrasing_of(model)
        return found

    def forget(self) -> None:
        """Use none any more, and forget its key. Raises LanguageModelError."""
        self._refuse_where_fixed()
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise LanguageModelError(
                _("{path} cannot be written: {reason}.").format(
                    path=self._path, reason=error.strerror or error
                )
            ) from error
        with self._lock:
            self._phrasing = None

    def _refuse_where_fixed(self) -> None:
        if self.is_fixed:
            raise LanguageModelError(
                _(
                    "The language model is set by the environment, or by the settings file: change "
                    "it there."
                )
            )

    def _kept_model(self) -> LanguageModel | None:
        try:
            kept = self.kept()
        except LanguageModelError as error:
            return UnusableModel("?", str(error))
        return kept.model(self._context) if kept else None
