"""An FAQ from the documents themselves."""
