"""Files of plain characters: Markdown and text without markup."""
