"""Who holds what (配信先毎の利用状況): one row per grant, with its uses counted (S1-23, S2-39 to S2-42)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from peewee import JOIN, SQL, fn

from webhook.catalogue import Catalogue
from webhook.channels import Channels
from webhook.histories import persons
from webhook.histories.asked import BLANK, Asked, items_at
from webhook.histories.stored import FACE, among, at, kind_word, of_items, rows, title
from webhook.models import Customer, Order, Staff, Stamp, Ticket, TicketLine
from webhook.validity import Window

JSON = dict[str, Any]


_Giver, _Source = Customer.alias(), Ticket.alias()
_COLUMNS = (
    *(Ticket.id, Ticket.kind, Ticket.number, Ticket.item, Ticket.session, FACE, Ticket.issued_at, Ticket.opened_at),
    *(_Source.holder, _Giver.name, _Giver.number, Ticket.window_from, Ticket.window_until, Ticket.cancelled_at),
    *(Order.number, Ticket.note, *persons.COLUMNS),
)


def page(
    asked: Asked, catalogue: Catalogue, channels: Channels, size: int, now: datetime, language: str
) -> tuple[list[JSON], str | None]:
    """The next ``size`` grants, newest first, and where the page after them begins.

    ``uses`` counts units, undone ones left out, and ``last_used_at`` is when the last was.
    """
    query = _select(asked, catalogue)
    if asked.after is not None:
        query = query.where(Ticket.id < asked.after)
    found = rows(query.limit(size + 1))
    ids = [each[0] for each in found[:size]]
    held, used = _held(ids), _used(ids)
    told = [
        _row(each, held.get(each[0], (0, 0)), used.get(each[0], (0, None)), channels, now, language)
        for each in found[:size]
    ]
    return told, str(ids[-1]) if len(found) > size else None


def _held(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Units on these tickets and what was paid for them."""
    query = TicketLine.select(TicketLine.ticket, fn.SUM(TicketLine.units), fn.SUM(TicketLine.paid))
    found = rows(query.where(among("ticket_id", ids)).group_by(TicketLine.ticket))
    return {ticket: (int(units), int(paid)) for ticket, units, paid in found}


def _used(ids: Sequence[int]) -> dict[int, tuple[int, datetime | None]]:
    """Units used of these tickets and when the last was."""
    query = Stamp.select(Stamp.ticket, fn.SUM(Stamp.units), fn.MAX(Stamp.at))
    found = rows(query.where(among("ticket_id", ids), Stamp.undone_at.is_null()).group_by(Stamp.ticket))
    return {ticket: (int(units), at(last)) for ticket, units, last in found}


def _row(
    found: Sequence[Any],
    held: tuple[int, int],
    used: tuple[int, datetime | None],
    channels: Channels,
    now: datetime,
    language: str,
) -> JSON:
    _, kind, number, item, session, face, issued_at, opened_at, *rest = found
    holder, giver, giver_id, valid_from, valid_until, cancelled_at, order, note, *of = rest
    (total, paid), (spent, last_used_at), person = held, used, persons.holder(channels, *of)
    window = Window(starts=at(valid_from), ends=at(valid_until))
    return {
        "id": number,
        "kind": kind,
        "kind_word": kind_word(kind, face),
        "item": item,
        "session": session or None,
        "title": title(face, language),
        "customer_id": person.number,
        "customer": person.name,
        "email": person.email,
        "delivered_at": at(issued_at),
        "opened_at": at(opened_at),
        "shared_from": holder or giver or giver_id,
        "shared_from_id": giver_id,
        "last_used_at": last_used_at,
        "uses": spent,
        "units": total,
        "units_left": 0 if cancelled_at else total - spent,
        "valid_until": window.ends,
        "state": "cancelled" if cancelled_at else _state(window, session, total, spent, now),
        "cancelled_at": at(cancelled_at),
        "channel": of[0],
        "order": order,
        "paid": paid,
        "note": note,
    }


def _state(window: Window, session: str, total: int, used: int, now: datetime) -> str:
    """What the owner sees of a living one; the ticket's page has finer words (``worth.Worth.state``)."""
    if not total:
        return "moved"
    if used >= total:
        return "used"
    if window.at(now) == "over":
        return ("partly_used" if used else "no_show") if session else "expired"
    return "partly_used" if used else "unused"


def _select(asked: Asked, catalogue: Catalogue) -> Any:
    query = Ticket.select(*_COLUMNS).join(Customer).order_by(Ticket.id.desc())
    query = query.join_from(Ticket, Order, JOIN.LEFT_OUTER)
    query = query.join_from(Ticket, _Source, JOIN.LEFT_OUTER, on=(Ticket.shared_by == _Source.id))
    query = query.join_from(_Source, _Giver, JOIN.LEFT_OUTER, on=(_Source.customer == _Giver.id))
    plain = {Ticket.session: asked.session, Ticket.kind: asked.kind}
    plain |= {Ticket.number: asked.ticket, Customer.number: asked.customer}
    for column, value in plain.items():
        query = query.where(column == value) if value else query
    if asked.item:  # a date is small enough to be sorted
        query = query.where(Ticket.item == asked.item if asked.session else of_items([asked.item]))
    query = query.where(Ticket.issued_at >= asked.since) if asked.since else query
    query = query.where(Ticket.issued_at < asked.until) if asked.until else query
    if asked.staff:
        query = query.where(fn.EXISTS(_stamped(Staff.number == asked.staff)))
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
        return of_items(items_at(name, catalogue))
    return fn.EXISTS(_stamped(Stamp.staff.is_null() if place == BLANK else Staff.number == name))


def _stamped(where: Any) -> Any:
    stamps = Stamp.select(SQL("1")).left_outer_join(Staff, on=(Stamp.staff == Staff.id))
    return stamps.where(Stamp.ticket == Ticket.id, where, Stamp.undone_at.is_null())
