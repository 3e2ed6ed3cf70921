"""Spreadsheets, slides and files of OpenDocument."""
