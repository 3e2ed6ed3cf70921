"""A language model as a layer over the extractive answer: it may fail at any byte."""
