"""Taking a stamp back: the units can be used again, and the history keeps both (spec A24)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from webhook import validity, worth
from webhook.catalogue import Shop
from webhook.crew.accounts import Visitor
from webhook.database import locked, transaction
from webhook.door.wishes import Verdict
from webhook.models import Stamp, Ticket
from webhook.refusals import Refused

OWN = timedelta(minutes=10)
"""How long staff can take back a stamp of their own."""


def undo(stamp_id: int, visitor: Visitor, shop: Shop, now: datetime, *, reason: str = "") -> Verdict:
    """Take a stamp back: staff their own within ten minutes, leads and owners any until the day is over (spec A24).

    Refuses with ``not_found``, ``undo_other`` or ``undo_late``. A stamp already undone is answered as if it was now.
    """
    row = Stamp.get_or_none(Stamp.id == stamp_id)
    if row is None:
        raise Refused("not_found", 404)
    with transaction():
        ticket: Ticket = locked(Ticket.select().where(Ticket.id == row.ticket_id)).get()
        made = Stamp.get_by_id(stamp_id)
        if made.undone_at is None:
            _check_undo(made, ticket, visitor, shop, now)
            made.undone_at, made.undone_by_id, made.undo_reason = now, visitor.staff.id, reason
            made.save()
        return Verdict(result="undone", worth=worth.of(ticket, now), stamp=made)


def _check_undo(made: Stamp, ticket: Ticket, visitor: Visitor, shop: Shop, now: datetime) -> None:
    day = made.at.astimezone(ZoneInfo(shop.time_zone)).date()
    closing = validity.end_of_day(day, ZoneInfo(shop.time_zone), shop.day_ends)
    if now >= (ticket.window_until if ticket.session and ticket.window_until else closing):
        raise Refused("undo_late", 403)
    if visitor.may("lead"):
        return
    if made.staff_id != visitor.staff.id:
        raise Refused("undo_other", 403)
    if now - made.at > OWN:
        raise Refused("undo_late", 403)
