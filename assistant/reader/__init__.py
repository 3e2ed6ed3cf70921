"""Readers: the one that needs no training, and the trained one with its recipe."""
