"""What search reads on the server, derived from the passages within the transaction that stores
them: the words of each document, as FTS5 has them, and vectors in half precision.

A trigger notes the documents whose passages a transaction changes, whatever changes them; before
it commits, their words and vectors are made again. Each document is known to search, or not, as a
whole. All of it can be made anew from the passages at any time.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from index.store.server.connection import ServerConnection
from index.store.server.half_vectors import HalfVector
from index.store.server.tokens import PassageTokens, Tokenizer

log = logging.getLogger(__name__)

FORMAT = 1  # of the tables below; older ones are made anew
GROUP = 40  # documents whose words and vectors are made at a time
TABLES = ("postings", "passage_words", "searched", "vectors", "stale")
SCHEMA = """
-- Where a word stands: a row for each document that has it. Of each passage there its id, how
-- often it has the word, how often in the headings above it, and how long it is in words.
CREATE TABLE postings (
    term TEXT COLLATE "C" NOT NULL,
    document_id TEXT COLLATE "C" NOT NULL,
    chunks BIGINT[] NOT NULL, counts INT[] NOT NULL, in_headings INT[] NOT NULL,
    lengths INT[] NOT NULL,
    PRIMARY KEY (term, document_id)
);
CREATE INDEX postings_by_document ON postings (document_id);

-- The words of a passage in their order, each between two spaces, for phrases.
CREATE TABLE passage_words (
    chunk_id BIGINT PRIMARY KEY,
    document_id TEXT COLLATE "C" NOT NULL,
    headings TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    length INT NOT NULL
);
CREATE INDEX passage_words_by_document ON passage_words (document_id);

-- How much there is of each document, which is added up for BM25.
CREATE TABLE searched (
    document_id TEXT COLLATE "C" PRIMARY KEY,
    passages BIGINT NOT NULL, words BIGINT NOT NULL
);

CREATE TABLE vectors (
    chunk_id BIGINT PRIMARY KEY,
    document_id TEXT COLLATE "C" NOT NULL,
    embedding HALFVEC NOT NULL
);
ALTER TABLE vectors ALTER COLUMN embedding SET STORAGE PLAIN;
CREATE INDEX vectors_by_document ON vectors (document_id);

-- The documents whose passages the running transaction has changed; empty outside of one.
CREATE TABLE stale (document_id TEXT COLLATE "C" PRIMARY KEY);
CREATE OR REPLACE FUNCTION note_stale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO stale VALUES (OLD.document_id) ON CONFLICT DO NOTHING;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO stale VALUES (NEW.document_id) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER chunks_changed AFTER INSERT OR DELETE OR UPDATE OF heading_words, text
    ON chunks FOR EACH ROW EXECUTE FUNCTION note_stale()
