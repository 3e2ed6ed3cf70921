"""Documents to chunks: spans of whole sentences under one heading, sized in tokens."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from itertools import accumulate, pairwise

from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

from corpus.document import Block, Chunk, Document
from corpus.language.sentences import sentence_pieces
from corpus.told_text import header_over, told_text

CountTokens = Callable[[str], int]

SPECIAL_TOKENS = 2  # the model's own marks around every input
PATH_SHARE = 3  # at most a third of a chunk's tokens go to its heading path


def split(document: Document, count_tokens: CountTokens, max_tokens: int = 200) -> list[Chunk]:
    """The document's chunks in order: `document.text[chunk.start:chunk.end] == chunk.text`.

    A chunk never crosses a heading, ends at a sentence end and never within a row of a table,
    unless one sentence or row alone is too long, and as the embedder is told it
    (`embedded_text`) is at most `max_tokens` tokens long. A long section is cut into pieces of
    about equal size. Chunks do not overlap, and together they hold every character of the text
    but headings and the space around chunks. One that begins with a row has the caption of its
    table, and the header that is not its own, behind its headings: they are found by these words.
    """
    chunks: list[Chunk] = []
    count_tokens = _bounded(count_tokens)
    for start, end in _sections(document):
        path = _fitting(document.heading_path_at(start), count_tokens, max_tokens // PATH_SHARE)
        path_tokens = count_tokens(_under(path, "")) if path else 0
        captions = {
            row.start: caption
            for row, caption in _captioned(document, start, end)
            if count_tokens(caption) <= max_tokens // PATH_SHARE
        }
        told = max(map(count_tokens, set(captions.values())), default=0)
        budget = max(8, max_tokens - SPECIAL_TOKENS - path_tokens - told)
        for piece_start, piece_end in _pieces(document, start, end, count_tokens, budget):
            over = (captions.get(piece_start), _header(document, piece_start))
            chunks.append(
                Chunk(
                    document_id=document.id,
                    start=piece_start,
                    end=piece_end,
                    text=document.text[piece_start:piece_end],
                    headings=(*path, *filter(None, over)),
                    page=document.page_at(piece_start),
                )
            )
    return chunks


def _fitting(path: tuple[str, ...], count_tokens: CountTokens, most: int) -> tuple[str, ...]:
    """A heading path of at most that many tokens: without its outer headings, and of one that is
    longer alone, as titles of articles are, the first words."""
    while len(path) > 1 and count_tokens(_under(path, "")) > most:
        path = path[1:]
    while path and count_tokens(_under(path, "")) > most:
        words = path[0].split(" ")
        path = (" ".join(words[: len(words) * 2 // 3]),) if len(words) > 1 else ()
    return path


def _captioned(document: Document, start: int, end: int) -> Iterator[tuple[Block, str]]:
    """The headers and rows of the tables in a section that have a caption, each with it: a chunk
    that begins with one has no other sign of what its figures are."""
    for block in document.blocks:
        if block.kind == "table" and start <= block.start < end:
            captions = [part.text for part in block.parts if part.kind == "caption"]
            if captions:
                for part in block.parts:
                    if part.kind != "caption":
                        yield part, " ".join(captions)


def _header(document: Document, start: int) -> str:
    """The names of the columns of the table within which a chunk begins."""
    header = header_over(document, start)
    return header.text if header is not None else ""


def embedded_text(document: Document, chunk: Chunk) -> str:
    """What the embedder reads of a chunk: its heading path on a line of its own, then its text as
    models are told it. Its rows tell the names of their columns themselves."""
    headings = chunk.headings
    if headings and headings[-1] == _header(document, chunk.start):
        headings = headings[:-1]
    return _under(headings, told_text(document, chunk.start, chunk.end).text)


def _under(headings: tuple[str, ...], text: str) -> str:
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
    """The spans of a section's pieces, cut by what is told of them."""
    told = told_text(document, start, end)
    total = count_tokens(told.text)
    if total <= budget:
        parts = [told.text]
    else:
        # Equal shares, so that a long section does not end in a crumb.
        share = math.ceil(total / math.ceil(total / budget) * 1.1)
        rows = {told.text[a:b] for line, a, b in told.lines if line.kind == "row"}
        size = min(budget, max(share, *map(count_tokens, rows), 0))
        splitter = _SentenceSplitter(size, count_tokens, document.language, rows)
        parts = splitter.split_text(told.text)
    places = [told.place(at) for at in accumulate(map(len, parts[:-1]), initial=0)]
    for first, last in pairwise([*places, end]):
        text = document.text[first:last]
        if text.strip():
            yield first + len(text) - len(text.lstrip()), first + len(text.rstrip())
