"""What the abbreviations of a library stand for, so that a question can be read in full.

Four sources, of which the first that knows one counts: the terms that editors keep in the library;
`glossary.csv` in the data folder; the glossary of the briefs that come with the program, where the
library holds them; and the documents themselves, where they spell one out and use it nowhere else.

A question is read with the words of the documents: where these have a term of the library in both
its forms, or in the one that the question has not, so has the question then.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from corpus import briefs
from corpus.errors import LibraryError
from corpus.language.names.abbreviations import abbreviations, spelled_out
from corpus.wording import _
from index.search.vocabulary import quoted
from index.store.library import Library

FILE_NAME = "glossary.csv"
LOOKED_AT = 50  # passages with a short form; where it is used, it is among the first of them
_SHORT_FORM = re.compile(
    r"(?<![\w&.])(?=[\w&]{0,7}[A-Z&][\w&]{0,7}[A-Z])[A-Z][A-Za-z&]{1,7}(?![\w&])"
)


class Glossary:
    """The glossary of one library. Safe to use from many threads.

    `spelled_out` reads a text in full, and `problem` says why the editor's file could not be
    read, if it could not.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._found = lru_cache(maxsize=1_000)(self._in_documents)
        self._used = lru_cache(maxsize=1_000)(self._is_used)
        self._terms = lru_cache(maxsize=1)(lambda revision: library.terms())

    def spelled_out(self, text: str) -> str:
        """The text with its short forms as what they stand for here."""
        revision = self._library.revision()
        own, forms = self._own_forms(revision, text)
        try:
            written = self._written(revision)
        except LibraryError:
            written = {}
        text = spelled_out(text, forms)
        text = spelled_out(text, {short: written[short] for short in written.keys() - own})
        in_documents = {
            short: long
            for short in _SHORT_FORM.findall(text)
            if short not in own and (long := self._found(revision, short)) is not None
        }
        return spelled_out(text, in_documents)

    def _own_forms(self, revision: int, text: str) -> tuple[frozenset[str], dict[str, str]]:
        """Of the library's own terms in a text the short forms, and by short and long forms the
        words that the documents have for them."""
        lowered, forms = _joined(text.casefold()), dict[str, str]()
        found = [
            term
            for term in self._terms(revision)
            if _joined(term.short.casefold()) in lowered or _joined(term.long.casefold()) in lowered
        ]
        for term in found:
            both = f"{term.long} ({term.short})"
            short, long = self._used(revision, term.short), self._used(revision, term.long)
            told = both if short and long else term.short if short else term.long
            forms[_joined(term.short)] = told
            forms[_joined(both.casefold())] = both  # is read as it is
            if short:
                forms[_joined(term.long.casefold())] = told
        return frozenset(term.short for term in found), forms

    def _is_used(self, revision: int, form: str) -> bool:
        """Whether the documents have a form; letters in capitals (`AIR`) as they are written."""
        ranked = self._library.match(quoted(form), LOOKED_AT)
        if not _SHORT_FORM.fullmatch(form):
            return bool(ranked)
        passages, _ = self._library.passages(number for number, _ in ranked)
        written = re.compile(rf"(?<![\w&]){re.escape(form)}(?![\w&])")
        return any(written.search(one.chunk.text) for one in passages.values())

    def problem(self) -> str | None:
        """What is wrong with the editor's file, and where; None where nothing is."""
        try:
            self._written(self._library.revision())
        except LibraryError as error:
            return str(error)
        return None

    def _written(self, revision: int) -> Mapping[str, str]:
        """The short forms of both files. Raises LibraryError."""
        path = self._library.folder / FILE_NAME
        changed = path.stat().st_mtime_ns if path.exists() else 0
        return _both(self._library, revision, path, changed)

    def _in_documents(self, revision: int, short: str) -> str | None:
        """What the documents spell an abbreviation out as that they use nowhere by itself."""
        ranked = self._library.match(quoted(short), LOOKED_AT)
        passages, _ = self._library.passages(number for number, _ in ranked)
        used = re.compile(rf"(?<![\w(&]){re.escape(short)}(?![\w)&])")
        long = None
        for passage in passages.values():
            text = passage.chunk.text
            if used.search(text):
                return None
            long = long or next((a.long for a in abbreviations(text) if a.short == short), None)
        return long


def _joined(form: str) -> str:
    """As `spelled_out` looks it up."""
    return re.sub(r" ?& ?", "&", form)


@lru_cache(maxsize=4)
def _both(library: Library, revision: int, path: Path, changed: int) -> dict[str, str]:
    """The rows of the briefs' glossary, where the library holds any, and of the editor's."""
    shipped = any(record.source in briefs.names() for record in library.records())
    shared = rows(briefs.GLOSSARY) if shipped else {}
    own = rows(path) if changed else {}
    return {**shared, **{short: long for short, long in own.items() if library.shows(long)}}


def rows(path: Path) -> dict[str, str]:
    """Short forms, in small letters where they have no capital, and long forms.

    Raises LibraryError for a file that is no table of both.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))[1:]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LibraryError(
            _("{path} cannot be read as a table in UTF-8: {reason}.").format(
                path=path, reason=error
            )
        ) from None
    found: dict[str, str] = {}
    for number, row in enumerate(rows, start=2):
        short, long = (" ".join(cell.split()) for cell in (*row, "", "")[:2])
        if bool(short) != bool(long):
            raise LibraryError(
                _(
                    "{path}, row {number}: give a short form and what it stands for, as in "
                    "'MoS,Ministry of Science'."
                ).format(path=path, number=number)
            )
        if short:
            found[short] = long
    return found
