"""Finds what is translated, for `make wording` and the tests of the catalogues.

Babel's own reader of Python sees no call within an f-string before Python 3.12; these read the
syntax tree. Commands are asked for their help, which stands in docstrings and options.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("corpus", "index", "assistant", "ui")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "later": None,
    "both": (1, 2),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_CALL = re.compile(r"""(?<![\w.])_\(\s*(["'])((?:\\.|(?!\1).)+)\1\s*\)""")
Found = tuple[int, str, tuple[str | None, ...], list[str]]


def python(file: IO[bytes], keywords: Any, *_: Any, **_options: Any) -> Iterator[Found]:
    """The calls of a module whose words stand in the code."""
    for node in ast.walk(ast.parse(file.read())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in keywords:
            continue
        words = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
        texts = tuple(one if isinstance(one, str) else None for one in words)
        if any(texts):
            yield node.lineno, name, texts, []


def script(file: IO[bytes], *_: Any, **_options: Any) -> Iterator[Found]:
    """The calls `_("…")` of a script of the page or of a template."""
    text = file.read().decode("utf-8")
    for match in _CALL.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, "_", (match[2],), []


def commands(file: IO[bytes], keywords: Any, *rest: Any, **_options: Any) -> Iterator[Found]:
    """The same as `python`, and the help of all commands."""
    from ui.terminal.cli import app
    from ui.terminal.speaking import command_of, helped

    yield from python(file, keywords, *rest)
    for words in helped(command_of(app)):
        yield 1, "_", (words,), []


METHODS = {".py": python, ".js": script, ".j2": script, ".html": script}


def used() -> Catalog:
    """Every message of the four rooms."""
    catalogue = Catalog()
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            method = METHODS.get(path.suffix)
            if path == ROOT / "ui/terminal/cli.py":
                method = commands
            if method is None:
                continue
            data = io.BytesIO(path.read_bytes())
            for _, message, _, context in extract(method, data, keywords=KEYWORDS):
                place = (str(path.relative_to(ROOT)), 1)
                known = catalogue.get(message, context)
                new = known is None or place not in known.locations
                catalogue.add(message, locations=[place] * new, context=context)
    return catalogue
