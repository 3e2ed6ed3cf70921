"""The language model and the collections that it may read, on the Documents tab.

An endpoint is set by who sits at this machine alone: the program asks addresses that it is given,
and sends questions there.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.language_model.marks import at_work
from corpus.errors import LanguageModelError
from corpus.wording import _, later
from ui.page.ask.render import done
from ui.page.boundary import noticed

if TYPE_CHECKING:
    from assistant.assistant import Assistant

INTRO = later(
    "A language model can put answers into words. What answers is found without it; each of its "
    "sentences is shown only when the sources that it cites say the same, and where it fails the "
    "documents are quoted. Set the address of an OpenAI-compatible server, as Ollama, vLLM, "
    "llama.cpp and LM Studio have one; a model file is set as ASSISTANT_MODEL_FILE."
)
MAY_LEAVE = later("Collections that a language model elsewhere may read")


def _unchanged(owner: Any, notice: str) -> tuple[Any, ...]:
    return notice, gr.skip(), gr.skip()


class LanguageModelForm:
    """The form, made within the tab where it is to stand."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        bare: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
        with gr.Accordion(_("Language model"), open=False, elem_id="model") as self.whole:
            gr.Markdown(_(INTRO))
            self.now = gr.HTML("", elem_id="model-now", **bare)
            with gr.Row():
                self.url = gr.Textbox(
                    label=_("Address"), placeholder="http://127.0.0.1:11434/v1", max_lines=1,
                    max_length=500, elem_id="model-url", scale=2,
                )  # fmt: skip
                self.name = gr.Textbox(
                    label=_("Model"), max_lines=1, max_length=200, elem_id="model-name", scale=1
                )
                self.key = gr.Textbox(
                    label=_("Key (kept, and never shown again)"), type="password", max_lines=1,
                    max_length=500, elem_id="model-key", scale=1,
                )  # fmt: skip
            with gr.Row(elem_id="model-actions"):
                self.use = gr.Button(_("Try it and use it"), elem_id="model-use")
                self.stop = gr.Button(_("Use none"), elem_id="model-stop")
            self.released = gr.CheckboxGroup(
                label=_(MAY_LEAVE), choices=[], elem_id="model-released"
            )
            self.status = gr.HTML("", elem_id="model-status", **bare)

    def connect(self, now: dict[str, Any], options: dict[str, Any]) -> None:
        """Let the form act."""
        shown = [self.now, self.url, self.name, self.released, self.status]
        told = [self.status, self.now, self.key]
        self.whole.expand(self.opened, None, shown, **now)
        given = [self.url, self.name, self.key]
        self.use.click(self.used, given, told, **options)
        self.stop.click(self.stopped, None, told, **options)
        self.released.input(self.release, [self.released], [self.status], **options)

    @noticed(lambda owner, notice: (*[gr.skip()] * 4, notice))
    def opened(self) -> tuple[Any, ...]:
        """What is at work, what was set, and which collections may leave."""
        kept = self._assistant.chosen_model.kept()
        names = [*self._assistant.collections()]
        released = [name for name in names if name in self._assistant.releases()]
        return (
            self._now(),
            kept.url if kept else gr.skip(),
            kept.name if kept else gr.skip(),
            gr.CheckboxGroup(choices=names, value=released),
            "",
        )

    @noticed(_unchanged)
    def used(self, url: str, name: str, key: str, visit: gr.Request) -> tuple[Any, ...]:
        """Try an endpoint, and use it from now on; the box of the key is emptied."""
        refuse_from_afar(visit)
        found = self._assistant.chosen_model.choose(url or "", name or "", key or "")
        return done(f"{found}."), self._now(), ""

    @noticed(_unchanged)
    def stopped(self, visit: gr.Request) -> tuple[Any, ...]:
        """Use none any more."""
        refuse_from_afar(visit)
        self._assistant.chosen_model.forget()
        return (
            done(_("No language model is used any more, and its key is forgotten.")),
            self._now(),
            "",
        )

    @noticed(lambda owner, notice: notice)
    def release(self, chosen: Sequence[str], visit: gr.Request) -> str:
        """Release the collections that are chosen, and no other."""
        refuse_from_afar(visit)
        before = self._assistant.releases()
        for name in self._assistant.collections():
            if (name in chosen) != (name in before):
                self._assistant.release(name, name in chosen)
        return done(_("Kept."))

    def _now(self) -> str:
        return done(at_work(self._assistant.language_model))


def refuse_from_afar(visit: gr.Request) -> None:
    """Raises LanguageModelError for who does not sit at this machine."""
    host = visit.client.host if visit and visit.client else ""
    forwarded = visit and any(
        name in visit.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip")
    )
    try:
        here = ipaddress.ip_address(host).is_loopback and not forwarded
    except ValueError:
        here = False
    if not here:
        raise LanguageModelError(
            _("The language model can be set only on the machine on which the program runs.")
        )
