"""How the dates of an event are laid out on its page: as cards, as a list by month, or as the leaves of a calendar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from webhook import sales
from webhook.catalogue import Session

FEW = 8
"""Up to so many dates each one gets a card of its own; more become a list by month."""

WEEK = 7

Form = Literal["none", "cards", "list", "calendar"]


class Dated(Protocol):
    """What is known of a session here; ``past`` is whether it is over."""

    @property
    def session(self) -> Session: ...  # noqa: D102
    @property
    def state(self) -> sales.State: ...  # noqa: D102
    @property
    def past(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of a leaf. ``state`` is the best of its sessions, ``closed`` for a day of rest, None outside the run."""

    date: date
    state: str | None
    sessions: Sequence[Dated] = ()


@dataclass(frozen=True, kw_only=True)
class Month:
    """A leaf of the calendar. ``weeks`` begin on Monday; days of the neighbouring months are None."""

    year: int
    month: int
    sessions: Sequence[Dated]
    weeks: Sequence[Sequence[Day | None]] = ()

    @property
    def days(self) -> Iterator[Day]:
        """The days of the leaf that something takes place on."""
        return (day for week in self.weeks for day in week if day and day.sessions)


@dataclass(frozen=True, kw_only=True)
class Dates:
    """The dates of an event as its page shows them; ``cancelled`` when none of those to come takes place."""

    form: Form
    coming: Sequence[Dated]
    months: Sequence[Month] = ()
    cancelled: bool = False

    @property
    def open(self) -> Dated | None:
        """The first that can be bought for."""
        return next((each for each in self.coming if each.state == "on_sale"), None)

    @property
    def hours(self) -> list[datetime]:
        """When something begins on a day, for a calendar: the same hours every day, told by those of its fullest."""
        days = [day.sessions for month in self.months for day in month.days]
        return [each.session.starts for each in max(days, key=len, default=())]


def dates(sessions: Sequence[Dated], zone: ZoneInfo, *, daily: bool) -> Dates:
    """Lay out all ``sessions`` of an event, in order of time; ``daily`` for one with a calendar."""
    coming = [each for each in sessions if not each.past]
    cancelled = bool(coming or sessions) and all(each.session.cancelled for each in coming or sessions)
    if len(coming) <= FEW and not (daily and coming):
        shown = coming or (sessions if len(sessions) <= FEW else [])
        return Dates(form="cards" if shown else "none", coming=shown, cancelled=cancelled)
    months = list(_months(coming, zone))
    if daily:
        months = [_leaf(month, zone, _day(coming[0], zone), _day(coming[-1], zone)) for month in months]
    return Dates(form="calendar" if daily else "list", coming=coming, months=months, cancelled=cancelled)


def _months(coming: Sequence[Dated], zone: ZoneInfo) -> Iterator[Month]:
    for (year, month), sessions in groupby(coming, lambda each: (_day(each, zone).year, _day(each, zone).month)):
        yield Month(year=year, month=month, sessions=list(sessions))


def _leaf(month: Month, zone: ZoneInfo, first: date, last: date) -> Month:
    """The month with its weeks; ``first`` and ``last`` are the run, where a day without sessions is a day of rest."""
    found = {day: list(sessions) for day, sessions in groupby(month.sessions, lambda each: _day(each, zone))}
    begin = date(month.year, month.month, 1)
    day = begin - timedelta(days=begin.weekday())
    weeks = []
    while day < begin or day.month == month.month:
        week = [day + timedelta(days=number) for number in range(WEEK)]
        weeks.append([_of(each, found, first, last) if each.month == month.month else None for each in week])
        day += timedelta(days=WEEK)
    return Month(year=month.year, month=month.month, sessions=month.sessions, weeks=weeks)


def _of(day: date, found: dict[date, list[Dated]], first: date, last: date) -> Day:
    sessions = found.get(day)
    if not sessions:
        return Day(date=day, state="closed" if first <= day <= last else None)
    if all(each.session.cancelled for each in sessions):
        return Day(date=day, state="cancelled", sessions=sessions)
    return Day(date=day, state=sales.best([each.state for each in sessions]), sessions=sessions)


def _day(each: Dated, zone: ZoneInfo) -> date:
    return each.session.starts.astimezone(zone).date()
