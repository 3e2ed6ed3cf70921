"""Documents that give different values for the same thing."""
