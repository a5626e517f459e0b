"""The same command again with nothing changed has nothing to do. Imports next to nothing: it runs before all else."""

import marshal
import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # the module ``typing`` takes longer to load than all the rest of this
    from typing import Any, TextIO

    Looked = tuple[str, list[int], list[int]]
    """Files as they were: their paths with a NUL between them, the time of each one's change, each one's size.

    They are read sooner than a pair of numbers for each file.
    """

    Signs = tuple[int, int]
    """The time of a file's last change in nanoseconds, and its size; of a folder, that something came to it or went."""

_OWN = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - pathlib alone would cost a tenth of it
_SERVICE = os.path.join(os.path.dirname(_OWN), "webhook")  # noqa: PTH118, PTH120

_ABSENT = (0, 0)

_TICK = 10_000_000
"""Nanoseconds by which the system may be late in noting when a file was changed."""


def answer() -> bool:
    """Say again what the last run of this very command said, if it would do nothing and say the same; else False.

    It looks at every file the build read or wrote, and at the clock: a sale opens without anybody saving a file.
    """
    try:
        with open(_record(), "rb") as file:  # noqa: PTH123
            known: dict[str, Any] = marshal.loads(file.read())  # noqa: S302 - written by this program
        if known["command"] != _command() or not known["since"] <= time.time() < known["until"]:
            return False
        if any(map(os.path.exists, known["absent"])) or not _same(known["read"]):
            return False
        if not _stands(known["output"], known["written"]):
            return False
    except (OSError, ValueError, EOFError, TypeError, KeyError):
        return False
    for stream, text in zip(_streams(), known["said"], strict=True):
        stream.write(text)
    return True


class Basis:
    """What the outcome of a build rests on: the ``folders`` it read, the files it wrote to ``output``, and the time.

    ``written`` has their signs by their paths, ``seen`` those of files before they were read. ``since`` and ``until``
    are in seconds since 1970, and ``began``, when it began to read, in nanoseconds.
    """

    def __init__(
        self,
        *,
        folders: list[str],
        seen: "dict[str, Signs]",
        output: str,
        written: "dict[str, Signs]",
        since: float,
        until: float,
        began: int,
    ) -> None:
        self.folders, self.seen, self.output, self.written = folders, seen, output, written
        self.since, self.until, self.began = since, until, began


def _same(looked: "Looked") -> bool:
    """Whether all of them are as they were; OSError when one is gone."""
    paths, times, sizes = looked
    for path, changed, size in zip(paths.split("\0"), times, sizes):  # noqa: B905 - four thousand
        status = os.stat(path)  # noqa: PTH116
        if status.st_mtime_ns != changed or status.st_size != size:
            return False
    return True


def _stands(output: str, written: "Looked") -> bool:
    """Whether the site is as it was left; one that is gone as a whole is put back."""
    if os.path.lexists(output):
        return _same(written)
    from generator.publishing import put_back

    return put_back(output)


def remember(basis: Basis, *, said: tuple[str, str]) -> None:
    """Note a build that ended well, and what to say when it is asked for again: on the output, and on errors.

    One during which a file was saved is not noted: nobody knows which state of it was read.
    """
    record = _record()
    from click import unstyle

    out, err = (text if each.isatty() else unstyle(text) for text, each in zip(said, _streams(), strict=True))
    read = _read(basis.folders, basis.seen)
    late = [path for path, (changed, _) in read.items() if changed >= basis.began - _TICK]
    if not all(map(os.path.isdir, late)):
        return
    try:
        known = {
            "command": _command(),
            "output": basis.output,
            "since": basis.since,
            "until": basis.until,
            "absent": [path for path, signs in read.items() if signs == _ABSENT],
            "read": _looked({path: signs for path, signs in read.items() if signs != _ABSENT}),
            "written": _looked(basis.written),
            "said": [f"{out}\n", f"{err}\n" if err else ""],
        }
        os.makedirs(os.path.dirname(record), exist_ok=True)  # noqa: PTH103, PTH120
        with open(record, "wb") as file:  # noqa: PTH123
            file.write(marshal.dumps(known))
    except OSError:
        return


def _record() -> str:
    return os.path.join(os.environ.get("MOGIRI_CACHE") or os.path.join(".mogiri", "cache"), "last-build")  # noqa: PTH118


def _command() -> list[str]:
    """All that a command's answer depends on besides files."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "MOGIRI_DEBUG")
    terminal = [str(stream.isatty()) for stream in _streams()]
    return [os.getcwd(), sys.version, *sys.argv, *(os.environ.get(name, "") for name in names), *terminal]  # noqa: PTH109


def _streams() -> "tuple[TextIO, TextIO]":
    return sys.stdout, sys.stderr


def _looked(signs: "dict[str, Signs]") -> "Looked":
    """Without the path of this folder: the system takes a fifth less time to look at short ones."""
    here = os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118
    paths = "\0".join([path.removeprefix(here) for path in signs])
    return paths, [changed for changed, _ in signs.values()], [size for _, size in signs.values()]


def _read(folders: list[str], seen: "dict[str, Signs]") -> "dict[str, Signs]":
    """The signs of everything below, as they were ``seen`` or are now.

    While those of the folders stay, no file came, went or has another name.
    """
    signs: dict[str, Signs] = {}
    for folder in [*folders, _OWN]:
        _walk(folder, signs, seen)
    _walk(_SERVICE, signs, seen, deep=False)  # as in ``program``: a build uses nothing of what lies in its rooms
    return signs


def _walk(folder: str, signs: "dict[str, Signs]", seen: "dict[str, Signs]", *, deep: bool = True) -> None:
    """A folder and every file below, or in it; one that is not there counts as empty."""
    signs[folder] = _signs(folder)
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        if not entry.is_dir():
            signs[entry.path] = seen.get(entry.path) or _signs(entry.path)
        elif deep:
            _walk(entry.path, signs, seen)


def _signs(path: str) -> "Signs":
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return _ABSENT
    return status.st_mtime_ns, status.st_size
