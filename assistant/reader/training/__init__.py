"""The recipe of the trained reader, in three steps."""
