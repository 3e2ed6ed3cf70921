"""Scanned pages: how many of their words are read, with all their diacritics.

    python -m tests.benchmarks.scans [--language en|vi]

Ten pages in each language, turned by up to three degrees, at 150, 200 and 300 dots per inch, with
noise, as PDF files and as images (`tests.support.scanned_pages`), read as an ingest reads them.
Wanted: 95 in 100 words of English, 90 of Vietnamese.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Iterator

from corpus.loading import document_from_bytes
from tests.support import scanned_pages as scans

KINDS = ("PDF", "PDF", "PNG", "JPEG", "TIFF")  # in turns
SUFFIX = {"PDF": ".pdf", "PNG": ".png", "JPEG": ".jpg", "TIFF": ".tif"}


def read(text: str, number: int) -> tuple[str, str]:
    """(the kind of file that a page was put in, what was read in it)."""
    kind, page = KINDS[number % len(KINDS)], scans.scanned(text, number)
    data = scans.pdf_of([page]) if kind == "PDF" else scans.image_of([page], kind)
    return kind, document_from_bytes(data, f"scan{SUFFIX[kind]}").text


def rows(language: str) -> Iterator[tuple[str, int, int, float]]:
    """A page each: its kind, words that were read, words that it has, seconds."""
    for number, text in enumerate(scans.texts(language)):
        start = time.perf_counter()
        kind, got = read(text, number)
        yield kind, *scans.found(text, got), time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", choices=scans.LANGUAGES, action="append")
    options = parser.parse_args()
    if shutil.which("tesseract") is None:
        raise SystemExit("Tesseract is not installed here; nothing was measured.")
    for language in options.language or scans.LANGUAGES:
        told = list(rows(language))
        for number, (kind, read_, all_, seconds) in enumerate(told, start=1):
            print(
                f"{language} page {number:2} {kind:4} {read_:4} of {all_:4} words {seconds:5.1f} s"
            )
        recall = sum(row[1] for row in told) / sum(row[2] for row in told)
        print(f"{language}: word recall {recall:.3f}")


if __name__ == "__main__":
    main()
