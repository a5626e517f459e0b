"""The pulse of PostgreSQL: one connection that listens, and asks which transactions have ended.

It is driven in the loop by libpq's own calls: an answer costs one round trip however many wait for it, and no thread.
When the connection is lost it comes back by itself, and then everything counts as changed.
"""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

import psycopg
from psycopg import pq

from webhook.http.live import EVERYTHING
from webhook.pulse import PATIENCE, Heard, within

log = logging.getLogger(__name__)

CHANNEL = "mogiri"
NAME = "mogiri line"
"""What the connection calls itself to the database."""
QUIET = 15.0
"""Seconds without a word after which the other side is asked whether it is still there."""
WAITS = (0.1, 0.5, 1.0, 2.0, 5.0)
"""Seconds before each further try to connect; the last one again and again."""

Asked = asyncio.Future[object]


class Line:
    """Listens on one connection to ``address``."""

    near = False

    def __init__(self, address: str) -> None:
        self._address = address
        self._pq: Any = None
        self._asking: Asked | None = None
        self._next: Asked | None = None
        self._answer: object = None

    def start(self, heard: Heard) -> None:
        """Connect, and go on doing so."""
        self._heard, self._loop = heard, asyncio.get_running_loop()
        self._task = self._loop.create_task(self._run())

    def stop(self) -> None:
        """Hang up."""
        within(self._loop, self._task.cancel)

    async def moment(self) -> object:
        """Which transactions have ended; asked after this call, so that what was committed before it is in it."""
        if self._pq is None:
            return None
        asked = self._next
        if asked is None:
            asked = self._next = self._loop.create_future()
            self._ask()
        return await asyncio.shield(asked)  # one who goes away takes the answer from nobody else

    async def _run(self) -> None:
        tries = 0
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    self._address, autocommit=True, application_name=NAME
                )
                try:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    await connection.execute("PREPARE moment AS SELECT pg_current_snapshot()::text")
                    tries = 0
                    await self._listen(connection.pgconn)
                finally:
                    await connection.close()
            except psycopg.Error as error:
                if not tries:  # once is enough
                    log.warning("the line to the database is down: %s", error)
            await asyncio.sleep(WAITS[min(tries, len(WAITS) - 1)])
            tries += 1

    async def _listen(self, opened: Any) -> None:
        """Until the connection is lost."""
        self._lost, self._pq, socket = asyncio.Event(), opened, opened.socket
        self._loop.add_reader(socket, self._readable)
        try:
            self._heard(EVERYTHING)
            while not await _within(QUIET, self._lost.wait()):
                if not await _within(PATIENCE, self.moment()):
                    log.warning("the database does not answer")
                    return
        finally:
            self._loop.remove_reader(socket)
            self._pq = None
            for waiting in (self._asking, self._next):
                if waiting and not waiting.done():
                    waiting.set_result(None)
            self._asking = self._next = None

    def _ask(self) -> None:
        """Send the question that waits, unless one is under way."""
        if self._asking is None and self._next is not None:
            self._asking, self._next, self._answer = self._next, None, None
            try:
                self._pq.send_query_prepared(b"moment", [])
                self._pq.flush()
            except psycopg.Error:
                self._lost.set()

    def _readable(self) -> None:
        try:
            self._pq.consume_input()
            while told := self._pq.notifies():
                self._heard(*_topics(told.extra.decode()))
            while self._asking and not self._pq.is_busy():
                self._take(self._pq.get_result())
        except psycopg.Error:
            self._lost.set()
        if self._pq.status != pq.ConnStatus.OK:
            self._lost.set()

    def _take(self, result: Any) -> None:
        """A part of an answer; None is its end."""
        if result is not None:
            self._answer = result.get_value(0, 0) if result.status == pq.ExecStatus.TUPLES_OK else None
            return
        asking, self._asking = self._asking, None
        if asking and not asking.done():
            asking.set_result(self._answer)
        self._ask()


async def _within(seconds: float, answer: Awaitable[object]) -> object:
    """The answer, or None when it does not come in time."""
    try:
        return await asyncio.wait_for(answer, seconds)
    except TimeoutError:
        return None


def _topics(told: str) -> list[str]:
    """What a trigger says (migration 0014), as topics."""
    first, *tickets = told.split(" ")
    return [f"ticket:{number}" for number in tickets] if first == "ticket" else [first]
