"""What tells open pages that something changed: topics, and the streams that wait for them.

Endpoints publish a topic after their commit; what other processes commit is heard by ``pulse``.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from threading import get_ident

EVERYTHING = "everything"
"""A topic that is all of them."""
STILL_HERE = 20.0
"""Seconds after which a stream says that it is still there, which proxies want to hear, and looks at the clock."""
PACE = 0.25
"""Seconds between two looks of a stream: in a rush at the door a page changes no more often than eyes can follow."""


class Live:
    """Topics and those who wait for them, within one process; publishing is safe from any thread."""

    def __init__(self, pace: float = PACE) -> None:
        self._pace = pace
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
        self._wake(EVERYTHING)

    def publish(self, *topics: str) -> None:
        """Wake the streams of ``topics``."""
        if get_ident() == self._thread:
            self._wake(*topics)
        elif self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, *topics)

    async def changes(self, topic: str) -> AsyncIterator[None]:
        """Yield at once, then whenever the topic is published and now and then by itself, until the end."""
        event = asyncio.Event()
        self._waiting[topic].add(event)
        try:
            while not self._closed:
                event.clear()
                yield
                await asyncio.sleep(self._pace)
                try:
                    await asyncio.wait_for(event.wait(), STILL_HERE)
                except TimeoutError:
                    continue
        finally:
            self._waiting[topic].discard(event)
            if not self._waiting[topic]:
                del self._waiting[topic]

    def _wake(self, *topics: str) -> None:
        for topic in list(self._waiting) if EVERYTHING in topics else topics:
            for event in self._waiting.get(topic, ()):
                event.set()
