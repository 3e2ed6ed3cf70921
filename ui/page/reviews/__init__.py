"""What readers say of answers, on the page."""
