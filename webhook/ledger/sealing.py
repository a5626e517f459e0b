"""Appending what is new to the chain, behind everybody's back: small batches, read before the write lock is taken."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from webhook import clock
from webhook.database import transaction
from webhook.database.plain_sql import insert_plain
from webhook.ledger import entries, news
from webhook.ledger.news import News, Note
from webhook.models import LedgerEntry, Sealed

PERIOD = 0.5
"""Seconds between two looks."""
REST, LONGEST_REST = 20, 15.0
"""So many times as long as a look took it rests, but not for more than so many seconds: a rush at the door is sealed in
few large looks, of which it feels little."""
MOST = 5000
"""Notes in one look."""
BATCH = 200
"""Notes in one transaction: a few milliseconds of the write lock, between which everybody else has their turn."""

Telling = Callable[[Sequence[News]], Callable[[datetime], None]]
"""Reads what somebody else is to be told of the news; what it returns writes that, in the same transaction."""


class Sealer:
    """Seals in the background, and rests so much longer than it works that a large shop does not feel it either."""

    def __init__(self, tell: Telling = lambda _: lambda _: None) -> None:
        self._tell = tell
        self._rests_until = 0.0

    def round(self) -> bool:
        """One look, unless it rests; never anything more to do at once."""
        begun = time.monotonic()
        if begun >= self._rests_until:
            seal(self._tell)
            ended = time.monotonic()
            self._rests_until = ended + min(REST * (ended - begun), LONGEST_REST)
        return False


def seal(tell: Telling = lambda _: lambda _: None) -> int:
    """One look at what was noted; returns how many notes there were."""
    turn, noted = news.look(MOST)
    for start in range(0, len(noted), BATCH):
        if not _take(turn, noted[start : start + BATCH], tell):
            break
        turn += 1
    return len(noted)


def seal_all(tell: Telling = lambda _: lambda _: None) -> None:
    """Until nothing is new."""
    while seal(tell):
        pass


def head() -> LedgerEntry | None:
    """The newest entry."""
    found: LedgerEntry | None = LedgerEntry.select().order_by(LedgerEntry.number.desc()).first()
    return found


def _take(turn: int, noted: Sequence[Note], tell: Telling) -> bool:
    """Write entries for what is new of these; False when somebody else was quicker, who then has told the same."""
    found, now = news.find(noted), clock.now()
    bodies, told = entries.bodies(found), tell(found)
    with transaction():
        if not news.strike(turn, noted):
            return False
        if bodies:
            insert_plain(LedgerEntry, _chain(bodies, now))
        if found:
            _remember(found)
            told(now)
    return True


def _chain(bodies: Sequence[tuple[str, entries.Body]], now: datetime) -> list[dict[str, Any]]:
    last = head()
    number, before = (last.number, last.hash) if last else (0, entries.BEGINNING)
    rows = []
    for kind, body in bodies:
        number += 1
        text = entries.text(number, now.isoformat(), kind, body)
        before = entries.chained(before, text)
        rows.append({"number": number, "at": now, "kind": kind, "body": text, "hash": before})
    return rows


def _remember(found: Sequence[News]) -> None:
    told = [
        {"kind": each.kind, "ref": each.ref, "one": each.now[0], "two": each.now[1], "three": each.now[2]}
        for each in found
    ]
    over = ", ".join(f"{name} = excluded.{name}" for name in ("one", "two", "three"))
    insert_plain(Sealed, told, f" ON CONFLICT (kind, ref) DO UPDATE SET {over}")
