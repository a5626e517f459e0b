"""How days and times are written: 18:30, 2026-12-24, 2026-12-24 19:00, 7 days. Text in, value or Wrong out."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from generator.writing.fields import Wrong, plain

UNITS = {
    "minutes": ("minutes", "minute", "mins", "min", "m", "分", "分間"),
    "hours": ("hours", "hour", "h", "時間"),
    "days": ("days", "day", "d", "日", "日間"),
    "weeks": ("weeks", "week", "w", "週間", "週"),
}
"""The units of a duration and how each may be written."""


def clock(words: str) -> time:
    """A time of day: 18:30."""
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", plain(words))
    if not found:
        raise Wrong("time", value=words)
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 and minute < 60:
        raise Wrong("time_late", value=words, example=f"{hour % 24:02}:{minute:02}")
    if minute > 59:
        raise Wrong("time", value=words)
    return time(hour, minute)


def day(words: str) -> date:
    """A date: 2026-12-24."""
    found = re.fullmatch(r"([0-9]{4})([-/.年])([0-9]{1,2})([-/.月])([0-9]{1,2})日?", plain(words))
    if not found:
        raise Wrong("date", value=words)
    try:
        when = date(int(found[1]), int(found[3]), int(found[5]))
    except ValueError as error:
        raise Wrong("no_such_date", value=words) from error
    if plain(words) != when.isoformat():
        raise Wrong("date_plain", value=words, example=when.isoformat())
    return when


def moment(words: str, zone: ZoneInfo) -> datetime:
    """A date and a time in the shop's zone, ``2026-12-24 19:00``; another zone may be given as an offset."""
    found = re.fullmatch(r"(\S+?)(?:\s+|T)([0-9]{1,2}:[0-9]{2})(?::00)?\s*(Z|[+-][0-9]{2}:?[0-9]{2})?", plain(words))
    if not found:
        raise Wrong("moment_no_time" if re.fullmatch(r"[0-9]{4}\S*", plain(words)) else "moment", value=words)
    when = datetime.combine(day(found[1]), clock(found[2]))
    if not found[3]:
        return in_zone(when, zone)
    try:
        return datetime.fromisoformat(f"{when.isoformat()}{found[3]}").astimezone(zone)
    except (ValueError, OverflowError) as error:
        raise Wrong("moment", value=words) from error


def in_zone(when: datetime, zone: ZoneInfo) -> datetime:
    """``when`` as a moment of ``zone``; Wrong when the clocks jump over it."""
    aware = when.replace(tzinfo=zone)
    try:
        back = aware.astimezone(ZoneInfo("UTC")).astimezone(zone)
    except OverflowError as error:
        raise Wrong("no_such_date", value=f"{when:%Y-%m-%d %H:%M}") from error
    if back.replace(tzinfo=None) != when:
        raise Wrong("no_such_time", value=f"{when:%Y-%m-%d %H:%M}", zone=zone.key, example=f"{back:%H:%M}")
    return aware


def clock_or_moment(words: str, zone: ZoneInfo) -> time | datetime:
    """A time of the session's day, or a full moment when it falls on another day."""
    return clock(words) if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", plain(words)) else moment(words, zone)


def duration(words: str) -> timedelta:
    """``7 days``, ``24 hours``, ``90 minutes``, ``2 weeks``, short or Japanese: ``7d``, 「7日」."""
    found = re.fullmatch(r"([0-9]{1,5})\s*([^\W\d]+)", plain(words).lower())
    unit = next((unit for unit, names in UNITS.items() if found and found[2] in names), None)
    if not found or not unit:
        raise Wrong("duration", value=words)
    return timedelta(**{unit: int(found[1])})
