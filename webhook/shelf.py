"""The catalogue as it lies in the built site: read at start, and again when the file has changed."""

from pathlib import Path
from threading import Lock

from webhook import private
from webhook.catalogue import Catalogue, read
from webhook.private import Private


class Shelf:
    """What is for sale now. Raises CatalogueError when the first reading fails; later ones keep the last good one."""

    def __init__(self, file: Path, private: Path | None = None) -> None:
        self._file = file
        self._private = private
        self._lock = Lock()
        self._stamp = self._signature()
        self._catalogue = read(file.read_text("utf-8"))

    @property
    def catalogue(self) -> Catalogue:
        """The newest catalogue that could be read."""
        stamp = self._signature()
        if stamp != self._stamp:
            with self._lock:
                self._reread(stamp)
        return self._catalogue

    @property
    def private(self) -> Private:
        """What the shop keeps to itself, as it lies beside its files; nothing when it cannot be read."""
        try:
            return private.read(self._private) if self._private else Private()
        except ValueError:
            return Private()

    def _reread(self, stamp: tuple[int, int]) -> None:
        try:
            self._catalogue = read(self._file.read_text("utf-8"))
        except OSError:
            return  # the site is being swapped at this moment: the next request looks again
        except ValueError:
            pass  # damaged, or built by another version: sell what we know until a readable one comes
        self._stamp = stamp

    def _signature(self) -> tuple[int, int]:
        try:
            info = self._file.stat()
        except OSError:
            return (0, 0)
        return (info.st_mtime_ns, info.st_ino)
