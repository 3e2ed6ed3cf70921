"""Saved answers checked against the library: does every quote still stand where it stood?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.assistant import Assistant
from assistant.json_lines import read_lines
from corpus.errors import AssistantError, DocumentNotFound, LibraryDamaged

CitationState = Literal["stands", "superseded", "differs", "gone", "damaged"]


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """One citation of a saved answer.

    `stands`: the quote is at its offsets in the current document. `superseded`: it is, in a
    version that a newer one has replaced. `differs`: something else is there. `gone`: the
    library has no such document. `damaged`: the stored text fails its own check.
    """

    line: int
    id: Any
    marker: Any
    source: str
    state: CitationState

    @property
    def verified(self) -> bool:
        """Whether the quote is, word for word, in a stored document."""
        return self.state in ("stands", "superseded")


def check(assistant: Assistant, path: Path) -> Iterator[CheckedCitation]:
    """Every citation of a JSON Lines file of answers, in order.

    Raises AssistantError that names the line, for a file that does not hold answers.
    """
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        try:
            answer = json.loads(line)
            citations = answer["citations"]
            for told in citations:
                yield CheckedCitation(
                    line=number,
                    id=answer.get("id"),
                    marker=told.get("marker"),
                    source=str(told.get("source")),
                    state=_state(
                        assistant, told["document_id"], told["quote"], told["start"], told["end"]
                    ),
                )
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
            raise AssistantError(
                f"{path}, line {number}, is no saved answer; give what 'assistant batch' wrote, "
                "one JSON answer a line."
            ) from error


def _state(
    assistant: Assistant, document_id: str, quote: str, start: int, end: int
) -> CitationState:
    try:
        document = assistant.read(document_id)
        superseded = assistant.record(document_id).superseded_by is not None
    except DocumentNotFound:
        return "gone"
    except LibraryDamaged:
        return "damaged"
    if start < 0 or not quote or document.text[start:end] != quote:
        return "differs"
    return "superseded" if superseded else "stands"
