"""From readings to an answer: what is quoted, how sure it is, and that it is verified."""
