"""Delivery of events to the webhook: at once, in any order, again and again until it answers with 2xx."""

import asyncio
import itertools
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from webhook.practice.stripe.sending import body_of, disguised, post, secrets_by
from webhook.practice.stripe.store import JSON, Store
from webhook.practice.stripe.switches import Board

log = logging.getLogger(__name__)

AT_ONCE = 8
REORDERED = 0.4
"""Seconds within which events are mixed up while they are reordered."""
NEVER = 10 * 365 * 24 * 3600.0


@dataclass(frozen=True, kw_only=True)
class Backoff:
    """How long to wait between tries, in seconds: doubling from ``first`` up to ``longest``."""

    first: float = 0.5
    longest: float = 60.0
    tries: int = 500
    timeout: float = 20.0
    """How long the webhook may take to answer."""
    look: float = 0.25
    """How often the shop's clock is looked at for what ends by time."""

    def wait(self, attempts: int) -> float:
        """Seconds to wait after that many failed attempts."""
        return min(self.first * 2.0 ** min(attempts - 1, 30), self.longest)


class Courier:
    """The queue of deliveries, kept in the store, and the loop that empties it."""

    def __init__(self, store: Store, url: str, secret: str, backoff: Backoff, board: Board) -> None:
        self._store = store
        self._board = board
        self._queued = itertools.count()
        self._url = url
        self._secret = secret
        self._backoff = backoff
        self._under_way: set[int] = set()
        self._one_round = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._bell = asyncio.Event()
        self._threads: ThreadPoolExecutor | None = None

    def queue(self, event_id: str) -> None:
        """Have the event delivered as soon as the transaction under way is written."""
        if not self._url:
            return
        switches = self._board.now
        due = time.time() + switches.delay + (NEVER if switches.drop else 0)
        if switches.reorder:
            due += REORDERED - REORDERED * (next(self._queued) % AT_ONCE) / AT_ONCE
        for _ in range(2 if switches.duplicate else 1):
            self._store.rows("INSERT INTO delivery (event, due) VALUES (?, ?)", event_id, due)
        self._store.after_commit(self.ring)

    def ring(self) -> None:
        """Wake the loop; from any thread."""
        loop = self._loop
        if loop and not loop.is_closed():
            loop.call_soon_threadsafe(self._bell.set)

    async def deliver_forever(self, settle: Callable[[], None]) -> None:
        """Deliver until cancelled. ``settle`` is called in between for what ends by time.

        A delivery under way at cancellation runs to its end in its thread and is noted; ``finish`` waits for it.
        """
        self._loop, self._bell = asyncio.get_running_loop(), asyncio.Event()
        threads = self._threads = ThreadPoolExecutor(AT_ONCE + 1, thread_name_prefix="practice-stripe")
        try:
            while True:
                self._bell.clear()
                try:
                    wait = await self._loop.run_in_executor(threads, self._round, settle, threads)
                except Exception:  # whatever failed, the next round must come
                    log.exception("the practice Stripe could not work through its queue")
                    wait = self._backoff.longest
                await self._rest(min(wait, self._backoff.look))
        finally:
            self._loop = None
            threads.shutdown(wait=False)

    def finish(self) -> None:
        """Wait for the deliveries that were under way when the loop was cancelled."""
        if self._threads:
            self._threads.shutdown(wait=True)

    async def _rest(self, seconds: float) -> None:
        # Not wait_for: on Python 3.11 it loses a cancellation that arrives together with the bell.
        alarm = asyncio.get_running_loop().call_later(seconds, self._bell.set)
        try:
            await self._bell.wait()
        finally:
            alarm.cancel()

    def _round(self, settle: Callable[[], None], threads: ThreadPoolExecutor) -> float:
        """Start what is due; returns the seconds until something else will be."""
        settle()
        with self._one_round:
            for row in self._waiting():
                seconds = float(row["due"]) - time.time()
                if seconds > 0:
                    return seconds
                self._under_way.add(row["id"])
                try:
                    threads.submit(self._attempt, row["id"], row["event"], row["attempts"] + 1)
                except RuntimeError:  # cancelled meanwhile
                    self._under_way.discard(row["id"])
        return self._backoff.longest

    def _waiting(self) -> list[sqlite3.Row]:
        """The next deliveries, as many as there is room for."""
        held = list(self._under_way)
        marks = ",".join("?" * len(held))
        sql = f"SELECT * FROM delivery WHERE closed IS NULL AND id NOT IN ({marks}) ORDER BY due LIMIT ?"  # noqa: S608
        return self._store.rows(sql, *held, AT_ONCE - len(held))

    def _attempt(self, delivery_id: int, event_id: str, attempts: int) -> None:
        try:
            event = self._store.get(event_id, "event")
            status = self._send(event) if event else None
            delivered = status is not None and 200 <= status < 300
            self._note(delivery_id, attempts, status, over=delivered or attempts >= self._backoff.tries)
            if not delivered:
                log.info("the webhook answered %s to %s (try %d)", status, event_id, attempts)
        except sqlite3.Error:
            log.warning("the result of delivering %s could not be noted; it will be sent again", event_id)
        finally:
            self._under_way.discard(delivery_id)
            self.ring()

    def _send(self, event: JSON) -> int | None:
        switches = self._board.now
        body = body_of(disguised(event, switches))
        return post(self._url, secrets_by(self._secret, switches), body, timeout=self._backoff.timeout)

    def _note(self, delivery_id: int, attempts: int, status: int | None, *, over: bool) -> None:
        now = time.time()
        self._store.rows(
            "UPDATE delivery SET attempts = ?, status = ?, due = ?, closed = ? WHERE id = ?",
            attempts,
            status,
            now + self._backoff.wait(attempts),
            now if over else None,
            delivery_id,
        )
