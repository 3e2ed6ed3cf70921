"""The pages of a PDF as people see them: their pictures, and where on them a passage stands.

Both are made when they are asked for, in a child process of their own (`sandbox`): files that are
being added never keep a reader waiting, nor the other way round. What was made last is kept, up to
a bound, and so is the reason where nothing could be made.

Where the words of a scanned page stand is asked of Tesseract again when the page is first looked
at (`recognition`), and kept for its other passages: a few seconds, once, instead of the boxes of
every word of every scan in the library.
"""

from __future__ import annotations

import atexit
import logging
import threading
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from corpus.document import Block, Document
from corpus.errors import AssistantError, DocumentError
from corpus.recognition import words_on
from corpus.sandbox import Sandbox
from corpus.wording import _

if TYPE_CHECKING:
    from corpus.formats.pdf.marks import ReadWord

SUFFIX = ".pdf"
SECONDS = 6.0  # of a processor, for one picture or the places of one passage
MAX_PAGES = 6  # that one passage is marked on
MAX_WAITING = 6  # who may wait for the child at one time
KEPT_BYTES = 24_000_000  # of pictures
KEPT_PLACES = 200  # of passages
KEPT_WORDS = 60_000  # of pages that are pictures
PATIENCE = 20.0  # seconds to wait for the words of another page

_PICTURES, _MARKS = "corpus.formats.scans.pictures", "corpus.formats.pdf.marks"
Shares = tuple[float, float, float, float]  # left, top, right, bottom, of the page as it is shown
Made = TypeVar("Made")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page (from 1), its width and height in points as it is shown, and what is marked on it."""

    number: int
    width: float
    height: float
    boxes: tuple[Shares, ...]


class PagesBusy(AssistantError):
    """So many pages are being drawn that another would wait too long."""


class _Kept(Generic[Made]):
    """The last of what was made, up to a sum of sizes; errors are kept as well, by themselves."""

    def __init__(self, most: int, size: Callable[[Made], int]) -> None:
        self._most, self._size = most, size
        self._lock = threading.Lock()
        self._made: OrderedDict[tuple[object, ...], Made | DocumentError] = OrderedDict()
        self._sum = 0

    def get(self, key: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """What is kept under a key, made where it is not. Raises what making it raises."""
        with self._lock:
            found = self._made.get(key)
            if found is not None:
                self._made.move_to_end(key)
        if found is None:
            try:
                found = make()
            except DocumentError as error:
                found = error
            with self._lock:
                if key not in self._made:
                    self._made[key] = found
                    self._sum += self._weight(found)
                while self._sum > self._most and self._made:
                    _, gone = self._made.popitem(last=False)
                    self._sum -= self._weight(gone)
        if isinstance(found, DocumentError):
            # Made anew: one error, raised twice, would gather what called it.
            raise DocumentError(str(found), found.status)
        return found

    def _weight(self, made: Made | DocumentError) -> int:
        return 1_000 if isinstance(made, DocumentError) else self._size(made)


class PageViews:
    """Pictures and marks of pages, for any number of threads, one at a time."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._sandbox = Sandbox()
        self._waiting = threading.BoundedSemaphore(MAX_WAITING)
        self._pictures: _Kept[bytes] = _Kept(kept_bytes, len)
        self._places: _Kept[tuple[MarkedPage, ...]] = _Kept(KEPT_PLACES * 1_000, lambda _: 1_000)
        self._words: _Kept[list[ReadWord]] = _Kept(KEPT_WORDS, lambda words: len(words) + 1)
        self._reading = threading.Lock()  # one page at a time is given to Tesseract

    def picture(self, document_id: str, file: Path, name: str, page: int) -> bytes:
        """A page (from 1) of a PDF file as PNG or JPEG.

        Raises DocumentError where it cannot be drawn, PagesBusy where it cannot be drawn now.
        """

        def draw() -> bytes:
            options = {"page": page, "shown": True}
            with _sensible(name):
                return b64decode(self._call(_PICTURES, file, name, options)["picture"])

        return self._pictures.get((document_id, page), draw)

    def marked(
        self, document: Document, file: Path, start: int, end: int
    ) -> tuple[MarkedPage, ...]:
        """The pages that `document.text[start:end]` stands on, with its lines marked.

        A page without boxes is one on which the words were not found, as on a scan where no
        Tesseract is installed. Raises DocumentError where the pages cannot be read, and PagesBusy.
        """

        def find() -> tuple[MarkedPage, ...]:
            pages, pieces = pieces_of(document, start, end)
            if not pages:
                raise DocumentError(
                    _("{source} does not tell on which page this stands").format(
                        source=document.source
                    )
                )
            options: dict[str, Any] = {"pages": pages, "pieces": pieces}
            with _sensible(document.source):
                found = self._call(_MARKS, file, document.source, options)
                bare = [
                    page
                    for page, marked, (*_, lettered) in zip(pages, pieces, found, strict=True)
                    if not lettered and any(first < last for _, first, last in marked)
                ]
                words = {page: self._words_on(document, file, page) for page in bare}
                if any(words.values()):
                    options["recognised"] = [words.get(page, []) for page in pages]
                    found = self._call(_MARKS, file, document.source, options)
                return tuple(
                    MarkedPage(page, float(width), float(height), _boxes(boxes))
                    for page, (_, width, height, boxes, _) in zip(pages, found, strict=True)
                )

        return self._places.get((document.id, start, end), find)

    def _words_on(self, document: Document, file: Path, page: int) -> list[ReadWord]:
        """The words of a page that is a picture."""

        def find() -> list[ReadWord]:
            def call(module: str, _: bytes, name: str, options: Mapping[str, Any]) -> Any:
                return self._call(module, file, name, dict(options))

            try:
                return words_on(b"", document.source, page, call)
            except DocumentError as error:  # the page is shown, without marks
                log.info("%s", error)
                return []

        if not self._reading.acquire(timeout=PATIENCE):
            raise PagesBusy(_("Many pages are being read; open this one again in a moment."))
        try:
            return self._words.get((document.id, page), find)
        finally:
            self._reading.release()

    def close(self) -> None:
        """End the child process, if there is one."""
        self._sandbox.close()

    def _call(self, module: str, file: Path, name: str, options: dict[str, Any]) -> Any:
        if not self._waiting.acquire(blocking=False):
            raise PagesBusy(_("Many pages are being drawn; open this one again in a moment."))
        try:
            data = file.read_bytes()
        except OSError as error:
            raise DocumentError(
                _("the stored file of {name} could not be read").format(name=name)
            ) from error
        else:
            return self._sandbox.call(module, data, name, options, timeout=SECONDS)
        finally:
            self._waiting.release()


