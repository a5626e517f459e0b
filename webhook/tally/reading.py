"""Reading the tally: all figures with one statement, so that they are of one moment."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from webhook import stock
from webhook.database import database, is_postgres
from webhook.figures import ARRIVALS, Arrivals, Cells, Count, Figures, sold
from webhook.models import Ticket

NEVER = "9999-12-31 00:00:00"
"""The end of a window that has none."""

_SQL = """
SELECT 'cell', item, session, type, SUM(CASE lives WHEN 1 THEN units ELSE used END), SUM(used),
    SUM(CASE WHEN lives = 1 AND ends <= {now} THEN units - used ELSE 0 END),
    SUM(CASE lives WHEN 1 THEN 0 ELSE units - used END), MAX(line),
    MIN(CASE WHEN lives = 1 AND ends > {now} AND ends < '{never}' THEN ends END)
    FROM tally GROUP BY item, session, type
UNION ALL SELECT 'arrival', item, session, '', slot, SUM(used), 0, 0, 0, NULL
    FROM arrival GROUP BY item, session, slot HAVING SUM(used) <> 0
UNION ALL SELECT 'holders', item, '', '', SUM(customers), 0, 0, 0, 0, NULL FROM (
    SELECT item, customers FROM holders UNION ALL
    SELECT n.item, CASE WHEN n.tickets + COALESCE(h.tickets, 0) > 0 THEN 1 ELSE 0 END
        - CASE WHEN COALESCE(h.tickets, 0) > 0 THEN 1 ELSE 0 END
        FROM (SELECT item, customer_id, SUM(tickets) AS tickets FROM holding_news GROUP BY item, customer_id) n
        LEFT JOIN holding h ON h.item = n.item AND h.customer_id = n.customer_id
    ) one GROUP BY item HAVING SUM(customers) <> 0"""
"""News of holders are those that were not folded yet: whether they make a customer one, or the last ticket is gone."""


def figures(now: datetime) -> Figures:
    """All figures; ``no_show`` depends on ``now``."""
    cells: Cells = defaultdict(lambda: defaultdict(dict))
    arrivals: Arrivals = defaultdict(dict)
    holders: dict[str, int] = {}
    newest: list[int] = []
    ends: list[Any] = []
    for what, item, session, kind, *figures, line, until in _rows(now):
        issued, used, no_show, cancelled = map(int, figures)
        if what == "cell":
            cells[item][session][kind] = Count(issued=issued, used=used, no_show=no_show, cancelled=cancelled)
            newest.append(line)
            ends.append(until)
        elif what == "arrival":
            arrivals[item, session][datetime.fromtimestamp(issued * ARRIVALS.total_seconds(), UTC)] = used
        else:
            holders[item] = issued
    next_end = Ticket.window_until.python_value(min(filter(None, ends), default=None))
    return Figures(
        cells=cells, holders=holders, arrivals=arrivals, sold=sold(newest), allotted=stock.allotted(), until=next_end
    )


def _rows(now: datetime) -> list[tuple[Any, ...]]:
    moment = Ticket.window_until.db_value(now)
    sql = _SQL.format(now="%s" if is_postgres() else "?", never=NEVER)
    return list(database.execute_sql(sql, (moment, moment)).fetchall())
