"""The item bank: items that are kept, edited, tried on people, and drawn into packs."""
