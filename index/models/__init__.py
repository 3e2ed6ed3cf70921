"""The Embedder seam and the models behind it."""
