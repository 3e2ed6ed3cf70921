"""Keyword search on the server: the same BM25 over the same words as FTS5, in one statement.

A phrase is worth ln((N - n + 0.5) / (n + 0.5)), where n of the N passages have it, and at least a
millionth; in a passage it counts f * 2.2 / (f + 1.2 * (0.25 + 0.75 * length / mean length)), where
it stands there f times: the `bm25` of FTS5, whose k1 is 1.2 and b 0.75.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from index.store.server.connection import ServerConnection
from index.store.server.search_tables import TOKENIZER
from index.store.server.tokens import Query

_WORDS = """
    SELECT place, chunk, n, length, document_id
    FROM unnest(%(places)s::int[], %(terms)s::text[]) AS asked (place, term)
    JOIN postings USING (term)
    CROSS JOIN LATERAL unnest(chunks, {counts}, lengths) AS one (chunk, n, length)
    WHERE n > 0
"""
# The words of a phrase together, then one after the other. The last is looked ahead at, so that
# `a a` is found twice in `a a a`.
_PHRASE = """
    SELECT {place} AS place, chunk_id AS chunk, {count} AS n, length, document_id
    FROM passage_words WHERE chunk_id IN ({together}) AND {count} > 0
"""
_TOGETHER = """
    SELECT unnest(chunks) FROM postings WHERE term = {term}
"""


def match(
    connection: ServerConnection, query: str, k: int, document_ids: Collection[str] | None
) -> list[tuple[int, float]]:
    """(chunk id, BM25 score, higher is better), best first."""
    asked = TOKENIZER.query(query)
    hits, given = _hits(asked)
    if not hits:
        return []
    scope = ""
    if document_ids is not None:
        scope = "WHERE document_id = ANY(%(scope)s)"
        given["scope"] = sorted(document_ids)
    found = connection.run(
        f"""
        WITH hits AS MATERIALIZED ({hits}),
        size AS (SELECT sum(passages)::float8 AS passages, sum(words)::float8 AS words
                 FROM searched),
        worth AS (
            SELECT place, greatest(1e-6, ln((passages - count(*) + 0.5) / (count(*) + 0.5))) AS idf
            FROM hits, size GROUP BY place, passages
        )
        SELECT chunk, sum(
            idf * n * 2.2 / (n + 1.2 * (0.25 + 0.75 * length * passages / words)) ORDER BY place
        )::float8 AS score
        FROM hits JOIN worth USING (place), size {scope}
        GROUP BY chunk {_having(asked, given)} ORDER BY score DESC, chunk LIMIT %(k)s
        """,
        {**given, "k": k},
    )
    return [(row[0], row[1]) for row in found]


def documents_with(connection: ServerConnection, query: str, k: int) -> set[str]:
    """The documents of the first k chunks, by their ids, that a query finds."""
    asked = TOKENIZER.query(query)
    hits, given = _hits(asked)
    if not hits:
        return set()
    found = connection.run(
        f"SELECT DISTINCT document_id FROM (SELECT chunk, min(document_id) AS document_id "
        f"FROM ({hits}) AS hits GROUP BY chunk {_having(asked, given)} ORDER BY chunk "
        "LIMIT %(k)s) AS first",
        {**given, "k": k},
    )
    return {row[0] for row in found}


def count_matches(connection: ServerConnection, query: str, most: int) -> int:
    """How many chunks a query finds, counted up to a number."""
    asked = TOKENIZER.query(query)
    hits, given = _hits(asked)
    if not hits:
        return 0
    row = connection.run(
        f"SELECT count(*) FROM (SELECT chunk FROM ({hits}) AS hits GROUP BY chunk "
        f"{_having(asked, given)} LIMIT %(most)s) AS found",
        {**given, "most": most},
    ).fetchone()
    return int(row[0]) if row is not None else 0


def _having(asked: Query, given: dict[str, Any]) -> str:
    if not asked.all_of_them:
        return ""
    given["all"] = len(asked.phrases)
    return "HAVING count(*) = %(all)s"


def _hits(asked: Query) -> tuple[str, dict[str, Any]]:
    """A query of (place of the phrase, chunk, times, length, document) of what each phrase finds,
    and its parameters; empty where nothing can be found."""
    places: list[int] = []
    terms: list[str] = []
    given: dict[str, Any] = {"places": places, "terms": terms}
    parts = []
    for place, phrase in enumerate(asked.phrases):
        if len(phrase) == 1:
            places.append(place)
            terms.append(phrase[0])
        elif phrase:
            parts.append(_phrase(place, phrase, asked.in_headings, given))
        elif asked.all_of_them:
            return "", {}  # of a phrase without a word none is found
    if places:
        parts.append(_WORDS.format(counts="in_headings" if asked.in_headings else "counts"))
    return " UNION ALL ".join(parts), given


def _phrase(place: int, phrase: tuple[str, ...], in_headings: bool, given: dict[str, Any]) -> str:
    # PassageTokens are letters and figures: none is a mark of a pattern.
    first, rest = phrase[0], "".join(f" {word} " for word in phrase[1:])
    given[f"phrase{place}"] = f" {first} (?={rest})"
    columns = ("headings",) if in_headings else ("headings", "body")
    count = " + ".join(f"regexp_count({column}, %(phrase{place})s)" for column in columns)
    together = []
    for number, term in enumerate(dict.fromkeys(phrase)):
        given[f"term{place}_{number}"] = term
        together.append(_TOGETHER.format(term=f"%(term{place}_{number})s"))
    return _PHRASE.format(place=place, count=f"({count})", together=" INTERSECT ".join(together))
