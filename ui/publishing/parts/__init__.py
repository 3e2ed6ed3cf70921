"""What all files that are given out share."""
