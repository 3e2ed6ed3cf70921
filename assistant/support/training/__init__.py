"""How the check of support was fitted, and on what."""
