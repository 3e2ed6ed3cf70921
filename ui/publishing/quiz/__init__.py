"""Quizzes for learning systems."""
