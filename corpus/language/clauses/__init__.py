"""The clause of an English sentence: who does what, from closed classes and a table of verbs."""
