"""The date of a ticket as a calendar file for its holder."""

from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from webhook import face, ics
from webhook.catalogue import Shop, localised
from webhook.models import Ticket
from webhook.refusals import Refused


def of(ticket: Ticket, base: str, shop: Shop, language: str, now: datetime) -> str:
    """The calendar file of a ticket with a date; its link opens the ticket at ``base``. Refuses with ``not_found``."""
    sold = face.read(ticket.face)
    if sold.session is None:
        raise Refused("not_found", 404)
    venue = sold.venue
    place = [localised(venue.name, language), localised(venue.address, language)] if venue else []
    entry = ics.CalendarEvent(
        uid=f"{ticket.number}@{urlsplit(base).hostname or 'mogiri.invalid'}",
        title=localised(sold.title, language),
        starts=sold.session.starts.astimezone(ZoneInfo(shop.time_zone)),
        ends=sold.session.ends,
        stamp=now,
        all_day=sold.session.all_day,
        place=", ".join(part for part in place if part),
        url=f"{base}/t/{ticket.owner_token}",
        cancelled=ticket.cancelled_at is not None,
    )
    return ics.calendar([entry], language=language)
