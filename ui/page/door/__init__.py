"""The door of the page: who comes in, by which route, and how much they bring."""
