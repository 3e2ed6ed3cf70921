"""A house with two rooms: collections A and B, people for each, and a secret that stands in B
alone, wherever a word can stand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.faq.build import Planned, entry_of
from assistant.people.principal import Principal
from assistant.settings import Settings
from assistant.training.build import build_pack
from assistant.training.saved_packs import KeptPacks
from tests.support.hashing_embedder import HashingEmbedder

# Found as it is written, in pieces of it or in other letters: in a title, a file name, a topic...
SECRET = "zubrowka"
COLLECTION = f"{SECRET} cabinet"
PASSWORD = "correct horse battery"

OPEN = """---
title: Harbour Rules
publisher: Port Office
date: 2025-02-03
topics: harbours
---
# Harbour Rules

## Fees

A ship pays 40 dong for each day in the harbour. The fee is due on the day of arrival.

## Pilots

A pilot boards every ship longer than 80 metres. The pilot office is in Hai Phong.
"""
HIDDEN = f"""---
title: {SECRET.title()} Accord
publisher: {SECRET.title()} Bureau
date: 2024-05-06
topics: {SECRET} affairs
---
# {SECRET.title()} Accord

## Fees

A ship of the {SECRET} fleet pays 7 dong for each day in the harbour. The Zubrowka Cabinet Office
(ZCO) sets the {SECRET} fee.

## Pilots

The {SECRET} pilot is Tran Van {SECRET.title()}. A {SECRET} pilot boards no ship.
"""
BOTH = """# Shared Note

The lighthouse of the shared note burns for 12 hours in each night of the winter.
"""


@dataclass(frozen=True, slots=True)
class House:
    """An assistant of a house with accounts, and its people by name."""

    assistant: Assistant
    people: dict[str, Principal]
    ids: dict[str, str]

    def of(self, name: str) -> Assistant:
        return self.assistant.rooms.for_person(self.people[name])


def make_house(folder: Path) -> House:
    """The house, with a light assistant."""
    given = folder / "given"
    given.mkdir(parents=True)
    files = {
        "harbour-rules.md": (OPEN, "A"),
        f"{SECRET}-accord.md": (HIDDEN, COLLECTION),
        "shared-note.md": (BOTH, "A"),
        "unsorted.md": ("# Unsorted\n\nNobody has sorted this note about anchors yet.\n", None),
    }
    assistant = assemble(Settings(data_dir=folder / "data", reader="words"), HashingEmbedder())
    ids = {}
    for name, (text, collection) in files.items():
        (given / name).write_text(text, encoding="utf-8")
        collections = [collection] if collection else []
        (report,) = assistant.ingest([given / name], collections=collections)
        assert report.stored and report.document_id
        ids[name] = report.document_id
    assistant.collect(COLLECTION, ["shared-note.md"])
    assistant.add_term("ZF", f"{SECRET} fleet")
    _furnish(assistant, folder)
    accounts = assistant.rooms.accounts
    people = {
        name: accounts.add(name, role, groups, PASSWORD)
        for name, role, groups in (
            ("keeper", "keeper", ()),
            ("reader-a", "reader", ()),
            ("editor-a", "editor", ("a-desk",)),
            ("reader-b", "reader", ("b-desk",)),
            ("nowhere", "reader", ()),
        )
    }
    rooms = assistant.rooms
    rooms.grant("A", "reader-a", "read")
    rooms.grant("A", "a-desk", "edit")
    rooms.grant(COLLECTION, "b-desk", "read")
    return House(assistant, people, ids)


def _furnish(assistant: Assistant, folder: Path) -> None:
    """The secret wherever people keep something beside the documents."""
    told = f"What is the {SECRET} fee?"
    answer = assistant.ask(told)
    assert SECRET in answer.text
    assistant.faq.add([entry_of(Planned("secret-entry", told, f"{SECRET} topic"), answer)], SECRET)
    assistant.reviews.add(answer, "wrong", f"{SECRET} why")
    assistant.conversations.keep("somebody", "conversation-1", "key-1", answer)
    assistant.ask(f"Who repairs bicycles in {SECRET.title()} Lagoon?")
    gone = folder / f"{SECRET}-gone.md"
    gone.write_text(f"# {SECRET} gone\n\nThe {SECRET} archive was removed.\n", encoding="utf-8")
    list(assistant.ingest([gone], collections=[COLLECTION]))
    assistant.remove(gone.name)
    pack = build_pack(assistant, f"{SECRET} fee", items=1, seed=1)
    KeptPacks(assistant.folder).add(pack)
