"""Who may use the assistant, and who acts in the terminal."""
