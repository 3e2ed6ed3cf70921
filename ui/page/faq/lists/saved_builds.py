"""Lists of questions that are being answered, kept in the data folder until they are done.

Beside the work file of a build stands the list itself, so that a build goes on after the page
was closed or the server was killed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from assistant.faq.build import Planned
from corpus.checked_json import parsed
from corpus.errors import AssistantError
from index.choice import WHOLE_LIBRARY, DocumentChoice
from index.store.database import make_folder, sweep_unfinished, write_whole
from index.store.seal import BROKEN

FOLDER = "faq-work"
LIST = ".list.jsonl"
ANSWERS = ".answers.jsonl"


@dataclass(frozen=True, slots=True)
class Work:
    """A list to be answered from a choice of documents; `done` of its `total` questions stand in
    the file `answers`.

    `revision` is that of the library which they were answered from, None before the first.
    """

    name: str
    title: str
    made_on: str
    total: int
    answers: Path
    done: int = 0
    revision: int | None = None
    choice: DocumentChoice = WHOLE_LIBRARY


@dataclass(frozen=True, slots=True)
class _Head:
    title: str
    made_on: str
    total: int
    searched_in: DocumentChoice | None = None


@dataclass(frozen=True, slots=True)
class _AnswersHead:
    revision: int


class Works:
    """The lists in a data folder that were begun and are not done.

    All methods raise AssistantError where the folder cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def keep(
        self, title: str, planned: Sequence[Planned], choice: DocumentChoice = WHOLE_LIBRARY
    ) -> Work:
        """Keep a list; the same list under the same title, asked of the same documents, is the
        same work, which goes on."""
        lines = [json.dumps(asdict(one), ensure_ascii=False) for one in planned]
        name = _name(title, lines, choice)
        path = self._folder / f"{name}{LIST}"
        if path.exists():
            return self.get(name)
        head = {"title": title, "made_on": date.today().isoformat(), "total": len(lines)}
        head |= {"searched_in": choice.to_dict()} if choice else {}
        text = "\n".join((json.dumps(head, ensure_ascii=False), *lines, ""))
        try:
            make_folder(self._folder.parent)
            make_folder(self._folder)
            sweep_unfinished(self._folder)
            write_whole(path, text.encode("utf-8", "replace"))
        except OSError as error:
            raise AssistantError(
                f"{path} cannot be written: {error.strerror or error}. Nothing was begun; free "
                "some space, or make the folder writable, and try again."
            ) from error
        return self.get(name)

    def get(self, name: str) -> Work:
        """A list by its name. Raises AssistantError where it is there no more."""
        found = next((work for work in self.all() if work.name == name), None)
        if found is None:
            raise AssistantError("That list is not there any more; read it once more to begin.")
        return found

    def all(self) -> list[Work]:
        """The lists, the oldest first; what is no such file is passed over."""
        try:
            works = [self._work(path) for path in self._folder.glob(f"*{LIST}")]
        except OSError as error:
            raise _unusable(self._folder, error) from error
        return [work for _, work in sorted(filter(None, works), key=lambda one: one[0])]

    def _work(self, path: Path) -> tuple[float, Work] | None:
        """(when it was begun, the list)."""
        name = path.name.removesuffix(LIST)
        try:
            with path.open("rb") as file:
                head, begun = parsed(_Head, file.readline()), path.stat().st_mtime
        except (FileNotFoundError, ValueError):  # just finished or forgotten elsewhere; or none
            return None
        answers = self._folder / f"{name}{ANSWERS}"
        done = _answered(answers)
        choice = head.searched_in or WHOLE_LIBRARY
        return begun, Work(name, head.title, head.made_on, head.total, answers, *done, choice)

    def planned(self, work: Work) -> list[Planned]:
        """The questions of a list."""
        path = self._folder / f"{work.name}{LIST}"
        try:
            lines = path.read_bytes().splitlines()[1:]
            planned = [parsed(Planned, line) for line in lines]
            if len(planned) != work.total:
                raise ValueError(f"{len(planned)} of {work.total} questions")
            if _name(work.title, [line.decode() for line in lines], work.choice) != work.name:
                raise ValueError(BROKEN)
        except OSError as error:
            raise _unusable(path, error) from error
        except ValueError as error:
            raise AssistantError(
                f"{path} is not as it was stored ({error}); forget this list, and read it once "
                "more."
            ) from error
        return planned

    def forget(self, work: Work) -> None:
        """Remove a list and its answers."""
        try:
            (self._folder / f"{work.name}{LIST}").unlink(missing_ok=True)
            work.answers.unlink(missing_ok=True)
        except OSError as error:
            raise _unusable(self._folder, error) from error


def _name(title: str, lines: Sequence[str], choice: DocumentChoice) -> str:
    """What a list is kept under: the first 16 hex digits of the sha256 of what it holds."""
    asked = (json.dumps(choice.to_dict()),) if choice else ()
    text = "\n".join((title, *asked, *lines))
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _answered(path: Path) -> tuple[int, int | None]:
    """(how many answers stand in a work file, the library's revision they were made from)."""
    try:
        with path.open("rb") as file:
            head = file.readline()
            done = sum(line.endswith(b"\n") for line in file)
    except FileNotFoundError:
        return 0, None
    try:
        return done, parsed(_AnswersHead, head).revision
    except ValueError:
        return done, None


def _unusable(path: Path, error: OSError) -> AssistantError:
    return AssistantError(f"{path} cannot be used: {error.strerror or error}.")
