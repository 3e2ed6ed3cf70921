"""What is wrong with an item of a quiz, from its words and the documents alone."""
