"""An answer to paste, as rich or plain text, and as a Markdown file: all carry every source."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape as _escaped

from assistant.answer import Answer, Citation
from assistant.answer_blocks import TextLine, TextRun, TextTable
from assistant.language_model.marks import written_by
from corpus.legal.provisions import with_page
from corpus.wording import _, pgettext, readable_date
from ui.publishing.parts.plain_text import clean, markdown, one_line

LEAD_SHOWN = 160  # characters of a short answer that stands over the text
NAME_LENGTH = 100  # characters of a file's name
_NO_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')  # in no name of a file, on one system or another
_DEVICES = re.compile(r"CON|PRN|AUX|NUL|(?:COM|LPT)\d", re.IGNORECASE)


def place(citation: Citation) -> str:
    """Where in its document a citation stands: `p. 3, Part II › Funding`, or the place of a law,
    `khoản 1 Điều 4, tr. 7`; of a row of a table with what its columns are called."""
    if citation.place:
        parts = [with_page(citation.place, citation.page)]
    else:
        page = _("p. {page}").format(page=citation.page) if citation.page is not None else ""
        parts = [page, section(citation.headings, citation.title)]
    return ", ".join(filter(None, (*parts, columns(citation.header))))


def columns(header: str) -> str:
    """The names of the columns of a quoted row, which stands alone."""
    return _("columns: {names}").format(names=header) if header else ""


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
    if who := written_by(answer):
        lines += ["", who]
    if answer.citations:
        lines += ["", _("Sources")]
        for citation in answer.citations:
            lines.append(f"[{citation.marker}] {reference(citation)}")
            lines.append(f"    “{' '.join(citation.quote.split())}”")
    return "\n".join(lines)


def as_html(answer: Answer) -> str:
    """The answer as rich text to paste: the question, the headline in bold, paragraphs and lists
    as such, and a line for each source. It takes the letters of what it is pasted into.
    """
    parts = [f"<p><b>{_escaped(one_line(answer.asked_as))}</b></p>"]
    lead = headline(answer)
    parts += [f"<p><b>{_escaped(lead)}</b></p>"] if lead else []
    bold = "" if lead else _escaped(one_line(answer.short_answer or ""))
    for block in answer.layout:
        if isinstance(block, TextTable):
            parts.append(html_table(block, _html_line))
            continue
        lines = list(map(_html_line, block.lines))
        if bold and lines[0].startswith(bold):  # the headline is how the text begins
            lines[0] = f"<b>{bold}</b>{lines[0].removeprefix(bold)}"
        bold = ""
        if block.kind == "paragraph":
            parts += [f"<p>{line}</p>" for line in lines]
        else:
            tag = "ul" if block.kind == "bullets" else f'ol start="{block.first}"'
            items = "".join(f"<li>{line}</li>" for line in lines)
            parts.append(f"<{tag}>{items}</{tag[:2]}>")
    if who := written_by(answer):
        parts.append(f"<p><i>{_escaped(who)}</i></p>")
    if answer.citations:
        sources = (f"[{one.marker}] {short_reference(one)}" for one in answer.citations)
        parts += [f"<p><b>{_('Sources')}</b><br>" + "<br>".join(map(_escaped, sources)) + "</p>"]
    return "".join(parts)


def _html_line(line: TextLine) -> str:
    return "".join(_escaped(clean(run.shown)) for run in line)


def html_table(table: TextTable, set_line: Callable[[TextLine], str]) -> str:
    """A table of an answer; a row's name, in a column without one, is the head of its row."""
    head = "".join(
        f'<th scope="col">{_escaped(name)}</th>' if name else "<td></td>" for name in table.columns
    )
    rows = ""
    for row in table.rows:
        cells = zip(table.columns, row, strict=True)
        rows += f"<tr>{''.join(_html_cell(name, cell, set_line) for name, cell in cells)}</tr>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _html_cell(name: str, cell: Sequence[TextLine], set_line: Callable[[TextLine], str]) -> str:
    words = "".join(f"<p>{set_line(line)}</p>" for line in cell)
    words = set_line(cell[0]) if len(cell) == 1 else words
    return (
        f'<td data-head="{_escaped(name)}">{words}</td>'
        if name
        else f'<th scope="row">{words}</th>'
    )


