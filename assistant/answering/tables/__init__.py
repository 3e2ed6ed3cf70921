"""Answers from the cells of tables."""
