"""The library in SQLite, and the files beside it."""
