"""Notices saved files and asks for one build when it has been quiet for a moment."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

QUIET = 0.06
"""Seconds without a further change that end a burst: an editor saves in several steps."""

_CHANGES = ("created", "modified", "moved", "deleted")


class Rebuilder(FileSystemEventHandler):
    """Runs ``build`` in a thread of its own after each burst of changes; a change during a build asks for the next."""

    def __init__(self, build: Callable[[], None]) -> None:
        self._build = build
        self._asked = threading.Event()
        self._last = 0.0

    def ask(self) -> None:
        """Build soon; from any thread."""
        self._last = time.monotonic()
        self._asked.set()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Ask, if what happened changes what is built. Opening and closing do not, and a build does both."""
        paths = [str(path) for path in (event.src_path, event.dest_path) if path]
        if event.event_type in _CHANGES and not event.is_directory and not all(map(_passing, paths)):
            self.ask()

    def run(self) -> None:
        """Forever: wait for a change, let the burst end, build."""
        while True:
            self._asked.wait()
            while (left := self._last + QUIET - time.monotonic()) > 0:
                time.sleep(left)
            self._asked.clear()
            self._build()


@contextlib.contextmanager
def watching(folders: Iterable[Path], rebuilder: Rebuilder) -> Iterator[Rebuilder]:
    """Watch the ``folders`` that exist while the block runs."""
    observer = Observer()
    for folder in dict.fromkeys(folder.resolve() for folder in folders if folder.is_dir()):
        observer.schedule(rebuilder, str(folder), recursive=True)
    observer.start()
    threading.Thread(target=rebuilder.run, daemon=True, name="rebuilder").start()
    try:
        yield rebuilder
    finally:
        observer.stop()
        observer.join()


def _passing(path: str) -> bool:
    """Whether it is one of the files editors make in passing."""
    name = Path(path).name
    return name.startswith((".", "#")) or name.endswith(("~", ".swp", ".swx", ".tmp")) or name == "4913"
