"""Pages that are pictures: of scanned PDF files, and images."""
