"""Items of a quiz, a module a type, and what they are made of."""
