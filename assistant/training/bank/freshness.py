"""Whether the passages of an item still say what they said when it was made."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from assistant.quote_positions import Versions
from assistant.training.bank.bank_file import BankItem
from assistant.training.pack import Item

Standing = Literal["stands", "changed", "gone"]


def standing(item: Item, versions: Versions) -> Standing:
    """`changed` where a passage of an item says something else in the newest version of its
    document, `gone` where the library has no such document any more."""
    found = [versions.place(citation) for citation in item.citations]
    if any(document is None for _state, _citation, document in found):
        return "gone"
    return "changed" if any(state is None for state, _citation, _document in found) else "stands"


def usable(kept: BankItem, versions: Versions) -> Item | None:
    """The item with its passages where they stand today; None for one that is not to be drawn,
    as it is retired, or a passage of it is no more."""
    if kept.retired or standing(kept.item, versions) != "stands":
        return None
    places = (versions.place(citation)[1] for citation in kept.item.citations)
    return replace(kept.item, citations=tuple(places))
