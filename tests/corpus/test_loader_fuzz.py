"""Good files of every format with something changed in them: read, or told what is wrong."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from corpus.blocks import as_text
from corpus.chunking import split
from corpus.errors import DocumentError
from corpus.loading import LOADERS, document_from_bytes
from tests.support.hostile_child import child_seconds
from tests.support.hostile_files import PICTURES, good_documents

BRIEFS = Path(__file__).resolve().parents[2] / "corpus" / "documents"
SAMPLES = Path(__file__).resolve().parent / "samples"
MOST_SECONDS = 5  # of a processor
PIECES = (
    [b"---\n", b"```", b"|", b"[^", b"<!--", b"<table>", b"\0", b"\xff\xfe", b"\xed\xa0\x80"]
    + [b"%PDF-", b"endobj", b"stream", b"PK\x03\x04", b"<w:p>", b"&#x0;", b"&amp", b"\r"]
    + ["\u202e".encode(), b"9" * 300, b"a" * 5_000, b"{{", b"!!python/object", b"- " * 200]
    + [
        b"~~",
        b"<del>",
        b"<div hidden>",
        b"](",
        b"![x](y)",
        b"&a *a",
        b"<<: ",
        b"style='color:#fff'",
    ]
)


def seeds() -> list[tuple[str, bytes]]:
    """(suffix, bytes) of the good files that mutants are made of."""
    paths = [*sorted(BRIEFS.glob("*.md"))[:4], *sorted(SAMPLES.iterdir())]
    found = [(path.suffix, path.read_bytes()) for path in paths]
    found += [(Path(name).suffix, data) for name, data in good_documents().items()]
    assert {suffix for suffix, _ in found} == set(LOADERS) - PICTURES
    return found


def mutant(chance: random.Random, good: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    suffix, data = chance.choice(good)
    if chance.random() < 0.15:
        return suffix, chance.randbytes(chance.choice([1, 10, 100, 3_000, 20_000]))
    changed = bytearray(data)
    for _ in range(chance.choice([1, 3, 10, 50])):
        at, how = chance.randrange(len(changed) + 1), chance.random()
        if how < 0.4 and at < len(changed):
            changed[at] = chance.randrange(256)
        elif how < 0.6:
            changed[at:at] = chance.choice(PIECES)
        elif how < 0.8:
            del changed[at : at + chance.randrange(200)]
        else:
            start = chance.randrange(len(changed) + 1)
            changed[at:at] = changed[start : start + chance.randrange(400)]
    return suffix, bytes(changed)


def check(suffix: str, data: bytes) -> bool:
    """Whether a mutant could be read; what holds for all documents holds for it."""
    try:
        document = document_from_bytes(data, f"a{suffix}")
    except DocumentError as error:
        assert error.status in ("empty", "encrypted", "failed")
        assert "not ready for" not in str(error), error
        return False
    for heading in document.headings:
        assert document.text[heading.start : heading.end] == heading.text
    for chunk in split(document, lambda text: len(text) // 4 + 1, 200):
        assert document.text[chunk.start : chunk.end] == chunk.text
    document.text.encode()
    assert "\0" not in document.text and all(map(as_text, document.notes))
    return True


@pytest.mark.parametrize(
    ("first", "count"), [(0, 150), pytest.param(1_000, 3_000, marks=pytest.mark.whole)]
)
def test_a_changed_file_is_read_or_told_of_in_time(first: int, count: int) -> None:
    good = seeds()
    read, slow, wrong = 0, {}, {}
    for number in range(first, first + count):
        suffix, data = mutant(random.Random(number), good)
        before = child_seconds() + time.process_time()
        try:
            read += check(suffix, data)
        except Exception as error:  # each is reported, with the seed that makes it again
            wrong[number] = suffix, repr(error)[:200]
        taken = child_seconds() + time.process_time() - before
        if taken > MOST_SECONDS:
            slow[number] = suffix, round(taken, 1)
    assert (wrong, slow) == ({}, {})
    assert 0.2 * count < read < count, "mutants of both kinds"
