"""Money, dates and times as a person of a language writes them.

A page repeats the same few values, and CLDR patterns are slow to apply: answers are remembered.
"""

from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_percent, get_currency_precision

from webhook.catalogue import Session


@lru_cache(4096)
def money(amount: int, currency: str, language: str) -> str:
    """``amount`` in the currency's smallest unit, as 「3,500円」 or "¥3,500"."""
    if currency == "JPY" and language == "ja":
        return f"{amount:,}円"
    value = Decimal(amount).scaleb(-get_currency_precision(currency))
    return format_currency(value, currency, locale=language)


@lru_cache(4096)
def day(when: date, language: str) -> str:
    """Month, day and weekday: 「12月24日(木)」, "Thu, Dec 24". A datetime counts in its own zone."""
    return format_skeleton("MMMEd", _as_datetime(when), tzinfo=_zone(when), locale=language)


@lru_cache(4096)
def long_day(when: date, language: str) -> str:
    """The same with the year: 「2026年12月24日(木)」, "Thu, Dec 24, 2026"."""
    return format_skeleton("yMMMEd", _as_datetime(when), tzinfo=_zone(when), locale=language)


@lru_cache(4096)
def month(when: date, language: str) -> str:
    """The month with its year: 「2026年9月」, "September 2026"."""
    return format_skeleton("yMMMM", _as_datetime(when), locale=language)


@lru_cache(4096)
def weekday(when: date, language: str) -> str:
    """The short weekday: 「木」, "Thu"."""
    return format_date(when, "EEE", locale=language)


def clock(when: datetime, language: str) -> str:  # noqa: ARG001 - called as all formats are
    """Hours and minutes on a 24-hour clock, the same in every language: "19:00"."""
    return f"{when.hour:02}:{when.minute:02}"  # a tenth of what a pattern of the system's takes, on every page


def moment(when: datetime, language: str) -> str:
    """Day and time of day: 「12月24日(木) 19:00」."""
    return f"{day(when, language)} {clock(when, language)}"


def date_of(session: Session, zone: ZoneInfo, language: str) -> str:
    """When a session is: its day, and its hour where it has one."""
    starts = session.starts.astimezone(zone)
    return day(starts, language) if session.all_day else moment(starts, language)


def percent(rate: float, language: str) -> str:
    """A share of one with one decimal: "87.5%"."""
    return format_percent(rate, "0.#%", locale=language)


def _as_datetime(when: date) -> datetime:
    return when if isinstance(when, datetime) else datetime(when.year, when.month, when.day)


def _zone(when: date) -> tzinfo | None:
    return when.tzinfo if isinstance(when, datetime) else None
