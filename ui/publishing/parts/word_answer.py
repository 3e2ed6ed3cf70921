"""An answer in a Word file: its text with marks, and the quotes that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ui.publishing.parts.answer_text import ShownBlock, ShownLine, ShownTable
from ui.publishing.parts.sources import ShownQuote
from ui.publishing.parts.word_look import LINK, MARK, SOURCE
from ui.publishing.parts.word_parts import TEXT_WIDTH, WordFile, Words

Target = Callable[[ShownQuote], str]  # the anchor that the mark of a quote leads to


def answer_block(
    file: WordFile, block: ShownBlock, target: Target, keep_next: bool = False
) -> None:
    """A paragraph or a list of an answer; with `keep_next`, on the page of what comes next."""
    for number, line in enumerate(block.lines, start=block.first):
        words = list(_words(line, target))
        if block.kind == "bullets":
            file.bullet(words, keep_next)
        elif block.kind == "numbers":
            file.paragraph([Words(f"{number}.\t"), *words], "List", keep_next=keep_next)
        else:
            file.paragraph(words, keep_next=keep_next)
    if block.below:
        first, *rest = _words(block.below, target)
        below = [replace(first, text=first.text.lstrip()), *rest]
        file.paragraph(below, "Below a List", keep_next=keep_next)


def answer_table(file: WordFile, table: ShownTable, target: Target) -> None:
    """A table of an answer: columns of equal width but for a first one that names its rows."""
    widths = [1.0 if name else 0.4 for name in table.columns]
    share = TEXT_WIDTH / sum(widths)
    columns = [(name, width * share) for name, width in zip(table.columns, widths, strict=True)]
    file.table(
        columns,
        [[[list(_words(line, target)) for line in cell] for cell in row] for row in table.rows],
    )
    file.paragraph("", "After Columns")


def quotes_below(file: WordFile, quotes: Sequence[ShownQuote], target: Target) -> None:
    """The exact words of each quote, and where they stand."""
    for quote in quotes:
        file.paragraph(f"“{quote.text}”", "Quote")
        quote_source(file, quote, target)


def quote_source(
    file: WordFile, quote: ShownQuote, target: Target, keep_next: bool = False
) -> None:
    words = [mark(quote, LINK, target), Words(f" {quote.reference}")]
    file.paragraph(words, "Quote Source", keep_next=keep_next)


def mark(quote: ShownQuote, style: str, target: Target) -> Words:
    return Words(f"[{quote.label}]", style, target(quote))


def sourced_words(quote: ShownQuote, source: str, target: Target) -> list[Words]:
    """The source of a quote in passing, where it is to be named, and its number."""
    number = Words(f"[{quote.source}]", MARK, target(quote))
    return [Words(f" ({source})", SOURCE), number] if source else [number]


def _words(line: ShownLine, target: Target) -> Iterator[Words]:
    """The words of a line; a marker stands close to the word before it."""
    for run, after in zip(line, [*line[1:], None], strict=True):
        if run.quote and run.named:
            yield from sourced_words(run.quote, run.source, target)
            if after is not None and not after.quote:
                yield Words(" ")
        elif run.quote:
            yield mark(run.quote, MARK, target)
        else:
            close = after is not None and after.quote
            yield Words(run.text.rstrip() if close else run.text, bold=run.strong)
