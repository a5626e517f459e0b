"""Units and what is told of them: the words that whoever counts and whoever tells have in common."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from webhook.catalogue import Localised
from webhook.database.plain_sql import by_id
from webhook.models import Ticket, TicketLine
from webhook.selling.stock import Key

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


Cells = dict[str, dict[str, dict[str, Count]]]
"""Counts by item, session and ticket type."""
Arrivals = Mapping[tuple[str, str], Mapping[datetime, int]]
"""Units used by item and session, and by the quarter of an hour in which they were."""


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
    arrivals: Arrivals
    sold: dict[str, Sold]
    allotted: dict[Key, int]
    """What an outside system has set, and nobody can change here (S4-09)."""
    until: datetime | None = field(default=None, compare=False)
    """When the next window ends and units in it become no-shows, where that is known."""


def sold(newest: Collection[int]) -> dict[str, Sold]:
    """What was sold, as the newest ticket line of each item, session and type says it; earlier sessions first."""
    found: dict[str, Sold] = {}
    lines = by_id(TicketLine, newest)
    tickets = by_id(Ticket, {line.ticket_id for line in lines.values()})
    for _, line in sorted(lines.items()):
        ticket = tickets[line.ticket_id]
        known = found.setdefault(ticket.item, Sold(kind=ticket.kind, title={}))
        known.kind, known.title = ticket.kind, ticket.face["title"]
        known.types[line.type] = line.name
        if ticket.session:
            known.sessions[ticket.session] = ticket.starts_at
    for known in found.values():
        known.sessions = dict(sorted(known.sessions.items(), key=lambda pair: (str(pair[1] or ""), pair[0])))
    return dict(sorted(found.items()))
