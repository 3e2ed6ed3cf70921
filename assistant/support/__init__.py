"""Whether what a language model wrote is supported by the sentences that it cites."""
