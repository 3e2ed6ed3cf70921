"""An answer as text to paste and as a Markdown file to keep: both carry every source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Date

from assistant.answer import Answer, Citation
from assistant.answer_parts import TextLine, TextRun
from corpus.language.dates import ISO_DAY, ISO_MONTH
from corpus.legal.provisions import with_page
from ui.publishing.parts.plain_text import markdown


def readable_date(value: str | None) -> str:
    """`2025-03-26` as `26 March 2025`, `2025-03` as `March 2025`, anything else unchanged."""
    if not value:
        return ""
    try:
        if ISO_DAY.fullmatch(value):
            day = Date.fromisoformat(value)
            return f"{day.day} {day:%B} {day.year}"
        if ISO_MONTH.fullmatch(value):
            return f"{Date.fromisoformat(value + '-01'):%B} {value[:4]}"
    except ValueError:
        return value
    return value


def place(citation: Citation) -> str:
    """Where in its document a citation stands: `p. 3, Part II › Funding`, or the place of a law,
    `khoản 1 Điều 4, tr. 7`."""
    if citation.place:
        return with_page(citation.place, citation.page)
    parts = [f"p. {citation.page}"] if citation.page is not None else []
    path = section(citation.headings, citation.title)
    if path:
        parts.append(path)
    return ", ".join(parts)


def section(headings: Sequence[str], title: str | None) -> str:
    """A heading path as words, without the document's own title at its head."""
    own = headings[1:] if headings and headings[0] == title else headings
    return " › ".join(own)


def reference(citation: Citation) -> str:
    """The citation as one line of a reference list: title, publisher, date, file, place."""
    facts = [citation.publisher or "", readable_date(citation.date), citation.source]
    facts = [fact for fact in (*facts, place(citation)) if fact]
    title = citation.title or citation.source
    if citation.title is None:
        facts.remove(citation.source)
    if citation.validity:
        title += f" [{citation.validity}]"
    return ". ".join([title, ", ".join(facts)] if facts else [title])


def quoted_reference(citation: Citation) -> str:
    """The exact quote and where it comes from, to paste into a document of one's own."""
    return f"“{citation.quote}”\n{reference(citation)}"


def as_text(answer: Answer) -> str:
    """The answer with its numbered sources as plain text."""
    lines = [answer.asked_as, "", answer.text]
    if answer.citations:
        lines += ["", "Sources"]
        for citation in answer.citations:
            lines.append(f"[{citation.marker}] {reference(citation)}")
            lines.append(f"    “{' '.join(citation.quote.split())}”")
    return "\n".join(lines)


def as_markdown(answer: Answer) -> str:
    """The answer with its numbered sources as a Markdown file.

    Words of documents are escaped, so that a viewer shows them instead of obeying them.
    """
    lines = [f"# {_plain(answer.asked_as)}", "", _blocks(answer)]
    if answer.question != answer.asked_as:
        lines += ["", f"Searched for: {_plain(answer.question)}"]
    if answer.citations:
        lines += ["", "## Sources"]
    for citation in answer.citations:
        badge = f" *[{_plain(citation.validity)}]*" if citation.validity else ""
        title = _plain(citation.title or citation.source)
        lines += ["", f"**{citation.marker}. {title}**{badge}", ""]
        facts = {
            "File": citation.source,
            "Publisher": citation.publisher,
            "Date": readable_date(citation.date),
            "Page": str(citation.page) if citation.page is not None else None,
            "Section": section(citation.headings, citation.title),
            "Place": citation.place,
        }
        lines += [f"- {name}: {_plain(value)}" for name, value in facts.items() if value]
        lines += ["", *(f"> {_plain(line)}" for line in citation.quote.splitlines())]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """`text` on one line, with all that Markdown would obey escaped."""
    return markdown(" ".join(text.split()))


def _blocks(answer: Answer) -> str:
    """The paragraphs and lists, escaped but for their markers."""
    found = []
    for block in answer.blocks:
        signs = {"paragraph": "", "bullets": "- ", "numbers": "{}. "}[block.kind]
        lines = (_line(line) for line in block.lines)
        found.append("\n".join(signs.format(n) + line for n, line in enumerate(lines, block.first)))
    return "\n\n".join(found)


def _line(line: TextLine) -> str:
    """A line; a marker that the words behind it would make a link of is escaped too."""
    told = ""
    for run, after in zip(line, (*line[1:], TextRun()), strict=True):
        links = after.text.startswith("(")
        told += markdown(run.shown) if run.marker is None or links else run.shown
    return told
