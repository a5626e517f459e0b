"""Times at the door: a lead opens one, staff join it by its code, and it ends with its day or at the lead's word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from webhook import codes, validity
from webhook.catalogue import Catalogue, Item, Venue
from webhook.crew import accounts
from webhook.models import Shift
from webhook.refusals import Refused

TAIL = timedelta(hours=3)
"""A shift outlives its day by so much (journeys.md 3.1)."""
SHOWN = timedelta(hours=48)
"""How long a shift that has ended stays on the lead's list: as long as its devices may still hand something in."""
AHEAD = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What may be stamped: an item, one session of it, one venue; each empty for any."""

    item: str = ""
    session: str = ""
    venue: str = ""


def open_(scope: Scope, catalogue: Catalogue, now: datetime) -> Shift:
    """A new shift with a code of its own.

    Refuses with ``unknown_item``, ``unknown_session``, ``unknown_venue`` or ``session_over``.
    """
    ends = _day_ends(scope, catalogue, now) + TAIL
    if scope.venue and scope.venue not in venues(catalogue):
        raise Refused("unknown_venue", 422, field="venue")
    return accounts.open_shift(codes.join_code(), now, ends_at=ends, **vars(scope))


def end(shift_id: str, now: datetime) -> Shift:
    """Nobody joins it any more, and its devices only hand in what they stamped before. Refuses with ``not_found``."""
    shift = one(shift_id)
    if shift.ends_at is None or shift.ends_at > now:
        shift.ends_at = now
        shift.save()
    return shift


def one(shift_id: str) -> Shift:
    """The shift of that id; refuses with ``not_found``."""
    found = Shift.get_or_none(Shift.id == int(shift_id)) if shift_id.isdecimal() and len(shift_id) < 10 else None
    if found is None:
        raise Refused("not_found", 404)
    return found


def recent(now: datetime) -> list[Shift]:
    """Shifts that run, and those whose devices may still hand something in, newest first."""
    lately = (Shift.ends_at.is_null()) | (Shift.ends_at > now - SHOWN)
    return list(Shift.select().where(lately).order_by(Shift.id.desc()))


def venues(catalogue: Catalogue) -> dict[str, Venue]:
    """The shop's places that anything is tied to, by their ids."""
    places = (place for item in catalogue.items for place in places_of(item))
    return {place.id: place for place in places if place.id}


def places_of(item: Item) -> Iterable[Venue]:
    """Where an item takes place, or may be used."""
    return ((item.venue,) if item.venue else ()) + item.places


def coming(catalogue: Catalogue, now: datetime) -> list[tuple[Item, list[str]]]:
    """What a shift can be opened for: sessions of today and the next days, and what has no date."""
    zone, shop = ZoneInfo(catalogue.shop.time_zone), catalogue.shop
    found = []
    for item in catalogue.items:
        days = [(each.id, validity.visit(each, zone, shop.day_ends)) for each in item.sessions]
        sessions = [name for name, day in days if day.at(now) != "over" and day.at(now + AHEAD) != "early"]
        if sessions or (item.kind != "event" and not item.archived):
            found.append((item, sessions))
    return found


def _day_ends(scope: Scope, catalogue: Catalogue, now: datetime) -> datetime:
    """When the day of the shift is over: its session's, else the visiting day that is now."""
    shop = catalogue.shop
    zone = ZoneInfo(shop.time_zone)
    item = catalogue.item(scope.item) if scope.item else None
    if scope.item and item is None:
        raise Refused("unknown_item", 422, field="item")
    session = item.session(scope.session) if item and scope.session else None
    if scope.session and session is None:
        raise Refused("unknown_session", 422, field="session")
    if session:
        ends = validity.visit(session, zone, shop.day_ends).ends
        if ends is None or ends <= now:
            raise Refused("session_over", 409, field="session")
        return ends
    return validity.visiting_day(now, zone, shop.day_ends).ends or now
