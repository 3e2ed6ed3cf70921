"""What kind of request a text is: a question, or one of the other things that people type.

A linear model of the words and pairs of words of the text and, where the embedded model is used,
of two of its middle layers, which know how a text is put more than what it is about. It was fitted
on requests written for it, see `assistant/requests/training/`; no rule names a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from assistant.answer import RequestKind
from assistant.answering.kinds import KindModel, read_terms, shares
from corpus.errors import QuestionError
from corpus.language.words import content_words, empty_syllables, folded, words
from corpus.wording import _

KINDS: tuple[RequestKind, ...] = get_args(RequestKind)
FILE = Path(__file__).parent / "requests.safetensors"
WRITTEN = Path(__file__).parent / "training" / "written_requests.txt"
_GAP = re.compile(r"\{\w+\}")

Form = NDArray[np.float32]  # (768,), how a text is put; see `MultilingualE5.form_of`
FormOf = Callable[[str], Form]


def kind_called(name: str) -> RequestKind:
    """The kind of this name. Raises QuestionError where there is none."""
    for kind in KINDS:
        if kind == name:
            return kind
    raise QuestionError(
        _("There is no kind of request {name!r}; there are: {names}.").format(
            name=name, names=", ".join(KINDS)
        )
    )


class RequestModel:
    """Probabilities of the kinds of request."""

    def __init__(self, arrays: Mapping[str, Any]) -> None:
        """Of what `stored_terms` makes, and `bias`; `mean` and `spread` of a form, its weights
        `form` (768, kinds), 8-bit integers with the `form_scale` of each kind, and `formless`,
        added in place of them."""
        self._words = KindModel(*read_terms(arrays), arrays["bias"], KINDS)
        of_form = ("mean", "spread", "form", "formless")
        self._arrays = {name: np.asarray(arrays[name], np.float32) for name in of_form}
        self._arrays["form"] *= arrays["form_scale"]

    def probabilities(self, text: str, form: Form | None = None) -> Mapping[RequestKind, float]:
        own = self._arrays
        if form is None:
            by_form = own["formless"]
        else:
            by_form = scaled(form, own["mean"], own["spread"]) @ own["form"]
        found = shares(KINDS, self._words.scores(text) + by_form)
        return {kind: found[kind] for kind in KINDS}


def subject_of(text: str, kind: RequestKind) -> list[str]:
    """The content words of a text that do not ask for this kind, as they stand: what the request
    is about."""
    asking = _asking()[kind]
    return [
        word
        for word in content_words(text)
        if word.casefold() not in empty_syllables() and word.casefold() not in asking
    ]


def is_said_for(text: str, kinds: Iterable[RequestKind]) -> bool:
    """Whether a content word of a text stands in the requests that were written for some kinds."""
    asking = _asking()
    said = [word.casefold() for word in content_words(text)]
    return any(word in asking[kind] for kind in kinds for word in said)


@cache
def _asking() -> Mapping[str, frozenset[str]]:
    """The words that ask for a kind: those of the requests that were written for it, what their
    gaps are filled with left out; as they are written, and as they are typed without accents."""
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    kind = ""
    for line in WRITTEN.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind = line[2:]
        else:
            own = [word.casefold() for word in words(_GAP.sub(" ", line))]
            found[kind].update(own, (word for word in map(folded, own) if word.isascii()))
    return {name: frozenset(own) for name, own in found.items()}


def scaled(form: NDArray[Any], mean: NDArray[Any], spread: NDArray[Any]) -> NDArray[Any]:
    """A form as the model takes it, (..., 768)."""
    told: NDArray[Any] = (form - mean) / spread / form.shape[-1] ** 0.5
    return told


@cache
def fitted() -> RequestModel:
    """The model that comes with the program."""
    from safetensors.numpy import load_file

    return RequestModel(load_file(FILE))
