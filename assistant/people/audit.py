"""The audit log: who asked, read, changed, exported and signed in, a JSON line each.

`audit/audit.jsonl` in the data folder; full files are put aside by number and none is deleted. It
is kept from the first account on. What cannot be written is told by `problem`, and nobody's work is
stopped by it.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from assistant.people.principal import Principal
from corpus.errors import AccessError, AssistantError
from index.store import database

if TYPE_CHECKING:
    from assistant.assistant import Assistant

FOLDER, FILE = "audit", "audit.jsonl"
LARGEST = 10_000_000  # bytes of a file, before another is begun
LONGEST = 2_000  # characters of what an act was about
Act = Literal["asked", "read", "changed", "exported", "signed in", "signed out", "ran"]
ActOutcome = Literal["done", "refused"]
# What of an assistant is noted: the act, by the method. What it was about is its first argument.
ACTS: dict[str, Act] = {
    **dict.fromkeys(("ask", "stream", "search", "read_nearest"), "asked"),
    **dict.fromkeys(("read", "original", "contents"), "read"),
    **dict.fromkeys(
        (
            "ingest", "sync", "reindex", "remove", "undo_remove", "correct", "collect", "move",
            "take_out", "release", "add_term", "remove_term", "clear_gaps", "add", "edit",
            "set_state", "restore", "replace_answer", "repin",
        ),
        "changed",
    ),
    "export": "exported",
}  # fmt: skip
PARTS = ("faq",)  # of an assistant, of which what is done is noted too


class AuditLog:
    """The log of a data folder. Safe to use from many threads and processes."""

    def __init__(self, folder: Path, questions: bool = True) -> None:
        self.folder = folder / FOLDER
        self._path = self.folder / FILE
        self._questions = questions
        self._lock = threading.Lock()
        self.problem: str | None = None  # of the last line, where it could not be written

    def note(
        self,
        principal: Principal,
        act: Act,
        about: str = "",
        outcome: ActOutcome = "done",
        key: int = 0,
    ) -> None:
        """Add a line. Of what was asked nothing is kept where questions are left out. `key` is the
        number of the key by which a program acted; 0 where the person did themselves."""
        if act == "asked" and not self._questions:
            about = ""
        told = {
            "at": database.now(),
            "person": principal.number,
            "name": principal.name,
            "act": act,
            "about": about[:LONGEST],
            "outcome": outcome,
            "process": os.getpid(),
        }
        if key:
            told["key"] = key
        line = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        try:
            with self._lock, database.disk_told_plainly(self._path):
                database.make_folder(self.folder)
                self._put_aside()
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
                descriptor = os.open(self._path, flags, database.PRIVATE_FILE)
                try:
                    os.write(descriptor, line)  # one call: lines of two processes do not mix
                finally:
                    os.close(descriptor)
            self.problem = None
        except AssistantError as error:
            self.problem = str(error)

    def _put_aside(self) -> None:
        if not self._path.exists() or self._path.stat().st_size < LARGEST:
            return
        with database.file_lock(self._path, 5):
            if self._path.stat().st_size >= LARGEST:  # another process may have been first
                self._path.rename(self.folder / f"audit-{len(self.files()):06}.jsonl")

    def files(self) -> list[Path]:
        """The files of the log, the oldest first."""
        return sorted(self.folder.glob("audit-*.jsonl")) + (
            [self._path] if self._path.exists() else []
        )

    def lines(self) -> Iterator[dict[str, Any]]:
        """Every line; one that is no JSON, as a power cut leaves it, is passed over."""
        for path in self.files():
            with path.open(encoding="utf-8", errors="replace") as file:
                for line in file:
                    if told := _told(line):
                        yield told

    def forget(self, principal: Principal) -> int:
        """Leave a person's number alone in their lines, and nothing of what they asked; how many
        lines there were. Raises LibraryError."""
        changed = 0
        with self._lock, database.disk_told_plainly(self._path):
            for path in self.files():
                kept = []
                for line in path.read_bytes().splitlines(keepends=True):
                    told = _told(line)
                    if told is None:
                        continue  # who it speaks of cannot be told
                    if told.get("person") == principal.number:
                        about = "" if told.get("act") == "asked" else told.get("about", "")
                        told |= {"name": "", "about": about}
                        changed += 1
                    kept.append(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))
                database.write_whole(path, b"".join(one + b"\n" for one in kept))
        return changed


def _told(line: str | bytes) -> dict[str, Any] | None:
    """What a line of the log says; None where it is broken."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


class Audited:
    """An assistant of which it is noted what its person does with it."""

    def __init__(self, of: object, principal: Principal, log: AuditLog, key: int) -> None:
        self._of, self._principal, self._log, self._key = of, principal, log, key

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._of, name)
        if name in PARTS:
            return Audited(value, self._principal, self._log, self._key)
        act = ACTS.get(name)
        return self._noted(act, name, value) if act is not None and callable(value) else value

    def _noted(self, act: Act, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*given: Any, **named: Any) -> Any:
            about = str(given[0]) if given and isinstance(given[0], str) else ""
            told = about if act in ("asked", "read") else f"{name} {about}".strip()
            try:
                result = method(*given, **named)
            except AccessError:
                self._log.note(self._principal, act, told, "refused", self._key)
                raise
            self._log.note(self._principal, act, told, key=self._key)
            return result

        return noted


def audited(assistant: Assistant, principal: Principal, log: AuditLog, key: int = 0) -> Assistant:
    """The assistant of a person, of which it is noted what they do, and by which key of theirs."""
    return cast("Assistant", Audited(assistant, principal, log, key))
