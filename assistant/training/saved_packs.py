"""Packs that are kept: one JSON file each in `packs/` of the data folder, written whole."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.training.pack import Pack
from corpus.errors import AssistantError
from corpus.language.words import folded
from corpus.wording import _
from index.store.database import make_folder, sweep_unfinished, write_whole
from index.store.seal import opened_json, sealed_json

FOLDER = "packs"
SUFFIX = ".json"
LONGEST_NAME = 60
_NAME = re.compile(r"[^\W_][\w.-]{0,99}")


class PackError(AssistantError):
    """A kept pack that cannot be read, written or found."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A pack by its name; `problem` says in a sentence why it cannot be read, then `pack` is
    None.
    """

    name: str
    pack: Pack | None
    problem: str = ""


class KeptPacks:
    """The packs of a data folder. All methods raise PackError with what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER
        self._lock = threading.Lock()

    def all(self) -> list[Kept]:
        """The packs by name, with those that cannot be read."""
        with _told_plainly(self.folder, "read"):
            paths = sorted(self.folder.glob(f"*{SUFFIX}")) if self.folder.is_dir() else []
        found = []
        for path in paths:
            name = path.name.removesuffix(SUFFIX)
            try:
                found.append(Kept(name, self.load(name)))
            except PackError as error:
                found.append(Kept(name, None, str(error)))
        return found

    def load(self, name: str) -> Pack:
        path = self._path(name)
        with _told_plainly(path, "read"):
            text = path.read_bytes()
        try:
            told, has_seal = opened_json(text)
            pack = Pack.from_dict(told)
        except ValueError as error:
            raise PackError(
                _(
                    "{path} is no pack that this program has written ({reason}). It was left "
                    "as it is: delete it, or build the pack again."
                ).format(path=path, reason=error)
            ) from error
        if not has_seal:  # of a version before
            with suppress(PackError):
                self._write(name, pack)
        return pack

    def add(self, pack: Pack) -> str:
        """Keep a new pack beside the others; gives the name that it is kept under."""
        stem = _slug(f"{pack.topic[:LONGEST_NAME]} {pack.form}")
        with self._lock:
            name, number = stem, 1
            while self._path(name).exists():
                number += 1
                name = f"{stem}-{number}"
            self._write(name, pack)
        return name

    def change(self, name: str, before: Pack, after: Pack) -> None:
        """Put a changed pack in the place of the one that it was made from.

        Refused where someone else has changed it meanwhile.
        """
        with self._lock:
            if self.load(name).to_dict() != before.to_dict():
                raise PackError(
                    _(
                        "Someone else has changed this pack meanwhile. Open it again to see it "
                        "as it is now; nothing was changed."
                    )
                )
            self._write(name, after)

    def delete(self, name: str) -> None:
        path = self._path(name)
        with _told_plainly(path, "deleted"):
            path.unlink()

    def _write(self, name: str, pack: Pack) -> None:
        path = self._path(name)
        with _told_plainly(path, "written"):
            make_folder(self.folder.parent)
            make_folder(self.folder)
            sweep_unfinished(self.folder)
            write_whole(path, sealed_json(pack.to_dict()))

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise PackError(_("There is no pack of that name; choose one of the list."))
        return self.folder / f"{name}{SUFFIX}"


@contextmanager
def _told_plainly(path: Path, done: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        name = path.name.removesuffix(SUFFIX)
        raise PackError(
            _("The pack {name} is not here any more; choose another one.").format(name=name)
        ) from error
    except OSError as error:
        raise PackError(
            _(
                "{path} cannot be {done}: {reason}. Nothing was lost; free some space, "
                "or make the folder usable, and try again."
            ).format(path=path, done=done, reason=error.strerror or error)
        ) from error


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", folded(text)).strip("-") or "pack"
