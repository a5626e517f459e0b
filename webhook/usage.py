"""The usage feed: issued, used and unused units per item, session and ticket type, counted from the rows.

Always ``issued = used + unused``; ``no_show`` is the part of ``unused`` whose day is over; ``cancelled`` stands
outside.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import JOIN, Case, fn

from webhook import validity
from webhook.catalogue import Catalogue, Item, Session, localised
from webhook.database import rows
from webhook.models import Stamp, StampLine, Ticket, TicketLine

ARRIVALS = timedelta(minutes=15)


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


@dataclass(kw_only=True)
class Sold:
    """What tickets say of an item: its kind and title as sold, its sessions, who holds it."""

    kind: str
    title: dict[str, str]
    sessions: dict[str, datetime | None] = field(default_factory=dict)


@dataclass(kw_only=True)
class Figures:
    """All counts of the shop at one moment, by item and session."""

    cells: dict[str, dict[str, dict[str, Count]]]
    holders: dict[str, int]
    arrivals: dict[tuple[str, str], dict[datetime, int]]
    sold: dict[str, Sold]


def feed(catalogue: Catalogue, now: datetime, language: str) -> dict[str, Any]:
    """The feed of ``GET /api/usage``: items of the catalogue, then those that only live on in sold tickets."""
    figures = Figures(cells=_cells(now), holders=_holders(), arrivals=_arrivals(), sold=_sold())
    items = [_item(item, figures, language) for item in catalogue.items]
    gone = [item_id for item_id in figures.sold if catalogue.item(item_id) is None]
    items += [_gone(item_id, figures, language) for item_id in gone]
    return {
        "at": now.isoformat(),
        "time_zone": catalogue.shop.time_zone,
        "items": items,
        "totals": _sum(_counts(figures.cells)).json(),
    }


def today(catalogue: Catalogue, now: datetime, language: str) -> list[dict[str, Any]]:
    """The sessions whose visiting day is now, with issued and used units, for the door."""
    cells, zone = _cells(now), ZoneInfo(catalogue.shop.time_zone)
    found = []
    for item in catalogue.items:
        for session in item.sessions:
            if validity.visit(session, zone, catalogue.shop.day_ends).at(now) == "open":
                count = _sum(cells.get(item.id, {}).get(session.id, {}).values())
                about = {
                    "item": item.id,
                    "session": session.id,
                    "title": localised(item.title, language),
                    "all_day": session.all_day,
                }
                found.append(
                    about | {"starts_at": session.starts.isoformat(), "issued": count.issued, "used": count.used}
                )
    return sorted(found, key=lambda each: str(each["starts_at"]))


def _cells(now: datetime) -> dict[str, dict[str, dict[str, Count]]]:
    cells: dict[str, dict[str, dict[str, Count]]] = defaultdict(lambda: defaultdict(dict))
    for item, session, kind, issued, used, no_show, cancelled in _rows(now):
        cells[item][session][kind] = Count(issued=issued, used=used, no_show=no_show, cancelled=cancelled)
    return cells


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


def _item(item: Item, figures: Figures, language: str) -> dict[str, Any]:
    about = {"id": item.id, "kind": item.kind, "title": localised(item.title, language)}
    return about | _entry(item.id, {session.id: session for session in item.sessions}, figures)


def _gone(item_id: str, figures: Figures, language: str) -> dict[str, Any]:
    sold = figures.sold[item_id]
    about = {"id": item_id, "kind": sold.kind, "title": localised(sold.title, language)}
    return about | _entry(item_id, {}, figures)


def _entry(item: str, listed: dict[str, Session], figures: Figures) -> dict[str, Any]:
    """``listed`` are the sessions of the catalogue; those that only sold tickets know come after them."""
    starts: dict[str, datetime | None] = {each.id: each.starts for each in listed.values()}
    for session, at in figures.sold[item].sessions.items() if item in figures.sold else ():
        starts.setdefault(session, at)
    cells = figures.cells.get(item, {})
    sessions = [
        {
            "id": session,
            "starts_at": at.isoformat() if at else None,
            "capacity": listed[session].stock if session in listed else None,
            **_sum(cells.get(session, {}).values()).json(),
            "tickets": [{"id": each, **count.json()} for each, count in sorted(cells.get(session, {}).items())],
            "arrivals": [
                {"at": slot.isoformat(), "used": used}
                for slot, used in sorted(figures.arrivals.get((item, session), {}).items())
            ],
        }
        for session, at in starts.items()
    ]
    return {"holders": figures.holders.get(item, 0), **_sum(_counts({item: cells})).json(), "sessions": sessions}


def _counts(cells: dict[str, dict[str, dict[str, Count]]]) -> Iterable[Count]:
    return (count for sessions in cells.values() for kinds in sessions.values() for count in kinds.values())


def _sum(counts: Iterable[Count]) -> Count:
    total = Count()
    for count in counts:
        total.add(count)
    return total
