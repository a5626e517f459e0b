"""The usage feed as it is sent: made once for all who ask, and again only after something was committed.

Many may ask at once while the door is busy: whoever asks gets what was committed before, by any process, and those who
come while it is being made wait together for the next making. From a file at hand it is made in the loop, as long as
that is short: a thread would have to get its turn from a busy loop at each row that it reads.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from webhook import api_keys, clock
from webhook.catalogue import Catalogue
from webhook.crew import accounts
from webhook.crew.accounts import Visitor
from webhook.database import database
from webhook.pulse import Pulse
from webhook.refusals import Refused
from webhook.tally import reading
from webhook.usage.feeds import Feed, Made
from webhook.usage.figures import Figures

SCOPE = "usage"
SHORT = 0.002
"""Seconds of the processor that a making may take of the loop."""
LATE = 0.05
"""Seconds that an alarm rings after its moment: the loop's clock is another one, and a moment too early is in vain."""


class Asker(NamedTuple):
    """Who asks in which language: by the digest of a cookie, or by the text of a key."""

    cookie: str
    key: str
    language: str

    @property
    def who(self) -> str:
        """What they are known by."""
        return self.key or self.cookie


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What is true while nothing is committed, and for as long as no window ends: who may look, and what they see."""

    moment: object
    catalogue: Catalogue
    since: datetime
    until: datetime | None
    figures: Figures
    people: dict[str, datetime | None] = field(default_factory=dict)
    feeds: dict[str, Feed] = field(default_factory=dict)

    def holds(self, catalogue: Catalogue, now: datetime) -> bool:
        """Whether it is still true as far as the clock goes, and tells of the newest build."""
        return self.catalogue is catalogue and self.since <= now and (self.until is None or now < self.until)

    def feed(self, asker: Asker, now: datetime) -> Feed | None:
        """What is there for this asker, if that is known."""
        if asker.who not in self.people:
            return None
        until = self.people[asker.who]
        return self.feeds.get(asker.language) if until is None or now < until else None


Answer = Feed | Refused


class Board:
    """Answers those who ask for the feed. Its methods are called in the loop, which has to run when it is made."""

    def __init__(self, pulse: Pulse, catalogue: Callable[[], Catalogue], renewed: Callable[[], None]) -> None:
        """``renewed`` is called when a window has ended: nobody commits anything then."""
        self._pulse, self._catalogue, self._renewed = pulse, catalogue, renewed
        self._known: _Known | None = None
        self._made = Made()
        self._waiting: list[tuple[Asker, asyncio.Future[Answer]]] = []
        self._making: asyncio.Task[None] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._took = inf

    async def feed(self, asker: Asker) -> Feed:
        """The feed as it stands; refuses as ``Call.reads`` does."""
        moment, known, now = await self._pulse.moment(), self._known, clock.now()
        if known and moment is not None and known.moment == moment and known.holds(self._catalogue(), now):
            feed = known.feed(asker, now)
            if feed:
                return feed
        if moment is not None and self._may_look_here(asker):
            answer = self._look(moment, [asker])[0]
            self._set_alarm()
        else:
            answer = await self._made_elsewhere(asker)
        if isinstance(answer, Refused):
            raise answer
        return answer

    def _may_look_here(self, asker: Asker) -> bool:
        """A key's use is noted, and whoever writes may have to wait."""
        return self._pulse.near and not asker.key and self._making is None and self._took < SHORT

    async def _made_elsewhere(self, asker: Asker) -> Answer:
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asker, future))
        if self._making is None:
            self._making = asyncio.create_task(self._make())
        return await future

    async def _make(self) -> None:
        """Serve those who wait, and those who have come meanwhile."""
        try:
            while self._waiting:
                waiting, self._waiting = self._waiting, []
                try:
                    moment = await self._pulse.moment()
                    answers = await run_in_threadpool(self._look, moment, [asker for asker, _ in waiting])
                except Exception as error:
                    _tell(waiting, error)
                else:
                    for (_, future), answer in zip(waiting, answers, strict=True):
                        if not future.done():  # one whose caller has gone is cancelled
                            future.set_result(answer)
                    self._set_alarm()
        finally:
            self._making = None

    def _look(self, moment: object, askers: Sequence[Asker]) -> list[Answer]:
        """Who may, and what there is to see."""
        now, started = clock.now(), time.thread_time()
        with database.connection_context():
            checked = _checked(askers, now)
            if all(isinstance(each, Refused) for each in checked.values()):
                return [found for asker in askers if isinstance(found := checked[asker.who], Refused)]
            known = self._known = self._renew(moment, now)
            answers = [self._answer(asker, checked[asker.who], known) for asker in askers]
        self._took = time.thread_time() - started
        return answers

    def _answer(self, asker: Asker, checked: Refused | datetime | None, known: _Known) -> Answer:
        if isinstance(checked, Refused):
            return checked
        known.people[asker.who] = checked
        if asker.language not in known.feeds:
            known.feeds[asker.language] = self._made.feed(known.catalogue, known.figures, asker.language)
        return known.feeds[asker.language]

    def _renew(self, moment: object, now: datetime) -> _Known:
        known, catalogue = self._known, self._catalogue()
        if known and moment is not None and known.moment == moment and known.holds(catalogue, now):
            return known
        figures = reading.read(now, self._made.sold)
        return _Known(moment=moment, catalogue=catalogue, since=now, until=figures.until, figures=figures)

    def _set_alarm(self) -> None:
        if self._alarm:
            self._alarm.cancel()
        if self._known and self._known.until:
            left = (self._known.until - clock.now()).total_seconds()
            self._alarm = asyncio.get_running_loop().call_later(max(left, 0) + LATE, self._renewed)


def _checked(askers: Sequence[Asker], now: datetime) -> dict[str, Refused | datetime | None]:
    """By who asks: a refusal, or how long they may without being looked at again."""
    visitors = accounts.holders({asker.cookie for asker in askers if not asker.key}, now)
    return {asker.who: _standing(asker, visitors.get(asker.cookie), now) for asker in askers}


def _standing(asker: Asker, visitor: Visitor | None, now: datetime) -> Refused | datetime | None:
    try:
        if asker.key:
            api_keys.check(asker.key, SCOPE, now)
            return now + api_keys.NOTED
        return accounts.required(visitor, "lead").until
    except Refused as refused:
        return refused


def _tell(waiting: Sequence[tuple[Asker, asyncio.Future[Answer]]], error: Exception) -> None:
    for _, future in waiting:
        if not future.done():
            future.set_exception(error)
