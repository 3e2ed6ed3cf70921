"""`assistant bank`: the items that are kept, and packs drawn from them."""
