"""The tables of a library, in SQL."""

from __future__ import annotations

FORMAT = 6
DOCUMENTS = """
-- What is long comes last: SQLite reads a row from its beginning. Every row has a seal over its
-- other columns (see seal.py), save texts, blocks and vectors, each of which has its sha256 there.
CREATE TABLE documents (
    id TEXT PRIMARY KEY,              -- first 16 hex digits of the sha256 of the file
    sha256 TEXT NOT NULL,             -- of the file's bytes
    suffix TEXT NOT NULL,
    source TEXT NOT NULL,             -- the file name, kept when no name points here any more
    title TEXT, date TEXT, publisher TEXT, language TEXT,
    topics TEXT NOT NULL,             -- JSON list
    page_starts TEXT NOT NULL,        -- JSON list of offsets
    characters INTEGER NOT NULL,      -- of the text
    text_sha256 TEXT NOT NULL,
    blocks_sha256 TEXT NOT NULL,
    added_at TEXT NOT NULL,           -- UTC
    superseded_by TEXT,
    seal TEXT NOT NULL,
    blocks TEXT NOT NULL,             -- JSON list, see rows.packed
    text TEXT NOT NULL
)
"""
DESK = (  # of format 4
    """
-- Each document is in one collection at least; see memberships.py.
CREATE TABLE memberships (
    id INTEGER PRIMARY KEY,
    collection TEXT NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents (id),
    seal TEXT NOT NULL,
    UNIQUE (document_id, collection)
)""",
    """
-- What people corrected of a document, by who says so; see corrections.py.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents (id),
    origin TEXT NOT NULL,             -- empty for an editor, else the file beside the document
    said TEXT NOT NULL,               -- JSON of the fields
    seal TEXT NOT NULL,
    UNIQUE (document_id, origin)
)""",
    """
-- What a sync has seen of its folder, so that nothing is read again that did not change.
CREATE TABLE seen_files (
    id INTEGER PRIMARY KEY,
    folder TEXT NOT NULL, location TEXT NOT NULL,  -- absolute paths
    size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 TEXT NOT NULL,
    status TEXT NOT NULL, detail TEXT NOT NULL,    -- of the report that there was
    seal TEXT NOT NULL,
    UNIQUE (folder, location)
)""",
)
TERMS = """
-- What editors say that short forms stand for; see terms.py.
CREATE TABLE terms (
    id INTEGER PRIMARY KEY,
    short TEXT NOT NULL UNIQUE,
    long TEXT NOT NULL,
    seal TEXT NOT NULL
)
"""
# A correction changes what the index holds of a passage; see corrections.py.
REWORDED = """
CREATE TRIGGER chunks_reworded AFTER UPDATE OF heading_words ON chunks BEGIN
    INSERT INTO keywords (keywords, rowid, heading_words, text)
    VALUES ('delete', old.id, old.heading_words, old.text);
    INSERT INTO keywords (rowid, heading_words, text)
    VALUES (new.id, new.heading_words, new.text);
END
"""
COUNTS = (  # of format 6
    """
-- What each revision changed; see changes.py.
CREATE TABLE revisions (revision INTEGER PRIMARY KEY, token TEXT NOT NULL, seal TEXT NOT NULL)""",
    """
CREATE TABLE changes (
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL, key TEXT NOT NULL,
    PRIMARY KEY (revision, kind, key)
) WITHOUT ROWID""",
    """
-- The words of the passages, in small letters; see word_counts.py.
CREATE TABLE words (
    word TEXT PRIMARY KEY,
    times INTEGER NOT NULL,
    capitalised INTEGER NOT NULL,     -- how often with a capital letter
    folded TEXT NOT NULL,             -- without accents
    letters INTEGER NOT NULL,
    seal TEXT NOT NULL
) WITHOUT ROWID""",
    "CREATE INDEX words_by_letters ON words (letters, word)",
    "CREATE INDEX words_by_folded ON words (folded)",
    """
CREATE TABLE word_pairs (
    word TEXT NOT NULL, following TEXT NOT NULL,
    times INTEGER NOT NULL,
    seal TEXT NOT NULL,
    PRIMARY KEY (word, following)
) WITHOUT ROWID""",
    "CREATE INDEX documents_by_newer ON documents (superseded_by)",
    "CREATE TABLE totals (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    """
-- The keyword index is sealed in parts; see keywords.py.
CREATE TABLE keyword_seals (part INTEGER PRIMARY KEY, seal TEXT NOT NULL)""",
)
# Tables that each store makes for itself: they follow from the others.
DERIVED = ("revisions", "changes", "words", "word_pairs", "totals", "keyword_seals")
SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

{DOCUMENTS};
CREATE INDEX documents_by_text ON documents (text_sha256);

-- A name is a file as the user knows it. It points to the content it has now; a document
-- that no name points to is superseded.
CREATE TABLE names (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    location TEXT UNIQUE,             -- absolute path; NULL for an upload
    document_id TEXT NOT NULL REFERENCES documents (id),
    seal TEXT NOT NULL
);
CREATE INDEX names_by_document ON names (document_id);
CREATE INDEX names_by_source ON names (source);
{";".join(DESK)};
{TERMS};
{";".join(COUNTS)};

-- Only current documents have chunks. AUTOINCREMENT: an id is never used twice, so equal
-- sets of ids mean equal vectors.
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id TEXT NOT NULL REFERENCES documents (id),
    start INTEGER NOT NULL, end INTEGER NOT NULL, page INTEGER,
    headings TEXT NOT NULL,           -- JSON list
    heading_words TEXT NOT NULL,      -- the same for the keyword index, as people corrected it
    text TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    embedded_sha256 TEXT NOT NULL,    -- of what the embedder read: vectors are reused by it
    embedding BLOB NOT NULL,          -- float32, little-endian, of length one
    embedding_sha256 TEXT NOT NULL,
    seal TEXT NOT NULL
);
CREATE INDEX chunks_by_document ON chunks (document_id);
CREATE INDEX chunks_by_embedded ON chunks (embedded_sha256);

CREATE VIRTUAL TABLE keywords USING fts5 (
    heading_words, text, content = 'chunks', content_rowid = 'id',
    tokenize = "porter unicode61 remove_diacritics 0"
);
CREATE TRIGGER chunks_inserted AFTER INSERT ON chunks BEGIN
    INSERT INTO keywords (rowid, heading_words, text)
    VALUES (new.id, new.heading_words, new.text);
END;
CREATE TRIGGER chunks_deleted AFTER DELETE ON chunks BEGIN
    INSERT INTO keywords (keywords, rowid, heading_words, text)
    VALUES ('delete', old.id, old.heading_words, old.text);
END;
{REWORDED};
"""
