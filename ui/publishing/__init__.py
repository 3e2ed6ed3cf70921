"""Documents given out as files: one module a format, and the parts that formats share."""
