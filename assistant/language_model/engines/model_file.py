"""A model file as it lies on the disk, looked at before anything loads it.

The header of a GGUF file says which architecture it is of and where each of its tensors ends, so
that a file that is cut, or of a kind that cannot be computed, is told in a sentence here: the
library that loads it would end the program. Format: github.com/ggml-org/ggml, docs/gguf.md.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from corpus.checked_json import loaded
from corpus.errors import LanguageModelError
from corpus.wording import _, number

ARCHITECTURES = ("llama", "qwen2", "qwen3")  # of GGUF that openvino-genai 2026.4 computes
FOLDER_FILES = (
    "openvino_model.xml",
    "openvino_model.bin",
    "openvino_tokenizer.xml",
    "openvino_detokenizer.xml",
)
DEFAULT_CONTEXT = 2048
OF_MEMORY = 2.2  # bytes of memory for a byte of file: it is unpacked while it is loaded
MOST_HEADER = 200_000_000  # bytes; a vocabulary takes a few million
MOST_ENTRIES = 100_000
MOST_CONFIG = 1_000_000  # bytes
ALIGNMENT = 32
_MAGIC, _VERSIONS = b"GGUF", (2, 3)
# The formats of values by their numbers; 8 is a text and 9 a list.
_PLAIN = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _LIST = 8, 9
# (values of a block, bytes of it) by the number of the type of a tensor.
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    9: (32, 36), 10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210),
    15: (256, 292), 30: (1, 2),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file or folder that can be loaded: its name, where it is, its bytes and its context."""

    name: str
    path: Path
    size: int
    context: int
    architecture: str


def looked_at(path: Path) -> ModelFile:
    """The model at a path. Raises LanguageModelError that says why it cannot be used."""
    try:
        found = _folder(path) if path.is_dir() else _gguf(path)
    except FileNotFoundError as error:
        raise LanguageModelError(_("There is no model file {path}.").format(path=path)) from error
    except OSError as error:
        raise LanguageModelError(
            _("The model file {path} cannot be read: {reason}.").format(
                path=path, reason=error.strerror or error
            )
        ) from error
    needed, free = found.size * OF_MEMORY, free_memory()
    if free is not None and needed > free:
        raise LanguageModelError(
            _(
                "The model file {path} needs about {needed} MB of memory, and {free} MB are free: "
                "take a smaller one."
            ).format(path=path, needed=number(needed / 1e6), free=number(free / 1e6))
        )
    return found


def free_memory() -> int | None:
    """Bytes that programs can still take; None where the system does not say."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _folder(path: Path) -> ModelFile:
    missing = [name for name in FOLDER_FILES if not (path / name).is_file()]
    if missing:
        raise LanguageModelError(
            _("The folder {path} is no OpenVINO model: it lacks {names}.").format(
                path=path, names=", ".join(missing)
            )
        )
    size = (path / FOLDER_FILES[1]).stat().st_size
    return ModelFile(path.name, path, size, _context_of(path / "config.json"), "openvino")


def _context_of(config: Path) -> int:
    """The context that the file beside an OpenVINO model tells; some tools write none."""
    try:
        if config.stat().st_size > MOST_CONFIG:
            return DEFAULT_CONTEXT
        told = loaded(config.read_bytes())
    except (OSError, ValueError):
        return DEFAULT_CONTEXT
    room = told.get("max_position_embeddings") if isinstance(told, dict) else None
    return room if isinstance(room, int) and room > 0 else DEFAULT_CONTEXT


def _gguf(path: Path) -> ModelFile:
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(4) != _MAGIC:
            raise LanguageModelError(
                _(
                    "{path} is no model file that can be read here: take a GGUF file, or the "
                    "folder of an OpenVINO model."
                ).format(path=path)
            )
        try:
            told, end = _Header(file, size).read()
        except (struct.error, UnicodeDecodeError, ValueError, MemoryError) as error:
            raise _cut(path) from error
    architecture = str(told.get("general.architecture", ""))
    if architecture not in ARCHITECTURES:
        raise LanguageModelError(
            _(
                "The model file {path} is of the kind {kind!r}, which cannot be computed here; "
                "kinds that can are {kinds}."
            ).format(path=path, kind=architecture[:40], kinds=", ".join(ARCHITECTURES))
        )
    if end > size:
        raise _cut(path)
    context = told.get(f"{architecture}.context_length")
    room = context if isinstance(context, int) and context > 0 else DEFAULT_CONTEXT
    return ModelFile(path.stem, path, size, room, architecture)


def _cut(path: Path) -> LanguageModelError:
    return LanguageModelError(
        _("The model file {path} is cut or damaged: copy it again.").format(path=path)
    )


class _Header:
    """Reads the header of a GGUF file of `size` bytes, behind its first four."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._room = min(size, MOST_HEADER)

    def read(self) -> tuple[dict[str, Any], int]:
        """What it says, and where its last tensor ends. Raises ValueError, struct.error."""
        (version,) = self._values("I")
        tensors, entries = self._values("QQ")
        if version not in _VERSIONS or max(tensors, entries) > MOST_ENTRIES:
            raise ValueError("no header")
        told = {self._text(): self._value(self._values("I")[0]) for _place in range(entries)}
        ends = [self._tensor() for _place in range(tensors)]
        aligned = told.get("general.alignment", ALIGNMENT)
        if not isinstance(aligned, int) or not 1 <= aligned <= 4096 or not ends:
            raise ValueError("no tensors")
        start = -(-self._file.tell() // aligned) * aligned
        return told, start + max(ends)

    def _tensor(self) -> int:
        """Where the next tensor ends, counted from the first."""
        self._text()
        (dimensions,) = self._values("I")
        if dimensions > 8:
            raise ValueError("too many dimensions")
        shape = self._values("Q" * dimensions)
        kind, offset = self._values("IQ")
        values = 1
        for length in shape:
            values *= length
        block, size = _BLOCKS.get(kind, (1, 0))  # of a kind that is not known: it begins at least
        return int(offset + values // block * size)

    def _value(self, kind: int) -> Any:
        if kind == _TEXT:
            return self._text()
        if kind != _LIST:
            if kind not in _PLAIN:
                raise ValueError("no value")
            return self._values(_PLAIN[kind])[0]
        inner, count = self._values("IQ")
        if inner == _TEXT:
            for _place in range(count):
                self._text()
        elif inner in _PLAIN:
            self._bytes(count * struct.calcsize(f"<{_PLAIN[inner]}"))
        else:
            raise ValueError("no list")
        return None  # none of the lists is needed

    def _text(self) -> str:
        (length,) = self._values("Q")
        return self._bytes(length).decode("utf-8", "replace")

    def _values(self, form: str) -> tuple[Any, ...]:
        size = struct.calcsize(f"<{form}")
        return struct.unpack(f"<{form}", self._bytes(size))

    def _bytes(self, count: int) -> bytes:
        self._room -= count
        if self._room < 0:
            raise ValueError("it ends within its header")
        data = self._file.read(count)
        if len(data) < count:
            raise ValueError("it ends within its header")
        return data
