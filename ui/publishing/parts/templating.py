"""Templates: ours, or the user's in their place. What a template does wrong is told by its line.

Every value that a template prints is escaped for its format; the words of the template itself
are not. A template is run in a sandbox: it can read what it is given, and nothing else.
"""

from __future__ import annotations

import traceback
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from corpus.errors import AssistantError
from corpus.wording import _, language

SHIPPED = Path(__file__).resolve().parent / "templates"


def render(
    shipped: str,
    template: Path | None,
    values: Mapping[str, Any],
    escape: Callable[[str], str] | None = None,
) -> str:
    """The text that the user's `template`, or the `shipped` one of this name, makes of `values`.

    Values are escaped for HTML, or by `escape`. A template may extend or include the shipped
    ones and those of its own folder. Raises AssistantError that names the file and the line.
    """
    path = template or SHIPPED / shipped
    _refuse_unreadable(path)
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([path.parent, SHIPPED]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalizing(escape) if escape else None,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["sha256_base64"] = _sha256_base64
    environment.globals |= {"_": _word_of_ours, "language": language()}
    try:
        return environment.get_template(path.name).render(values)
    except TemplateSyntaxError as error:
        raise _wrong(Path(error.filename or path), error.lineno, error.message) from error
    except Exception as error:  # a template is a program of the user's: it may fail in any way
        frames = traceback.extract_tb(error.__traceback__)
        folders = (path.parent.resolve(), SHIPPED)
        where = [frame for frame in frames if Path(frame.filename).resolve().parent in folders]
        place = (Path(where[-1].filename), where[-1].lineno) if where else (path, None)
        raise _wrong(*place, str(error) or type(error).__name__) from error


def _refuse_unreadable(path: Path) -> None:
    try:
        path.read_text(encoding="utf-8")
    except OSError as error:
        raise AssistantError(
            _("The template {path} cannot be read: {reason}.").format(
                path=path, reason=error.strerror
            )
        ) from error
    except UnicodeDecodeError as error:
        raise AssistantError(
            _("The template {path} is not UTF-8 text; save it as UTF-8.").format(path=path)
        ) from error


def _finalizing(escape: Callable[[str], str]) -> Callable[[Any], Any]:
    """Escapes what is printed, unless it is the output of a macro or block, which was already."""

    def finalize(value: Any) -> Any:
        return value if hasattr(value, "__html__") else Markup(escape(str(value)))

    return finalize


def _word_of_ours(message: str) -> Markup:
    """What a template of ours says, in the reader's language: escaped for no format."""
    return Markup(_(message))


def _sha256_base64(text: str) -> str:
    """As a content security policy names the script that it allows."""
    return b64encode(sha256(text.encode()).digest()).decode()


def _wrong(path: Path, line: int | None, message: str | None) -> AssistantError:
    place = f" in line {line}" if line else ""
    told = " ".join((message or "it cannot be read").split()).rstrip(".")
    return AssistantError(
        f"The template {path} has an error{place}: {told}. Nothing was written; mend the "
        "template, or leave it out to use the one that is shipped."
    )
