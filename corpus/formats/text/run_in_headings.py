"""Headings that lost their own line: "Supply chain resilience The pandemic era showed ...".

Pages flattened to text keep such headings as the first words of a paragraph. One paragraph
alone cannot be told from a sentence with a name in it, so a section is split only where every
one of its paragraphs (three or more) begins this way.
"""

from __future__ import annotations

import re
from itertools import groupby

from corpus.blocks import Element
from corpus.language.word_lists import grouped

MIN_PARAGRAPHS = 3
MAX_HEADING_WORDS = 10
MIN_SENTENCE_WORDS = 5
_WORDS = grouped("heading_words")
LINKING_WORDS = _WORDS["not_at_end"]  # of a heading
OPENING_WORDS = _WORDS["opening_sentences"]  # where a paragraph begins so, no heading does
FULL_STOP = re.compile(r"[.!?][\"'”’)]*(?:\s|$)")


def split_run_in_headings(blocks: list[Element]) -> list[Element]:
    """Return the blocks with run-in headings as headings of level 3, on lines of their own."""
    result: list[Element] = []
    under_heading = False
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        section = list(group)
        splits = [split_point(block.text) for block in section]
        if kind == "paragraph" and under_heading and len(splits) >= MIN_PARAGRAPHS and all(splits):
            for block, point in zip(section, splits, strict=True):
                result.append(Element("heading", block.text[:point].rstrip(), 3))
                result.append(Element("paragraph", block.text[point:]))
        else:
            result += section
        under_heading = kind == "heading"
    return result


def split_point(paragraph: str) -> int:
    """The offset where the sentence after a run-in heading begins, or 0 where there is none."""
    words = paragraph.split(" ", MAX_HEADING_WORDS + MIN_SENTENCE_WORDS)
    if not words[0][:1].isupper() or words[0].lower().strip(",") in OPENING_WORDS:
        return 0
    offset = len(words[0])
    for position, word in enumerate(words[1 : MAX_HEADING_WORDS + 1], start=1):
        before = words[position - 1]
        if word[:1].isupper() and before.lower() not in LINKING_WORDS:
            if position < 2 or before[-1] in ",;:.!?" or before[0].isupper():
                return 0
            long_enough = len(words) - position >= MIN_SENTENCE_WORDS
            ends = FULL_STOP.search(paragraph, offset + 1)
            return offset + 1 if long_enough and ends else 0
        offset += 1 + len(word)
    return 0
