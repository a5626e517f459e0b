"""``mogiri`` and ``python -m generator``."""

import gc
import sys

from generator import unchanged


def main() -> None:
    """Run the command line; a build that would do nothing ends before anything else is loaded."""
    build = sys.argv[1:2] == ["build"]
    if build:
        gc.disable()  # as in ``build.undisturbed``: nearly all that is loaded, too, is needed until the end
    if build and unchanged.answer():
        return leave(0)
    from generator.cli import main as run

    try:
        run()
    except SystemExit as end:
        if build and isinstance(end.code, int | None):
            leave(end.code or 0)
        raise
    finally:
        gc.enable()


def leave(code: int) -> None:
    """End the process at once: to take apart what a large build made would take longer than many a build."""
    import atexit
    import os

    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # nobody reads to the end
        code = 1
    os._exit(code)


if __name__ == "__main__":
    main()
