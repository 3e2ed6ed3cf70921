"""People who share an assistant: their accounts, what they may read, and what they may change."""
