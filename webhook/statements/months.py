"""The months of a shop, in its own time."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from webhook.catalogue import Shop
from webhook.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month of the shop: its days from ``starts`` to ``ends`` (excluded), and the day on which it is due."""

    name: str
    starts: datetime
    ends: datetime
    due: date


def month(text: str, shop: Shop) -> Month:
    """``2026-09``; refuses with ``bad_month``."""
    try:
        first = date.fromisoformat(f"{text}-01")
        second = (first + timedelta(days=31)).replace(day=1)
        last = second.replace(day=calendar.monthrange(second.year, second.month)[1])
    except (ValueError, OverflowError) as error:
        raise Refused("bad_month", 422, field="month") from error
    zone = ZoneInfo(shop.time_zone)
    starts, ends = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (first, second))
    return Month(name=text, starts=starts, ends=ends, due=last)
