"""Files of the kinds that stand in the field inputs, in other words: each with what is right."""
