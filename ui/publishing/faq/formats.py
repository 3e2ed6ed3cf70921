"""An FAQ given out as files, in every format that is asked for."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.faq.entry import Faq
from corpus.errors import AssistantError
from corpus.language.identification import language_of
from corpus.wording import ENGLISH, LANGUAGES, using
from ui.publishing.faq import html, markdown, structured, tables
from ui.publishing.faq.document import FaqDocument, faq_document
from ui.publishing.parts.files import refuse_unwritable, write_all

Writer = Callable[[FaqDocument, Path | None], bytes]


def _word(document: FaqDocument, template: Path | None) -> bytes:
    from ui.publishing.faq import word  # python-docx takes half a second to load

    return word.write(document, template)


WRITERS: dict[str, Writer] = {
    ".md": markdown.write,
    ".html": html.write,
    ".docx": _word,
    ".csv": tables.write_csv,
    ".xlsx": tables.write_xlsx,
    ".json": structured.write_json,
    ".jsonl": structured.write_jsonl,
}
SCHEMA_ORG_WRITERS: dict[str, Writer] = {
    ".html": html.write_with_schema,
    ".json": structured.write_faq_page,
}
TEMPLATED = (".md", ".html", ".docx")


def publish(
    faq: Faq,
    outs: Sequence[Path],
    *,
    template: Path | None = None,
    schema_org: bool = False,
    language: str | None = None,
) -> None:
    """Write the FAQ to each of `outs`, in the format that its suffix names.

    `template` takes the place of ours for the outs of its kind: a Jinja2 file (`.md.j2`,
    `.html.j2`) or a Word file whose styles are used. With `schema_org` JSON becomes a
    schema.org FAQPage, which HTML carries too. `language` is that of what a document says itself,
    where it is not to be that of most entries. All is made before anything is written, and
    each file is written whole or not at all. Raises AssistantError.
    """
    check_outs(outs, template)
    templated = _kind(template, outs) if template else None
    writers = {**WRITERS, **(SCHEMA_ORG_WRITERS if schema_org else {})}
    try:
        made = [
            _written(
                faq,
                writers,
                _suffix(out),
                template if _suffix(out) == templated else None,
                language or spoken_in(faq),
            )
            for out in outs
        ]
    except OSError as error:  # a workbook is made by way of the folder for temporary files
        where = error.filename or tempfile.gettempdir()
        raise AssistantError(
            f"{where} could not be written ({error.strerror or error}). Nothing was written; free "
            "some space and try again."
        ) from error
    write_all(list(zip(outs, made, strict=True)))


def spoken_in(faq: Faq) -> str:
    """The language of most entries."""
    asked = Counter[str](language_of(entry.question) for entry in faq.entries)
    return max(LANGUAGES, key=lambda one: asked[one], default=ENGLISH)


def _written(
    faq: Faq, writers: dict[str, Writer], suffix: str, template: Path | None, language: str
) -> bytes:
    """The file: what people read in this language, what programs read in English."""
    with using(language if suffix in TEMPLATED else ENGLISH):
        return writers[suffix](faq_document(faq), template)


def check_outs(outs: Sequence[Path], template: Path | None = None) -> None:
    """Raise AssistantError for what could not be written, before there is anything to write."""
    for out in outs:
        _refuse_unwritable(out)
    _refuse_equal(outs, template)
    if template is not None:
        empty = faq_document(Faq(title="", entries=(), revision=0, date=""))
        WRITERS[_kind(template, outs)](empty, template)  # a first try, which tells most errors


def _suffix(path: Path) -> str:
    return path.suffix.lower()


def _refuse_unwritable(out: Path) -> None:
    if _suffix(out) not in WRITERS:
        raise AssistantError(
            f"{out} cannot be made: its name must end with one of {', '.join(WRITERS)}."
        )
    if out.is_dir():
        raise AssistantError(f"{out} is a folder; give the name of a file.")
    if not out.parent.is_dir():
        raise AssistantError(f"{out} cannot be made: the folder {out.parent} is missing.")
    refuse_unwritable(out.parent, out)


def _refuse_equal(outs: Sequence[Path], template: Path | None) -> None:
    seen = {template.resolve(): "is the template"} if template else {}
    for out in outs:
        if cause := seen.get(out.resolve()):
            raise AssistantError(f"{out} {cause}; give every file a name of its own.")
        seen[out.resolve()] = "is asked for twice"


def _kind(template: Path, outs: Sequence[Path]) -> str:
    """The suffix of the outs that the template is for. Raises AssistantError where there is none.

    A template that does not say it (`faq.j2`) is for the one out that can have such a template.
    """
    asked = {_suffix(out) for out in outs}
    named = [suffix.lower() for suffix in template.suffixes if suffix.lower() in TEMPLATED]
    possible = set(named[-1:]) or asked & {".md", ".html"}
    if not possible & asked:
        what = named[-1] if named else " or ".join(TEMPLATED)
        raise AssistantError(
            f"The template {template} is for {what} files, and none is asked for; leave it out or "
            "ask for one."
        )
    if len(possible) > 1:
        raise AssistantError(
            f"The template {template} may be for .md or for .html; name it "
            f"{template.stem}.md.j2 or {template.stem}.html.j2."
        )
    return possible.pop()
