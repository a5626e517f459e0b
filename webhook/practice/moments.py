"""The moments at which a shop looks different: what the clock of a practice shop can be set to with one press. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from webhook import validity
from webhook.catalogue import Item, Session, Shop

BEFORE_DEADLINE = timedelta(hours=1)
_DOORS_BEFORE = timedelta(minutes=30)
_NOON = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """``name`` is its key in the words ``workbench.moments``."""

    name: str
    at: datetime


def moments(item: Item, shop: Shop, now: datetime) -> list[Moment]:
    """What may happen to an item, in the order of time: for an event with the session that comes next."""
    zone = ZoneInfo(shop.time_zone)
    session = session_of(item, now)
    found = [Moment(name=name, at=at) for name, at in (*_sale(item), *_visit(item, session, shop, zone))]
    return sorted(found, key=lambda moment: moment.at)


def session_of(item: Item, now: datetime) -> Session | None:
    """The session whose day is not over and comes next, else the last one; None for what has no sessions."""
    ahead = [session for session in item.sessions if session.starts + timedelta(days=1) > now]
    return min(ahead, key=lambda session: session.starts) if ahead else item.sessions[-1] if item.sessions else None


def doors_open(session: Session) -> datetime:
    """When the doors open: as it is written, else half an hour before the start; at noon of a day without an hour."""
    if session.all_day:
        return session.starts + _NOON
    return session.doors or session.starts - _DOORS_BEFORE


def _sale(item: Item) -> list[tuple[str, datetime]]:
    """The day before sales, and both ends of them."""
    if item.sales_from is None:
        return [("sale_over", item.sales_until)] if item.sales_until else []
    before = [("before_sale", item.sales_from - timedelta(days=1)), ("sale_opens", item.sales_from)]
    return before + ([("sale_over", item.sales_until)] if item.sales_until else [])


def _visit(item: Item, session: Session | None, shop: Shop, zone: ZoneInfo) -> list[tuple[str, datetime]]:
    if session:
        over = validity.visit(session, zone, shop.day_ends).ends
        found = [("doors", doors_open(session)), ("day_after", (over or session.starts) + _NOON)]
        if item.cancel:
            last = min(tier.until for tier in item.cancel)
            found.append(("last_cancel", session.starts - last - BEFORE_DEADLINE))
        return found
    if item.valid is None or item.valid.starts is None or item.valid.until is None:
        return []
    start, end = item.valid.starts, item.valid.until
    days = (("first_day", start), ("last_day", end), ("lapsed", end + timedelta(days=1)))
    return [(name, datetime.combine(day, time(12), zone)) for name, day in days]
