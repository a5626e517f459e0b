"""What tells open pages that something changed. Endpoints publish a topic after their commit; streams wait for it."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from threading import get_ident

RECHECK = 5.0
"""Seconds after which a stream looks again by itself: another process may have made the change."""


class Live:
    """Topics and those who wait for them, within one process; publishing is safe from any thread."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = 0
        self._closed = False

    def start(self) -> None:
        """Bind to the running loop; called once when the service starts."""
        self._loop, self._thread = asyncio.get_running_loop(), get_ident()
        self._closed = False

    def stop(self) -> None:
        """End every stream, so that the service can shut down."""
        self._closed = True
        for topic in list(self._waiting):
            self._wake(topic)

    def publish(self, *topics: str) -> None:
        """Wake the streams of ``topics``."""
        if get_ident() == self._thread:
            self._wake(*topics)
        elif self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, *topics)

    async def changes(self, topic: str) -> AsyncIterator[None]:
        """Yield at once, then whenever the topic is published and at least every few seconds, until the end."""
        event = asyncio.Event()
        self._waiting[topic].add(event)
        try:
            while not self._closed:
                event.clear()
                yield
                try:
                    await asyncio.wait_for(event.wait(), RECHECK)
                except TimeoutError:
                    continue
        finally:
            self._waiting[topic].discard(event)
            if not self._waiting[topic]:
                del self._waiting[topic]

    def _wake(self, *topics: str) -> None:
        for topic in topics:
            for event in self._waiting.get(topic, ()):
                event.set()
