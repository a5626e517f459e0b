"""The history of uses (利用履歴): newest first, a row per use, or per unit of it (S1-28 to S1-31, S2-43, S2-44)."""

from collections.abc import Iterator, Sequence
from typing import Any

from peewee import JOIN, SQL, Tuple, fn

from webhook.catalogue import Catalogue, localised
from webhook.channels import Channels
from webhook.histories import persons
from webhook.histories.asked import BLANK, Asked, items_at, venue_name
from webhook.histories.stored import FACE, at, kind_word, of_items, rows, title, unsorted
from webhook.models import Customer, Staff, Stamp, Ticket

JSON = dict[str, Any]


_COLUMNS = (
    *(Stamp.id, Stamp.at, Stamp.units, Stamp.method, Stamp.undone_at, Stamp.offline, Staff.number, Stamp.staff_name),
    *(Ticket.kind, Ticket.number, Ticket.item, Ticket.session, FACE, *persons.COLUMNS),
)


def page(
    asked: Asked, catalogue: Catalogue, channels: Channels, size: int, language: str
) -> tuple[list[JSON], str | None]:
    """The next ``size`` uses and where the page after them begins; undone ones are among them, marked.

    With ``each`` a use is one row for every unit.
    """
    query = _narrowed(_select(), asked, catalogue)
    if asked.after is not None:
        last = rows(Stamp.select(Stamp.at).where(Stamp.id == asked.after))
        if not last:
            return [], None
        query = query.where(Tuple(Stamp.at, Stamp.id) < Tuple(last[0][0], asked.after))
    found = rows(query.limit(size + 1))
    told = [_row(each, channels, language) for each in found[:size]]
    shown = [part for row in told for part in _units(row)] if asked.each else told
    return shown, str(found[size - 1][0]) if len(found) > size else None


def places(catalogue: Catalogue, language: str) -> list[JSON]:
    """What 「使用場所」 can be: blank, everybody who has stamped, and the venues as they are called in ``language``."""
    staff = Stamp.select(Staff.number, fn.MAX(Stamp.staff_name)).join(Staff, on=(Stamp.staff == Staff.id))
    people = sorted(rows(staff.group_by(Staff.number)), key=lambda each: str(each[1]))
    named = [item.venue.name for item in catalogue.items if item.venue]
    halls = {venue_name(name, catalogue.shop): localised(name, language) for name in named}
    return [
        {"id": BLANK, "name": "", "kind": "blank"},
        *({"id": f"staff:{number}", "name": name or number, "kind": "staff"} for number, name in people),
        *({"id": f"venue:{key}", "name": name, "kind": "venue"} for key, name in sorted(halls.items())),
    ]


def _units(row: JSON) -> Iterator[JSON]:
    for number in range(1, row["units"] + 1):
        yield row | {"id": f"{row['id']}.{number}", "units": 1}


def _row(found: Sequence[Any], channels: Channels, language: str) -> JSON:
    number, used_at, units, method, undone_at, offline, staff_id, staff, kind, ticket, item, session, face, *of = found
    person = persons.holder(channels, *of)
    return {
        "id": str(number),
        "kind": kind,
        "kind_word": kind_word(kind, face),
        "ticket": ticket,
        "item": item,
        "session": session or None,
        "title": title(face, language),
        "customer_id": person.number,
        "customer": person.name,
        "email": person.email,
        "staff_id": staff_id or "",
        "staff": staff,
        "at": at(used_at),
        "units": units,
        "method": method,
        "undone_at": at(undone_at),
        "offline": bool(offline),
    }


def _select() -> Any:
    query = Stamp.select(*_COLUMNS).join(Ticket).join(Customer)
    query = query.join_from(Stamp, Staff, JOIN.LEFT_OUTER, on=(Stamp.staff == Staff.id))
    return query.order_by(Stamp.at.desc(), Stamp.id.desc())


def _narrowed(query: Any, asked: Asked, catalogue: Catalogue) -> Any:
    plain = {Ticket.session: asked.session, Ticket.kind: asked.kind}
    plain |= {Ticket.number: asked.ticket, Customer.number: asked.customer}
    for column, value in plain.items():
        query = query.where(column == value) if value else query
    if asked.item:  # a date is small enough to be sorted
        query = query.where(Ticket.item == asked.item if asked.session else of_items([asked.item]))
    query = query.where(_by(asked.staff)) if asked.staff else query
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
        nobody = Stamp.staff.is_null()
        return unsorted(Stamp.staff, Stamp.select(SQL("1")).where(nobody)).is_null()
    kind, _, name = place.partition(":")
    return _by(name) if kind == "staff" else of_items(items_at(name, catalogue))


def _by(staff: str) -> Any:
    theirs = Stamp.select(SQL("1")).join(Staff, on=(Stamp.staff == Staff.id)).where(Staff.number == staff)
    return unsorted(Staff.number, theirs) == staff
