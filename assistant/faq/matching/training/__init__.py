"""How it was learned which questions ask the same."""
