"""Practice: what people answered, marked and kept."""
