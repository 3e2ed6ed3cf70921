"""What can be done with an answer as it stands: copy it, link to it, have it as a file."""

from __future__ import annotations

from html import escape as _escaped

from assistant.answer import Answer
from corpus.wording import _, later
from ui.page.ask.export import as_html, as_markdown, as_text
from ui.page.reviews.render import buttons

FILES = {
    "docx": later("Word document"),
    "html": later("Web page, to read or print"),
    "md": later("Markdown"),
}


def actions(number: int, answer: Answer, kept: int | None) -> str:
    """The buttons below an answer; `kept` is its number in the file of conversations."""
    # The texts wait in the page, so copying needs no round trip: browsers allow it only within
    # the click.
    link = f'<button type="button" data-copy-link="turn-{kept}">{_("Copy link")}</button>'
    return (
        f'<div class="actions"><button type="button" data-copy="rich">{_("Copy")}</button>'
        f'<button type="button" data-copy="markdown">{_("Copy as Markdown")}</button>'
        f"{link if kept else ''}{download_menu(number)}{buttons(number)}"
        f'<pre class="for-copy" hidden>{_escaped(as_text(answer))}</pre>'
        f'<pre class="for-rich" hidden>{_escaped(as_html(answer))}</pre>'
        f'<pre class="for-markdown" hidden>{_escaped(as_markdown(answer))}</pre></div>'
    )


def download_menu(number: int | None = None) -> str:
    """The files of an answer, by its place in the tab, or those of the whole conversation."""
    of = _("this conversation") if number is None else _("this answer")
    place = "" if number is None else f' data-turn="{number}"'
    files = "".join(
        f'<button type="button" data-export="{suffix}"{place}>{_(words)}</button>'
        for suffix, words in FILES.items()
    )
    return (
        f'<details class="menu"><summary>{_("Download")}'
        f'<span class="unseen"> {of}</span></summary><div>{files}</div></details>'
    )


def kept_as(conversation: str) -> str:
    """A mark, by which the page keeps the address of the conversation that it shows."""
    return f'<div data-conversation="{_escaped(conversation)}" hidden></div>'
