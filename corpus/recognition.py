"""Words of scanned pages, by the program Tesseract where it is installed.

The pictures are made in the locked child process. Tesseract is a program of its own, which that
process may not begin: it is begun here, and gets nothing but the picture.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from math import cos, radians, sin
from typing import TYPE_CHECKING, Any

from corpus.blocks import Content, Element, first_title
from corpus.errors import DocumentError
from corpus.formats.text.plain import content_of
from corpus.language.document_dates import stated_at_top
from corpus.sandbox import Call, call_in_sandbox
from corpus.wording import _

if TYPE_CHECKING:
    from corpus.formats.pdf.marks import ReadWord

PROGRAM = "tesseract"
LANGUAGES = ("vie", "eng")  # the first is tried first: it has the letters of both
INSTALL = "sudo apt install tesseract-ocr tesseract-ocr-eng tesseract-ocr-vie"
MAX_PAGES = 300
SECONDS = 120.0  # for a page, by the clock
MAX_WORDS = 6_000  # on a page that is marked

PICTURES = "corpus.formats.scans.pictures"


def recognised(data: bytes, name: str, pages: int, call: Call = call_in_sandbox) -> Content:
    """What a program reads in the pictures of a file that has pages and no words; the pictures
    are made by `call`.

    Raises DocumentError, with status `no text layer` where no such program is here, and `empty`
    where it finds nothing.
    """
    languages = known_languages()
    count = f"{pages} page{'s' if pages != 1 else ''}"
    if not languages:
        raise DocumentError(
            _(
                "{name} has {count} but no text layer: it is probably a scan; install "
                "Tesseract ({install}) and add it again, or run OCR on it and add the "
                "result"
            ).format(name=name, count=count, install=INSTALL),
            "no text layer",
        )
    elements = [
        replace(element, page=number)
        for number in range(1, min(pages, MAX_PAGES) + 1)
        for element in _page(data, name, number, languages, call)
    ]
    if not elements:
        raise DocumentError(
            _(
                "{name} has {count} but no text layer, and no words were recognised on "
                "them; scan it again with more dots per inch and add that"
            ).format(name=name, count=count),
            "empty",
        )
    notes = [f"the text of {count} was read in pictures by Tesseract, and may be wrong"]
    if pages > MAX_PAGES:
        notes.append(f"only the first {MAX_PAGES} pages were read")
    if missing := [language for language in LANGUAGES if language not in languages]:
        notes.append(f"Tesseract has no data for {', '.join(missing)} here: {INSTALL}")
    date, publisher = stated_at_top(element.text for element in elements[:10])
    title = first_title(elements)
    return Content(tuple(elements), title, date, publisher, pages=pages, notes=tuple(notes))


def words_on(data: bytes, name: str, page: int, call: Call) -> list[ReadWord]:
    """The words that are read in the picture of a page (from 1), and where; none where no
    program is here that reads. The picture is made by `call`. Raises DocumentError."""
    languages = known_languages()
    if not languages:
        return []
    found = call(PICTURES, data, name, {"page": page})
    size, turned = (int(found["size"][0]), int(found["size"][1])), float(found["turned"])
    rows = _read_by_program(found, name, page, languages, "tsv").splitlines()[1:]
    words = []
    for row in rows[:MAX_WORDS]:
        # level, page, block, paragraph, line, word, left, top, width, height, confidence, text
        cells = row.split("\t")
        if len(cells) == 12 and cells[11].strip():
            left, top, width, height = (int(cell) for cell in cells[6:10])
            box = _as_shown((left, top, left + width, top + height), size, turned)
            words.append((cells[11], *box))
    return words


def _as_shown(
    box: tuple[int, int, int, int], size: tuple[int, int], turned: float
) -> tuple[float, float, float, float]:
    """A box on the straight picture of a page, as shares of the page: turned back about its
    middle, which is that of the picture."""
    width, height = size
    across, down = abs(cos(radians(turned))), abs(sin(radians(turned)))
    middle = (width * across + height * down) / 2, (width * down + height * across) / 2
    # Of a line that lies aslant, the middle of a word's box is its own; its corners are not.
    x, y = (box[0] + box[2]) / 2 - middle[0], (box[1] + box[3]) / 2 - middle[1]
    cosine, sine = cos(radians(turned)), sin(radians(turned))
    x, y = x * cosine - y * sine + width / 2, x * sine + y * cosine + height / 2
    half = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    return (
        (x - half[0]) / width, (y - half[1]) / height,
        (x + half[0]) / width, (y + half[1]) / height,
    )  # fmt: skip


def _page(
    data: bytes, name: str, number: int, languages: tuple[str, ...], call: Call
) -> Iterator[Element]:
    found = call(PICTURES, data, name, {"page": number})
    yield from content_of(_read_by_program(found, name, number, languages)).elements


def _read_by_program(
    found: Any, name: str, number: int, languages: tuple[str, ...], *how: str
) -> str:
    """What Tesseract writes of the picture that the child has made of a page."""
    command = [PROGRAM, "stdin", "stdout", "-l", "+".join(languages), "--psm", "1", *how]
    try:
        done = subprocess.run(
            command,
            input=b64decode(found["picture"]),
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise DocumentError(
            _(
                "page {number} of {name} could not be recognised by Tesseract ({name2}); "
                "run OCR on it and add the result"
            ).format(number=number, name=name, name2=type(error).__name__)
        ) from error
    return done.stdout.decode("utf-8", errors="replace")


@cache
def known_languages() -> tuple[str, ...]:
    """Those of the languages that Tesseract has its data for; none where it is not installed."""
    if shutil.which(PROGRAM) is None:
        return ()
    try:
        done = subprocess.run([PROGRAM, "--list-langs"], capture_output=True, timeout=20, text=True)
    except (OSError, subprocess.SubprocessError):
        return ()
    known = {line.strip() for line in (done.stdout + done.stderr).splitlines()}
    return tuple(language for language in LANGUAGES if language in known)
