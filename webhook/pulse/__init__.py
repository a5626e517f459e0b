"""Whether anything was committed, whoever did it, in this process or another.

``moment`` names the state of the whole database: while the name stays the same, so does every row, and what was made of
them can be given out again. SQLite counts the commits of others (``PRAGMA data_version``); PostgreSQL is asked for its
snapshot, and says by itself what has changed.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import Protocol
from urllib.parse import urlsplit

PATIENCE = 5.0
"""Seconds that a step of the other side may take."""

Heard = Callable[..., None]
"""Called with the topics of ``live`` that have news."""


class Pulse(Protocol):
    """Called in the loop, but for ``stop``."""

    near: bool
    """Whether the database lies in this machine's files, where a short look waits for nobody."""

    def start(self, heard: Heard) -> None:
        """Begin to listen for what others do."""

    def stop(self) -> None:
        """End."""

    async def moment(self) -> object:
        """The name of what is committed now; None when that cannot be told, which is never the same as before."""


def within(loop: asyncio.AbstractEventLoop, act: Callable[[], object]) -> None:
    """``act`` done in the loop, whoever asks: at once from inside it or when it has ended, else before this returns."""
    done = Event()

    def acting() -> None:
        act()
        done.set()

    if not loop.is_running() or _is_here(loop):
        acting()
    else:
        loop.call_soon_threadsafe(acting)
        done.wait(PATIENCE)


def _is_here(loop: asyncio.AbstractEventLoop) -> bool:
    with suppress(RuntimeError):
        return asyncio.get_running_loop() is loop
    return False


def of(address: str) -> Pulse:
    """The pulse of the database at that address."""
    if urlsplit(address).scheme.startswith("postgres"):
        from webhook.pulse.line import Line

        return Line(address)
    from webhook.pulse.file import File

    return File(address.removeprefix("sqlite:///"))
