"""What was costly to make and can be made again: kept by a key that names everything it was made of."""

import contextlib
import marshal
import os
from hashlib import blake2b
from pathlib import Path
from typing import Any

FOLDER = "MOGIRI_CACHE"
"""The environment variable that puts the cache somewhere else than beside the content."""


def cache_of(content: Path) -> "Cache":
    """The cache of the shop whose content lies in ``content``."""
    return Cache(Path(os.environ.get(FOLDER) or content.resolve().parent / ".mogiri" / "cache"))


class Cache:
    """A folder of things by key. Whatever is missing, damaged or cannot be written is only made again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> bytes | None:
        """The bytes kept under ``key``, or None."""
        try:
            return self._file(key).read_bytes()
        except OSError:
            return None

    def part(self, key: str, start: int, size: int) -> bytes | None:
        """So many bytes of what is kept under ``key``, or None."""
        try:
            file = os.open(self._place(key), os.O_RDONLY | getattr(os, "O_BINARY", 0))
            try:
                os.lseek(file, start, os.SEEK_SET)
                return os.read(file, size)
            finally:
                os.close(file)
        except OSError:
            return None

    def put(self, key: str, data: bytes) -> None:
        """Keep ``data`` under ``key``; in one step, so that a reader beside us never sees half of it."""
        file = self._file(key)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(data)
            draft.replace(file)

    def forget(self, key: str) -> None:
        """Keep nothing under ``key`` any more."""
        with contextlib.suppress(OSError):
            self._file(key).unlink()

    def lend(self, key: str, file: str) -> None:
        """Keep a finished ``file`` under ``key`` without copying it, where the system can."""
        kept = self._place(key)
        with contextlib.suppress(OSError):
            try:
                os.link(file, kept)
            except FileNotFoundError:
                os.makedirs(kept[: kept.rindex("/")], exist_ok=True)  # noqa: PTH103 - here and below: thousands of times
                os.link(file, kept)
            except FileExistsError:
                os.unlink(kept)  # noqa: PTH108
                os.link(file, kept)

    def restore(self, key: str, file: str, signs: tuple[int, ...]) -> bool:
        """Put back what was lent, if nobody has written to it since: ``signs`` are its time in nanoseconds and size."""
        kept = self._place(key)
        try:
            status = os.stat(kept)  # noqa: PTH116
            if (status.st_mtime_ns, status.st_size) != signs:
                return False
            try:
                os.link(kept, file)
            except FileNotFoundError:
                os.makedirs(file[: file.rindex("/")], exist_ok=True)  # noqa: PTH103
                os.link(kept, file)
        except OSError:
            return False
        return True

    def table(self, name: str) -> dict[Any, Any]:
        """A whole table of plain values kept under ``name``; empty when there is none."""
        data = self.get(name)
        try:
            table = marshal.loads(data) if data else {}  # noqa: S302 - written by this program, in the user's own folder
        except (ValueError, EOFError, TypeError):
            return {}
        return table if isinstance(table, dict) else {}

    def keep(self, name: str, table: dict[Any, Any]) -> None:
        """Keep a table of plain values (numbers, text, bytes, tuples, lists, dicts) under ``name``."""
        self.put(name, marshal.dumps(table))

    def _file(self, key: str) -> Path:
        return Path(self._place(key))

    def _place(self, key: str) -> str:
        digest = blake2b(key.encode(), digest_size=16).hexdigest()
        return f"{self.folder}/{digest[:2]}/{digest[2:]}"
