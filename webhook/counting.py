"""What the rows add up to: units by item, session and ticket type, holders and arrivals."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from peewee import JOIN, Case, fn

from webhook import stock
from webhook.catalogue import Localised
from webhook.database import rows
from webhook.models import Stamp, StampLine, Ticket, TicketLine
from webhook.stock import Key

ARRIVALS = timedelta(minutes=15)

Cells = dict[str, dict[str, dict[str, "Count"]]]
"""Counts by item, session and ticket type."""


@dataclass(kw_only=True)
class Count:
    """Units of a cell or a sum of cells."""

    issued: int = 0
    used: int = 0
    no_show: int = 0
    cancelled: int = 0

    def add(self, other: "Count") -> None:
        """Add another count to this one."""
        self.issued += other.issued
        self.used += other.used
        self.no_show += other.no_show
        self.cancelled += other.cancelled

    def json(self) -> dict[str, Any]:
        """The count as the feed tells it; ``rate`` is used ÷ issued, null when nothing was issued."""
        rate = round(self.used / self.issued, 4) if self.issued else None
        unused = self.issued - self.used
        return {
            "issued": self.issued,
            "used": self.used,
            "unused": unused,
            "no_show": self.no_show,
            "cancelled": self.cancelled,
            "rate": rate,
        }


def total(counts: Iterable[Count]) -> Count:
    """The sum of several counts."""
    result = Count()
    for count in counts:
        result.add(count)
    return result


@dataclass(kw_only=True)
class Sold:
    """What tickets say of an item as it was sold: kind, title, times of its sessions, names of its ticket types."""

    kind: str
    title: Localised
    sessions: dict[str, datetime | None] = field(default_factory=dict)
    types: dict[str, Localised] = field(default_factory=dict)


@dataclass(kw_only=True)
class Figures:
    """All counts of the shop at one moment."""

    cells: Cells
    holders: dict[str, int]
    arrivals: dict[tuple[str, str], dict[datetime, int]]
    sold: dict[str, Sold]
    allotted: dict[Key, int]
    """What an outside system has set, and nobody can change here (S4-09)."""


def figures(now: datetime) -> Figures:
    """Count everything."""
    return Figures(cells=cells(now), holders=_holders(), arrivals=_arrivals(), sold=_sold(), allotted=stock.allotted())


def cells(now: datetime) -> Cells:
    """Issued, used, no-show and cancelled units; ``no_show`` depends on ``now``."""
    counted: Cells = defaultdict(lambda: defaultdict(dict))
    for item, session, kind, issued, used, no_show, cancelled in _rows(now):
        counted[item][session][kind] = Count(issued=issued, used=used, no_show=no_show, cancelled=cancelled)
    return counted


def _holders() -> dict[str, int]:
    query = Ticket.select(Ticket.item, fn.COUNT(fn.DISTINCT(Ticket.customer)))
    return dict(rows(query.where(Ticket.cancelled_at.is_null()).group_by(Ticket.item)))


def _sold() -> dict[str, Sold]:
    newest = Ticket.select(fn.MAX(Ticket.id)).group_by(Ticket.item, Ticket.session)
    sold: dict[str, Sold] = {}
    for ticket in Ticket.select().where(Ticket.id.in_(newest)).order_by(Ticket.starts_at):
        known = sold.setdefault(ticket.item, Sold(kind=ticket.kind, title=ticket.face["title"]))
        if ticket.session:
            known.sessions[ticket.session] = ticket.starts_at
    named = TicketLine.select(fn.MAX(TicketLine.id)).join(Ticket).group_by(Ticket.item, TicketLine.type)
    lines = TicketLine.select(Ticket.item, TicketLine.type, TicketLine.name).join(Ticket)
    for item, kind, name in rows(lines.where(TicketLine.id.in_(named))):
        sold[item].types[kind] = name
    return sold


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


def _arrivals() -> dict[tuple[str, str], dict[datetime, int]]:
    arrivals: dict[tuple[str, str], dict[datetime, int]] = defaultdict(lambda: defaultdict(int))
    query = Stamp.select(Ticket.item, Ticket.session, Stamp.at, Stamp.units).join(Ticket)
    width = ARRIVALS.total_seconds()
    for item, session, at, units in rows(query.where(Stamp.undone_at.is_null(), Ticket.session != "")):
        arrivals[item, session][datetime.fromtimestamp(at.timestamp() // width * width, UTC)] += units
    return arrivals
