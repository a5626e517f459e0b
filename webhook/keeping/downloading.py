"""Everything as a download: packed while it is read, a piece at a time, and never a file on this machine.

The export is of one moment and wants one connection from beginning to end, so a thread of its own makes it. It stays a
few pieces ahead of whoever reads, which is all the memory that a shop of any size takes.
"""

import contextlib
import threading
from collections.abc import Iterator
from datetime import datetime
from queue import Empty, Full, Queue
from typing import IO, Any, cast

from webhook.database import database
from webhook.keeping import archive, exporting, marks

PIECE = 128 * 1024
"""Bytes handed on at a time."""
AHEAD = 8
"""Pieces that may wait for the reader."""
PATIENCE = 60.0
"""Seconds for which a download may stand still: meanwhile the database keeps what it is of."""
LOOK = 1.0
"""Seconds between two looks of the reader whether anything will come."""
AT_ONCE = 2
"""Downloads that are made at a time in this process; others wait for their turn."""

Piece = bytes | Exception | dict[str, Any]
"""A part of the file; at the end its manifest, or why there is no more."""

_turns = threading.BoundedSemaphore(AT_ONCE)


class Abandoned(Exception):  # noqa: N818 - nobody hears of it
    """Nobody reads any more."""


class _Pipe:
    """What the archive is written to: it takes bytes, and only as quickly as they are read."""

    def __init__(self) -> None:
        self._pieces: Queue[Piece] = Queue(AHEAD)
        self._over = threading.Event()
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        if len(self._held) >= PIECE:
            self.flush()
        return len(data)

    def flush(self) -> None:
        if self._held:
            self.hand(bytes(self._held))
            self._held.clear()

    def hand(self, piece: Piece) -> None:
        """For the reader; raises Abandoned when there is none any more, or when it has stood still for too long."""
        try:
            if self._over.is_set():
                raise Abandoned
            self._pieces.put(piece, timeout=PATIENCE)
        except Full as error:
            self._over.set()
            raise Abandoned from error

    def take(self) -> Piece:
        """The next piece; raises Abandoned when none will come."""
        while True:
            with contextlib.suppress(Empty):
                return self._pieces.get(timeout=LOOK)
            if self._over.is_set():
                raise Abandoned

    def close(self) -> None:
        """The reader has gone: whoever waits for room goes on, and sees it."""
        self._over.set()
        with contextlib.suppress(Empty):
            self._pieces.get_nowait()


def pieces(*, secrets: bool) -> Iterator[bytes]:
    """A ZIP file of everything, as ``exporting.export`` writes it; that it was taken is noted when all of it was read.

    When making it fails, so does reading: what broke off has no manifest and passes for nothing whole.
    """
    pipe = _Pipe()
    threading.Thread(target=_make, args=(pipe, secrets), name="mogiri-export", daemon=True).start()
    try:
        while isinstance(piece := pipe.take(), bytes):
            yield piece
    finally:
        pipe.close()
    if isinstance(piece, BaseException):
        raise piece
    with database.connection_context():
        marks.note("export", datetime.fromisoformat(piece["at"]), secrets=secrets)


def _make(pipe: _Pipe, secrets: bool) -> None:
    with contextlib.suppress(Abandoned):
        try:
            with _turns, database.connection_context(), archive.packing(cast(IO[bytes], pipe)) as files:
                manifest = exporting.put(files, secrets=secrets)
            pipe.flush()
            pipe.hand(manifest)
        except Exception as error:
            pipe.hand(error)
