"""How many are in: today's sessions and everything else that can be stamped now, with issued and used units."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from peewee import Case, fn

from webhook import face, validity
from webhook.accounts import Visitor
from webhook.catalogue import Catalogue, Localised, Session, Venue, localised
from webhook.database import rows
from webhook.models import Stamp, StampLine, Ticket, TicketLine

Key = tuple[str, str]
"""Item and session; passes, vouchers and coupons have no session."""


@dataclass(frozen=True, kw_only=True)
class Show:
    """What staff see of a session, or of a thing without one."""

    kind: str
    title: Localised
    venue: Venue | None = None
    session: Session | None = None

    @property
    def starts(self) -> datetime | None:
        """When it begins, where it has a date."""
        return self.session.starts if self.session else None


def today(visitor: Visitor, catalogue: Catalogue, now: datetime, language: str) -> list[dict[str, Any]]:
    """What this shift may stamp now, in the order of the day; what has no date comes last."""
    shows = dict(_sold(now)) | dict(_listed(catalogue, now))
    mine = {key: show for key, show in shows.items() if in_scope(key, show, visitor)}
    counts = _counts(mine)
    ordered = sorted(mine.items(), key=lambda pair: (pair[1].starts is None, str(pair[1].starts), pair[0]))
    return [_told(key, show, counts.get(key, (0, 0)), language) for key, show in ordered]


def show(item: str, session: str, catalogue: Catalogue) -> Show | None:
    """What there is to see, from the catalogue, else as the newest ticket says it; None when it was never sold."""
    listed = catalogue.item(item)
    dated = listed.session(session) if listed and session else None
    if listed and (dated or (not session and listed.kind != "event")):
        return Show(kind=listed.kind, title=listed.title, venue=listed.venue, session=dated)
    newest = Ticket.select().where(Ticket.item == item, Ticket.session == session).order_by(Ticket.id.desc()).first()
    return _show(newest) if newest else None


def _listed(catalogue: Catalogue, now: datetime) -> Iterator[tuple[Key, Show]]:
    """The catalogue's sessions whose visiting day is now, sold or not."""
    zone = ZoneInfo(catalogue.shop.time_zone)
    for item in catalogue.items:
        for session in item.sessions:
            if validity.visit(session, zone, catalogue.shop.day_ends).at(now) == "open":
                yield (item.id, session.id), Show(kind="event", title=item.title, venue=item.venue, session=session)


def _sold(now: datetime) -> Iterator[tuple[Key, Show]]:
    """What living tickets can be stamped for now, as the newest of each says it."""
    begun = (Ticket.window_from.is_null()) | (Ticket.window_from <= now)
    alive = (Ticket.window_until.is_null()) | (Ticket.window_until > now)
    newest = Ticket.select(fn.MAX(Ticket.id)).where(Ticket.cancelled_at.is_null(), begun, alive)
    for ticket in Ticket.select().where(Ticket.id.in_(newest.group_by(Ticket.item, Ticket.session))):
        yield (ticket.item, ticket.session), _show(ticket)


def _show(ticket: Ticket) -> Show:
    sold = face.read(ticket.face)
    return Show(kind=ticket.kind, title=sold.title, venue=sold.venue, session=sold.session)


def in_scope(key: Key, show: Show, visitor: Visitor) -> bool:
    """Whether this shift has to do with it."""
    shift, venue = visitor.shift, visitor.venue
    if shift and ((shift.item and shift.item != key[0]) or (shift.session and shift.session != key[1])):
        return False
    return not (venue and show.venue and show.venue.id != venue)


def _counts(keys: dict[Key, Show]) -> dict[Key, tuple[int, int]]:
    """Issued and used units by item and session, as the usage feed counts them."""
    if not keys:
        return {}
    items, sessions = {item for item, _ in keys}, {session for _, session in keys}
    wanted = (Ticket.item.in_(items), Ticket.session.in_(sessions))
    spent = StampLine.select(Ticket.item, Ticket.session, fn.SUM(StampLine.units), _of_cancelled(StampLine.units))
    spent = spent.join(Stamp).join(Ticket).where(Stamp.undone_at.is_null(), *wanted)
    used = {(item, session): (int(all_), int(dead)) for item, session, all_, dead in rows(_by_session(spent))}
    units = TicketLine.select(Ticket.item, Ticket.session, fn.SUM(TicketLine.units)).join(Ticket)
    living = rows(_by_session(units.where(Ticket.cancelled_at.is_null(), *wanted)))
    issued = {(item, session): int(count) for item, session, count in living}
    return {key: (issued.get(key, 0) + used.get(key, (0, 0))[1], used.get(key, (0, 0))[0]) for key in keys}


def _of_cancelled(units: Any) -> Any:
    return fn.SUM(Case(None, [(Ticket.cancelled_at.is_null(), 0)], units))


def _by_session(query: Any) -> Any:
    return query.group_by(Ticket.item, Ticket.session)


def _told(key: Key, show: Show, counts: tuple[int, int], language: str) -> dict[str, Any]:
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
        "issued": counts[0],
        "used": counts[1],
    }