def pieces_of(
    document: Document, start: int, end: int
) -> tuple[list[int], list[list[tuple[str, int, int]]]]:
    """The pages that a span stands on, and what stands on each as the page has it: the words of
    its lines and cells, each with the part of it that is in the span (from, to)."""
    first, last = document.page_at(start), document.page_at(max(start, end - 1))
    if first is None or last is None:
        return [], []
    # A note may stand behind words of the page after its own.
    begin, stop = min(first, last), max(first, last)
    pages = list(range(begin, min(stop, begin + MAX_PAGES - 1) + 1))
    pieces: list[list[tuple[str, int, int]]] = [[] for _ in pages]
    borders = document.page_starts
    from_, to = borders[pages[0] - 1], borders[pages[-1]] if pages[-1] < len(borders) else None
    # Notes of these pages may stand behind the border: as far as one paragraph goes.
    behind = document.lines_in(from_, (to if to is not None else len(document.text)) + 5_000)
    for line in behind:
        for one, other in _parts(line, borders):
            page = document.page_at(one)
            if page is None or not pages[0] <= page <= pages[-1]:
                continue
            marked = (max(one, start) - one, min(other, end) - one)
            text = document.text[one:other]
            pieces[page - pages[0]].append(
                (text, *marked) if marked[0] < marked[1] else (text, 0, 0)
            )
    return pages, pieces


def _parts(line: Block, borders: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """The spans of a line that the page shows by themselves: cells, without the names of their
    columns; and the parts on each page of a paragraph that goes over its end."""
    for span in line.parts or (line,):
        inside = [at for at in borders if span.start < at < span.end] if line.kind != "note" else []
        yield from pairwise([span.start, *inside, span.end])


@contextmanager
def _sensible(name: str) -> Iterator[None]:
    """What the child told is looked at inside: it may have been taken over by a file."""
    try:
        yield
    except (TypeError, ValueError, LookupError) as error:
        raise DocumentError(
            _("the pages of {name} could not be drawn").format(name=name)
        ) from error


def _boxes(found: Any) -> tuple[Shares, ...]:
    boxes = []
    for box in found:
        left, top, right, bottom = (min(max(float(share), 0.0), 1.0) for share in box)
        boxes.append((left, top, right, bottom))
    return tuple(boxes)


page_views = PageViews()
atexit.register(page_views.close)
