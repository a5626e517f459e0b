"""What is worked out of files that ship: kept beside them, in ``__pycache__``, as Python keeps its modules.

It serves every shop and every process of this machine. What is of one shop only belongs in its own cache.
"""

import contextlib
import marshal
import os
import sys
from collections.abc import Callable, Iterable
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, TypeVar

from webhook.look import SHIPPED

T = TypeVar("T")


def signs(files: Iterable[Path]) -> str:
    """Names the state of files by the time of their last change and their size, as Python tells that of a module."""
    found = ((str(file), file.stat()) for file in files)
    return str([(name, status.st_mtime_ns, status.st_size) for name, status in found])


def kept(path: Path, made_of: str, make: Callable[[], T], *, ships: bool = False) -> T:
    """What was made of the file or folder at ``path`` in this state, else what ``make`` makes now.

    It has to be of plain values (numbers, text, bytes, tuples, lists, dicts) or code. Beside what neither lies in the
    look that ``ships`` nor is said to, nothing is left.
    """
    ships = ships or path.is_relative_to(SHIPPED)
    known: tuple[str, T] | None = recall(path) if ships else None
    if known and known[0] == made_of:
        return known[1]
    value = make()
    if ships:
        keep(path, made_of, value)
    return value


def recall(path: Path | str) -> tuple[str, T] | None:
    """Of what the last thing kept for ``path`` was made, and the thing itself; None when there is none."""
    with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
        known: tuple[str, T] = marshal.loads(_place(path).read_bytes())  # noqa: S302 - as a module's
        return known
    return None


def keep(path: Path | str, made_of: str, value: Any) -> bool:
    """Keep a value where that may be written, in one step; whether it was."""
    if sys.dont_write_bytecode:
        return False
    file = _place(path)
    draft = file.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(marshal.dumps((made_of, value)))
        draft.replace(file)
        return True
    return False


def _place(path: Path | str) -> Path:
    """Python's own settings of that place count here, too."""
    return Path(cache_from_source(f"{path}.py")).with_suffix(".kept")
