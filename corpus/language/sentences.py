"""Sentence spans, computed from offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sentencex import segment

from corpus.document import Block, Document
from corpus.language.identification import VIETNAMESE_LETTER
from corpus.language.list_marks import SIGNS
from corpus.language.word_lists import grouped, table, word_list
from corpus.told_text import ToldText

LIST_MARK = re.compile(rf"(?:[-+*–{SIGNS}]|\(?\d{{1,3}}[.)]|\(?(?:[a-zđ]|[ivx]{{2,6}})[.)])\s+")

# What sentencex does not know: abbreviations of laws and addresses ("para.", "flr."), those of
# Vietnamese, labels ("Điều 5.", "II.") that belong to what they number, and the Vietnamese ends at
# "…", "v.v." and before the item "đ)".
_ABBREVIATIONS = {
    True: grouped("vietnamese_abbreviations"),
    False: grouped("english_abbreviations"),
}
_TAILS = {
    f" {word}{end}"[-3:]
    for words in _ABBREVIATIONS.values()
    for word in frozenset().union(*words.values())
    for end in (".", "")
}
_DIVISIONS = {name.casefold() for name in word_list("vietnamese_divisions")} | {
    name.casefold() for _, _, names in table("divisions") for name in names.split(";")
}
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXL]{1,6}|[A-Za-zĐđ])[.)]")
_LONGEST_LABEL = 13  # characters
_WINDOW = 5_000  # characters of a line that are cut into sentences at a time
_MISSED_END = re.compile(
    r"(?:…|\bv\.v\.)[\"”’»)]*\s+(?=[\"“‘«(]?(?P<capital>[^\W\d_]))|[.;]\s+(?=đ\)\s)"
)


def sentence_spans(
    text: str, start: int = 0, end: int | None = None, language: str | None = None
) -> list[tuple[int, int]]:
    """(start, end) of each sentence within `text[start:end]`, in order, without outer space.

    A line break always ends a sentence, so list items and headings stand alone; the mark of a
    list item is left out of its span. Boundaries within a line come from sentencex, which
    knows the abbreviations of the language (English where none is given); a line with
    Vietnamese letters is read as Vietnamese, whatever the language of its document.
    """
    spans: list[tuple[int, int]] = []
    for line in text[start:end].split("\n"):
        words = line.strip()
        if words:
            first = start + len(line) - len(line.lstrip())
            mark = LIST_MARK.match(words)
            if mark and mark.end() < len(words):
                words = words[mark.end() :]
                first += mark.end()
            pieces = _segmented(words, language)
            spans += _places(pieces, first) if len(pieces) > 1 else [(first, first + len(words))]
        start += len(line) + 1
    return spans


def sentences_in(
    document: Document, start: int = 0, end: int | None = None
) -> Iterator[tuple[Block, int, int]]:
    """Each sentence of `document.text[start:end]` as the line that it stands in and its span. The
    header of a table is none."""
    end = len(document.text) if end is None else end
    for line in document.lines_in(start, end):
        if line.kind == "header":
            continue
        first, last = max(start, line.words_start), min(end, line.end)
        pieces = _segmented(document.text[first:last], document.language)
        for sentence in _places(pieces, first):
            yield line, *sentence


def told_sentences(told: ToldText, language: str | None) -> Iterator[tuple[Block, int, int]]:
    """The same of what models are told, with the spans there."""
    for line, first, last in told.lines:
        if line.kind != "header":
            for sentence in _places(_segmented(told.text[first:last], language), first):
                yield line, *sentence


def _places(pieces: list[str], start: int) -> Iterator[tuple[int, int]]:
    """Where the pieces stand that begin at `start`, without outer space."""
    for piece in pieces:
        words = piece.strip()
        if words:
            first = start + len(piece) - len(piece.lstrip())
            yield first, first + len(words)
        start += len(piece)


def sentence_pieces(text: str, language: str | None = None) -> list[str]:
    """The sentences of `text` with the space after each kept: joined, they are `text` again."""
    pieces: list[str] = []
    for line in text.splitlines(keepends=True):
        pieces.extend(_segmented(line, language))
    return pieces


def _segmented(line: str, language: str | None) -> list[str]:
    """The sentences of a line, which joined are the line: offsets are counted from them."""
    pieces = _pieces(line, language or "en")
    if "".join(pieces) != line:
        return [line]
    if ("…" in line or "v.v. " in line or " đ) " in line) and _vietnamese(line, language):
        pieces = [part for piece in pieces for part in _cut_at_missed_ends(piece)]
    if len(pieces) == 1:
        return pieces
    joined = pieces[:1]
    vietnamese: bool | None = None
    for after in pieces[1:]:
        before = joined[-1]
        # Most sentences end in another way, which costs next to nothing to see.
        doubtful = before[-4:-1] in _TAILS or len(before) <= _LONGEST_LABEL
        if doubtful and vietnamese is None:
            vietnamese = _vietnamese(line, language)
        if doubtful and _goes_on(before.rstrip(), after, bool(vietnamese)):
            joined[-1] += after
        else:
            joined.append(after)
    return joined


def _pieces(line: str, language: str) -> list[str]:
    """What sentencex makes of a line, a long one by windows: it reads a line to its end for each
    quotation mark that nothing closes, which took minutes for one of 300,000 characters.

    What a window leaves open is read again with the next; a sentence longer than one is joined.
    """
    if len(line) <= _WINDOW:
        return list(segment(language, line))
    pieces: list[str] = []
    start, goes_on = 0, False
    while start < len(line):
        found = segment(language, line[start : start + _WINDOW])
        inside = start + _WINDOW < len(line)
        if inside and len(found) > 1:
            found = found[:-1]
        read = sum(map(len, found))
        if not read:
            return [line]
        start += read
        if goes_on:
            pieces[-1] += found[0]
        pieces += found[goes_on:]
        goes_on = inside and len(found) == 1 and read == _WINDOW
    return pieces


def _vietnamese(line: str, language: str | None) -> bool:
    return language == "vi" or VIETNAMESE_LETTER.search(line) is not None


def _cut_at_missed_ends(piece: str) -> Iterator[str]:
    start = 0
    for end in _MISSED_END.finditer(piece):
        if end["capital"] is None or end["capital"].isupper():
            yield piece[start : end.end()]
            start = end.end()
    yield piece[start:]


def _goes_on(before: str, after: str, vietnamese: bool) -> bool:
    """Whether a sentence goes on after the point that ends `before`."""
    head, _, word = before.rpartition(" ")
    label = head.casefold() in _DIVISIONS or (vietnamese and not head)
    if label and _NUMBER.fullmatch(word):
        return True
    word = word.lstrip('(“"')
    if not word.endswith("."):
        return False
    words = _ABBREVIATIONS[vietnamese]
    if word[:-1] in words["number or small letter"]:
        return after[:1].isdigit() or after[:1].islower()
    return word[:-1].rpartition(".")[2] in words["anything"]
