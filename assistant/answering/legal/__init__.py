"""Answers about legal instruments: what stands at a place, and what has changed it."""
