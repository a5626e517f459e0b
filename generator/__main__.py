"""``python -m generator`` is the ``mogiri`` command."""

from generator.cli import main

if __name__ == "__main__":
    main()
