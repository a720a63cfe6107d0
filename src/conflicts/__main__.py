"""``python -m conflicts``: the command line."""

from conflicts.cli import main

if __name__ == "__main__":
    main()
