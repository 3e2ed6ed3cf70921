"""The FAQ studio: questions in, cited entries out, kept true as documents change."""
