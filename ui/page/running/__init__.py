"""The page as a service: whether it is ready, how it stops, what it logs and counts."""
