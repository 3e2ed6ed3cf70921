"""The store on a server: PostgreSQL with pgvector, behind the same nouns as SQLite and FAISS.

What is stored is one home of SQL, written for SQLite (`index/store`): here is how that reaches
PostgreSQL (`dialect`, `connection`), and what an engine does by itself: the words and vectors that
search reads (`search_tables`), one writer at a time (`server`), originals and removals in tables.
Nothing here is loaded unless `ASSISTANT_STORE` names a server.
"""
