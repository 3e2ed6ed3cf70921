"""The nineteen item-writing flaws, each a function of an item alone: a reason, or ""."""
