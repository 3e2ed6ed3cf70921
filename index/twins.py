"""Documents of the library that say nearly the same as another: a decree as Word and as PDF.

Found by the keyword index, which is there: long words of a few of its lines name the passages that
may say the same, and the texts of their documents are then compared by their runs of words. So
one document costs a few look-ups, however many the library holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from zlib import crc32

from corpus.contents import Twin
from corpus.document import Document
from corpus.errors import LibraryError
from index.store.library import Library

LOOK_UPS = 6  # lines of a document that are looked for
LINE_WORDS = 5  # words of a line that a passage must hold, the longest
MIN_WORDS = 8  # in a line that is looked for
HITS = 8  # passages of each look-up
MOST_COMPARED = 5  # documents
RUN = 3  # words that are compared as one
SKETCH = 400  # runs of a text that stand for all: those with the lowest hashes
MIN_RUNS = 12  # a text of fewer words than these has no near-duplicate, only the same text
MIN_SHARE = 0.8
SAME_FIGURES = 0.97
MOST_CHARACTERS = 400_000  # of a text that are compared

WORD = re.compile(r"\w+")
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def twins_of(library: Library, document: Document, leave: Collection[str] = ()) -> tuple[Twin, ...]:
    """The current documents that say nearly the same, nearest first, those of `leave` aside.

    A document that cannot be read, since it is damaged, is none of them.
    """
    queries = _queries(document)
    near: Counter[str] = Counter()
    for query in queries:
        near.update(library.documents_with(query, HITS))
    # One line in common is chance, or a quotation.
    needed = max(1, len(queries) // 3)
    others = [one for one, times in near.most_common() if times >= needed]
    others = [one for one in others if one != document.id and one not in leave][:MOST_COMPARED]
    if not others:
        return ()
    text = _said(document)
    runs = _Runs(text)
    found = []
    for identity in others if len(runs.all) >= MIN_RUNS else ():
        try:
            other = library.document(identity)
        except LibraryError:
            continue
        other_text = _said(other)
        share = runs.share(_Runs(other_text))
        if share >= MIN_SHARE:
            same = _same_figures(text, other_text)
            found.append(Twin(identity, other.source, round(share, 3), same))
    return tuple(sorted(found, key=lambda twin: (-twin.share, twin.source)))


def _said(document: Document) -> str:
    """The words of a document, as far as they are compared: without the marks of lists, which one
    format counts and another has typed."""
    return "\n".join(line.words for line in document.lines)[:MOST_CHARACTERS]


def _queries(document: Document) -> list[str]:
    """A few lines, spread over the document, each as the longest of its words."""
    size = {line: len(WORD.findall(line.text)) for line in document.lines}
    sentences = [line for line in size if line.kind in ("paragraph", "item")]
    lines = [line for line in sentences if size[line] >= MIN_WORDS]
    lines = lines or [line for line in size if size[line] >= LINE_WORDS]
    step = max(1, len(lines) // LOOK_UPS)
    queries = []
    for line in lines[step // 2 :: step][:LOOK_UPS]:
        # From its beginning: a passage may end within a line.
        words = dict.fromkeys(WORD.findall(line.text[:300])[:24])
        longest = sorted(words, key=lambda word: -len(word))[:LINE_WORDS]
        queries.append(" AND ".join(f'"{word}"' for word in longest))
    return queries


class _Runs:
    """The runs of words of a text, as numbers."""

    def __init__(self, text: str) -> None:
        words = WORD.findall(text.casefold())
        runs = zip(*(words[at:] for at in range(RUN)), strict=False)
        self.all = {crc32(" ".join(run).encode()) for run in runs}
        self.lowest = set(sorted(self.all)[:SKETCH])

    def share(self, other: _Runs) -> float:
        """How many of the runs of both are in both (Jaccard), told from the lowest of them."""
        together = set(sorted(self.lowest | other.lowest)[:SKETCH])
        both = together & self.lowest & other.lowest
        return len(both) / len(together) if together else 0.0


def _same_figures(one: str, other: str) -> bool:
    """Whether two texts have the same numbers, but for a few (those of pages)."""
    ours, theirs = (Counter(FIGURE.findall(text)) for text in (one, other))
    most = max(ours.total(), theirs.total())
    return most == 0 or (ours & theirs).total() >= SAME_FIGURES * most - 1
