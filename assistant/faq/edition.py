"""An FAQ as it is given out: kept entries, with what is true of their sources on that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.faq.entry import Entry, Faq

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def edition(assistant: Assistant, title: str, entries: Sequence[Entry]) -> Faq:
    """The FAQ of today; its citations say which documents are not in force now, whatever was so
    when an entry was answered."""
    told = tuple(replace(one, answer=assistant.badged(one.answer)) for one in entries)
    return Faq(title, told, assistant.revision(), date.today().isoformat())
