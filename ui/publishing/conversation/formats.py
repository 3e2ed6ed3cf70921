"""A conversation, or one answer, as a file of each format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date

from assistant.answer import Answer
from ui.page.ask.export import as_markdown, conversation_as_markdown, file_name
from ui.publishing.conversation.document import conversation_document
from ui.publishing.parts.templating import render

TEMPLATE = "conversation.html.j2"
KINDS = {
    "docx": "application/octet-stream",  # saved by its name, never shown
    "html": "text/html;charset=utf-8",
    "md": "text/markdown;charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file to hand out: its name, its type for the browser, its bytes."""

    name: str
    kind: str
    data: bytes


def made_file(name: str, answers: Sequence[Answer], suffix: str, day: Date) -> MadeFile:
    """The file of answers that are told under a name, which is the file's too; `suffix` is one of
    `KINDS`.
    """
    return MadeFile(f"{file_name(name)}.{suffix}", KINDS[suffix], _data(name, answers, suffix, day))


def _data(name: str, answers: Sequence[Answer], suffix: str, day: Date) -> bytes:
    if suffix == "md":
        several = len(answers) != 1
        text = conversation_as_markdown(name, answers) if several else as_markdown(answers[0])
        return text.encode("utf-8", "replace")
    document = conversation_document(name, answers, day)
    if suffix == "docx":
        from ui.publishing.conversation import word  # python-docx takes half a second to load

        return word.write(document)
    return render(TEMPLATE, None, {"told": document}).encode("utf-8", "replace")
