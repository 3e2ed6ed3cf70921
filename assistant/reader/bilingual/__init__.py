"""The reader of English and Vietnamese, on the bilingual base: its input, its network, its card."""
