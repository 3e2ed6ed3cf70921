"""Training the bilingual reader: annotated rows, examples, the run, the export, the fitted weights.

Nothing of this is imported by the program at work.
"""
