"""Dates and venues that the shop has changed: tickets that were sold follow, and their holders hear of it.

Name, terms and price stay as they were sold; when and where it is are the catalogue's. Whoever then cannot come
gives the ticket back whole until it starts, whatever policy it was sold under: it was not the holder who changed it.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from webhook import face, tickets, validity, worth
from webhook.catalogue import CancelTier, Catalogue, Item, Session, Shop, Venue, localised
from webhook.database import locked, transaction
from webhook.face import Face
from webhook.json_form import to_json
from webhook.keeping import marks
from webhook.mailing import outbox
from webhook.models import Order, OrderLine, Ticket
from webhook.orders import states

PERIOD = 15.0
"""Seconds between two looks."""
GRACE = timedelta(minutes=10)
"""So long a build has to stand before its dates are believed: a slip of the pen is mended, and nobody was mailed."""
FREE = (CancelTier(until=timedelta(0), fee=0),)
"""What a changed ticket may be cancelled under."""
_MARK = "dates"


def work(catalogue: Catalogue, now: datetime) -> list[Ticket]:
    """Let all that was sold follow a new build, once; returns the tickets that have changed."""
    last, built = marks.last(_MARK), catalogue.built_at
    if now < built + GRACE or (last and built.isoformat() <= last.facts["built_at"]):
        return []
    changed = [ticket for item in catalogue.items for ticket in _follow(item, catalogue, now)]
    marks.note(_MARK, now, built_at=built.isoformat())
    return changed


def _follow(item: Item, catalogue: Catalogue, now: datetime) -> list[Ticket]:
    zone, shop = ZoneInfo(catalogue.shop.time_zone), catalogue.shop
    ahead = [
        session
        for session in item.sessions
        if not session.cancelled and (validity.visit(session, zone, shop.day_ends).ends or now) > now
    ]
    changed: list[Ticket] = []
    for session in ahead:
        _lines(item, session)
        here = Ticket.select().where(Ticket.item == item.id, Ticket.session == session.id)
        here = here.where(Ticket.cancelled_at.is_null(), Ticket.window_until > now)
        oldest = here.order_by(Ticket.id).first()  # which is changed last: while it is as sold, others may be, too
        if oldest and _as_now(face.read(oldest.face), item, session):
            found = [_move(ticket, item, session, catalogue, now) for ticket in here.order_by(Ticket.id.desc())]
            changed += filter(None, found)
    return changed


def _lines(item: Item, session: Session) -> None:
    """Orders that wait to be paid become tickets for the new date, to be given back as freely."""
    waiting = OrderLine.select().join(Order).where(OrderLine.item == item.id, OrderLine.session == session.id)
    for line in waiting.where(Order.status.in_(states.WAITING)):
        changed = _as_now(face.read(line.face), item, session)
        if changed:
            OrderLine.update(face=to_json(changed)).where(OrderLine.id == line.id).execute()


def _as_now(sold: Face, item: Item, session: Session) -> Face | None:
    """What was sold with the times and venue that hold now; None when they are the same."""
    if sold.session is None:
        return None
    times = replace(
        sold.session, starts=session.starts, doors=session.doors, ends=session.ends, all_day=session.all_day
    )
    changed = replace(sold, session=times, venue=item.venue or sold.venue)
    return None if changed == sold else changed


def _move(seen: Ticket, item: Item, session: Session, catalogue: Catalogue, now: datetime) -> Ticket | None:
    with transaction():
        ticket: Ticket = locked(Ticket.select().where(Ticket.id == seen.id)).get()
        before = face.read(ticket.face)
        after = _as_now(before, item, session)
        if after is None or ticket.cancelled_at or not worth.of(ticket, now).left:
            return None
        concerns = _concerns(before, after, catalogue.shop)
        after = replace(after, cancel=FREE) if concerns else after
        window = tickets.window(after, ticket.issued_at, catalogue.shop)
        ticket.face, ticket.starts_at = to_json(after), session.starts
        ticket.window_from, ticket.window_until = window
        ticket.save()
        if concerns:
            _tell(ticket, before, catalogue, now)
    return ticket


def _concerns(before: Face, after: Face, shop: Shop) -> bool:
    """Whether somebody would come at the wrong time or to the wrong place; other doors or another map are no news."""

    def where(venue: Venue | None) -> tuple[str, ...]:
        told = (venue.name, venue.address) if venue else ()
        return tuple(localised(words, shop.languages[0]) for words in told)

    def when(sold: Face) -> tuple[Any, ...]:
        return (sold.session.starts, sold.session.all_day) if sold.session else ()

    return when(before) != when(after) or where(before.venue) != where(after.venue)


def _tell(ticket: Ticket, before: Face, catalogue: Catalogue, now: datetime) -> None:
    """To the holder; who left no address is told through the buyer."""
    order: Order | None = ticket.order
    recipient = ticket.contact or (order.customer.email if order else ticket.customer.email)
    was = {"session": to_json(before.session), "venue": to_json(before.venue) if before.venue else None}
    values = {"ticket": ticket.id, "order": order.number if order else None, "was": was}
    key = f"moved:{ticket.number}:{catalogue.built_at.isoformat()}"
    outbox.post(key, "moved", recipient, ticket.locale, values, now)
