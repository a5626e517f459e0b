"""Programs run as processes of their own: how long they take and how much memory they hold."""

import contextlib
import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60
"""Seconds after which a program that does not answer has failed."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What a program that ended took: seconds from spawn to exit, and the peak of its memory in MB."""

    seconds: float
    peak: float
    output: str


@dataclass(frozen=True, kw_only=True)
class Memory:
    """MB of a running program, its child processes included.

    ``resident`` counts shared pages whole for each process, ``own`` by their share (None if unknown).
    """

    resident: float
    own: float | None


def python(*arguments: str) -> list[str]:
    """A command line of this Python with the project in reach."""
    return [sys.executable, *arguments]


def run(command: Sequence[str], folder: Path) -> Run:
    """Run ``command`` in ``folder`` to its end. Raises CalledProcessError when it fails."""
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, env=environment({}), stdout=subprocess.PIPE) as process:
        highest = _Highest(process.pid)
        output = process.stdout.read().decode() if process.stdout else ""
        process.wait()  # not asked again and again, which would be late by some milliseconds
        seconds = time.perf_counter() - started
    peak = highest.seen()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    return Run(seconds=seconds, peak=peak, output=output)


class _Highest(threading.Thread):
    """Looks at the peak of a process's memory, in MB, until it is asked for."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._peak, self._ended = pid, 0.0, threading.Event()
        self.start()

    def run(self) -> None:
        """Until it is asked for."""
        while not self._ended.wait(0.01):
            self._peak = max(self._peak, _status(self._pid, "VmHWM"))

    def seen(self) -> float:
        """The highest so far, and no further looks."""
        self._ended.set()
        self.join()
        return self._peak


def forget(folder: Path, names: Iterable[str], to: Path) -> None:
    """Take what is called ``names`` out of ``folder``, to be deleted with the folder ``to`` when all is measured.

    For a minute after many files were deleted ext4 looks at each of their numbers before it gives one to a new file
    (``recently_deleted``), which takes a build that follows a third of a millisecond for every file it makes.
    """
    to.mkdir(exist_ok=True)
    for name in names:
        with contextlib.suppress(FileNotFoundError):
            (folder / name).rename(to / f"{time.time_ns()}")


@contextlib.contextmanager
def running(command: Sequence[str], folder: Path, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """``command`` running in ``folder`` with ``more`` in its environment until the block ends."""
    told = environment(more)
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, env=told, stdout=quiet, stderr=quiet)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(port: int, path: str = "/healthz", status: int = 200) -> None:
    """Return as soon as ``path`` is answered with ``status``; asks every few milliseconds. Raises TimeoutError."""
    url, end = f"http://127.0.0.1:{port}{path}", time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError as error:
            if error.code == status:
                return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.003)
    raise TimeoutError(url)


def memory(process: subprocess.Popen[bytes]) -> Memory:
    """What the program holds now."""
    family = _family(process.pid)
    own = None
    with contextlib.suppress(OSError):
        own = sum(_megabytes(Path(f"/proc/{each}/smaps_rollup").read_text("ascii"), "Pss") for each in family)
    return Memory(resident=sum(_status(each, "VmRSS") for each in family), own=own)


def processor(process: subprocess.Popen[bytes]) -> float | None:
    """Seconds of processor time the program and its child processes have used so far; None if unknown."""
    ticks = 0
    with contextlib.suppress(OSError):
        for each in _family(process.pid):
            fields = Path(f"/proc/{each}/stat").read_text("utf-8").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK") if ticks else None


def _family(pid: int) -> list[int]:
    """The process and those it has begun, as far as the system tells."""
    with contextlib.suppress(OSError):
        lists = [file.read_text("ascii") for file in Path(f"/proc/{pid}/task").glob("*/children")]
        return [pid, *(child for found in lists for each in found.split() for child in _family(int(each)))]
    return [pid]


def _status(pid: int, name: str) -> float:
    with contextlib.suppress(OSError):
        return _megabytes(Path(f"/proc/{pid}/status").read_text("utf-8"), name)
    return 0.0


def _megabytes(text: str, name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """This environment without the settings of a shop, with the project in reach of Python, and ``more``.

    Nobody's Python is kept from leaving compiled modules behind, as some test machines tell it to.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MOGIRI_", "STRIPE_", "SMTP_"))}
    for name in ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE"):
        kept.pop(name, None)
    return {**kept, "PYTHONPATH": str(ROOT), **more}
