"""Lists of questions, read from files as people have them."""
