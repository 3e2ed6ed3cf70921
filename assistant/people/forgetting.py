"""Forgetting a person: what they asked and answered goes, their name becomes a number.

    forget(folder, accounts, audit, name)

Conversations and results are deleted, the history of FAQ entries and the audit log keep the number
alone, and the account goes last, so that a run that was stopped is repeated. Then every file of the
data folder is read for the name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.conversations.conversations import Conversations
from assistant.faq.keeping.records import FaqRecords
from assistant.people.accounts import Accounts
from assistant.people.audit import AuditLog
from assistant.training.practice.practice import Practice
from corpus.errors import AccessError
from corpus.wording import _

PIECE = 1 << 20  # bytes that are read at once


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done: how much of each kind, the files of the data folder that still have the name
    (a document may speak of a person of that name), and when they exported what, which may hold it
    outside of it."""

    number: int
    conversations: int
    results: int
    changes: int
    lines: int
    still_in: tuple[str, ...]
    exports: tuple[str, ...]


def forget(folder: Path, accounts: Accounts, audit: AuditLog, name: str) -> Forgotten:
    """Forget a person by the name of their account. Raises AccessError, LibraryError."""
    account = accounts.directory().account(name)
    if account is None:
        raise AccessError(
            _("There is no account {name!r}; 'assistant users list' shows who there is.").format(
                name=name
            )
        )
    person = account.principal
    accounts.refuse_last_keeper(person.name)
    exports = tuple(
        f"{line['at'][:16]} {line['about']}"
        for line in audit.lines()
        if line.get("person") == person.number and line.get("act") == "exported"
    )
    number = f"person {person.number}"
    conversations = Conversations(folder).delete_all(person.owner)
    results = Practice(folder).forget(person.name)
    changes = FaqRecords(folder).rename_person(person.name, number)
    lines = audit.forget(person)
    accounts.remove(person.name)
    still = tuple(str(path.relative_to(folder)) for path in files_with(folder, person.name))
    return Forgotten(person.number, conversations, results, changes, lines, still, exports)


def files_with(folder: Path, name: str) -> Iterator[Path]:
    """The files of a folder in which a name stands, in whatever case, as UTF-8. Within other words
    too: a file of SQLite has nothing between one value and the next."""
    forms = [unicodedata.normalize(form, name).casefold() for form in ("NFC", "NFD")]
    forms += [one.encode("ascii", "backslashreplace").decode().casefold() for one in forms]
    for path in sorted(folder.rglob("*")):
        if path.is_file() and _has(path, forms):
            yield path


def _has(path: Path, forms: Sequence[str]) -> bool:
    kept = b""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            words = (kept + piece).decode("utf-8", "ignore").casefold()
            if any(form in words for form in forms):
                return True
            kept = piece[-1000:]
    return False
