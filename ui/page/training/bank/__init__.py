"""The part of the Training tab where the item bank is."""
