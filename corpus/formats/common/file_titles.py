"""Titles that programs fill in, or that are the names of files: nobody chose these."""

from __future__ import annotations

import re

from corpus.blocks import clean_or_none

POOR = re.compile(
    r"untitled.*|\(?(?:anonymous|unspecified|none)\)?"
    r"|microsoft (?:word|powerpoint|excel) - .*"
    r"|(?:document|slide|powerpoint|presentation|book)\s*\d*"
    r"|(?:word document|powerpoint presentation)|(?:[a-z]:|\\\\|file:/|/)\S.*[\\/].*"
    r"|.*\.(?:docx?|pdf|pptx?|xlsx?|csv|indd|od[tsp]|rtf|txt|tex|html?|epub)|[\W\d_]*",
    re.IGNORECASE,
)


def chosen_title(title: object) -> str | None:
    """A title of a file's properties as one line, or None where no person gave it."""
    words = clean_or_none(title) if isinstance(title, str) else None
    return None if words is None or POOR.fullmatch(words) else words
