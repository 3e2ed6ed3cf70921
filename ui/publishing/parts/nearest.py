"""Passages that are near a question without an answer, as documents show them."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.wording import _
from index.passage import Passage
from ui.page.ask.export import section
from ui.page.ask.render import shortened
from ui.publishing.parts.plain_text import clean, one_line

NEAREST_SHOWN = 200  # characters of a passage


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage that is near a question and does not answer it."""

    title: str
    file: str
    page: int | None
    section: str
    text: str

    @property
    def place(self) -> str:
        """Where the passage stands: title, file where that is another, page, section."""
        page = _("p. {page}").format(page=self.page) if self.page is not None else ""
        file = self.file if self.file != self.title else ""
        return ", ".join(filter(None, [self.title, file, page, self.section]))


def nearest(passage: Passage) -> ShownPassage:
    """A passage as it is shown."""
    return ShownPassage(
        title=one_line(passage.title or passage.source),
        file=one_line(passage.source),
        page=passage.chunk.page,
        section=one_line(section(passage.chunk.headings, passage.title)),
        text=shortened(clean(passage.chunk.text), NEAREST_SHOWN),
    )
