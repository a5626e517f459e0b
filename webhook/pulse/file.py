"""The pulse of a SQLite file: a connection of its own that never writes, so that all commits are those of others."""

import asyncio
import sqlite3

from webhook.pulse import Heard, within

PERIOD = 1.0
"""Seconds between two looks for what the terminal's commands have written; this process says itself what it does."""


class File:
    """Asked in the loop: a look takes a few millionths of a second and waits for nobody."""

    near = True

    def __init__(self, path: str) -> None:
        self._path = path
        self._opened: sqlite3.Connection | None = None
        self._seen: object = None

    def start(self, heard: Heard) -> None:
        """Open the file and look at it now and then."""
        self._opened = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
        self._loop, self._heard = asyncio.get_running_loop(), heard
        self._seen = self._now()
        self._timer = self._loop.call_later(PERIOD, self._look)

    def stop(self) -> None:
        """Close it."""
        within(self._loop, self._close)

    async def moment(self) -> object:
        """How often others have committed."""
        return self._now()

    def _close(self) -> None:
        self._timer.cancel()
        if self._opened:
            self._opened.close()
            self._opened = None

    def _now(self) -> object:
        try:
            return self._opened.execute("PRAGMA data_version").fetchone()[0] if self._opened else None
        except sqlite3.OperationalError:  # somebody has the whole file for a moment
            return None

    def _look(self) -> None:
        self._timer = self._loop.call_later(PERIOD, self._look)
        before, self._seen = self._seen, self._now()
        if self._seen != before:
            self._heard("usage")
