"""What the parts of the Training tab are made of."""

from __future__ import annotations

from typing import Any

import gradio as gr

from corpus.wording import _

BARE: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}


def watching(name: str) -> dict[str, Any]:
    """Tells `training.js` of each value, the one that it is mounted with as well."""
    script = (
        f"const told = () => window.policyAssistant?.training?.{name}(element);"
        "watch('value', told); told();"
    )
    return {"apply_default_css": False, "js_on_load": script}


def choice(label: str, choices: list[tuple[str, Any]], **options: Any) -> gr.Dropdown:
    """A choice of few things; `choices` are words that are not translated yet, with values."""
    said = [(_(words), value) for words, value in choices]
    return gr.Dropdown(said, label=label, filterable=False, min_width=140, **options)
