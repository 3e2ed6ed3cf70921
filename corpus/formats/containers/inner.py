"""Files inside a file: each read by its own reader, under its name as a heading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib import import_module

from corpus.blocks import Element, clean_line
from corpus.errors import AssistantError
from corpus.formats.readers import reader_of
from corpus.formats.signatures import refuse_other_kind

MAX_FILES = 100
MAX_DEPTH = 2  # a file in a mail in a mail
CONTAINERS = "corpus.formats.containers."


@dataclass
class Inner:
    """What was read of the files inside a file, and what was not, for its owner."""

    elements: list[Element] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    read: int = 0
    hidden: int = 0  # pieces of text that nobody sees
    unread: Counter[str] = field(default_factory=Counter)


def read_inner(files: Iterable[tuple[str, bytes]], depth: int = 0) -> Inner:
    """Read files, each given as its path and bytes; pages inside them are not told."""
    inner = Inner()
    for number, (path, data) in enumerate(files):
        name = clean_line("/".join(steps(path))) or "unnamed"
        if number >= MAX_FILES:
            inner.notes.append(f"only the first {MAX_FILES} files inside were read")
            break
        module = reader_of(name)
        if module is None:
            inner.notes.append(f"{name} left out: no reader for its kind")
            continue
        if module == f"{CONTAINERS}archive" or (
            module.startswith(CONTAINERS) and depth >= MAX_DEPTH
        ):
            inner.notes.append(f"{name} left out: an archive inside; unpack it and add its files")
            continue
        suffix = name[name.rfind(".") :].lower()
        options = {"depth": depth + 1} if module.startswith(f"{CONTAINERS}m") else {}
        try:
            refuse_other_kind(data, name, suffix)
            content = import_module(module).read(data, name, **options)
        except AssistantError as error:
            inner.notes.append(f"{name} left out: {str(error).removeprefix(name).strip()}")
            continue
        # The parser boundary, as in the sandbox: one file never stops the others.
        except Exception as error:
            inner.notes.append(f"{name} left out: it is damaged ({type(error).__name__})")
            continue
        if not content.elements:
            inner.notes.append(f"{name} left out: it has no text layer; add it by itself")
            continue
        inner.read += 1
        inner.hidden += content.hidden
        inner.unread += Counter(content.unread)
        inner.elements += _under(name, content.elements)
        inner.notes += (f"{name}: {note}" for note in content.notes)
    return inner


def steps(path: str) -> list[str]:
    """The folders and the name of a path, without steps that lead out of where it is."""
    parts = path.replace("\\", "/").split("/")
    return [part for part in parts if part not in ("", ".", "..")]


def _under(name: str, elements: Iterable[Element]) -> Iterator[Element]:
    yield Element("heading", name, 1)
    for element in elements:
        level = min(element.level + 1, 6) if element.kind == "heading" else element.level
        yield replace(element, page=0, continues=False, level=level)
