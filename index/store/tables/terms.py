"""The library's own terms: what its editors say that short forms stand for."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from corpus.blocks import clean_line
from corpus.errors import CorrectionError
from corpus.language.words import STOP_WORDS, words
from corpus.wording import _, number
from index.store.library_file import LibraryFile
from index.store.seal import sealed
from index.store.tables.sealed_rows import SEALED, insert

LONGEST_SHORT, LONGEST = 40, 200  # characters of a short form, and of what it stands for
MOST = 2_000  # terms of a library: each question is read for all of them
_ROWS = f"SELECT seal, {', '.join(SEALED['terms'])} FROM terms"


@dataclass(frozen=True, slots=True)
class Term:
    """`short` stands for `long`. With a capital letter it is found as it is written, any other in
    any case."""

    short: str
    long: str


def checked_term(short: str, long: str) -> Term:
    """A term as a person wrote it, on one line each. Raises CorrectionError, in one sentence."""
    term = Term(clean_line(short), clean_line(long))
    for what, text, longest in (
        ("short form", term.short, LONGEST_SHORT), ("long form", term.long, LONGEST),
    ):  # fmt: skip
        if not text or len(text) > longest:
            raise CorrectionError(
                _("{text!r} cannot be a {what}; give one of 1 to {longest} characters.").format(
                    text=text[:LONGEST_SHORT], what=what, longest=longest
                )
            )
        if not words(text):
            raise CorrectionError(
                _("{text!r} has no word in it; write a {what} in letters.").format(
                    text=text, what=what
                )
            )
    if term.short.casefold() == term.long.casefold():
        raise CorrectionError(
            _("{short!r} stands for itself; write out the long form.").format(short=term.short)
        )
    if term.short == term.short.casefold() and term.short in STOP_WORDS:
        raise CorrectionError(
            _("{short!r} is a word of every sentence; choose another short form.").format(
                short=term.short
            )
        )
    return term


class KeptTerms(LibraryFile):
    """The terms that are kept in a library."""

    def terms(self) -> list[Term]:
        """All terms, by their short forms; damaged ones are left out."""
        with self._reading() as connection:
            found = [
                Term(row["short"], row["long"]) for row in connection.execute(_ROWS) if _intact(row)
            ]
        return sorted(found, key=lambda one: (one.short.casefold(), one.short))

    def add_term(self, term: Term) -> bool:
        """Keep a term, in the place of one with the same short form; whether that is new. Call
        it, as the next, under the writer lock. Raises CorrectionError for one too many."""
        kept = self.terms()
        if term in kept:
            return False  # what has not changed gets no new revision
        if len(kept) >= MOST and term.short not in {one.short for one in kept}:
            raise CorrectionError(
                _("{most} terms are kept, the most there can be; remove some.").format(
                    most=number(MOST)
                )
            )
        with self._writing() as connection:
            insert(connection, "terms", [(term.short, term.long)])
        return True

    def remove_term(self, short: str) -> Term:
        """Forget a term, also a damaged one. Raises CorrectionError where none has this short
        form."""
        with self._reading() as connection:
            rows = connection.execute(_ROWS).fetchall()
        kept = {row["short"]: Term(row["short"], row["long"]) for row in rows}
        name = clean_line(short)
        alike = [one for one in kept if one.casefold() == name.casefold()]
        found = name if name in kept else alike[0] if len(alike) == 1 else None
        if found is None:
            raise CorrectionError(
                _("No term {name!r} is kept; 'assistant terms list' shows those that are.").format(
                    name=name[:LONGEST_SHORT]
                )
            )
        with self._writing() as connection:
            connection.execute("DELETE FROM terms WHERE short = ?", [found])
        return kept[found]

    def damaged_terms(self) -> list[str]:
        """The short forms of terms that are damaged, as far as they can be read."""
        with self._reading() as connection:
            return [str(row["short"]) for row in connection.execute(_ROWS) if not _intact(row)]


def _intact(row: sqlite3.Row) -> bool:
    return sealed(row, SEALED["terms"])
