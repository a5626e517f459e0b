"""When a ticket may be used: the one place that decides it. Pure: terms and a moment in, an answer out.

Days are days of the shop's zone. A visiting day runs from midnight to ``day_ends`` of the shop, or, for a session that
goes on past that, to three hours after its end (spec A05). The day of issue is day one (spec A06, A07).
"""

from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from webhook.catalogue import Session, Validity

LATE_TAIL = timedelta(hours=3)

Timing = Literal["early", "open", "over"]


class Window(NamedTuple):
    """From ``starts`` (included) to ``ends`` (excluded); None is open on that side. Both aware."""

    starts: datetime | None = None
    ends: datetime | None = None

    def at(self, now: datetime) -> Timing:
        """Where ``now`` lies."""
        if self.starts and now < self.starts:
            return "early"
        return "over" if self.ends and now >= self.ends else "open"


def visit(session: Session, zone: ZoneInfo, day_ends: time) -> Window:
    """The visiting day of a session: any time that day, whatever the booked hour (S4-38, S4-39)."""
    day = session.starts.astimezone(zone).date()
    closing = end_of_day(day, zone, day_ends)
    if session.ends and session.ends > closing:
        closing = session.ends + LATE_TAIL
    return Window(starts=_at(day, time(0), zone), ends=closing)


def period(valid: Validity | None, issued: datetime, zone: ZoneInfo) -> Window:
    """The window of a pass, voucher or coupon issued then; its last day counts whole (S1-13, S2-07, S2-11)."""
    if valid is None:
        return Window()
    if valid.days is not None:
        first = issued.astimezone(zone).date()
        return Window(starts=_at(first, time(0), zone), ends=_at(first + timedelta(days=valid.days), time(0), zone))
    starts = _at(valid.starts, time(0), zone) if valid.starts else None
    ends = _at(valid.until + timedelta(days=1), time(0), zone) if valid.until else None
    return Window(starts=starts, ends=ends)


def end_of_day(day: date, zone: ZoneInfo, day_ends: time) -> datetime:
    """The moment at which the visiting day ``day`` is over: midnight, or ``day_ends`` of the following night."""
    return _at(day + timedelta(days=1), day_ends, zone)


def visiting_day(now: datetime, zone: ZoneInfo, day_ends: time) -> Window:
    """The visiting day that ``now`` belongs to: after midnight and before ``day_ends`` it is still the last one."""
    night = timedelta(hours=day_ends.hour, minutes=day_ends.minute)
    day = (now.astimezone(zone) - night).date()
    return Window(starts=_at(day, day_ends, zone), ends=end_of_day(day, zone, day_ends))


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone)
