"""The conversations that a browser keeps: their list, and what opens and deletes them."""
