"""A training pack given out as files, in every format."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.training.citing import citations
from assistant.training.pack import Pack
from corpus.errors import AssistantError
from corpus.language.identification import language_of
from corpus.wording import LANGUAGES, later, using
from ui.publishing.pack import csv as pack_csv
from ui.publishing.pack import html as pack_html
from ui.publishing.pack import markdown as pack_markdown
from ui.publishing.parts.files import refuse_unwritable, write_all
from ui.publishing.quiz import gift, moodle_xml, qti


def _json(pack: Pack) -> bytes:
    return (json.dumps(pack.to_dict(), ensure_ascii=False, indent=1) + "\n").encode()


def _trainers_word(pack: Pack) -> bytes:
    from ui.publishing.pack import word as pack_word  # python-docx takes half a second to load

    return pack_word.write(pack, "trainer")


def _participants_word(pack: Pack) -> bytes:
    from ui.publishing.pack import word as pack_word

    return pack_word.write(pack, "participant")


def _anki(pack: Pack) -> bytes:
    from ui.publishing.quiz import anki

    return anki.write(pack)


# File name: what it is called on the page, and what writes it.
_WRITERS: dict[str, tuple[str, Callable[[Pack], bytes]]] = {
    "pack.json": (later("All of it, for other programs (JSON)"), _json),
    "trainer.docx": (later("Trainer's version (Word)"), _trainers_word),
    "participant.docx": (later("Participant's version (Word)"), _participants_word),
    "trainer.html": (
        later("Trainer's version (web page, to print)"),
        lambda pack: pack_html.write(pack, "trainer"),
    ),
    "participant.html": (
        later("Participant's version (web page, to print)"),
        lambda pack: pack_html.write(pack, "participant"),
    ),
    "trainer.md": (
        later("Trainer's version (Markdown)"),
        lambda p: pack_markdown.write(p, "trainer"),
    ),
    "participant.md": (
        later("Participant's version (Markdown)"),
        lambda pack: pack_markdown.write(pack, "participant"),
    ),
    "items.csv": (later("Quiz items (CSV)"), pack_csv.write),
    "quiz.gift": (later("Quiz for Moodle (GIFT)"), gift.write),
    "moodle.xml": (later("Quiz for Moodle (XML)"), moodle_xml.write),
    "qti.zip": (later("Quiz for learning systems (QTI)"), qti.write),
    "anki.apkg": (later("Flash cards (Anki)"), _anki),
}
FORMATS: dict[str, str] = {label: name for name, (label, _) in _WRITERS.items()}
FILES: tuple[str, ...] = tuple(_WRITERS)


def write(pack: Pack, name: str, spoken: str | None = None) -> bytes:
    """The pack as the file of this name, one of FILES. What the file says itself is said in the
    language `spoken`, else in that of what it quotes."""
    with using(spoken or spoken_by(pack)):
        return _WRITERS[name][1](pack)


def spoken_by(pack: Pack) -> str:
    """The language of most of what a pack quotes, one that the program speaks."""
    quotes = dict.fromkeys(one.quote for one in citations(pack))
    found: Counter[str] = Counter(language_of(quote) for quote in quotes)
    return max(LANGUAGES, key=lambda language: found[language])


def publish(
    pack: Pack, folder: Path, names: Sequence[str] = FILES, spoken: str | None = None
) -> list[Path]:
    """Write these files into a folder, which is made if it is missing; gives their paths. They
    speak the language `spoken`, as in `write`.

    All are made before the first is written, and each is written whole or not at all. Raises
    AssistantError.
    """
    check_folder(folder)
    made = [(folder / name, write(pack, name, spoken)) for name in names]
    write_all(made)
    return [path for path, _ in made]


def check_folder(folder: Path) -> None:
    """Make the folder where it is missing. Raises AssistantError where it cannot be written."""
    if folder.exists() and not folder.is_dir():
        raise AssistantError(f"{folder} is a file; give the name of a folder for the pack.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AssistantError(
            f"The folder {folder} cannot be made ({error.strerror or error}); choose another."
        ) from error
    refuse_unwritable(folder, folder / FILES[0])


def named(format: str) -> list[str]:
    """The files that a format names: a file's name, its ending, or `all`. Raises AssistantError."""
    if format == "all":
        return list(FILES)
    found = [name for name in FILES if format in (name, name.rpartition(".")[2])]
    if not found:
        raise AssistantError(
            f"There is no format {format!r}; choose all or some of {', '.join(FILES)}."
        )
    return found
