"""What can be done with an answer as it stands: copy it, link to it, have it as a file."""

from __future__ import annotations

from html import escape as _escaped

from assistant.answer import Answer
from ui.page.ask.export import as_html, as_markdown, as_text

FILES = {"docx": "Word document", "html": "Web page, to read or print", "md": "Markdown"}


def actions(number: int, answer: Answer, kept: int | None) -> str:
    """The buttons below an answer; `kept` is its number in the file of conversations."""
    # The texts wait in the page, so copying needs no round trip: browsers allow it only within
    # the click.
    link = f'<button type="button" data-copy-link="turn-{kept}">Copy link</button>' if kept else ""
    return (
        '<div class="actions"><button type="button" data-copy="rich">Copy</button>'
        f'<button type="button" data-copy="markdown">Copy as Markdown</button>{link}'
        f"{download_menu(number)}"
        f'<pre class="for-copy" hidden>{_escaped(as_text(answer))}</pre>'
        f'<pre class="for-rich" hidden>{_escaped(as_html(answer))}</pre>'
        f'<pre class="for-markdown" hidden>{_escaped(as_markdown(answer))}</pre></div>'
    )


def download_menu(number: int | None = None) -> str:
    """The files of an answer, by its place in the tab, or those of the whole conversation."""
    of = "conversation" if number is None else "answer"
    place = "" if number is None else f' data-turn="{number}"'
    files = "".join(
        f'<button type="button" data-export="{suffix}"{place}>{words}</button>'
        for suffix, words in FILES.items()
    )
    return (
        '<details class="menu"><summary>Download'
        f'<span class="unseen"> this {of}</span></summary><div>{files}</div></details>'
    )


def kept_as(conversation: str) -> str:
    """A mark, by which the page keeps the address of the conversation that it shows."""
    return f'<div data-conversation="{_escaped(conversation)}" hidden></div>'
