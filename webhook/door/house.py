"""How many are in: today's sessions and everything else that can be stamped now, with issued and used units."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from webhook import face, validity
from webhook.catalogue import Catalogue, Item, Localised, Session, Venue, localised
from webhook.crew.accounts import Visitor
from webhook.database.plain_sql import by_id
from webhook.face import Face
from webhook.models import Ticket, TicketLine
from webhook.tally import reading
from webhook.tally.reading import House
from webhook.tickets import window_of

Key = tuple[str, str]
"""Item and session; passes, vouchers and coupons have no session."""
Houses = dict[Key, House]


@dataclass(frozen=True, kw_only=True)
class Show:
    """What staff see of a session, or of a thing without one, and what they have to look at before anybody enters."""

    kind: str
    title: Localised
    venue: Venue | None = None
    session: Session | None = None
    id_check: bool = False
    age_min: int | None = None

    @property
    def starts(self) -> datetime | None:
        """When it begins, where it has a date."""
        return self.session.starts if self.session else None


def today(visitor: Visitor, catalogue: Catalogue, now: datetime, language: str) -> list[dict[str, Any]]:
    """What this shift may stamp now, in the order of the day; what has no date comes last."""
    houses = reading.houses(now)
    shows = dict(_sold(houses, now)) | dict(_listed(catalogue, now))
    mine = {key: show for key, show in shows.items() if in_scope(key, show, visitor)}
    ordered = sorted(mine.items(), key=lambda pair: (pair[1].starts is None, str(pair[1].starts), pair[0]))
    return [_told(key, show, houses.get(key, House()), language) for key, show in ordered]


def show(item: str, session: str, catalogue: Catalogue) -> Show | None:
    """What there is to see, from the catalogue, else as the newest ticket says it; None when it was never sold."""
    listed = catalogue.item(item)
    dated = listed.session(session) if listed and session else None
    if listed and (dated or (not session and listed.kind != "event")):
        return Show(kind=listed.kind, title=listed.title, venue=listed.venue, session=dated, **_asked(listed))
    newest = Ticket.select().where(Ticket.item == item, Ticket.session == session).order_by(Ticket.id.desc()).first()
    return _show(newest) if newest else None


def _listed(catalogue: Catalogue, now: datetime) -> Iterator[tuple[Key, Show]]:
    """The catalogue's sessions whose visiting day is now, sold or not."""
    zone = ZoneInfo(catalogue.shop.time_zone)
    for item in catalogue.items:
        for session in item.sessions:
            if validity.visit(session, zone, catalogue.shop.day_ends).at(now) == "open":
                yield (item.id, session.id), Show(kind="event", title=item.title, venue=item.venue, session=session)


def _sold(houses: Houses, now: datetime) -> Iterator[tuple[Key, Show]]:
    """What living tickets can be stamped for now, as the newest of each says it."""
    lines = by_id(TicketLine, {house.open for house in houses.values() if house.open})
    for ticket in by_id(Ticket, {line.ticket_id for line in lines.values()}).values():
        if window_of(ticket).at(now) != "early":
            yield (ticket.item, ticket.session), _show(ticket)


def _show(ticket: Ticket) -> Show:
    sold = face.read(ticket.face)
    return Show(kind=ticket.kind, title=sold.title, venue=sold.venue, session=sold.session, **_asked(sold))


def _asked(of: Item | Face) -> dict[str, Any]:
    return {"id_check": of.id_check, "age_min": of.age_min}


def in_scope(key: Key, show: Show, visitor: Visitor) -> bool:
    """Whether this shift has to do with it."""
    shift, venue = visitor.shift, visitor.venue
    if shift and ((shift.item and shift.item != key[0]) or (shift.session and shift.session != key[1])):
        return False
    return not (venue and show.venue and show.venue.id != venue)


def _told(key: Key, show: Show, house: House, language: str) -> dict[str, Any]:
    ends = show.session.ends if show.session else None
    return {
        "item": key[0],
        "session": key[1] or None,
        "kind": show.kind,
        "title": localised(show.title, language),
        "venue": localised(show.venue.name, language) if show.venue else None,
        "starts_at": show.starts.isoformat() if show.starts else None,
        "ends_at": ends.isoformat() if ends else None,
        "all_day": bool(show.session and show.session.all_day),
        "issued": house.issued,
        "used": house.used,
    }
