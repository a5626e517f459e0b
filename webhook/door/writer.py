"""One thread that settles what has gathered while it was busy, so that concurrent stamps share a commit.

Requests wait for it without a thread of their own. An answer is given only after its commit.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread

from webhook.database import database
from webhook.door.answers import Spoken
from webhook.door.knocks import Knock

log = logging.getLogger(__name__)

MOST = 512
"""Wishes in one batch, about; a list of its own may go beyond."""

Settle = Callable[[Sequence[Knock], Spoken], None]
Waiting = tuple[Knock, "asyncio.Future[None]"]


class Writer:
    """Calls ``settle`` with a batch of requests at a time, in the order they came."""

    def __init__(self, name: str, settle: Settle) -> None:
        self._settle = settle
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name=f"mogiri-{name}", daemon=True)

    def start(self, spoken: Callable[[], Spoken]) -> None:
        """Begin, with answers in the words that are ``spoken`` then, to the loop that runs here."""
        self._spoken = spoken
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def stop(self) -> None:
        """Settle what waits, and end."""
        self._queue.put(None)
        self._thread.join(timeout=10)

    async def ask(self, knock: Knock) -> Knock:
        """``knock`` with its answers; raises its failure. Called in the loop."""
        future = self._loop.create_future()
        self._queue.put((knock, future))
        await future
        if knock.failure:
            raise knock.failure
        return knock

    def _run(self) -> None:
        while batch := self._gathered():
            try:
                with database.connection_context():
                    self._settle([knock for knock, _ in batch], self._spoken())
            except Exception as error:  # no connection at all
                log.exception("%d requests failed", len(batch))
                for knock, _ in batch:
                    knock.failure = error
            self._loop.call_soon_threadsafe(_tell, batch)

    def _gathered(self) -> list[Waiting]:
        """All that waits, once something does; nothing at the end."""
        batch: list[Waiting] = []
        size, following = 0, self._queue.get()
        while following:
            batch.append(following)
            size += len(following[0].wishes)
            if size >= MOST:
                break
            try:
                following = self._queue.get_nowait()
            except Empty:
                return batch
        if following is None and batch:
            self._queue.put(None)  # the end comes after this batch
        return batch


def _tell(batch: Sequence[Waiting]) -> None:
    for _, future in batch:
        if not future.done():  # one whose caller has gone is cancelled
            future.set_result(None)
