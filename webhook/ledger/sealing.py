"""Appending what is new to the chain, behind everybody's back: small batches, read before the write lock is taken."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from webhook import clock
from webhook.database import alone_here, transaction
from webhook.ledger import entries, news
from webhook.ledger.news import News
from webhook.models import LedgerEntry, Sealed
from webhook.plain_sql import insert_plain, listed, one_of, read

PERIOD = 0.5
"""Seconds between two looks."""
REST, LONGEST_REST = 20, 15.0
"""So many times as long as a look took it rests, but not for more than so many seconds: a rush at the door is sealed in
few large looks, of which it feels little."""
MOST = 2000
"""Facts of one kind in one look."""
BATCH = 200
"""Facts in one transaction: a few milliseconds of the write lock, between which everybody else has their turn."""

_LOCK = 0x6C6564676572

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
    """One look at every kind; returns how many facts were sealed."""
    done = 0
    for kind in news.KINDS:
        found = news.find(kind, MOST)
        for start in range(0, len(found), BATCH):
            batch = found[start : start + BATCH]
            if not _append(batch, tell):
                break
            done += len(batch)
    return done


def seal_all(tell: Telling = lambda _: lambda _: None) -> None:
    """Until nothing is new."""
    while seal(tell):
        pass


def head() -> LedgerEntry | None:
    """The newest entry."""
    found: LedgerEntry | None = LedgerEntry.select().order_by(LedgerEntry.number.desc()).first()
    return found


def _append(found: Sequence[News], tell: Telling) -> bool:
    """Write entries for these; False when somebody else was quicker, who then has told the same news."""
    kind, now = found[0].kind, clock.now()
    bodies, told = entries.bodies(kind, found), tell(found)
    with transaction():
        alone_here(_LOCK)
        if not _still_news(found):
            return False
        if bodies:
            insert_plain(LedgerEntry, _chain(kind, bodies, now))
        _remember(found)
        told(now)
    return True


def _chain(kind: str, bodies: Sequence[entries.Body], now: datetime) -> list[dict[str, Any]]:
    last = head()
    number, before = (last.number, last.hash) if last else (0, entries.BEGINNING)
    rows = []
    for body in bodies:
        number += 1
        text = entries.text(number, now.isoformat(), kind, body)
        before = entries.chained(before, text)
        rows.append({"number": number, "at": now, "kind": kind, "body": text, "hash": before})
    return rows


def _still_news(found: Sequence[News]) -> bool:
    known = {row.ref: (row.one, row.two, row.three) for row in _told(found)}
    return all(known.get(each.ref) == each.before for each in found)


def _told(found: Sequence[News]) -> list[Sealed]:
    where = f"WHERE t.kind = '{found[0].kind}' AND {one_of('t.ref')}"
    return read(Sealed, where, listed([each.ref for each in found]))


def _remember(found: Sequence[News]) -> None:
    told = [
        {"kind": each.kind, "ref": each.ref, "one": each.now[0], "two": each.now[1], "three": each.now[2]}
        for each in found
    ]
    over = ", ".join(f"{name} = excluded.{name}" for name in ("one", "two", "three"))
    insert_plain(Sealed, told, f" ON CONFLICT (kind, ref) DO UPDATE SET {over}")
