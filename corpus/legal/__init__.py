"""Legal texts: what they are divided into, what they are called, what they change."""
