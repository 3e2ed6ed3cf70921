"""The tables of the library that are more than documents and passages, and what all rows share."""
