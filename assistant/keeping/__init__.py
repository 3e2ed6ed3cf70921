"""All that a data folder keeps, taken together: the library and what people make beside it."""
