"""What editors say of documents, and what they remove."""