"""
TOKENIZER = Tokenizer()


def make(connection: ServerConnection) -> None:
    """Make the tables, without rows."""
    connection.run(SCHEMA)


def make_anew(connection: ServerConnection) -> None:
    """Make the tables of another format again from the passages, in the running transaction."""
    for table in TABLES:
        connection.run(f"DROP TABLE IF EXISTS {table}")
    make(connection)
    connection.run("INSERT INTO stale SELECT DISTINCT document_id FROM chunks")
    follow(connection)


def follow(connection: ServerConnection, most: int | None = None) -> None:
    """Make the words and vectors again of documents that the transaction has changed; call it
    before the transaction commits. Of at most so many, where a move makes them bit by bit."""
    found = connection.run(
        "DELETE FROM stale WHERE document_id IN (SELECT document_id FROM stale LIMIT %s) "
        "RETURNING document_id",
        [most],
    ).fetchall()
    ids = [row[0] for row in found]
    for start in range(0, len(ids), GROUP):
        _follow(connection, ids[start : start + GROUP])


def _follow(connection: ServerConnection, ids: Sequence[str]) -> None:
    for table in ("postings", "passage_words", "searched", "vectors"):
        connection.run(f"DELETE FROM {table} WHERE document_id = ANY(%s)", [list(ids)])
    chunks = connection.run(
        "SELECT id, document_id, heading_words, text, embedding FROM chunks "
        "WHERE document_id = ANY(%s) ORDER BY id",
        [list(ids)],
    ).fetchall()
    if not chunks:
        return
    tokens = TOKENIZER.passages([(row["heading_words"], row["text"]) for row in chunks])
    keys = [(row["id"], row["document_id"]) for row in chunks]
    connection.copy(
        "postings",
        ("term", "document_id", "chunks", "counts", "in_headings", "lengths"),
        ("text", "text", "int8[]", "int4[]", "int4[]", "int4[]"),
        _postings(keys, tokens),
    )
    connection.copy(
        "passage_words",
        ("chunk_id", "document_id", "headings", "body", "length"),
        ("int8", "text", "text", "text", "int4"),
        (
            (*key, _spaced(one.headings), _spaced(one.text), len(one))
            for key, one in zip(keys, tokens, strict=True)
        ),
    )
    sizes: dict[str, list[int]] = defaultdict(list)
    for (_number, document_id), one in zip(keys, tokens, strict=True):
        sizes[document_id].append(len(one))
    connection.copy(
        "searched",
        ("document_id", "passages", "words"),
        ("text", "int8", "int8"),
        ((id_, len(lengths), sum(lengths)) for id_, lengths in sizes.items()),
    )
    connection.copy(
        "vectors",
        ("chunk_id", "document_id", "embedding"),
        ("int8", "text", "halfvec"),
        (
            (*key, HalfVector(np.frombuffer(row["embedding"], dtype="<f4")))
            for key, row in zip(keys, chunks, strict=True)
            if len(row["embedding"]) % 4 == 0 and row["embedding"]
        ),
    )


def _postings(
    keys: Sequence[tuple[int, str]], tokens: Sequence[PassageTokens]
) -> Iterator[tuple[str, str, list[int], list[int], list[int], list[int]]]:
    """The rows of `postings`: for each word of a document those of its passages that have it."""
    by_word: dict[tuple[str, str], list[tuple[int, int, int, int]]] = defaultdict(list)
    for (number, document_id), one in zip(keys, tokens, strict=True):
        in_headings = Counter(one.headings)
        for term, count in (in_headings + Counter(one.text)).items():
            row = (number, count, in_headings[term], len(one))
            by_word[term, document_id].append(row)
    for (term, document_id), rows in by_word.items():
        numbers, counts, headings, lengths = map(list, zip(*rows, strict=True))
        yield term, document_id, numbers, counts, headings, lengths


def _spaced(words: Sequence[str]) -> str:
    return "".join(f" {word} " for word in words)


def problems(connection: ServerConnection) -> Iterator[str]:
    """What does not fit the passages, in words."""
    for table, column in (("passage_words", "chunk_id"), ("vectors", "chunk_id")):
        told = connection.run(
            f"SELECT count(*) FROM chunks FULL JOIN {table} ON id = {column} "
            f"WHERE id IS NULL OR {column} IS NULL"
        ).fetchone()
        if told is not None and told[0]:
            yield f"what search reads of {told[0]} passages ({table}) does not fit them"
    ids = [row[0] for row in connection.run("SELECT DISTINCT document_id FROM chunks")]
    for id_ in ids:
        chunks = connection.run(
            "SELECT id, heading_words, text FROM chunks WHERE document_id = %s ORDER BY id", [id_]
        ).fetchall()
        tokens = TOKENIZER.passages([(row["heading_words"], row["text"]) for row in chunks])
        wanted = {
            row[0]: row[2:] for row in _postings([(row["id"], id_) for row in chunks], tokens)
        }
        held = {
            row[0]: tuple(row)[1:]
            for row in connection.run(
                "SELECT term, chunks, counts, in_headings, lengths FROM postings "
                "WHERE document_id = %s",
                [id_],
            )
        }
        if wanted != held:
            yield f"the keyword index does not match the passages of {id_}"
