"""A PDF of many pages: whether each is cited as itself, how fast it is read, how much is held.

    python -m tests.benchmarks.pages [--pages 500] [--rounds 3]

Each page has some paragraphs and a word of its own. Read is the file as an ingest does before it
embeds: in the child process, to blocks and chunks. The speed is a ratio to pypdfium2 alone, which
gives the text of the same pages; the memory is the most that the child has held.
"""

from __future__ import annotations

import argparse
import io
import re
import resource
import statistics
import time

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from corpus import sandbox
from corpus.chunking import split
from corpus.document import Document
from corpus.loading import document_from_bytes

SENTENCES = (
    "The office of the harbour publishes its figures each spring and keeps those of earlier years.",
    "Boats that land their catch report it within a day, and the board checks what they report.",
    "A permit is given for two years and may be renewed where its holder has paid all fees.",
    "The council reads the report in the autumn and decides what the fund pays for next year.",
)


def pdf_of(pages: int) -> bytes:
    """A file whose page n has the word `tokenN`."""
    style = getSampleStyleSheet()["BodyText"]
    story: list[object] = []
    for page in range(1, pages + 1):
        for paragraph in range(6):
            words = " ".join(SENTENCES[(page + paragraph + n) % 4] for n in range(4))
            told = f" The mark of this page is token{page}." if paragraph == 3 else ""
            story.append(Paragraph(words + told, style))
        story.append(PageBreak())
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4).build(story)
    return buffer.getvalue()


def bare(data: bytes) -> int:
    """The letters that pypdfium2 reads."""
    with pypdfium2.PdfDocument(data) as document:
        return sum(len(page.get_textpage().get_text_bounded()) for page in document)


def read(data: bytes) -> Document:
    document = document_from_bytes(data, "pages.pdf")
    split(document, lambda text: len(text) // 4, 200)
    return document


def right_pages(document: Document, pages: int) -> int:
    """How many of the words of pages stand on their page."""
    found = {
        int(m[1]): document.page_at(m.start()) for m in re.finditer(r"token(\d+)", document.text)
    }
    return sum(found.get(page) == page for page in range(1, pages + 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    data = pdf_of(options.pages)
    read(pdf_of(1))  # the child begins, and imports the reader
    ours, theirs = [], []
    for _ in range(options.rounds):
        start = time.perf_counter()
        document = read(data)
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        bare(data)
        theirs.append(time.perf_counter() - start)
    right = right_pages(document, options.pages)
    ratio = statistics.median(theirs) / statistics.median(ours)
    sandbox._sandbox.close()
    held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{right} of {options.pages} pages right; {len(data) / 1e6:.1f} MB")
    print(
        f"read in {statistics.median(ours):.2f} s, pypdfium2 alone in "
        f"{statistics.median(theirs):.2f} s: {ratio:.2f} of its rate"
    )
    print(f"the child held {held:.0f} MB")


if __name__ == "__main__":
    main()
