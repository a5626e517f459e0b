"""資金決済法, as far as it asks for days and yen: how long is long, and how much is much. Pure.

What is good for six months or less from its issue is outside the law (4条2号). Whoever issues the rest for their own
shop alone notifies, and deposits half, when more than ten million yen of it are unused on a base date (5条, 14条).
"""

import calendar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from webhook.catalogue import Shop

KINDS = ("pass", "voucher")

EXCEPTIONS = ("not_notified", "small", "unable", "ending")
"""Why money may be given back for something prepaid, which the law forbids otherwise (20条5項).

The issuer owes no notification, and so is none in the sense of the law; little of all is given back, or its holder
cannot use it any more through no fault of theirs (both by 内閣府令); the business ends (20条1項).
"""

LIMIT = 10_000_000
"""Yen that may be unused on a base date: exactly so many are not too much."""

_NEAR, _CLOSE = LIMIT // 2, LIMIT * 8 // 10
_BASES = ((3, 31), (9, 30))


def counts(shop: Shop) -> bool:
    """Whether the law is the shop's: it sells in Japan, for yen."""
    return shop.currency == "JPY" and "tokushoho" in shop.legal


def is_instrument(kind: str, issued: datetime, until: datetime | None, zone: ZoneInfo) -> bool:
    """Whether the law counts a paid ticket of this kind that is good ``until`` then (excluded)."""
    last = (until - timedelta.resolution).astimezone(zone).date() if until else None
    return kind in KINDS and is_long(issued.astimezone(zone).date(), last)


def is_long(issued: date, last: date | None) -> bool:
    """Whether it is good for more than six months, its first day counted; without a ``last`` day it is for ever."""
    return last is None or last >= six_months_after(issued)


def six_months_after(day: date) -> date:
    """The same day of the month six calendar months later, or the month's last (民法 143条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + 6, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def base_dates(today: date) -> tuple[date, date]:
    """The last base date (基準日) before ``today``, and the next one, which may be today."""
    dates = [date(year, *day) for year in range(today.year - 1, today.year + 2) for day in _BASES]
    coming = next(each for each in dates if each >= today)
    return dates[dates.index(coming) - 1], coming


def level(amount: int) -> str:
    """How near it is to the limit: ``low``, ``near`` (half of it), ``close`` (four fifths) or ``over``."""
    if amount > LIMIT:
        return "over"
    return "close" if amount >= _CLOSE else "near" if amount >= _NEAR else "low"
