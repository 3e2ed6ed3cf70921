"""A pack drawn from the bank: a quiz of items that people have tried, for the same seed the same.

draw_pack(assistant, bank, title, parts, seed=1)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.quote_positions import Versions
from assistant.training.bank.blueprint import BlueprintPart, drawn
from assistant.training.bank.freshness import usable
from assistant.training.bank.item_bank import BankError, ItemBank
from assistant.training.citing import badged, numbered
from assistant.training.pack import Pack
from assistant.training.quiz.making import in_order
from corpus.wording import _, ngettext

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def draw_pack(
    assistant: Assistant,
    bank: ItemBank,
    title: str,
    parts: Sequence[BlueprintPart],
    *,
    seed: int = 1,
    audience: str = "",
) -> Pack:
    """A pack of a quiz alone. Its notes name each part that the bank could not fill, and how many
    items were not to be drawn since what they cite has changed. Raises BankError."""
    title = " ".join(title.split())
    if not title or not parts:
        raise BankError(_("Say what the pack is called, and what it is to be drawn of."))
    kept = bank.items()
    live = [one for one in kept if not one.retired]
    versions = Versions(assistant)
    found = ((one.id, usable(one, versions)) for one in live)
    items = {id: item for id, item in found if item is not None}
    chosen = drawn(kept, items, parts, seed)
    if not chosen.ids:
        raise BankError(
            _("The bank has no item for this blueprint; 'assistant bank list' shows what it has.")
        )
    notes = [
        _("“{part}”: the bank gives {count}.").format(part=part, count=count)
        for part, count in chosen.short
    ]
    if stale := len(live) - len(items):
        notes.append(
            ngettext(
                "{count} item of the bank is left out, since a passage that it cites has changed "
                "or is gone.",
                "{count} items of the bank are left out, since a passage that they cite has "
                "changed or is gone.",
                stale,
            ).format(count=stale)
        )
    pack = Pack(
        topic=title,
        audience=" ".join(audience.split()),
        seed=seed,
        pages=1,
        revision=assistant.revision(),
        date=max((record.added_at[:10] for record in assistant.documents()), default=""),
        items=in_order((items[id] for id in sorted(chosen.ids)), seed),
        notes=tuple(notes),
    )
    return badged(numbered(pack), assistant.out_of_force)
