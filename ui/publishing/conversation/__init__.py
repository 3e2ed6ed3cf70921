"""An answer, or a whole conversation, as a document."""
