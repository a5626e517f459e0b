"""A ticket for one look only: issued and stamped as every ticket is, and taken back before the answer leaves.

Nothing of it is drawn a second time here, so what a creator sees in development cannot differ from what is sold.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from webhook import codes, face, tickets
from webhook.catalogue import Catalogue, Item, Session, TicketType
from webhook.crew import accounts
from webhook.crew.accounts import Visitor
from webhook.database import transaction
from webhook.door import stamping
from webhook.door.wishes import Wish
from webhook.models import Order, OrderLine, Ticket
from webhook.people import customers
from webhook.practice import doors
from webhook.practice.moments import doors_open, session_of
from webhook.validity import Window

EVENT_STATES = ("early", "today", "partly_used", "used", "no_show", "cancelled")
_HOLDERS = {"ja": "見本 花子", "en": "Sam Sample"}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The order and its ticket; ``now`` is the moment at which the ticket is in the wished state."""

    order: Order
    ticket: Ticket
    staff: Visitor
    now: datetime


class _TakenBack(Exception):  # noqa: N818
    """Ends the transaction of a sample, always."""


def states(item: Item) -> tuple[str, ...]:
    """The states a ticket of ``item`` can come to, in the order of its life."""
    if item.kind == "event":
        return EVENT_STATES if item.sessions else ()
    several = ("partly_used",) if item.uses > 1 else ()
    first = ("not_yet",) if item.valid and item.valid.starts else ()
    return (*first, "unused", *several, "used", *(("expired",) if item.valid else ()), "cancelled")


@contextlib.contextmanager
def sample(catalogue: Catalogue, item: Item, state: str, language: str, now: datetime) -> Iterator[Sample]:
    """A ticket of ``item`` in one of its ``states``, there until the block ends and never stored."""
    session = session_of(item, now)
    with contextlib.suppress(_TakenBack), transaction():
        issued = min(now, session.starts - timedelta(days=30)) if session else now
        order = _order(item, session, language, catalogue, issued)
        ticket = tickets.issue(order, catalogue.shop, issued)[0]
        moment = _moment(state, ticket, session, now, ZoneInfo(catalogue.shop.time_zone))
        staff, _ = accounts.join(doors.SHIFT_CODE, "", doors.STAFF_NUMBER, doors.STAFF_PIN, moment)
        if units := _used(state, item, ticket):
            stamping.stamp(Wish(door_code=ticket.door_code, units=units, nonce=codes.secret()), staff, moment)
        if state == "cancelled":
            Ticket.update(cancelled_at=moment, cancelled_by="holder").where(Ticket.id == ticket.id).execute()
        yield Sample(order=order, ticket=Ticket.get_by_id(ticket.id), staff=staff, now=moment + timedelta(minutes=3))
        raise _TakenBack


def _order(item: Item, session: Session | None, language: str, catalogue: Catalogue, now: datetime) -> Order:
    name = _HOLDERS.get(language, _HOLDERS["en"])
    customer = customers.locked_row(f"{codes.secret()}@example.com", name, language, now)
    lines = _lines(item)
    order: Order = Order.create(
        secret=codes.secret(),
        number=codes.spoken("M"),
        customer=customer,
        name=name,
        status="paid",
        locale=language,
        channel="own",
        total=sum(line["price"] * line["quantity"] for line in lines),
        currency=catalogue.shop.currency,
        created_at=now,
        paid_at=now,
    )
    for line in lines:
        place: dict[str, Any] = {"item": item.id, "session": session.id if session else ""}
        OrderLine.create(order=order, face=face.of(item, session), **place, **line)
    return order


def _lines(item: Item) -> list[dict[str, Any]]:
    """Two of the first ticket type and one of the second, as a family buys; one pass, voucher or coupon."""
    if item.kind != "event":
        return [{"ticket": "", "name": {}, "quantity": 1, "units": item.uses, "price": item.price or 0}]
    return [_line(ticket, 2 - place) for place, ticket in enumerate(item.tickets[:2])]


def _line(ticket: TicketType, quantity: int) -> dict[str, Any]:
    words: dict[str, Any] = {"ticket": ticket.id, "name": ticket.name}
    return words | {"quantity": quantity, "units": quantity, "price": ticket.price}


def _moment(state: str, ticket: Ticket, session: Session | None, now: datetime, zone: ZoneInfo) -> datetime:
    """When a ticket is in that state: now where that is true, else a moment that people know, such as the doors."""
    window: Window = tickets.window_of(ticket)
    if state in ("early", "not_yet"):
        return now if window.at(now) == "early" or not window.starts else window.starts - timedelta(hours=12)
    if state in ("no_show", "expired"):
        return now if window.at(now) == "over" or not window.ends else window.ends + timedelta(hours=12)
    if session:
        return doors_open(session)
    return now if window.at(now) == "open" or not window.starts else window.starts.astimezone(zone).replace(hour=12)


def _used(state: str, item: Item, ticket: Ticket) -> int:
    """Units that were stamped to bring it there."""
    total = sum(line.units for line in ticket.lines)
    if state == "used":
        return int(total)
    return max(1, int(total) * 2 // 3 if item.kind == "event" else int(total) // 3) if state == "partly_used" else 0
