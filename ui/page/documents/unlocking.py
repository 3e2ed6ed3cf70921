"""Uploads that are protected: held for a while, until their password is given once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from corpus.wording import _, later
from ui.page.ask.render import notice
from ui.page.boundary import sentence
from ui.page.documents.uploading import upload_events
from ui.page.uploads import SWEPT_AFTER, Claimed

if TYPE_CHECKING:
    from assistant.assistant import Assistant

INTRO = later(
    "What is protected is added once you give its password, which is not kept. The file is stored "
    "as it came; its text is stored without protection, for all who ask here."
)
GONE = later("The protected files are here no more: upload them again, then give the password.")
FIRST = later("Choose the files and give their password first.")
MAX_PASSWORD = 1_000  # characters


@dataclass(frozen=True, slots=True)
class Locked:
    """Uploads that wait for their password, and the collections that they go into."""

    uploads: Claimed
    collections: tuple[str, ...] = ()

    @property
    def choices(self) -> list[tuple[str, int]]:
        """(name, place) of each: two may have one name."""
        return [(path.name, place) for place, path in enumerate(self.uploads.paths)]


class PasswordForm:
    """The form, made within the tab where it is to stand; unseen while nothing is protected.

    The uploads are held with the session, for no longer than `SWEPT_AFTER` seconds.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.locked = gr.State(None, time_to_live=SWEPT_AFTER)
        with gr.Column(visible=False, elem_id="unlock") as self.whole:
            gr.Markdown(_(INTRO))
            with gr.Row(elem_id="unlock-row"):
                self.which = gr.Dropdown(
                    label=_("Protected files"), choices=[], multiselect=True, scale=2,
                    elem_id="unlock-which",
                )  # fmt: skip
                self.password = gr.Textbox(
                    label=_("Password"), type="password", max_lines=1, max_length=MAX_PASSWORD,
                    scale=1, elem_id="unlock-password",
                    html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
                )  # fmt: skip
                self.open = gr.Button(_("Open and add"), elem_id="unlock-open", scale=0)
        self.parts = [self.locked, self.whole, self.which, self.password]

    def connect(self, status: gr.HTML, options: dict[str, Any]) -> Any:
        """Let the form act; gives the event that changes the library."""
        return gr.on(
            [self.open.click, self.password.submit],
            self.opened,
            [self.locked, self.which, self.password],
            [status, *self.parts],
            **options,
        )

    def uploaded(
        self, files: Sequence[str] | None, collection: str | None
    ) -> Iterator[tuple[Any, ...]]:
        """Add the uploaded files to the library, into a collection where one is named: the emptied
        drop zone, the status of each file, and at last the form over those that are protected."""
        collections = (collection,) if collection and collection.strip() else ()
        for shown in self._added(Claimed(files or ()), collections, []):
            yield None, *shown

    def opened(
        self, locked: Locked | None, which: Sequence[int] | None, password: str | None
    ) -> Iterator[tuple[Any, ...]]:
        """Add the chosen files with their password; the others go on waiting."""
        if locked is None or not all(path.exists() for path in locked.uploads.paths):
            yield notice(_(GONE)), *self._over(None)
            return
        if not which or not password:
            yield notice(_(FIRST)), *self._unchanged()
            return
        paths = dict(enumerate(map(str, locked.uploads.paths)))
        chosen = Claimed(paths.pop(place) for place in sorted({*which} & paths.keys()))
        rest = Claimed(paths.values())
        yield from self._added(chosen, locked.collections, [rest], password)

    def _added(
        self,
        uploads: Claimed,
        collections: tuple[str, ...],
        waiting: list[Claimed],
        password: str | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        status = ""
        try:
            for status, protected in upload_events(self._assistant, uploads, collections, password):
                if protected is not None:
                    waiting.append(protected)
                yield status, *self._unchanged()
        except Exception as error:
            status = notice(sentence(error))
        left = Claimed(str(path) for claimed in waiting for path in claimed.paths)
        yield status, *self._over(Locked(left, collections))

    def _over(self, locked: Locked | None) -> tuple[Any, ...]:
        """The form over the files that wait, unseen where none does; the password is emptied."""
        choices = [] if locked is None else locked.choices
        values = [place for name, place in choices]
        return (
            locked if choices else None,
            gr.Column(visible=bool(choices)),
            gr.Dropdown(choices=choices, value=values, multiselect=True),
            "",
        )

    def _unchanged(self) -> tuple[Any, ...]:
        return tuple(gr.skip() for part in self.parts)