def headline(answer: Answer) -> str:
    """The short answer, where there is one and the text does not begin with it anyway."""
    short = one_line(answer.short_answer or "")
    if answer.status == "not_found" or len(short) > LEAD_SHOWN:
        return ""
    return "" if one_line(answer.text).startswith(short) else short


def short_reference(citation: Citation) -> str:
    """A source as people name it: title, publisher and year, place; and that it is not in force."""
    title = one_line(citation.title or citation.source)
    if citation.validity:
        title += f" [{one_line(citation.validity)}]"
    facts = (citation.publisher, (citation.date or "")[:4], place(citation))
    return ", ".join([title, *(one_line(fact) for fact in facts if fact)])


def file_name(question: str) -> str:
    """The name, without its end, of a file that is named by a question, on any system."""
    words = " ".join(_NO_NAME.sub(" ", clean(question)).split())
    if len(words) > NAME_LENGTH:
        words = words[:NAME_LENGTH].rsplit(" ", 1)[0] if " " in words else words[:NAME_LENGTH]
    words = words.strip(" .")
    return f"{words} -" if _DEVICES.fullmatch(words) else words or "answer"


def conversation_as_markdown(name: str, answers: Sequence[Answer]) -> str:
    """A conversation as one Markdown file."""
    return "\n".join([f"# {_plain(name)}\n", *(as_markdown(one, level=2) for one in answers)])


def as_markdown(answer: Answer, level: int = 1) -> str:
    """The answer with its numbered sources as a Markdown file, or as a part of one, whose heading
    is of this level.

    Words of documents are escaped, so that a viewer shows them instead of obeying them.
    """
    heading = "#" * level
    lines = [f"{heading} {_plain(answer.asked_as)}", "", _blocks(answer)]
    if who := written_by(answer):
        lines += ["", f"*{_plain(who)}*"]
    if answer.question != answer.asked_as:
        lines += ["", _("Searched for: {question}").format(question=_plain(answer.question))]
    if answer.citations:
        lines += ["", f"{heading}# {_('Sources')}"]
    for citation in answer.citations:
        badge = f" *[{_plain(citation.validity)}]*" if citation.validity else ""
        title = _plain(citation.title or citation.source)
        lines += ["", f"**{citation.marker}. {title}**{badge}", ""]
        facts = {
            _("File"): citation.source,
            _("Publisher"): citation.publisher,
            _("Date"): readable_date(citation.date),
            _("Page"): str(citation.page) if citation.page is not None else None,
            _("Section"): section(citation.headings, citation.title),
            pgettext("law", "Place"): citation.place,
            _("Columns"): citation.header,
        }
        lines += [f"- {name}: {_plain(value)}" for name, value in facts.items() if value]
        lines += ["", *(f"> {_plain(line)}" for line in citation.quote.splitlines())]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """`text` on one line, with all that Markdown would obey escaped."""
    return markdown(" ".join(text.split()))


def _blocks(answer: Answer) -> str:
    """The paragraphs, lists and tables, escaped but for their markers."""
    found = []
    for block in answer.layout:
        if isinstance(block, TextTable):
            found.append(_markdown_table(block))
            continue
        signs = {"paragraph": "", "bullets": "- ", "numbers": "{}. "}[block.kind]
        lines = (_line(line) for line in block.lines)
        found.append("\n".join(signs.format(n) + line for n, line in enumerate(lines, block.first)))
    return "\n\n".join(found)


def _markdown_table(table: TextTable) -> str:
    rows = (["<br>".join(map(_line, cell)) for cell in row] for row in table.rows)
    told = [map(_plain, table.columns), ["---"] * len(table.columns), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in told)


def _line(line: TextLine) -> str:
    """A line; a marker that the words behind it would make a link of is escaped too."""
    told = ""
    for run, after in zip(line, (*line[1:], TextRun()), strict=True):
        links = after.text.startswith("(")
        told += markdown(run.shown) if run.marker is None or links else run.shown
    return told
