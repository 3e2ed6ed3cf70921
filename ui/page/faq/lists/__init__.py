"""Lists of questions on their way into the FAQ."""
