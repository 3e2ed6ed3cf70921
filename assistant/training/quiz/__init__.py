"""Quiz items: made from typed values and clauses of sentences, and checked before they are kept."""
