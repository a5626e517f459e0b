"""Whether an order may be paid at a convenience store, and until when. Pure.

Stripe takes ¥120 to ¥300,000 there; a voucher ends at 23:59:59 Japan time (spec/stripe.md 2). A shop offers it item by
item (``konbini``), and not in the last days before a date (law.md 10).
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from webhook.catalogue import Item, Session

LEAST, MOST = 120, 300_000
"""Yen."""
DAYS = 3
"""Days a buyer has; fewer when the last day to offer it comes sooner."""
_JAPAN = ZoneInfo("Asia/Tokyo")


def days(things: Iterable[tuple[Item, Session | None]], total: int, currency: str, now: datetime) -> int | None:
    """How many days a buyer of these would have, 1 to ``DAYS``; None when a convenience store is not offered."""
    things = list(things)
    if currency != "JPY" or not LEAST <= total <= MOST or not all(_open(each, now) for each in things):
        return None
    starts = [session.starts for _, session in things if session]
    if not starts:
        return DAYS
    left = (min(starts).astimezone(_JAPAN).date() - now.astimezone(_JAPAN).date()).days - 1
    return min(DAYS, left) if left >= 1 else None


def deadline(days: int, now: datetime) -> datetime:
    """When a voucher made now ends: the last second of that day in Japan."""
    day = now.astimezone(_JAPAN).date() + timedelta(days=days)
    return datetime.combine(day, time(23, 59, 59), _JAPAN)


def _open(thing: tuple[Item, Session | None], now: datetime) -> bool:
    item, session = thing
    if item.konbini_stop is None:
        return False
    return session is None or now < session.starts - item.konbini_stop
