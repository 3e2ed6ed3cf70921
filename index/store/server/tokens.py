"""The words of a text as the keyword index of SQLite has them, and queries of it.

FTS5 itself tells the tokens, of a table in memory: so both stores find the same passages by the
same words, and rank them alike.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

TOKENIZER = "porter unicode61 remove_diacritics 0"  # as in tables/schema.py
HEADINGS = "heading_words"
_QUERY = re.compile(r"(?:(?P<column>\w+) : \((?P<inner>.*)\)|(?P<whole>.*))", re.DOTALL)
_PHRASE = re.compile(r'"([^"]*)"')
_JOINED = re.compile(r'"[^"]*"(?: (OR|AND) "[^"]*")*')


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """The tokens of one passage, in their order: of the headings above it, and of its text."""

    headings: tuple[str, ...]
    text: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.headings) + len(self.text)


@dataclass(frozen=True, slots=True)
class Query:
    """A query: its phrases, each as tokens; whether all must stand in a passage; and whether only
    in the headings above it."""

    phrases: tuple[tuple[str, ...], ...]
    all_of_them: bool
    in_headings: bool


class Tokenizer:
    """FTS5 in memory. Safe to use from many threads, one after the other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)

    def passages(self, texts: Sequence[tuple[str, str]]) -> list[PassageTokens]:
        """The tokens of (headings, text) of each passage."""
        found: list[dict[str, dict[int, str]]] = [defaultdict(dict) for _ in texts]
        with self._lock:
            connection = self._connection
            connection.execute(
                f"CREATE VIRTUAL TABLE words USING fts5 (h, t, content='', tokenize='{TOKENIZER}')"
            )
            try:
                connection.execute("CREATE VIRTUAL TABLE seen USING fts5vocab (words, instance)")
                connection.executemany(
                    "INSERT INTO words (rowid, h, t) VALUES (?, ?, ?)",
                    ((number, *text) for number, text in enumerate(texts)),
                )
                for term, number, column, place in connection.execute(
                    'SELECT term, doc, col, "offset" FROM seen'
                ):
                    found[number][column][place] = term
            finally:
                connection.execute("DROP TABLE IF EXISTS seen")
                connection.execute("DROP TABLE words")
                connection.commit()
        return [PassageTokens(_in_order(one["h"]), _in_order(one["t"])) for one in found]

    def query(self, query: str) -> Query:
        """A query of FTS5 of the kind that this program makes: phrases in quotes, joined by OR or
        by AND, perhaps in the headings alone (`heading_words : (...)`). Raises ValueError for
        another."""
        told = _QUERY.fullmatch(query)
        said = (told["inner"] if told["column"] else told["whole"]).strip() if told else ""
        joined = set(re.findall(r'"[^"]*" (OR|AND) (?=")', said))
        known = told is not None and told["column"] in (None, HEADINGS)
        if not known or not _JOINED.fullmatch(said) or len(joined) > 1:
            raise ValueError(f"a query that this store does not know: {query[:80]!r}")
        assert told is not None
        phrases = self.passages([("", phrase) for phrase in _PHRASE.findall(said)])
        return Query(
            tuple(one.text for one in phrases), joined == {"AND"}, told["column"] is not None
        )


def _in_order(places: dict[int, str]) -> tuple[str, ...]:
    return tuple(term for _, term in sorted(places.items()))
