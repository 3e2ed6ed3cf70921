"""An evaluation as a file."""
