"""Notices saved files and asks for one build when it has been quiet for a moment."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

QUIET = 0.06
"""Seconds without a further change that end a burst: an editor saves in several steps."""

WHOLE = 0.004
"""The same after a file was closed or put in place by renaming: it is whole, only others may be saved with it."""

REST = 0.3
"""Seconds after a build that was told what was saved in which another looks at everything: events can be lost."""

_CHANGES = ("created", "modified", "moved", "deleted")


class Rebuilder(FileSystemEventHandler):
    """Runs ``build`` in a thread of its own after each burst of changes; a change during a build asks for the next.

    It is told the paths that were saved; among them is an empty one where anything may have happened. None at all mean
    that a build of the kind before has ended, and that it is time to look whether there was more.
    """

    def __init__(self, build: Callable[[frozenset[str]], None]) -> None:
        self._build = build
        self._news = threading.Condition()
        self._due: dict[str, float] = {}
        self._again: float | None = None

    def ask(self, about: str = "", quiet: float = QUIET) -> None:
        """Build once ``quiet`` seconds have passed without more news ``about`` a file; from any thread."""
        with self._news:
            self._due[about] = time.monotonic() + quiet
            self._news.notify()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Ask, if what happened changes what is built. Opening and reading do not, and a build does both."""
        source, target = str(event.src_path), str(event.dest_path or "")
        if all(map(_passing, filter(None, (source, target)))):
            return
        if event.event_type == "closed":  # after writing; Linux tells
            if source in self._due:
                self.ask(source, WHOLE)
        elif event.event_type in _CHANGES and not (event.is_directory and event.event_type == "modified"):
            in_place = bool(target) and _passing(source)
            for path in (target,) if in_place else filter(None, (source, target)):
                self.ask(path, WHOLE if in_place else QUIET)

    def run(self) -> None:
        """Forever: wait for a change, let the burst end, build."""
        while True:
            with self._news:
                while (left := self._left()) is None or left > 0:
                    self._news.wait(left)
                saved = frozenset(self._due)
                self._due.clear()
            self._build(saved)
            self._again = time.monotonic() + REST if saved and "" not in saved else None

    def _left(self) -> float | None:
        """Seconds until every file has been quiet, or it is time for another look; None when nothing was changed."""
        until = max(self._due.values()) if self._due else self._again
        return None if until is None else until - time.monotonic()


class _Coming(FileSystemEventHandler):
    """Watches the parent of folders that may come and go, and watches those that are there."""

    def __init__(self, observer: BaseObserver, rebuilder: Rebuilder, folders: Iterable[Path]) -> None:
        self._observer, self._rebuilder = observer, rebuilder
        self._watched: dict[Path, ObservedWatch | None] = dict.fromkeys(folders)
        for folder in self._watched:
            self._look(folder)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """A folder came or went: what is in it changes what is built."""
        for path in (event.src_path, event.dest_path):
            folder = Path(str(path))
            if folder in self._watched and event.event_type in ("created", "moved", "deleted"):
                self._look(folder)
                self._rebuilder.ask()

    def _look(self, folder: Path) -> None:
        known = self._watched[folder]
        if known is not None:
            with contextlib.suppress(KeyError, OSError):  # the system has let go of it already
                self._observer.unschedule(known)
        there = folder.is_dir()
        self._watched[folder] = self._observer.schedule(self._rebuilder, str(folder), recursive=True) if there else None


@contextlib.contextmanager
def watching(folders: Iterable[Path], rebuilder: Rebuilder) -> Iterator[Rebuilder]:
    """Watch the ``folders`` while the block runs, also those that are made, moved or removed meanwhile."""
    wanted = list(dict.fromkeys(folder.resolve() for folder in folders))
    observer = Observer()
    observer.start()
    for parent in dict.fromkeys(folder.parent for folder in wanted):
        coming = _Coming(observer, rebuilder, [folder for folder in wanted if folder.parent == parent])
        if parent.is_dir():
            observer.schedule(coming, str(parent), recursive=False)
    threading.Thread(target=rebuilder.run, daemon=True, name="rebuilder").start()
    try:
        yield rebuilder
    finally:
        observer.stop()
        observer.join()


def _passing(path: str) -> bool:
    """Whether it is one of the files editors make in passing, or of those that programs keep for themselves."""
    name = Path(path).name
    return (
        "__pycache__" in path
        or name.startswith((".", "#"))
        or name.endswith(("~", ".swp", ".swx", ".tmp"))
        or name == "4913"
    )
