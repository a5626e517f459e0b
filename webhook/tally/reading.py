"""Reading the tally: all figures with one statement, so that they are of one moment."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from webhook.database import database, is_postgres
from webhook.models import Ticket
from webhook.selling import stock
from webhook.usage import figures
from webhook.usage.figures import ARRIVALS, Cells, Count, Figures, Sold

NEVER = "9999-12-31 00:00:00"
"""The end of a window that has none."""

_SQL = """
SELECT 'cell', item, session, type, SUM(CASE lives WHEN 1 THEN units ELSE used END), SUM(used),
    SUM(CASE WHEN lives = 1 AND ends <= {now} THEN units - used ELSE 0 END),
    SUM(CASE lives WHEN 1 THEN 0 ELSE units - used END), MAX(line),
    MIN(CASE WHEN lives = 1 AND ends > {now} AND ends < '{never}' THEN ends END), NULL
    FROM tally GROUP BY item, session, type
UNION ALL SELECT 'arrivals', item, session, '', 0, 0, 0, 0, 0, NULL, {joined}
    FROM {slots} slots WHERE used <> 0 GROUP BY item, session
UNION ALL SELECT 'holders', item, '', '', SUM(customers), 0, 0, 0, 0, NULL, NULL FROM (
    SELECT item, customers FROM holders UNION ALL
    SELECT n.item, CASE WHEN n.tickets + COALESCE(h.tickets, 0) > 0 THEN 1 ELSE 0 END
        - CASE WHEN COALESCE(h.tickets, 0) > 0 THEN 1 ELSE 0 END
        FROM (SELECT item, customer_id, SUM(tickets) AS tickets FROM holding_news GROUP BY item, customer_id) n
        LEFT JOIN holding h ON h.item = n.item AND h.customer_id = n.customer_id
    ) one GROUP BY item HAVING SUM(customers) <> 0"""
"""News of holders are those that were not folded yet: whether they make a customer one, or the last ticket is gone."""

_SQLITE = _SQL.format(now="?", never=NEVER, slots="arrival", joined="GROUP_CONCAT(slot || ':' || used, ' ')")
_POSTGRES = _SQL.format(
    now="%s",
    never=NEVER,
    slots="(SELECT item, session, slot, SUM(used) AS used FROM arrival GROUP BY item, session, slot)",
    joined="STRING_AGG(slot || ':' || used, ' ')",
)

_HOUSES = """
SELECT item, session, SUM(CASE lives WHEN 1 THEN units ELSE used END), SUM(used),
    MAX(CASE WHEN lives = 1 AND units > 0 AND ends > {now} THEN line END)
    FROM (
        SELECT item, session, ends, lives, SUM(units) AS units, SUM(used) AS used, MAX(line) AS line
        FROM tally GROUP BY item, session, ends, lives
    ) cells GROUP BY item, session"""


@dataclass(frozen=True, kw_only=True)
class House:
    """Units of an item's session. ``open``: the newest line of tickets that have not ended, if there are any."""

    issued: int = 0
    used: int = 0
    open: int | None = None


Naming = Callable[[tuple[int, ...]], dict[str, Sold]]
"""What was sold, by the newest ticket lines of each kind."""


def read(now: datetime, naming: Naming = figures.sold) -> Figures:
    """All figures; ``no_show`` depends on ``now``. Those who read the same share it: change none."""
    cells: Cells = defaultdict(lambda: defaultdict(dict))
    arrivals: dict[tuple[str, str], Mapping[datetime, int]] = {}
    holders: dict[str, int] = {}
    newest: list[int] = []
    ends: list[Any] = []
    for what, item, session, kind, issued, used, no_show, cancelled, line, until, slots in _rows(now):
        if what == "cell":
            cells[item][session][kind] = _count(issued, used, no_show, cancelled)
            newest.append(line)
            ends.append(until)
        elif what == "arrivals":
            arrivals[item, session] = _arrivals(slots)
        else:
            holders[item] = int(issued)
    return Figures(
        cells=cells,
        holders=holders,
        arrivals=arrivals,
        sold=naming(tuple(newest)),
        allotted=stock.allotted(),
        until=Ticket.window_until.python_value(min(filter(None, ends), default=None)),
    )


def houses(now: datetime) -> dict[tuple[str, str], House]:
    """How many are in, by item and session."""
    moment, sign = Ticket.window_until.db_value(now), "%s" if is_postgres() else "?"
    found = database.execute_sql(_HOUSES.format(now=sign), (moment,)).fetchall()
    return {
        (item, session): House(issued=int(issued), used=int(used), open=line)
        for item, session, issued, used, line in found
    }


def _rows(now: datetime) -> list[tuple[Any, ...]]:
    moment = Ticket.window_until.db_value(now)
    return list(database.execute_sql(_POSTGRES if is_postgres() else _SQLITE, (moment, moment)).fetchall())


@lru_cache(4096)
def _count(issued: int, used: int, no_show: int, cancelled: int) -> Count:
    """One for all that are the same: what did not change since the last reading is known by itself."""
    return Count(issued=int(issued), used=int(used), no_show=int(no_show), cancelled=int(cancelled))


@lru_cache(4096)
def _arrivals(told: str) -> Mapping[datetime, int]:
    """What came in each quarter of an hour, of ``quarter:units`` and so on; most dates are over and stay the same."""
    slots = (each.split(":") for each in told.split(" "))
    width = ARRIVALS.total_seconds()
    return {datetime.fromtimestamp(int(slot) * width, UTC): int(used) for slot, used in slots}
