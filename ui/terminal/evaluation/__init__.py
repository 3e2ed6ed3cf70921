"""Measuring answers whose right ones are known: the command, and what it prints."""
