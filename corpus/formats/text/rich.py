"""Rich text (.rtf): its words by striprtf, then read as text without markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from striprtf.striprtf import rtf_to_text

from corpus.blocks import Content, Element, clean_line, clean_or_none
from corpus.errors import DocumentError
from corpus.formats.common.file_titles import chosen_title
from corpus.formats.left_out import LeftOut
from corpus.formats.text.decoding import MAX_CONTROL_SHARE
from corpus.formats.text.plain import content_of
from corpus.formats.text.rich_seen import seen_of
from corpus.formats.text.vietnamese_encodings import conversion_notes, converted
from corpus.wording import _

TITLE = re.compile(r"\{\\title ([^{}\\]{1,300})\}")
# Heads and feet of pages, and notes, which striprtf leaves out.
BESIDE = re.compile(r"\{\\(?:header|footer)[lrf]?(?![a-z])|\{\\footnote(?![a-z])")
COMMENT = re.compile(r"\{\\\*\\annotation(?![a-z])")
PROPERTY = re.compile(r"\{\\(?:subject|keywords|comment|doccomm) [^{}\\]")
BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
MAX_GROUP = 50_000
ROW = re.compile(r"(?m)^(?!\|)([^\n|]*\|.*)\|[ \t]*$")


def read(data: bytes, name: str) -> Content:
    """Return what stands in a file of rich text; raises DocumentError where it is none."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise DocumentError(
            _(
                "{name} is no file of rich text; open it in its own program, save it as "
                "DOCX and add that"
            ).format(name=name)
        )
    if data.count(0) > MAX_CONTROL_SHARE * len(data):  # no such file has that byte
        raise DocumentError(
            _("{name} is damaged; open it in its own program, save it again and add that").format(
                name=name
            )
        )
    left_out = LeftOut()
    source = seen_of(data.decode("latin-1"), left_out)
    text, encoding = converted(rtf_to_text(source, errors="ignore"))
    # striprtf ends each cell with a bar.
    content = content_of(ROW.sub(r"|\1|", text))
    title = TITLE.search(source)
    told = chosen_title(clean_or_none(title[1])) if title else None
    beside = [
        Element("note", words)
        for kind in BESIDE.finditer(source)
        if (words := clean_line(rtf_to_text("{\\rtf1" + _group(source, kind.end()) + "}")))
    ]
    unread = Counter({"comments": len(COMMENT.findall(source))})
    unread["file properties"] += len(PROPERTY.findall(source))
    return replace(
        content,
        elements=(*content.elements, *beside),
        title=told or content.title,
        notes=(*_cut_off(data), *left_out.notes(), *conversion_notes(encoding)),
        hidden=left_out.hidden,
        unread=+(unread + left_out.unread),
    )


def _cut_off(data: bytes) -> Iterator[str]:
    """That the group which all of a file stands in has no end."""
    depth = 0
    for brace in BRACE.finditer(data.decode("latin-1")):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
    if depth > 0:
        yield "the file is cut off before its end: what followed is missing"


def _group(source: str, start: int) -> str:
    """What stands in a group of rich text from a place in it to its end."""
    depth = 1
    for brace in BRACE.finditer(source, start, start + MAX_GROUP):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return source[start : brace.start()]
    return ""
