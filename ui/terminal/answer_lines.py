"""Answers as the terminal shows them: plain text, pure functions."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from assistant.answer import Answer, Citation
from assistant.answering.verification import note_said
from assistant.gaps import Gap
from assistant.language_model.marks import written_by
from assistant.requests.recognition import taken_as
from corpus.legal.provisions import with_page
from corpus.wording import _
from index.passage import Passage

WIDTH = 96
GAP_SHOWN = 300  # characters of a question; the whole is in the JSON


def answer_lines(answer: Answer) -> str:
    """The answer, its numbered sources with exact quotes, and the notes."""
    parts: list[str] = []
    if answer.short_answer and answer.short_answer not in answer.text[:-5]:
        parts.append(answer.short_answer)
    elif answer.short_answer and len(answer.short_answer) < 0.5 * len(answer.text):
        parts.append(f"→ {answer.short_answer}")
    parts.append("\n".join(_wrapped(line) for line in answer.text.split("\n")))
    parts.extend(_citation(citation) for citation in answer.citations)
    if answer.status == "not_found" and answer.passages:
        parts.append(_("Nearest passages, which are not the answer:"))
        parts.extend(_passage(passage) for passage in answer.passages)
    if who := written_by(answer):
        parts.append(who)
    parts.extend(map(note_said, answer.notes))
    if words := taken_as(answer.request):
        told = _("Taken as {kind}; {option} searches the documents for it.")
        parts.append(told.format(kind=words, option="--request question"))
    if answer.choices:
        parts.append("\n".join(f"  · {choice}" for choice in answer.choices))
    return "\n\n".join(parts)


def gap_lines(gaps: Sequence[Gap]) -> str:
    """The gap list as a table: the question stands in the last column, its reason below."""
    before = f"{_('times'):>5}  {_('last asked (UTC)'):16}  "
    rows = [f"{before}{_('question')}"]
    for gap in gaps:
        facts = f"{gap.times:>5}  {gap.last_asked[:16].replace('T', ' '):16}  "
        for text, indent in ((gap.question, facts), (gap.reason, " " * len(before))):
            short = textwrap.shorten(text, GAP_SHOWN, placeholder=" …")
            rows.append(
                textwrap.fill(
                    short, WIDTH, initial_indent=indent, subsequent_indent=" " * len(before)
                )
            )
    return "\n".join(rows)


def place(citation: Citation) -> str:
    """Where a quote stands: file, page and section, or the place of a law."""
    where = [citation.source]
    if citation.place:
        where.append(with_page(citation.place, citation.page))
    elif citation.page is not None:
        where.append(_("p. {page}").format(page=citation.page))
    if citation.headings and not citation.place:
        where.append(" › ".join(citation.headings))
    if citation.date:
        where.append(citation.date)
    return ", ".join(filter(None, (*where, columns(citation))))


def columns(citation: Citation) -> str:
    """What the columns of a quoted row are called, which stands alone."""
    return _("columns: {names}").format(names=citation.header) if citation.columns else ""


def _citation(citation: Citation) -> str:
    quote = _wrapped(" ".join(f"“{citation.quote}”".split()), "    ")
    badge = f"\n    ⚠ {citation.validity}." if citation.validity else ""
    return f"[{citation.marker}] {place(citation)}{badge}\n{quote}"


def _passage(passage: Passage) -> str:
    page = f", {_('p. {page}').format(page=passage.chunk.page)}" if passage.chunk.page else ""
    text = textwrap.shorten(" ".join(passage.chunk.text.split()), 200, placeholder=" …")
    return f"  · {passage.source}{page}\n{_wrapped(text, '    ')}"


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
