"""Calendar files as phones read them (RFC 5545): dates, escaping, lines folded at 75 octets. Pure text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_FOLD = 75
"""Octets of a line, without its end (RFC 5545, 3.1)."""

_SIGNS: dict[int, str | None] = dict.fromkeys((*range(0x20), 0x7F))
_SIGNS |= {ord("\t"): "\t", ord("\n"): "\\n", ord("\r"): "\\n", ord("\\"): "\\\\", ord(";"): "\\;", ord(","): "\\,"}
"""What text values write instead of some signs."""


@dataclass(frozen=True, kw_only=True)
class CalendarEvent:
    """One date. ``uid`` is its id for ever; ``stamp`` the moment its details are of; ``all_day`` needs no ``ends``."""

    uid: str
    title: str
    starts: datetime
    stamp: datetime
    ends: datetime | None = None
    all_day: bool = False
    place: str = ""
    text: str = ""
    url: str | None = None
    tags: tuple[str, ...] = ()
    cancelled: bool = False


def calendar(entries: Iterable[CalendarEvent | str], *, name: str = "", language: str = "") -> str:
    """The file. Times are written in UTC, so that it needs no table of time zones; ``name`` shows in a subscription.

    Each entry is a date, or the text that was made of it already.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mogiri//Mogiri//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    if name:
        lines += [f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}"]
        lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H"]
    told = [entry if isinstance(entry, str) else entry_of(entry, language) for entry in entries]
    return f"{_folded(lines)}{''.join(told)}{_folded(['END:VCALENDAR'])}"


def escaped(text: str) -> str:
    """A text value: backslash, comma, semicolon and line ends are marked, other control signs left out."""
    if text.isprintable() and not ("," in text or ";" in text or "\\" in text):
        return text
    return text.replace("\r\n", "\n").translate(_SIGNS)


def folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, none of which ends within a sign."""
    if len(line) <= _FOLD and line.isascii():
        return line
    data = line.encode()
    if len(data) <= _FOLD:
        return line
    pieces, start, room = [], 0, _FOLD
    while start < len(data):
        end = min(start + room, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:  # the next octet continues a sign (UTF-8)
            end -= 1
        pieces.append(data[start:end].decode())
        start, room = end, _FOLD - 1  # further pieces begin with a blank
    return "\r\n ".join(pieces)


def _folded(lines: Iterable[str]) -> str:
    return "".join([f"{folded(line)}\r\n" for line in lines])


def entry_of(event: CalendarEvent, language: str) -> str:
    """One date as it stands in a file."""
    spoken = f";LANGUAGE={language}" if language else ""
    lines = ["BEGIN:VEVENT", f"UID:{escaped(event.uid)}", f"DTSTAMP:{_utc(event.stamp)}", *_when(event)]
    lines.append(f"SUMMARY{spoken}:{escaped(event.title)}")
    if event.place:
        lines.append(f"LOCATION{spoken}:{escaped(event.place)}")
    if event.text:
        lines.append(f"DESCRIPTION{spoken}:{escaped(event.text)}")
    if event.tags:
        lines.append(f"CATEGORIES{spoken}:{','.join(escaped(tag) for tag in event.tags)}")
    if event.url:
        lines.append(f"URL:{event.url}")
    return _folded([*lines, f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}", "END:VEVENT"])


def _when(event: CalendarEvent) -> list[str]:
    if event.all_day:
        first: date = event.starts.date()
        return [f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{first + timedelta(days=1):%Y%m%d}"]
    ends = [f"DTEND:{_utc(event.ends)}"] if event.ends and event.ends > event.starts else []
    return [f"DTSTART:{_utc(event.starts)}", *ends]


def _utc(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
