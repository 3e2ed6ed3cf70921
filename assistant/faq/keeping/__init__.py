"""The entries that people keep: edited, checked against their quotes, found again."""
