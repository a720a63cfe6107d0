"""``python -m conflicts``: the command line."""

from _conflicts_command import main

if __name__ == "__main__":
    main()
