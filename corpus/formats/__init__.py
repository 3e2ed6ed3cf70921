"""One module per file format; each has `read(data, name) -> Content` and raises DocumentError."""
