"""What an entry says: canonical JSON of a ticket, stamp or payment as it is now, without anybody's name."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from webhook.database import rows
from webhook.database.plain_sql import listed, one_of, read
from webhook.ledger.news import News
from webhook.models import Order, Payment, Stamp, StampLine, Ticket, TicketLine

BEGINNING = hashlib.sha256(b"mogiri ledger 1").hexdigest()
"""What the first entry is chained to."""

Body = dict[str, Any]


def bodies(news: Sequence[News]) -> list[tuple[str, Body]]:
    """Kind and body of the entries for these rows, in their order; kinds that count nothing have none."""
    made: dict[tuple[str, int], Body] = {}
    for kind, make in (("ticket", _tickets), ("stamp", _stamps), ("payment", _payments)):
        some = [each for each in news if each.kind == kind]
        if some:
            made |= {(kind, each.ref): body for each, body in zip(some, make(some), strict=True)}
    return [(each.kind, made[each.kind, each.ref]) for each in news if (each.kind, each.ref) in made]


def text(number: int, at: str, kind: str, body: Body) -> str:
    """The one form of an entry that is hashed."""
    whole = {"number": number, "at": at, "kind": kind, **body}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chained(before: str, body: str) -> str:
    """The hash of an entry after the one with hash ``before``."""
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()


def _tickets(news: Sequence[News]) -> list[Body]:
    ids = listed([each.ref for each in news])
    tickets = {each.id: each for each in read(Ticket, f"WHERE {one_of('t.id')}", ids)}
    lines: dict[int, dict[str, Any]] = defaultdict(dict)
    for line in read(TicketLine, f"WHERE {one_of('t.ticket_id')} ORDER BY t.id", ids):
        lines[line.ticket_id][str(line.id)] = [line.type, line.units, line.paid]
    return [
        {
            "ticket": tickets[each.ref].number,
            "item": tickets[each.ref].item,
            "session": tickets[each.ref].session,
            "cancelled": bool(each.now[2]),
            "lines": lines[each.ref],
        }
        for each in news
    ]


def _stamps(news: Sequence[News]) -> list[Body]:
    ids = listed([each.ref for each in news])
    stamps = {each.id: each for each in read(Stamp, f"WHERE {one_of('t.id')}", ids)}
    lines: dict[int, dict[str, int]] = defaultdict(dict)
    for line in read(StampLine, f"WHERE {one_of('t.stamp_id')} ORDER BY t.id", ids):
        lines[line.stamp_id][str(line.line_id)] = line.units
    return [
        {
            "stamp": each.ref,
            "used_at": stamps[each.ref].at.isoformat(),
            "units": each.now[0],
            "undone": bool(each.now[1]),
            "lines": lines[each.ref],
        }
        for each in news
    ]


def _payments(news: Sequence[News]) -> list[Body]:
    ids = [each.ref for each in news]
    query = Payment.select(Payment.id, Order.number).join(Order).where(Payment.id.in_(ids))
    orders = dict(rows(query))
    return [
        {
            "payment": each.ref,
            "order": orders[each.ref],
            "received": each.now[0],
            "returned": each.now[1],
            "disputed": each.now[2],
        }
        for each in news
    ]
