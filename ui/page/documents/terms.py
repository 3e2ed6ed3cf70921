"""The library's own terms and abbreviations, on the Documents tab."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr

from corpus.wording import _, later
from index.store.tables.terms import LONGEST, LONGEST_SHORT, Term
from ui.page.ask.render import done
from ui.page.boundary import alone, noticed

if TYPE_CHECKING:
    from assistant.assistant import Assistant

INTRO = later(
    "What the short forms of your documents stand for. A question with the one finds what is said "
    "with the other."
)


def _unchanged(owner: Any, notice: str) -> tuple[Any, ...]:
    return gr.skip(), notice, gr.skip(), gr.skip()


class TermsForm:
    """The list of terms with what adds to it, made within the tab where it is to stand."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        bare: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
        with gr.Accordion(_("Terms and abbreviations"), open=False, elem_id="terms") as self.whole:
            gr.Markdown(_(INTRO))
            with gr.Row():
                self.short = gr.Textbox(
                    label=_("Short form"), placeholder=_("NSA"), max_lines=1, scale=1,
                    max_length=2 * LONGEST_SHORT, elem_id="terms-short",
                )  # fmt: skip
                self.long = gr.Textbox(
                    label=_("Stands for"), placeholder=_("National Science Agency"), max_lines=1,
                    max_length=2 * LONGEST, elem_id="terms-long", scale=3,
                )  # fmt: skip
                self.add = gr.Button(_("Add"), elem_id="terms-add", scale=0)
            self.status = gr.HTML("", elem_id="terms-status", **bare)
            self.listing = gr.HTML("", elem_id="terms-list", **bare)

    def connect(self, source: gr.HTML, now: dict[str, Any], options: dict[str, Any]) -> None:
        """Let the form act, also by the buttons that `page.js` hears on `source`."""
        shown = [self.listing, self.status, self.short, self.long]
        self.whole.expand(self.listed, None, [self.listing], **now)
        gr.on(
            [self.add.click, self.short.submit, self.long.submit],
            self.added, [self.short, self.long], shown, **options,
        )  # fmt: skip
        source.forget(self.removed, None, shown, **options)

    @noticed(alone)
    def listed(self) -> str:
        """The terms that are kept."""
        return terms_list(self._assistant.terms())

    @noticed(_unchanged)
    def added(self, short: str, long: str) -> tuple[Any, ...]:
        """Keep a term; the list, what was done, and the emptied boxes."""
        term = self._assistant.add_term(short or "", long or "")
        told = _("“{short}” stands for “{long}” now.").format(short=term.short, long=term.long)
        return self.listed(), done(told), "", ""

    @noticed(_unchanged)
    def removed(self, event: gr.EventData) -> tuple[Any, ...]:
        """Forget the term of a row."""
        term = self._assistant.remove_term(str(event._data.get("short", "")))
        told = _("“{short}” stands for “{long}” no more.").format(short=term.short, long=term.long)
        return self.listed(), done(told), gr.skip(), gr.skip()


def terms_list(terms: Sequence[Term]) -> str:
    """The terms with a button each that removes it."""
    if not terms:
        return '<p class="nothing">' + _("No terms are kept yet.") + "</p>"
    return f'<ul class="terms">{"".join(map(_row, terms))}</ul>'


def _row(term: Term) -> str:
    short = escape(term.short)
    return (
        f"<li><strong>{short}</strong><span>{escape(term.long)}</span>"
        f'<button type="button" class="quiet" data-forget="{short}">{_("Remove")}'
        f'<span class="unseen"> {short}</span></button></li>'
    )
