"""Saved answers checked against the library: does every quote still stand where it stood?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.answer import Citation
from assistant.assistant import Assistant
from assistant.batch import Identifier
from corpus.checked_json import parsed, read_lines
from corpus.errors import AssistantError, DocumentNotFound, LibraryDamaged
from corpus.wording import _

CitationState = Literal["stands", "superseded", "differs", "gone", "damaged"]


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """One citation of a saved answer.

    `stands`: the quote is at its offsets in the current document. `superseded`: it is, in a
    version that a newer one has replaced. `differs`: something else is there. `gone`: the
    library has no such document. `damaged`: the stored text fails its own check.
    """

    line: int
    id: Identifier | None
    marker: int
    source: str
    state: CitationState

    @property
    def verified(self) -> bool:
        """Whether the quote is, word for word, in a stored document."""
        return self.state in ("stands", "superseded")


@dataclass(frozen=True, slots=True)
class _Saved:
    citations: tuple[Citation, ...]
    id: Identifier | None = None


def check(assistant: Assistant, path: Path) -> Iterator[CheckedCitation]:
    """Every citation of a JSON Lines file of answers, in order.

    Raises AssistantError that names the line, for a file that does not hold answers.
    """
    for number, line in read_lines(path):
        try:
            answer = parsed(_Saved, line)
        except ValueError as error:
            raise AssistantError(
                _(
                    "{path}, line {number}, is no saved answer ({reason}); give what "
                    "'assistant batch' wrote, one JSON answer a line."
                ).format(path=path, number=number, reason=error)
            ) from error
        for one in answer.citations:
            yield CheckedCitation(number, answer.id, one.marker, one.source, _state(assistant, one))


def _state(assistant: Assistant, cited: Citation) -> CitationState:
    try:
        document = assistant.read(cited.document_id)
        superseded = assistant.record(cited.document_id).superseded_by is not None
    except DocumentNotFound:
        return "gone"
    except LibraryDamaged:
        return "damaged"
    quoted = document.text[cited.start : cited.end] if cited.start >= 0 else ""
    if not cited.quote or quoted != cited.quote:
        return "differs"
    return "superseded" if superseded else "stands"
