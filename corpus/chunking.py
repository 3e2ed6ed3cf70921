"""Documents to chunks: spans of whole sentences under one heading, sized in tokens."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

from corpus.document import Block, Chunk, Document
from corpus.language.sentences import sentence_pieces

CountTokens = Callable[[str], int]

SPECIAL_TOKENS = 2  # the model's own marks around every input
PATH_SHARE = 3  # at most a third of a chunk's tokens go to its heading path


def split(document: Document, count_tokens: CountTokens, max_tokens: int = 200) -> list[Chunk]:
    """The document's chunks in order: `document.text[chunk.start:chunk.end] == chunk.text`.

    A chunk never crosses a heading, ends at a sentence end and never within a row of a table,
    unless one sentence or row alone is too long, and with its heading path is at most
    `max_tokens` tokens of the embedder. A long section is cut into pieces of about equal size.
    Chunks do not overlap, and together they hold every character of the text but headings and
    the space around chunks.
    """
    chunks: list[Chunk] = []
    count_tokens = _bounded(count_tokens)
    for start, end in _sections(document):
        path = _fitting(document.heading_path_at(start), count_tokens, max_tokens // PATH_SHARE)
        path_tokens = count_tokens(embedded_text("", path)) if path else 0
        captions = {
            row.start: caption
            for row, caption in _captioned(document, start, end)
            if count_tokens(caption) <= max_tokens // PATH_SHARE
        }
        told = max(map(count_tokens, set(captions.values())), default=0)
        budget = max(8, max_tokens - SPECIAL_TOKENS - path_tokens - told)
        for piece_start, piece_end in _pieces(document, start, end, count_tokens, budget):
            caption = captions.get(piece_start)
            chunks.append(
                Chunk(
                    document_id=document.id,
                    start=piece_start,
                    end=piece_end,
                    text=document.text[piece_start:piece_end],
                    headings=path if caption is None else (*path, caption),
                    page=document.page_at(piece_start),
                )
            )
    return chunks


def _fitting(path: tuple[str, ...], count_tokens: CountTokens, most: int) -> tuple[str, ...]:
    """A heading path of at most that many tokens: without its outer headings, and of one that is
    longer alone, as titles of articles are, the first words."""
    while len(path) > 1 and count_tokens(embedded_text("", path)) > most:
        path = path[1:]
    while path and count_tokens(embedded_text("", path)) > most:
        words = path[0].split(" ")
        path = (" ".join(words[: len(words) * 2 // 3]),) if len(words) > 1 else ()
    return path


def _captioned(document: Document, start: int, end: int) -> Iterator[tuple[Block, str]]:
    """The rows of the tables in a section that have a caption, each with it: a chunk that begins
    with a row has no other sign of what its figures are."""
    for block in document.blocks:
        if block.kind == "table" and start <= block.start < end:
            captions = [part.text for part in block.parts if part.kind == "caption"]
            if captions:
                yield from ((row, " ".join(captions)) for row in block.parts if row.kind == "row")


def embedded_text(text: str, headings: tuple[str, ...]) -> str:
    """What the embedder reads of a chunk: its heading path on a line of its own, then its text."""
    return f"{' > '.join(headings)}\n{text}" if headings else text


def _bounded(count_tokens: CountTokens) -> CountTokens:
    """Tokens, or a tenth of the characters: a tokenizer may call a 10,000-letter word one token.

    At least 1, since a piece without size would be put into two chunks by the splitter. Each
    sentence is asked for several times while it is put into a chunk.
    """
    return lru_cache(maxsize=1_024)(lambda text: max(count_tokens(text), len(text) // 10, 1))


def _sections(document: Document) -> Iterator[tuple[int, int]]:
    """Spans between headings. A heading without text below it is kept as a section itself."""
    starts = [heading.start for heading in document.headings]
    if not starts or document.text[: starts[0]].strip():
        yield 0, starts[0] if starts else len(document.text)
    for number, heading in enumerate(document.headings):
        end = starts[number + 1] if number + 1 < len(starts) else len(document.text)
        body = heading.start + len(heading.text)
        if document.text[body:end].strip():
            yield body, end
        elif number + 1 == len(starts) or document.headings[number + 1].level <= heading.level:
            yield heading.start, end


class _SentenceSplitter(TextSplitter):
    """Merges whole sentences up to the size; joined, its pieces are the text again."""

    def __init__(
        self, size: int, count_tokens: CountTokens, language: str | None, rows: Collection[str]
    ) -> None:
        super().__init__(
            chunk_size=size,
            chunk_overlap=0,
            length_function=count_tokens,
            strip_whitespace=False,
        )
        self._language = language
        self._rows = rows
        # Only for a sentence longer than a chunk: at clause ends, then at spaces.
        self._within = RecursiveCharacterTextSplitter(
            separators=["; ", ", ", " "],
            keep_separator="end",
            chunk_size=size,
            chunk_overlap=0,
            length_function=count_tokens,
            strip_whitespace=False,
        )

    def split_text(self, text: str) -> list[str]:
        pieces: list[str] = []
        for sentence in self._whole(text):
            if self._length_function(sentence) > self._chunk_size:
                for part in self._within.split_text(sentence):
                    pieces.extend(self._cut(part))
            else:
                pieces.append(sentence)
        return self._merge_splits(pieces, "")

    def _whole(self, text: str) -> Iterator[str]:
        for line in text.splitlines(keepends=True):
            if line.strip() in self._rows:
                yield line
            else:
                yield from sentence_pieces(line, self._language)

    def _cut(self, part: str) -> list[str]:
        """Text without spaces: as many characters as tokens are allowed are never too many."""
        if self._length_function(part) <= self._chunk_size:
            return [part]
        return [part[at : at + self._chunk_size] for at in range(0, len(part), self._chunk_size)]


def _pieces(
    document: Document, start: int, end: int, count_tokens: CountTokens, budget: int
) -> Iterator[tuple[int, int]]:
    text = document.text[start:end]
    total = count_tokens(text)
    if total <= budget:
        parts = [text]
    else:
        # Equal shares, so that a long section does not end in a crumb.
        share = math.ceil(total / math.ceil(total / budget) * 1.1)
        rows = {line.text for line in document.lines_in(start, end) if line.kind == "row"}
        size = min(budget, max(share, *map(count_tokens, rows), 0))
        parts = _SentenceSplitter(size, count_tokens, document.language, rows).split_text(text)
    for part in parts:
        left = len(part) - len(part.lstrip())
        if part.strip():
            yield start + left, start + len(part.rstrip())
        start += len(part)
