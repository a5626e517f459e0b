"""The history of uses (利用履歴): newest first, a row per use, or per unit of it (S1-28 to S1-31, S2-43, S2-44)."""

from collections.abc import Iterator
from typing import Any

from peewee import JOIN, ModelSelect, fn

from webhook.catalogue import Catalogue, localised
from webhook.database import rows
from webhook.histories.asked import BLANK, Asked, items_at, venue_name
from webhook.histories.persons import holder
from webhook.models import Customer, Staff, Stamp, Ticket

JSON = dict[str, Any]


def page(asked: Asked, catalogue: Catalogue, size: int) -> tuple[list[Stamp], str | None]:
    """The next ``size`` uses and where the page after them begins; undone ones are among them, marked."""
    query = _select(asked, catalogue)
    last = Stamp.get_or_none(Stamp.id == asked.after) if asked.after is not None else None
    if asked.after is not None and last is None:
        return [], None
    if last:
        query = query.where((Stamp.at < last.at) | ((Stamp.at == last.at) & (Stamp.id < last.id)))
    found = list(query.limit(size + 1))
    return found[:size], str(found[size - 1].id) if len(found) > size else None


def told(stamp: Stamp, asked: Asked, language: str) -> Iterator[JSON]:
    """A use as rows: itself, or with ``each`` one row for every unit."""
    row = _row(stamp, language)
    if not asked.each:
        yield row
        return
    for number in range(1, stamp.units + 1):
        yield row | {"id": f"{stamp.id}.{number}", "units": 1}


def places(catalogue: Catalogue) -> list[JSON]:
    """What 「使用場所」 can be: blank, everybody who has stamped, and the venues."""
    staff = Stamp.select(Staff.number, fn.MAX(Stamp.staff_name)).join(Staff, on=(Stamp.staff == Staff.id))
    people = sorted(rows(staff.group_by(Staff.number)), key=lambda each: str(each[1]))
    halls = {venue_name(item.venue.name, catalogue.shop) for item in catalogue.items if item.venue}
    return [
        {"id": BLANK, "name": "", "kind": "blank"},
        *({"id": f"staff:{number}", "name": name or number, "kind": "staff"} for number, name in people),
        *({"id": f"venue:{name}", "name": name, "kind": "venue"} for name in sorted(halls)),
    ]


def _row(stamp: Stamp, language: str) -> JSON:
    ticket = stamp.ticket
    person = holder(ticket)
    return {
        "id": str(stamp.id),
        "kind": ticket.kind,
        "ticket": ticket.number,
        "item": ticket.item,
        "session": ticket.session or None,
        "title": localised(ticket.face["title"], language),
        "customer_id": person.number,
        "customer": person.name,
        "email": person.email,
        "staff_id": stamp.staff.number if stamp.staff else "",
        "staff": stamp.staff_name,
        "at": stamp.at.isoformat(),
        "units": stamp.units,
        "method": stamp.method,
        "undone_at": stamp.undone_at.isoformat() if stamp.undone_at else None,
        "offline": stamp.offline,
    }


def _select(asked: Asked, catalogue: Catalogue) -> "ModelSelect[Stamp]":
    query = Stamp.select(Stamp, Ticket, Customer, Staff).join(Ticket).join(Customer)
    query = query.join_from(Stamp, Staff, JOIN.LEFT_OUTER, on=(Stamp.staff == Staff.id))
    ordered: ModelSelect[Stamp] = _narrowed(query, asked, catalogue).order_by(Stamp.at.desc(), Stamp.id.desc())
    return ordered


def _narrowed(query: Any, asked: Asked, catalogue: Catalogue) -> Any:
    plain = {Ticket.item: asked.item, Ticket.session: asked.session, Ticket.kind: asked.kind}
    plain |= {Ticket.number: asked.ticket, Customer.number: asked.customer, Staff.number: asked.staff}
    for column, value in plain.items():
        query = query.where(column == value) if value else query
    query = query.where(Stamp.at >= asked.since) if asked.since else query
    query = query.where(Stamp.at < asked.until) if asked.until else query
    if asked.place:
        query = query.where(_placed(asked.place, catalogue))
    if asked.q:
        texts = (Ticket.holder, Customer.name, Customer.email, Customer.number, Ticket.number, Stamp.staff_name)
        fits = [fn.LOWER(text).contains(asked.q) for text in texts]
        query = query.where(fits[0] | fits[1] | fits[2] | fits[3] | fits[4] | fits[5])
    return query


def _placed(place: str, catalogue: Catalogue) -> Any:
    if place == BLANK:
        return Stamp.staff.is_null()
    kind, _, name = place.partition(":")
    return Staff.number == name if kind == "staff" else Ticket.item.in_(items_at(name, catalogue))
