"""Whose turn it is to write to SQLite's file: threads, then processes, queue here; SQLite only polls for its lock."""

import os
from pathlib import Path
from threading import RLock

try:
    import fcntl
except ImportError:  # Windows: processes poll there
    fcntl = None  # type: ignore[assignment]


class Turn:
    """A lock between threads, and by a file between processes; one thread may take it again."""

    def __init__(self) -> None:
        self._threads = RLock()
        self._depth = 0
        self._file: int | None = None

    def take_at(self, path: Path) -> None:
        """Let processes queue at this file; it holds nothing."""
        if self._file is not None:
            os.close(self._file)  # also in a fork, which would go on holding what the other one holds
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600) if fcntl else None

    def __enter__(self) -> None:
        self._threads.acquire()
        self._depth += 1
        if self._depth == 1 and self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if self._depth == 0 and self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._threads.release()
