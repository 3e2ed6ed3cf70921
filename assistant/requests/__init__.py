"""Requests: what a person wants done, and the cited way for each kind of it."""
