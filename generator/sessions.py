"""The dates of an event: sessions as written, or a calendar unrolled day by day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from generator.content import Entry
from generator.writing.fields import Wrong
from generator.writing.kinds import DAYS
from generator.writing.schema import Values
from generator.writing.times import in_zone
from generator.writing.zones import HOLIDAYS, is_public_holiday
from webhook.catalogue import Session

MOST_DAYS = 1100
"""The longest calendar, three years: beyond it a year is more likely mistyped than meant."""


def sessions(entry: Entry) -> tuple[Session, ...]:
    """The sessions of an event in order of time; what is wrong with them is reported."""
    values = entry.values
    if values.written("sessions") and values.written("calendar"):
        entry.problem("sessions_and_calendar", values.at("calendar"), "calendar")
        return ()
    if values.get("calendar"):
        made = list(_calendar(entry, values["calendar"]))
    elif values.written("sessions"):
        made = [each for one in values.get("sessions", ()) if one.get("starts") and (each := _session(entry, one))]
        _no_twins(entry, made)
    else:
        if not values.written("calendar"):
            entry.problem("no_sessions", 1, "sessions")
        return ()
    if values.get("cancelled"):
        made = [replace(session, cancelled=True) for session in made]
    return tuple(sorted(made, key=lambda session: session.starts))


def _session(entry: Entry, one: Values) -> Session:
    starts: datetime = one["starts"]
    doors, ends = (_near(entry, one, name, starts) for name in ("doors", "ends"))
    if doors and doors > starts:
        entry.problem("doors_late", one.at("doors"), "doors", doors=f"{doors:%H:%M}", starts=f"{starts:%H:%M}")
        doors = None
    if ends and ends <= starts:
        example = f"{starts.date() + timedelta(days=1)} {ends:%H:%M}"
        entry.problem("ends_early", one.at("ends"), "ends", ends=f"{ends:%H:%M}", example=example)
        ends = None
    return Session(
        id=one.get("id") or f"{starts:%Y%m%d-%H%M}",
        starts=starts,
        doors=doors,
        ends=ends,
        stock=one.get("stock"),
        cancelled=bool(one.get("cancelled")),
    )


def _near(entry: Entry, one: Values, name: str, starts: datetime) -> datetime | None:
    """``doors`` or ``ends``: a moment, or a time on the day of ``starts``."""
    written: time | datetime | None = one.get(name)
    if not isinstance(written, time):
        return written
    try:
        return in_zone(datetime.combine(starts.date(), written), entry.place.zone)
    except Wrong as wrong:
        entry.problem(wrong.code, one.at(name), name, **wrong.values)
        return None


def _no_twins(entry: Entry, made: list[Session]) -> None:
    seen: dict[str, int] = {}
    written = [one for one in entry.values["sessions"] if one.get("starts")] if made else []
    for session, one in zip(made, written, strict=True):
        line = one.at("id") if one.written("id") else one.at("starts")
        if session.id in seen:
            code = "session_twice" if one.written("id") else "session_same_start"
            entry.problem(code, line, "id" if one.written("id") else "starts", value=session.id, first=seen[session.id])
        seen.setdefault(session.id, line)


def _calendar(entry: Entry, calendar: Values) -> Iterator[Session]:
    first, last = calendar.get("from"), calendar.get("until")
    if first is None or last is None:
        return
    if last < first or (last - first).days >= MOST_DAYS:
        code = "until_early" if last < first else "calendar_long"
        entry.problem(code, calendar.at("until"), "until", start=first, value=last, most=MOST_DAYS)
        return
    special = calendar.get("special") or Values()
    opened = [each for each in _days(first, last) if _is_open(each, calendar)]
    for each in set(special.data) - set(opened):
        entry.problem("special_closed", special.at(each), "special", value=each)
    if not opened:
        entry.problem("calendar_empty", calendar.line, "calendar")
    for each in opened:
        yield from _of_day(entry, calendar, each, special.get(each, calendar.get("stock")))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _is_open(when: date, calendar: Values) -> bool:
    closed: Any = calendar.get("closed", ())
    if when in closed or DAYS[when.weekday()] not in calendar.get("days", DAYS):
        return False
    return not (HOLIDAYS in closed and is_public_holiday(when))


def _of_day(entry: Entry, calendar: Values, when: date, stock: int | None) -> Iterator[Session]:
    zone = entry.place.zone
    if not calendar.written("times"):
        midnight = datetime.combine(when, time(0), zone)
        yield Session(id=f"{when:%Y%m%d}", starts=midnight, stock=stock, all_day=True)
    for clock in dict.fromkeys(calendar.get("times", ())):
        try:
            starts = in_zone(datetime.combine(when, clock), zone)
        except Wrong as wrong:
            entry.problem(wrong.code, calendar.at("times"), "times", **wrong.values)
            continue
        yield Session(id=f"{starts:%Y%m%d-%H%M}", starts=starts, stock=stock)
