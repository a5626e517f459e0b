"""Closing a date for new sales (休日設定): stock 0 at once. Who has booked is never left in the dark (S4-07).

With bookings the owner has to say what becomes of them: they are kept, or called off with notice (S4-17, A18).
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from peewee import fn

from webhook import validity
from webhook.catalogue import Catalogue, Item, Session, localised
from webhook.channels import Channels
from webhook.database import rows, transaction
from webhook.models import Ticket
from webhook.refusals import Refused
from webhook.selling import halts, pauses, stock


def close(item: str, session: str, now: datetime) -> None:
    """Sell no more of that date; one that was called off stays so.

    Refuses with ``set_elsewhere`` a date whose units another system tells us (S4-09).
    """
    with transaction():
        if (item, session, "") in stock.allotted({item}):
            raise Refused("set_elsewhere", 409)
        if halts.known().get((item, session)) != "cancelled":
            halts.set_state(item, session, "closed", now)


def reopen(item: str, session: str) -> None:
    """Sell it again; refuses with ``called_off`` what was called off, which is taken back elsewhere."""
    with transaction():
        state = halts.known().get((item, session))
        if state == "cancelled":
            raise Refused("called_off", 409)
        halts.lift(item, session)


def selling(item: Item, catalogue: Catalogue, channels: Channels, now: datetime, language: str) -> dict[str, Any]:
    """Where and when an item is sold, as the owner's screen shows it: channels, and dates with their bookings."""
    shown = next(each for each in pauses.applied(catalogue).items if each.id == item.id)
    known, taken, booked = halts.known(), stock.taken(), _booked(item.id)
    zone, ends = ZoneInfo(catalogue.shop.time_zone), catalogue.shop.day_ends
    coming = [each for each in item.sessions if validity.visit(each, zone, ends).at(now) != "over"]

    def date(session: Session) -> dict[str, Any]:
        halt = halts.of(known, item.id, session.id) or ("cancelled" if session.cancelled else None)
        return {
            "id": session.id,
            "starts_at": session.starts.isoformat(),
            "all_day": session.all_day,
            "stock": session.stock,
            "remaining": 0 if halt else stock.remaining(item, session.id, "", taken),
            "state": halt or ("closed" if session.stock == 0 else "open"),
            "tickets": booked.get(session.id, 0),
            "read_only": (item.id, session.id, "") in taken.allotted,
        }

    return {
        "item": item.id,
        "kind": item.kind,
        "title": localised(item.title, language),
        "channels": [{"id": each, "paused": each in shown.paused} for each in channels.switches(item)],
        "sessions": [date(session) for session in coming],
    }


def _booked(item: str) -> dict[str, int]:
    """Tickets that live, by date."""
    query = Ticket.select(Ticket.session, fn.COUNT(Ticket.id)).where(Ticket.item == item)
    return dict(rows(query.where(Ticket.cancelled_at.is_null()).group_by(Ticket.session)))
