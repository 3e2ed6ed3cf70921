"""Names of countries, people and bodies, and what abbreviations stand for."""
