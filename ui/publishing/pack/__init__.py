"""A training pack as files."""
