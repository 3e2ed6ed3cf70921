"""Files with one JSON object a line, as users give them."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import AssistantError


def read_lines(path: Path) -> list[str]:
    """The lines of a JSON Lines file. Raises AssistantError where it cannot be read."""
    try:
        # Not splitlines: JSON may hold a line separator as it is.
        return path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise AssistantError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise AssistantError(f"{path} is not UTF-8 text; save it as UTF-8.") from error
