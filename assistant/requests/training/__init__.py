"""How the kinds of request were learned."""
