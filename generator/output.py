"""The published folder: written beside the old one and put in its place at the end, so that nobody sees half a site."""

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

MARK = "catalogue.json"
"""Every folder this program wrote has it; one without it is somebody else's and is left alone."""

_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_EXCHANGE = 2
_AT_CWD = -100


class NotOurs(Exception):  # noqa: N818
    """The output folder has other things in it, which replacing it would destroy."""


@contextlib.contextmanager
def replacing(output: Path) -> Iterator[Path]:
    """A new folder to write to; it takes the place of ``output`` when the block ends well, else it is removed."""
    with beside(output) as fresh:
        yield fresh
        _swap(fresh, output)


@contextlib.contextmanager
def beside(output: Path) -> Iterator[Path]:
    """A new folder next to ``output``, which is removed in the end."""
    _sweep(output)
    fresh = Path(tempfile.mkdtemp(prefix=f".{output.name}.new-", dir=output.parent))
    fresh.chmod(0o755)
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def refuse_strangers(output: Path) -> None:
    """Raise NotOurs when ``output`` exists and was not written by this program."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise NotOurs(str(output))
    if output.is_dir() and any(output.iterdir()) and not (output / MARK).is_file():
        raise NotOurs(str(output))


def write(folder: Path, path: str, text: str | bytes) -> tuple[int, int]:
    """Write a file of the site; ``path`` has slashes and is inside ``folder``. Returns its signs.

    Those are the time of its last change in nanoseconds, and its size.
    """
    file = f"{folder}/{path}"
    data = text.encode("utf-8") if isinstance(text, str) else text
    try:
        opened = os.open(file, _NEW, 0o666)
    except FileNotFoundError:
        _make_folder(file[: file.rindex("/")])
        opened = os.open(file, _NEW, 0o666)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(opened, view) :]
        status = os.fstat(opened)
    finally:
        os.close(opened)
    return status.st_mtime_ns, status.st_size


def _make_folder(folder: str) -> None:
    try:
        os.mkdir(folder)  # noqa: PTH102 - here and below: thousands of times
    except (FileNotFoundError, FileExistsError):  # it goes deeper, or another process was first
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103


def _swap(fresh: Path, output: Path) -> None:
    """Afterwards ``fresh`` holds the old site, if there was one."""
    if not output.exists():
        fresh.rename(output)
    elif not _exchanged(fresh, output):
        old = output.with_name(f"{fresh.name}-old")
        output.rename(old)
        fresh.rename(output)
        old.rename(fresh)


def _exchanged(fresh: Path, output: Path) -> bool:
    """Both folders change names in one step, where the system can (Linux); otherwise nothing happens."""
    if sys.platform != "linux":
        return False
    import ctypes  # slow to load, and seldom needed

    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(_AT_CWD, os.fsencode(fresh), _AT_CWD, os.fsencode(output), _EXCHANGE) == 0)


@contextlib.contextmanager
def turn(parent: Path) -> Iterator[None]:
    """One build at a time publishes; the lock is on the folder itself and leaves no file behind."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _sweep(output: Path) -> None:
    """Remove what a build that was killed left behind more than an hour ago."""
    for left in output.parent.glob(f".{output.name}.new-*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > 3600:
                shutil.rmtree(left, ignore_errors=True)
