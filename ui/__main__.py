"""`python -m ui` is the `assistant` command."""

from ui.terminal.cli import main

if __name__ == "__main__":
    main()
