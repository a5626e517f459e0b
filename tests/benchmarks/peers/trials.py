"""What a tool is put through: builds from cold to nothing changed, its memory, and a save under its watcher."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from tests.benchmarks.peers.tool import Tool
from tests.benchmarks.processes import environment, forget, run

SAVES = 3
PATIENCE = 180.0
_WAKING = 10.0
_LOOK = 0.02
"""Seconds between two looks at the memory of a process tree."""


class Trial:
    """One tool with its project in ``folder``; every edit gives the same event another title."""

    def __init__(self, tool: Tool, folder: Path) -> None:
        self.tool, self.folder = tool, folder
        self._edits = 0
        self._whole = 0.0

    def cold(self) -> float:
        """Seconds of a build with neither output nor cache."""
        self._forget(self.tool.output, self.tool.cache)
        self._whole = run(self.tool.build, self.folder).seconds
        return self._whole

    def nothing(self) -> float:
        """Seconds of a build after which nothing differs."""
        return run(self.tool.again or self.tool.build, self.folder).seconds

    def one(self) -> float:
        """Seconds of a build after one event got another title; the listing must show it."""
        title = self._edit()
        seconds = run(self.tool.again or self.tool.build, self.folder).seconds
        self._check(title)
        return seconds

    def deleted(self) -> float | None:
        """Seconds of a build whose output is gone and whose cache is there; None for a tool that has none."""
        if self.tool.cache is None:
            return None
        self._forget(self.tool.output)
        return run(self.tool.build, self.folder).seconds

    def peak(self) -> float:
        """MB that the processes of a cold build hold together at most, shared pages counted once."""
        self._forget(self.tool.output, self.tool.cache)
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(self.tool.build, cwd=self.folder, env=environment({}), stdout=quiet, stderr=quiet)
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, sum(map(_own, _tree(process.pid))))
            time.sleep(_LOOK)
        return peak

    def watched(self) -> list[float]:
        """Milliseconds from saves to the rewritten listing, under the tool's own watcher."""
        if self.tool.watch is None:
            return []
        output = self.folder / (self.tool.watched_output or self.tool.output)
        self._forget(self.tool.output, self.tool.cache, self.tool.watched_output)
        with self._watcher(self.tool.watch):
            listing = output / self.tool.listing
            self._wake(listing)
            return [self._save(listing) for _ in range(SAVES)]

    @contextlib.contextmanager
    def _watcher(self, command: list[str]) -> Iterator[None]:
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            command, cwd=self.folder, env=environment({}), stdout=quiet, stderr=quiet, start_new_session=True
        )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(PATIENCE)

    def _wake(self, listing: Path) -> None:
        """Save until a save is noticed: the first build of some watchers goes on after their listing is there."""
        _until(listing, "Evening", 0)
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() < end:
            with contextlib.suppress(TimeoutError):
                return _until(listing, self._edit(), 0, patience=_WAKING)
        raise TimeoutError(f"{self.tool.name} does not follow what is saved")

    def _save(self, listing: Path) -> float:
        # Pelican tells changes by whole seconds, and misses what is saved while it still writes its pages.
        time.sleep(max(1.2, self._whole))
        before = listing.stat().st_mtime_ns
        started = time.perf_counter()
        title = self._edit()
        _until(listing, title, before)
        return (time.perf_counter() - started) * 1000

    def _edit(self) -> str:
        """Another title of the middle event."""
        file = self._middle
        self._edits += 1
        title = f"Evening turn {self._edits}"
        lines = file.read_text("utf-8").splitlines(keepends=True)
        place = next(number for number, line in enumerate(lines) if line.lower().startswith("title:"))
        lines[place] = f"{lines[place][:6]} {title}\n"
        file.write_text("".join(lines), "utf-8")
        return title

    @cached_property
    def _middle(self) -> Path:
        files = sorted((self.folder / self.tool.events).glob("evening-*.md"))
        return files[len(files) // 2]

    def _check(self, title: str) -> None:
        listing = self.folder / self.tool.output / self.tool.listing
        if self.tool.lists and title not in listing.read_text("utf-8"):
            raise SystemExit(f"{self.tool.name} did not build what was changed")

    def _forget(self, *names: str | None) -> None:
        forget(self.folder, filter(None, names), self.folder.parent / "gone")


def _until(file: Path, words: str, before: int, patience: float = PATIENCE) -> None:
    """Return once ``file`` was written after ``before`` and has the words; raises TimeoutError."""
    end = time.perf_counter() + patience
    while time.perf_counter() < end:
        with contextlib.suppress(OSError):
            if file.stat().st_mtime_ns != before and words in file.read_text("utf-8"):
                return
        time.sleep(0.002)
    raise TimeoutError(f"{words!r} did not come into {file}")


def _tree(pid: int) -> Iterator[int]:
    yield pid
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                yield from _tree(int(child))


def _own(pid: int) -> float:
    """MB of a process, pages that others share counted by their share."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
