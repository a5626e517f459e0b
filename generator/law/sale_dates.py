"""Whether dates make sense together and today: sales that outlast what is sold, calendars that have run out."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from generator.content import Entry
from generator.writing.schema import Values
from webhook import sales
from webhook.catalogue import Session

_FORM = "%Y-%m-%d %H:%M"


def of_event(entry: Entry, sessions: Sequence[Session]) -> None:
    """Report a sale that begins when all is over, or goes on when it is."""
    window = entry.values.get("sales") or Values()
    if not sessions:
        return
    try:
        last = max(sales.last_sale(session) for session in sessions)
    except OverflowError:  # an all-day date on the last day there is
        return
    over = max(session.ends or sales.last_sale(session) for session in sessions)
    start, until = window.get("from"), window.get("until")
    if start and start >= last:
        values = {"value": start.strftime(_FORM), "last": last.strftime(_FORM)}
        entry.problem("sales_never", window.at("from"), "from", level="warning", **values)
    elif until and until > over:
        values = {"value": until.strftime(_FORM), "last": over.strftime(_FORM)}
        entry.problem("sales_after", window.at("until"), "until", level="warning", **values)


def of_prepaid(entry: Entry) -> None:
    """Report a pass or voucher that is sold beyond the last day it is good on."""
    window, end = entry.values.get("sales") or Values(), _last_day(entry.values)
    until = window.get("until")
    if end and until and until.date() > end:
        values = {"value": until.strftime(_FORM), "last": end}
        entry.problem("sales_after", window.at("until"), "until", level="warning", **values)


def today(entry: Entry, now: datetime, zone: ZoneInfo) -> None:
    """Report what has run out and would be kept in the shop window: past dates of an event are no problem.

    ``zone`` is the shop's.
    """
    values = entry.values
    if values.get("archived"):
        return
    day = now.astimezone(zone).date()
    calendar, end = values.get("calendar") or Values(), _last_day(values)
    if calendar.get("until") and calendar["until"] < day:
        entry.problem("calendar_over", calendar.at("until"), "until", level="warning", value=calendar["until"])
    until = (values.get("sales") or Values()).get("until")
    if entry.kind in ("pass", "voucher") and end and end < day and not (until and until <= now):
        entry.problem("valid_over", values["valid"].at("to"), "to", level="warning", value=end)


def _last_day(values: Values) -> date | None:
    end: date | None = (values.get("valid") or Values()).get("to")
    return end
