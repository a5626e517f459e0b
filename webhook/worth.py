"""What a ticket is worth at a moment: units left, state, and the JSON that its page, stream and door all show."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from webhook import tickets
from webhook.catalogue import localised
from webhook.database import database
from webhook.database.plain_sql import listed, one_of, read
from webhook.models import Stamp, Ticket, TicketLine
from webhook.validity import Timing


class LineWorth(NamedTuple):
    """A ticket line with the units used of it."""

    line: TicketLine
    used: int

    @property
    def left(self) -> int:
        """Units that can still be used."""
        return int(self.line.units) - self.used


class Worth(NamedTuple):
    """A ticket with its lines and the stamps that count (those undone are left out), oldest first.

    ``total`` are the units it was issued for, of which ``used`` are stamped and ``left`` can still be used.
    """

    ticket: Ticket
    lines: list[LineWorth]
    stamps: list[Stamp]
    timing: Timing
    total: int
    used: int
    left: int

    @property
    def state(self) -> str:
        """unused, partly_used, used, no_show, cancelled, moved, suspended, expired, not_yet (before a first day)."""
        if self.ticket.cancelled_at:
            return "cancelled"
        if not self.total:
            return "moved"
        if self.left == 0:
            return "used"
        if self.ticket.suspended_at:
            return "suspended"
        if self.timing == "over":
            return ("partly_used" if self.used else "no_show") if self.ticket.session else "expired"
        if self.timing == "early" and not self.ticket.session:
            return "not_yet"
        return "partly_used" if self.used else "unused"


def of(ticket: Ticket, now: datetime) -> Worth:
    """The worth of a ticket now."""
    return of_all([ticket], now)[ticket.id]


def of_all(found: Collection[Ticket], now: datetime) -> dict[int, Worth]:
    """The worth of many tickets now, by their ids, with three statements at most."""
    ids = listed([ticket.id for ticket in found])
    lines, stamps = defaultdict[int, list[TicketLine]](list), defaultdict[int, list[Stamp]](list)
    for line in read(TicketLine, f"WHERE {one_of('t.ticket_id')} ORDER BY t.id", ids):
        lines[line.ticket_id].append(line)
    for stamp in read(Stamp, f"WHERE {one_of('t.ticket_id')} AND t.undone_at IS NULL ORDER BY t.at, t.id", ids):
        stamps[stamp.ticket_id].append(stamp)
    used = _used_by_line(listed(stamps)) if stamps else {}
    worths = {}
    for ticket in found:
        number = ticket.id
        each = [LineWorth(line, used.get(line.id, 0)) for line in lines[number]]
        worths[number] = _worth(ticket, each, stamps[number], tickets.window_of(ticket).at(now))
    return worths


def after(worth: Worth, stamp: Stamp, shares: dict[int, int]) -> Worth:
    """The worth once ``stamp`` has used ``shares`` of its lines, by their ids."""
    lines = [LineWorth(each.line, each.used + shares.get(each.line.id, 0)) for each in worth.lines]
    return _worth(worth.ticket, lines, [*worth.stamps, stamp], worth.timing)


def _worth(ticket: Ticket, lines: list[LineWorth], stamps: list[Stamp], timing: Timing) -> Worth:
    total, used = sum([each.line.units for each in lines]), sum([each.used for each in lines])
    return Worth(ticket, lines, stamps, timing, total, used, total - used)


def brief(worth: Worth, language: str) -> dict[str, Any]:
    """What staff may know of a ticket, with its words in ``language`` and times in UTC; nothing that opens its page."""
    ticket = worth.ticket
    return {
        "id": ticket.number,
        "kind": ticket.kind,
        "item": ticket.item,
        "session": ticket.session or None,
        "title": localised(ticket.face["title"], language),
        "state": worth.state,
        "starts_at": _iso(ticket.starts_at),
        "valid_until": _iso(ticket.window_until),
        "holder": ticket.holder,
        "venue": localised(ticket.face.get("venue", {}).get("name", {}), language) or None,
        "age_min": ticket.face.get("age_min"),
        "six_digit": ticket.six_digit,
        "units_total": worth.total,
        "units_used": worth.used,
        "units_left": worth.left,
        "lines": [line_json(line, language) for line in worth.lines],
        "id_check": ticket.face.get("id_check", False),
    }


def public(worth: Worth, language: str) -> dict[str, Any]:
    """The ticket as ``GET /t/{owner}`` tells it."""
    ticket = worth.ticket
    return brief(worth, language) | {
        "timing": worth.timing,
        "valid_from": _iso(ticket.window_from),
        "door_code": ticket.door_code,
        "stamps": [stamp_json(stamp) for stamp in worth.stamps],
        "actions": [],
        "shared_from": _sharer(ticket.shared_by_id) if ticket.shared_by_id else None,
    }


def for_holder(worth: Worth, language: str, now: datetime) -> dict[str, Any]:
    """The same for its holder: without QR and ID before they are shown, ``qr_opens`` being that moment (S3-22)."""
    opens = tickets.hidden_until(worth.ticket, now)
    held_back: dict[str, Any] = {"door_code": None, "six_digit": None} if opens else {}
    return public(worth, language) | held_back | {"qr_opens": _iso(opens)}


def line_json(line: LineWorth, language: str) -> dict[str, Any]:
    """One ticket type on a ticket."""
    name = localised(line.line.name, language)
    told = {"ticket": line.line.type or None, "name": name, "units": line.line.units, "used": line.used}
    first = line.line.entry_from
    return told | ({"entry": [first, first + line.line.units - 1]} if first and line.line.units else {})


def stamp_json(stamp: Stamp) -> dict[str, Any]:
    """One use."""
    return {
        "id": str(stamp.id),
        "at": _iso(stamp.at),
        "units": stamp.units,
        "method": stamp.method,
        "staff": stamp.staff_name,
    }


def _sharer(number: int) -> str:
    """The name of the one it came from, else their number: it is never empty (S2-41)."""
    ticket = Ticket.get_by_id(number)
    return str(ticket.holder or ticket.customer.number)


def _used_by_line(ids: Any) -> dict[int, int]:
    query = "SELECT l.line_id, SUM(l.units) FROM stamp_line l JOIN stamp t ON t.id = l.stamp_id"
    where = f"WHERE {one_of('t.ticket_id')} AND t.undone_at IS NULL"
    found = database.execute_sql(f"{query} {where} GROUP BY l.line_id", (ids,))
    return {line: int(units) for line, units in found.fetchall()}


@lru_cache(4096)
def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
