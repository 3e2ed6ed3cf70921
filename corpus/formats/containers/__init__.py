"""Files that hold others: mail, archives, books."""
