"""Conversations that are kept: what was asked and answered, each for one owner alone."""
