"""Who holds what (配信先毎の利用状況): one row per grant, with its uses counted (S1-23, S2-39 to S2-42)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from peewee import JOIN, ModelSelect, fn

from webhook import tickets
from webhook.catalogue import Catalogue, localised
from webhook.database import rows
from webhook.histories.asked import BLANK, Asked, items_at
from webhook.histories.persons import holder, sharer
from webhook.models import Customer, Order, Staff, Stamp, Ticket, TicketLine

JSON = dict[str, Any]


def page(asked: Asked, catalogue: Catalogue, size: int) -> tuple[list[Ticket], str | None]:
    """The next ``size`` grants, newest first, and where the page after them begins."""
    query = _select(asked, catalogue)
    if asked.after is not None:
        query = query.where(Ticket.id < asked.after)
    found = list(query.limit(size + 1))
    return found[:size], str(found[size - 1].id) if len(found) > size else None


def told(found: Sequence[Ticket], now: datetime, language: str) -> list[JSON]:
    """The grants as rows. ``uses`` counts units, undone ones left out, and ``last_used_at`` is when the last was."""
    ids = [ticket.id for ticket in found]
    stamps = Stamp.select(Stamp.ticket, fn.SUM(Stamp.units), fn.MAX(Stamp.at))
    used = rows(stamps.where(Stamp.ticket.in_(ids), Stamp.undone_at.is_null()).group_by(Stamp.ticket))
    lines = TicketLine.select(TicketLine.ticket, fn.SUM(TicketLine.units), fn.SUM(TicketLine.paid))
    held = rows(lines.where(TicketLine.ticket.in_(ids)).group_by(TicketLine.ticket))
    uses = {ticket: (int(units), at) for ticket, units, at in used}
    units = {ticket: (int(number), int(paid)) for ticket, number, paid in held}
    return [_row(each, units.get(each.id, (0, 0)), uses.get(each.id, (0, None)), now, language) for each in found]


def _row(
    ticket: Ticket, held: tuple[int, int], used: tuple[int, datetime | None], now: datetime, language: str
) -> JSON:
    person, giver = holder(ticket), sharer(ticket)
    total, paid = held
    return {
        "id": ticket.number,
        "kind": ticket.kind,
        "item": ticket.item,
        "session": ticket.session or None,
        "title": localised(ticket.face["title"], language),
        "customer_id": person.number,
        "customer": person.name,
        "email": person.email,
        "delivered_at": ticket.issued_at.isoformat(),
        "opened_at": _iso(ticket.opened_at),
        "shared_from": (ticket.shared_by.holder or giver.name or giver.number) if giver else None,
        "shared_from_id": giver.number if giver else None,
        "last_used_at": _iso(used[1]),
        "uses": used[0],
        "units": total,
        "units_left": 0 if ticket.cancelled_at else total - used[0],
        "valid_until": _iso(ticket.window_until),
        "state": _state(ticket, total, used[0], now),
        "cancelled_at": _iso(ticket.cancelled_at),
        "channel": ticket.channel,
        "order": ticket.order.number if ticket.order else None,
        "paid": paid,
        "note": ticket.note,
    }


def _state(ticket: Ticket, total: int, used: int, now: datetime) -> str:
    """What the owner sees of it; the ticket's page has finer words (``worth.Worth.state``)."""
    if ticket.cancelled_at:
        return "cancelled"
    if not total:
        return "moved"
    if used >= total:
        return "used"
    if tickets.window_of(ticket).at(now) == "over":
        return ("partly_used" if used else "no_show") if ticket.session else "expired"
    return "partly_used" if used else "unused"


def _select(asked: Asked, catalogue: Catalogue) -> "ModelSelect[Ticket]":
    query = Ticket.select(Ticket, Customer, Order).join(Customer).order_by(Ticket.id.desc())
    query = query.join_from(Ticket, Order, JOIN.LEFT_OUTER)
    plain = {Ticket.item: asked.item, Ticket.session: asked.session, Ticket.kind: asked.kind}
    plain |= {Ticket.number: asked.ticket, Customer.number: asked.customer}
    for column, value in plain.items():
        query = query.where(column == value) if value else query
    query = query.where(Ticket.issued_at >= asked.since) if asked.since else query
    query = query.where(Ticket.issued_at < asked.until) if asked.until else query
    if asked.staff:
        query = query.where(Ticket.id.in_(_stamped(Staff.number == asked.staff)))
    if asked.place:
        query = query.where(_placed(asked.place, catalogue))
    if asked.q:
        texts = (Ticket.holder, Customer.name, Customer.email, Customer.number, Ticket.number)
        fits = [fn.LOWER(text).contains(asked.q) for text in texts]
        query = query.where(fits[0] | fits[1] | fits[2] | fits[3] | fits[4])
    return query


def _placed(place: str, catalogue: Catalogue) -> Any:
    """Grants that were used there; of a venue, those that are good for it."""
    kind, _, name = place.partition(":")
    if kind == "venue":
        return Ticket.item.in_(items_at(name, catalogue))
    return Ticket.id.in_(_stamped(Stamp.staff.is_null() if place == BLANK else Staff.number == name))


def _stamped(where: Any) -> Any:
    stamps = Stamp.select(Stamp.ticket).left_outer_join(Staff, on=(Stamp.staff == Staff.id))
    return stamps.where(where, Stamp.undone_at.is_null())


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
