"""Which sentences are evidence, how sure that is, and which of their words are the short answer."""
