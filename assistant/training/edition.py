"""A pack as it is given out: with what is true of its sources on that day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.training.citing import badged
from assistant.training.pack import Pack

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def edition(assistant: Assistant, pack: Pack) -> Pack:
    """The pack whose sources say which of them are not in force now, whatever was so when it was
    built; what the library does not hold stays as it was told then."""
    held = {one.id for one in assistant.documents(include_superseded=True)}
    told = badged(pack, assistant.out_of_force)
    sources = (
        now if now.document_id in held else then
        for now, then in zip(told.sources, pack.sources, strict=True)
    )  # fmt: skip
    return replace(pack, sources=tuple(sources))
