"""The page as a service: serving it, and the unit by which systemd does."""
