"""An FAQ as files."""
