"""Questions that a sentence or a heading answers, worded without a language model."""
