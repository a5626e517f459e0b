"""Where and when the shop is: its time zone, currency, languages and public holidays."""

import re
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from generator.writing.fields import Wrong, plain
from generator.writing.times import day

HOLIDAYS = "holidays"
"""What a creator writes among closed days for all public holidays."""


def time_zone(words: str) -> str:
    """A name of the time zone database: Asia/Tokyo."""
    try:
        return ZoneInfo(words).key
    except (ValueError, OSError, KeyError) as error:
        raise Wrong("time_zone", value=words) from error


def currency(words: str) -> str:
    """An ISO 4217 code: JPY."""
    from babel.numbers import is_currency

    code = plain(words).upper()
    if not is_currency(code):
        raise Wrong("currency", value=words)
    return code


def language(words: str) -> str:
    """A language code of two letters: ja."""
    code = plain(words).lower()
    if not re.fullmatch(r"[a-z]{2}", code):
        raise Wrong("language_code", value=words)
    return code


def holiday_or_day(words: str, zone: ZoneInfo) -> date | str:
    """A date, or the public holidays of the shop's country; only Japan's are known."""
    if plain(words).lower() != HOLIDAYS:
        return day(words)
    if zone.key != "Asia/Tokyo":
        raise Wrong("holidays", zone=zone.key)
    return HOLIDAYS


@cache
def is_public_holiday(when: date) -> bool:
    """Whether a day is a public holiday in Japan."""
    import jpholiday  # slow to load, and only calendars that name holidays need it

    return bool(jpholiday.is_holiday(when))
