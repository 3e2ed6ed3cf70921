"""The one home of words, stems, dates, quantities, names and clauses."""
