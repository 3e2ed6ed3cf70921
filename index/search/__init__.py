"""From a question to passages: dense and keyword search, and their fusion."""
