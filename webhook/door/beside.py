"""The writer in a process of its own, for SQLite: one core speaks HTTP, and another decides, writes and words answers.

A batch goes over and comes back in one message each; in between the process asks for the next one, as soon as only the
commit and the words of the answers are left to be done. Should it die, its requests and all later ones are settled
here, by a thread: with their nonces those that were committed stay one act.
"""

import asyncio
import gc
import logging
import os
import pickle
import signal
import socket
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from typing import Any, BinaryIO

from webhook import database
from webhook.door import knocks
from webhook.door.answers import Spoken
from webhook.door.crew import Crew
from webhook.door.knocks import Knock
from webhook.door.writer import Writer
from webhook.refusals import Refused

log = logging.getLogger(__name__)

MORE = None
"""What the process says when it is ready for the next batch."""
_LENGTH = 4
"""Bytes in front of each message that say how long it is."""

Waiting = tuple[Knock, "asyncio.Future[None]"]


class Beside:
    """A ``Writer`` that settles elsewhere; make it before there are threads or connections, for it forks."""

    def __init__(self, url: str) -> None:
        self._ours, theirs = socket.socketpair()
        self._process = get_context("fork").Process(target=_run, args=(self._ours, theirs, url), name="mogiri-door")
        self._process.daemon = True
        self._process.start()
        theirs.close()
        self._here = Writer("stamps", knocks.settle)
        self._waiting: list[Waiting] = []
        self._away: deque[list[Waiting]] = deque()
        self._asked_for_more = True
        self._told: Spoken | None = None
        self._link: _Link | None = None

    def start(self, spoken: Callable[[], Spoken]) -> None:
        """Begin, with answers in the words that are ``spoken`` then, to the loop that runs here."""
        self._spoken, self._loop = spoken, asyncio.get_running_loop()
        self._here.start(spoken)
        self._linking = self._loop.create_task(self._connect())

    def stop(self) -> None:
        """Let it settle what it holds, and end it."""
        if self._link:
            self._link.close()
        self._process.join(timeout=10)
        self._here.stop()

    async def ask(self, knock: Knock) -> Knock:
        """``knock`` once it is settled; raises its failure. Called in the loop."""
        if self._link is None:
            return await self._here.ask(knock)
        future = self._loop.create_future()
        self._waiting.append((knock, future))
        if len(self._waiting) == 1:
            self._loop.call_soon(self._send)
        await future
        if isinstance(knock.failure, ConnectionError):
            knock.failure = None
            return await self._here.ask(knock)
        if knock.failure:
            raise knock.failure
        return knock

    async def _connect(self) -> None:
        self._ours.setblocking(False)
        _, self._link = await self._loop.create_unix_connection(lambda: _Link(self._hear, self._lost), sock=self._ours)

    def _send(self) -> None:
        if self._link and self._waiting and self._asked_for_more:
            batch, self._waiting, self._asked_for_more = self._waiting, [], False
            self._away.append(batch)
            self._link.send((self._news(), [_asked(knock) for knock, _ in batch]))

    def _news(self) -> Spoken | None:
        """The words and the shop, when they are not those that the process has."""
        spoken = self._spoken()
        if spoken is self._told:
            return None
        self._told = spoken
        return spoken

    def _hear(self, message: Any) -> None:
        if message is MORE:
            self._asked_for_more = True
            self._send()
            return
        for (knock, future), told in zip(self._away.popleft(), message, strict=True):
            knock.json, knock.stamped, knock.failure = told
            if not future.done():  # one whose caller has gone is cancelled
                future.set_result(None)
        if not self._away:  # also when it failed before it could ask for more
            self._asked_for_more = True
            self._send()

    def _lost(self) -> None:
        self._link = None
        lost = [each for batch in (*self._away, self._waiting) for each in batch]
        self._away.clear()
        self._waiting = []
        if lost:
            log.warning("the door's process has ended; its requests are settled here")
        for knock, future in lost:
            knock.failure = ConnectionError()
            if not future.done():
                future.set_result(None)


class _Link(asyncio.Protocol):
    """Our end: calls ``hear`` with each message, and ``lost`` when the other end is gone."""

    def __init__(self, hear: Callable[[Any], None], lost: Callable[[], None]) -> None:
        self._hear, self._lost = hear, lost
        self._got = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is the loop's."""
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        """Some bytes of a message, or of several."""
        self._got += data
        while len(self._got) >= _LENGTH:
            end = _LENGTH + int.from_bytes(self._got[:_LENGTH])
            if len(self._got) < end:
                break
            message = pickle.loads(self._got[_LENGTH:end])  # noqa: S301 - from our own process
            del self._got[:end]
            self._hear(message)

    def connection_lost(self, _: Exception | None) -> None:
        """The process has ended."""
        self._lost()

    def send(self, message: Any) -> None:
        """Send it as soon as the socket takes it."""
        self._transport.write(_packed(message))

    def close(self) -> None:
        """Nothing more will be asked."""
        self._transport.close()


def can_be() -> bool:
    """Whether there is a second core for it, and a system that can fork."""
    return hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1


def _asked(knock: Knock) -> tuple[Any, ...]:
    return knock.digest, knock.wishes, knock.listed, knock.now, knock.language


def _run(ours: socket.socket, theirs: socket.socket, url: str) -> None:
    """The process: settles batch after batch until nobody asks any more."""
    ours.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the one that asks
    logging.basicConfig(format="%(levelname)s: %(message)s")
    database.attach(url)
    crew = Crew()
    gc.freeze()
    with theirs.makefile("rb") as incoming, database.database.connection_context():
        for news, asked in _messages(incoming):
            if news:  # there are in the first message
                spoken = news
            batch = [
                Knock(digest=digest, wishes=wishes, listed=listed, now=now, language=language)
                for digest, wishes, listed, now, language in asked
            ]
            knocks.settle(batch, spoken, holders=crew.holders, decided=lambda: theirs.sendall(_packed(MORE)))
            theirs.sendall(_packed([(knock.json, knock.stamped, _failure(knock)) for knock in batch]))


def _messages(incoming: BinaryIO) -> Iterator[Any]:
    while length := incoming.read(_LENGTH):
        yield pickle.loads(incoming.read(int.from_bytes(length)))  # noqa: S301 - from our own process


def _packed(message: Any) -> bytes:
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return len(data).to_bytes(_LENGTH) + data


def _failure(knock: Knock) -> Exception | None:
    """A refusal as it is, and why the database is away; of a mistake of ours a word, after the log has it whole."""
    failure = knock.failure
    if failure is None or isinstance(failure, Refused):
        return failure
    if isinstance(failure, database.AWAY):
        return type(failure)(database.reason(failure))
    log.error("a request at the door failed", exc_info=failure)
    return RuntimeError(str(failure))
