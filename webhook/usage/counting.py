"""What the rows add up to: the long way, which the tally, an export and the ledger are held to."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, cast

from peewee import JOIN, Case, fn

from webhook.database import rows
from webhook.models import Stamp, StampLine, Ticket, TicketLine
from webhook.selling import stock
from webhook.usage.figures import ARRIVALS, Arrivals, Cells, Count, Figures, sold


def figures(now: datetime) -> Figures:
    """Count everything."""
    return Figures(
        cells=cells(now), holders=_holders(), arrivals=_arrivals(), sold=sold(_newest()), allotted=stock.allotted()
    )


def cells(now: datetime) -> Cells:
    """Issued, used, no-show and cancelled units; ``no_show`` depends on ``now``."""
    counted: Cells = defaultdict(lambda: defaultdict(dict))
    for item, session, kind, issued, used, no_show, cancelled in _rows(now):
        counted[item][session][kind] = Count(issued=issued, used=used, no_show=no_show, cancelled=cancelled)
    return counted


def _holders() -> dict[str, int]:
    query = Ticket.select(Ticket.item, fn.COUNT(fn.DISTINCT(Ticket.customer)))
    return dict(rows(query.where(Ticket.cancelled_at.is_null()).group_by(Ticket.item)))


def _newest() -> list[int]:
    query = TicketLine.select(fn.MAX(TicketLine.id)).join(Ticket)
    return [newest for (newest,) in rows(query.group_by(Ticket.item, Ticket.session, TicketLine.type))]


def _rows(now: datetime) -> Iterable[tuple[Any, ...]]:
    used = (
        StampLine.select(StampLine.line.alias("line"), fn.SUM(StampLine.units).alias("units"))
        .join(Stamp)
        .where(Stamp.undone_at.is_null())
        .group_by(StampLine.line)
        .alias("used")
    )
    spent = fn.COALESCE(used.c.units, 0)
    lives = Ticket.cancelled_at.is_null()
    query = (
        TicketLine.select(
            Ticket.item,
            Ticket.session,
            TicketLine.type,
            fn.SUM(Case(None, [(lives, TicketLine.units)], spent)),
            fn.SUM(spent),
            fn.SUM(Case(None, [(lives & (Ticket.window_until <= now), TicketLine.units - spent)], 0)),
            fn.SUM(Case(None, [(lives, 0)], TicketLine.units - spent)),
        )
        .join(Ticket)
        .join(used, JOIN.LEFT_OUTER, on=(used.c.line == TicketLine.id))
        .group_by(Ticket.item, Ticket.session, TicketLine.type)
    )
    return ((*row[:3], *(int(number) for number in row[3:])) for row in rows(query))


def _arrivals() -> Arrivals:
    arrivals: dict[tuple[str, str], dict[datetime, int]] = defaultdict(lambda: defaultdict(int))
    query = StampLine.select(Ticket.item, Ticket.session, Stamp.at, StampLine.units)
    query = query.join(Stamp).join(Ticket)
    width = ARRIVALS.total_seconds()
    dated = query.where(Stamp.undone_at.is_null(), Ticket.session != "")
    for item, session, at, units in cast(Any, dated.tuples()).iterator():  # one by one: there may be a million
        arrivals[item, session][datetime.fromtimestamp(at.timestamp() // width * width, UTC)] += units
    return arrivals
