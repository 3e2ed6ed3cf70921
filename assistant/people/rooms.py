"""Rooms: the assistant of a house with accounts, for each person what they may read of it.

assistant.rooms.for_person(principal)
"""

from __future__ import annotations

import copy
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.holdings import Holdings, Pipeline
from assistant.people.account_file import Right
from assistant.people.accounts import Accounts
from assistant.people.audit import AuditLog, audited
from assistant.people.person_assistant import PersonAssistant
from assistant.people.person_records import PersonConversations, PersonFaq, Sight
from assistant.people.principal import HOUSE, Principal
from corpus.errors import AccessError
from corpus.wording import _
from index.choice import DocumentChoice
from index.store.library import Library

if TYPE_CHECKING:
    from assistant.assistant import Assistant

KEPT = 16  # sets of collections whose words and names are kept in memory
PERSONS = 200  # people who are
MakeParts = Callable[[Library], tuple[Holdings, Pipeline]]


class Rooms:
    """Safe to use from many threads. Once there were accounts, what is open to all stays closed
    until the program ends: an assistant that many reach is not opened by removing the last one."""

    def __init__(
        self,
        whole: Assistant,
        library: Library,
        accounts: Accounts,
        audit: AuditLog,
        make_parts: MakeParts,
    ) -> None:
        self.accounts, self.audit = accounts, audit
        self._whole, self._library, self._make_parts = whole, library, make_parts
        self._lock = threading.Lock()
        self._parts: OrderedDict[frozenset[str], tuple[Holdings, Pipeline]] = OrderedDict()
        self._persons: OrderedDict[object, Assistant] = OrderedDict()
        self._closed = False

    def are_closed(self) -> bool:
        """Whether people have to say who they are. Raises LibraryError: then nobody comes in."""
        if not self._closed and self.accounts.any():
            self._closed = True
        return self._closed

    def may_be_closed(self) -> bool:
        """Whether it is worth asking: never without a file of people."""
        return self._closed or self.accounts.are_kept()

    def close(self) -> None:
        """Let nobody in who does not say who they are, from now on."""
        self._closed = True

    def for_person(self, principal: Principal | None, key: int = 0) -> Assistant:
        """The assistant of a person: the whole one for everybody where there are no accounts.
        `key` is the number of the key of theirs by which a program acts. Raises AccessError for
        nobody."""
        if principal == HOUSE or not self.are_closed():
            return self._whole
        account = self.accounts.directory().numbered(principal.number) if principal else None
        if account is None:
            raise AccessError(_("Sign in first."))
        principal = account.principal  # as they are now, whoever has held on to them
        reads = self.rights(principal)[0]
        who = principal, reads
        with self._lock:
            known = self._persons.get(who)
            if known is None:
                known = self._persons[who] = self._made(principal, reads)
                if len(self._persons) > PERSONS:
                    self._persons.popitem(last=False)
            self._persons.move_to_end(who)
        return audited(known, principal, self.audit, key)

    def rights(self, principal: Principal) -> tuple[frozenset[str], frozenset[str]]:
        """The collections that a person reads, and edits, now."""
        directory = self.accounts.directory()
        account = directory.numbered(principal.number)
        if account is None:
            return frozenset(), frozenset()
        now = account.principal
        return directory.collections(now), directory.collections(now, "edit")

    def grant(self, collection: str, to: str, right: Right) -> str:
        """Let somebody read or edit a collection; its name as the library spells it. Raises
        ChoiceError, AccessError."""
        name = self._called(collection)
        self.accounts.grant(name, to, right)
        return name

    def revoke(self, collection: str, of: str) -> str:
        """Take that back; also of a collection that is no more."""
        names = {one.collection for one in self.accounts.directory().grants}
        same = [name for name in names if name.casefold() == collection.casefold()]
        name = same[0] if same else self._called(collection)
        self.accounts.revoke(name, of)
        return name

    def granted(self) -> dict[str, dict[str, list[str]]]:
        """Who reads and who edits each collection, by name."""
        directory = self.accounts.directory()
        found: dict[str, dict[str, list[str]]] = {}
        for one in directory.grants:
            rights = found.setdefault(one.collection, {"readers": [], "editors": []})
            rights["editors" if one.may == "edit" else "readers"].append(
                directory.granted_to(one.whose)
            )
        return found

    def _called(self, collection: str) -> str:
        (name,) = self._whole.chosen(DocumentChoice((collection,))).choice.collections
        return name

    def _made(self, principal: Principal, reads: frozenset[str]) -> Assistant:
        if principal.is_keeper:
            return self._keeper(principal)
        parts = self._parts.get(reads)
        if parts is None:
            parts = self._parts[reads] = self._make_parts(self._library.narrowed(reads))
            if len(self._parts) > KEPT:
                self._parts.popitem(last=False)
        self._parts.move_to_end(reads)
        return PersonAssistant(
            parts, self._whole, self._library, principal, lambda: self.rights(principal)
        )

    def _keeper(self, principal: Principal) -> Assistant:
        """The whole assistant, in which a keeper acts in their own name."""
        sight = Sight(principal, self._library, lambda ids: True)
        assistant = copy.copy(self._whole)
        kept = self._whole.records
        assistant.records = replace(
            kept,
            faq=PersonFaq(kept.faq, sight),
            conversations=PersonConversations(kept.conversations, sight),
        )
        assistant.faq = assistant.records.faq
        assistant.conversations = assistant.records.conversations
        return assistant
