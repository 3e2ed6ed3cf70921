"""What the store says to SQLite, said to PostgreSQL.

The row modules are written once, in the SQL of SQLite. What differs is little and is translated
here: placeholders, two reserved words that are columns, replacing a row, a list as one parameter,
and the types of a schema. Statements to an FTS5 table, which SQLite keeps beside the rows, are
nothing here: see `search_tables`.
"""

from __future__ import annotations

import re
from functools import lru_cache

RESERVED = ("end", "right")  # columns of ours that are words of PostgreSQL
# Tables whose rows have no number of their own: here they get the `rowid` that SQLite's have.
WITHOUT_NUMBER = ("documents", "chunks_next")
NOTHING = ""  # a statement that is not needed
# A text in quotes stays as it is; so does a column that is quoted already.
_PIECES = re.compile(r"('(?:[^']|'')*'|\"[^\"]*\")")
_RESERVED = re.compile(rf"\b({'|'.join(RESERVED)})\b")
_NUMBERED = re.compile(r"\?(\d+)")
_REPLACE = re.compile(r"INSERT OR REPLACE INTO (\w+)\s*(\(([^)]*)\))?")
_LIST = re.compile(r"SELECT value FROM json_each\(\?\)")
_FTS5 = re.compile(r"INSERT INTO (\w+) \(\1\b")  # a command to the index, as `optimize`
_BY_ROWID = re.compile(r"\bFROM (\w+)\b[^;]*\bORDER BY rowid\b", re.DOTALL)
# A search of an FTS5 table for a word that begins so: `turn_words` is the index of `turns`.
_PREFIXES = re.compile(r"SELECT rowid( / \d+) FROM (\w+)_words WHERE \2_words MATCH \?")
_COLUMNS_OF = re.compile(r"PRAGMA table_info\((\w+)\)")

# Functions that SQLite has, or has otherwise; made in each schema. What begins a word follows on
# a mark: which characters are letters PostgreSQL tells of the ASCII ones alone, in some databases.
FUNCTIONS = r"""
CREATE OR REPLACE FUNCTION substr(text, bigint, bigint) RETURNS text LANGUAGE sql IMMUTABLE
    AS 'SELECT pg_catalog.substr($1, $2::int, $3::int)';
CREATE OR REPLACE FUNCTION begins_a_word(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE
    AS $$ SELECT $1 ~ ('(^|[\s!-/:-@\[-`{-~\u00a0-\u00bf\u2000-\u2bff\u3000-\u303f\uff00-\uff0f])'
                       || btrim($2, '"*')) $$
"""


@lru_cache(maxsize=1000)
def translated(sql: str) -> str:
    """A statement with psycopg's placeholders; NOTHING where it is a command to an FTS5 table.
    That of `INSERT OR REPLACE` is left to `replacing`.
    """
    sql = sql.strip()
    if _FTS5.match(sql) or sql == "PRAGMA integrity_check":
        return NOTHING
    if told := _COLUMNS_OF.fullmatch(sql):
        return (
            "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = "
            f"current_schema() AND table_name = '{told[1]}' AND column_name <> 'rowid' "
            "ORDER BY ordinal_position"
        )
    if sql.startswith("CREATE TABLE"):
        return schema(sql)
    sql = _LIST.sub("SELECT jsonb_array_elements_text((?)::jsonb)", sql)
    sql = _PREFIXES.sub(r"SELECT place\1 FROM \2s WHERE begins_a_word(words, ?)", sql)
    pieces = _PIECES.split(sql.replace("%", "%%"))
    return "".join(piece if piece[:1] in ("'", '"') else _outside_quotes(piece) for piece in pieces)


def _outside_quotes(sql: str) -> str:
    sql = _RESERVED.sub(r'"\1"', sql)
    sql = re.sub(r"\bIS \?(?!\d)", "IS NOT DISTINCT FROM ?", sql)
    sql = _BY_ROWID.sub(_by_number, sql)
    sql = re.sub(r"\bWHERE 1$", "WHERE true", sql)
    sql = sql.replace("IN ()", "IN (NULL)")  # of no value, which SQLite takes
    sql = _NUMBERED.sub(r"%(a\1)s::text", sql)
    return sql.replace("?", "%s")


def is_numbered(sql: str) -> bool:
    """Whether the parameters of a statement are numbered, as `?1`."""
    return _NUMBERED.search(sql) is not None


def replaced_table(sql: str) -> str | None:
    """The table whose rows a statement replaces."""
    told = _REPLACE.match(sql.strip())
    return told and told[1]


def _by_number(told: re.Match[str]) -> str:
    return told[0] if told[1] in WITHOUT_NUMBER else f"{told[0].removesuffix('rowid')}id"


@lru_cache(maxsize=200)
def replacing(sql: str, columns: tuple[str, ...], key: tuple[str, ...], numbered: str) -> str:
    """`INSERT OR REPLACE` of a row that is known by `key`: its other columns become what is
    given, and it gets a new number where it has one (`numbered`), as in SQLite.
    """
    told = _REPLACE.match(sql.strip())
    assert told is not None
    named = tuple(one.strip() for one in told[3].split(",")) if told[3] else columns
    insert = translated(sql.strip().replace("INSERT OR REPLACE", "INSERT", 1))
    if not key:
        return insert
    changed = [f'"{one}" = excluded."{one}"' for one in named if one not in key]
    if numbered and numbered not in named:
        changed.append(f'"{numbered}" = DEFAULT')
    by = ", ".join(f'"{one}"' for one in key)
    return f"{insert} ON CONFLICT ({by}) DO UPDATE SET {', '.join(changed)}"


def _without(sql: str, begin: str, end: str) -> str:
    """Without what lies between two marks, and these. Raises ValueError where the second is
    missing."""
    first, *parts = f"{sql};".split(begin)
    for part in parts:
        part.index(end)
    return first + "".join(part.partition(end)[2] for part in parts)


def schema(sql: str) -> str:
    """The tables and indexes of a schema, without its FTS5 tables and their triggers."""
    sql = re.sub(r"--[^\n]*", "", sql)
    sql = re.sub(r"\bEND\s?;", "END;", sql)
    sql = _without(_without(sql, "CREATE TRIGGER", "END;"), "CREATE VIRTUAL TABLE", ");")
    sql = re.sub(r"\)\s*WITHOUT ROWID", ")", sql)
    sql = re.sub(
        r"\bINTEGER PRIMARY KEY( AUTOINCREMENT)?",
        "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
        sql,
    )
    for table in WITHOUT_NUMBER:
        sql = re.sub(
            rf"\bCREATE TABLE {table} \(",
            r"\g<0>rowid BIGINT GENERATED BY DEFAULT AS IDENTITY, ",
            sql,
        )
    for ours, theirs in (
        ("INTEGER", "BIGINT"), ("BLOB", "BYTEA"), ("REAL", "DOUBLE PRECISION"),
        # Compared and sorted byte by byte, as SQLite does, whatever the database does.
        ("TEXT", 'TEXT COLLATE "C"'),
    ):  # fmt: skip
        sql = re.sub(rf"\b{ours}\b", theirs, sql)
    return _RESERVED.sub(r'"\1"', sql).strip().strip(";")
