"""``mogiri`` and ``python -m generator``."""

import sys

from generator import unchanged


def main() -> None:
    """Run the command line; a build that would do nothing ends before anything else is loaded."""
    if sys.argv[1:2] == ["build"] and unchanged.answer():
        return
    from generator.cli import main as run

    run()


if __name__ == "__main__":
    main()
