"""Which questions of a list ask the same."""
