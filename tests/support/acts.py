"""Vietnamese acts of our own making, from `tests/quality/acts.txt`, as files in several looks.

What is right of each (its facts, and the article of each line) follows from that list, not from the
files: a title may stand on a line of its own, be broken where a line is full, or be missing.
"""

from __future__ import annotations

import datetime
import io
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH

SOURCE = Path(__file__).parents[1] / "quality" / "acts.txt"
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


@dataclass
class Act:
    """An act: its facts, what stands above its first article, its lines each with the division
    that it is under ("" for a chapter's own), and the lines behind the last."""

    number: str
    kind: str
    shown_issuer: str
    issuer: str
    signed: str
    subject: str
    look: str
    preamble: list[str] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)

    @property
    def date(self) -> str:
        day, month, year = map(int, re.findall(r"\d+", self.signed)[-3:])
        return datetime.date(year, month, day).isoformat()

    @property
    def stem(self) -> str:
        return "-".join(re.findall(r"\d+", self.number.split("/QĐ-")[0])[:2])

    @property
    def file(self) -> str:
        return f"van-ban-{self.stem}.{'docx' if self.look.startswith('docx') else 'txt'}"

    def data(self) -> bytes:
        return _word(self) if self.look.startswith("docx") else _text(self).encode()


def acts() -> list[Act]:
    made: list[Act] = []
    under = ""
    for line in SOURCE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("@ "):
            made.append(Act(*(part.strip() for part in line[2:].split(" | "))))
        elif line.startswith("+ "):
            made[-1].preamble.append(line[2:])
        elif line.startswith("! "):
            made[-1].closing.append(line[2:])
        elif mark := re.match(r"((?:Điều|Phụ lục) \w+)\.? [|>] ", line):
            under = mark[1]
            made[-1].lines.append((under, line))
        elif " | " in line:
            made[-1].lines.append(("", line))
        elif line:
            made[-1].lines.append((under, line))
    return made


def _head(act: Act) -> list[str]:
    if act.kind == "Luật":
        return [act.shown_issuer, f"Luật số: {act.number}", *MOTTO, "", "LUẬT", act.subject]
    head = [act.shown_issuer, f"Số: {act.number}", *MOTTO, act.signed, ""]
    return [*head, act.kind.upper(), act.subject]


def _told(act: Act) -> Iterator[tuple[str, str]]:
    """(kind, words) of each line as it is printed."""
    for _, line in act.lines:
        if " | " in line:
            mark, title = line.split(" | ")
            if mark.startswith("Điều"):
                yield "article", f"{mark} {title}"
            else:
                yield "chapter", mark
                yield "title", title
        elif " > " in line:
            yield "run-in", line.replace(" > ", " ")
        else:
            yield "text", line


def _signature(act: Act) -> list[str]:
    return [*act.closing, f"TM. {act.shown_issuer}", "(Đã ký)", "Phạm Thị Lúa"]


def _text(act: Act) -> str:
    lines = [*_head(act), "", *act.preamble, ""]
    for kind, words in _told(act):
        lines += ["", words] if kind in ("chapter", "article", "run-in") else [words]
    lines += ["", *_signature(act)]
    if act.look == "wrapped":
        lines = [piece for line in lines for piece in (textwrap.wrap(line, 78) or [""])]
    return "\n".join(lines) + "\n"


def _word(act: Act) -> bytes:
    word = docx.Document()
    word.core_properties.author = "nguoi-danh-may"
    word.core_properties.title = ""
    if act.look == "docx-law":
        for line in _head(act)[:4]:
            word.add_paragraph(line)
    else:
        table = word.add_table(rows=1, cols=2)
        left, right = table.rows[0].cells
        left.text = f"{act.shown_issuer}\n-------\nSố: {act.number}"
        right.text = "\n".join([*MOTTO, "---------------", act.signed])
    for line in _head(act)[-2:]:
        paragraph = word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).bold = True
    for line in act.preamble:
        word.add_paragraph(line)
    for kind, words in _told(act):
        paragraph = word.add_paragraph()
        run = paragraph.add_run(words)
        run.bold = kind in ("chapter", "title", "article") and len(act.number) % 2 == 0
    for line in act.closing:
        word.add_paragraph(line)
    table = word.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "Nơi nhận:\n- Như trên;\n- Lưu: VT."
    table.rows[0].cells[1].text = "\n".join(_signature(act)[len(act.closing) :])
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()
