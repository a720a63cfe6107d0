"""What the command ``conflicts`` starts with: a process that checks a document is over before it makes any garbage.

It stands beside the package and not in it: to import a module of the package is to import the package, and to look for
garbage meanwhile, and once more when the process ends, takes a sixth of the time in which a document is checked.
"""

import gc


def main() -> None:
    """Run the command line: neither what it imports nor what is left at its end is searched for garbage."""
    gc.disable()
    from conflicts.cli import main

    gc.freeze()
    gc.enable()
    try:
        main()
    finally:
        gc.freeze()
