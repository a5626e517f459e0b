"""ご利用明細: what a month has earned, channel by channel, and when it is due (S4-55 to S4-58, A23).

Earned is what was used in the month, what lay unused when its day or validity was over (no-show: the shop is paid all
the same), and what cancelling cost. Moving the money stays with Stripe and the bank; cash given back at the door is a
memo and in no sum (A21).
"""

import calendar
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from peewee import fn

from webhook.catalogue import Shop
from webhook.database import rows
from webhook.models import Memo, Refund, Stamp, StampLine, Ticket, TicketLine
from webhook.orders import refunds
from webhook.private import Private
from webhook.refusals import Refused

WHOLE = 100_000
"""A fee is in thousandths of a percent."""
LOST = ("dispute", "refund")
"""Cancelled by a bank or at Stripe's own pages: no money stays."""


@dataclass(kw_only=True)
class Section:
    """One channel's part, in the smallest unit; ``rate`` in thousandths of a percent. The fee is rounded down once."""

    channel: str
    name: str = ""
    rate: int = 0
    used: int = 0
    no_show: int = 0
    cancel_fees: int = 0
    memos: int = 0

    @property
    def gross(self) -> int:
        """What was earned."""
        return self.used + self.no_show + self.cancel_fees

    @property
    def fee(self) -> int:
        """What handling it costs."""
        return self.gross * self.rate // WHOLE

    def json(self) -> dict[str, Any]:
        """The section as ``GET /api/statement`` tells it."""
        earned = {"used": self.used, "no_show": self.no_show, "cancel_fees": self.cancel_fees, "gross": self.gross}
        about = {"channel": self.channel, "name": self.name, "rate": self.rate / 1000}
        return about | earned | {"handling_fee": self.fee, "net": self.gross - self.fee, "memos": self.memos}


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


def of(span: Month, private: Private, now: datetime) -> list[Section]:
    """The sections of a month: the shop's own first, then those that have anything, by name."""
    sections: dict[str, Section] = {"own": Section(channel="own")}

    def section(channel: str) -> Section:
        return sections.setdefault(channel, Section(channel=channel))

    for channel, amount in _used(span):
        section(channel).used += amount
    for channel, amount in _unused(span, now):
        section(channel).no_show += amount
    for channel, amount in _kept(span):
        section(channel).cancel_fees += amount
    given = Memo.select(Ticket.channel, fn.SUM(Memo.amount)).join(Ticket).where(_within(Memo.at, span))
    for channel, amount in rows(given.group_by(Ticket.channel)):
        section(channel).memos += int(amount)
    for each in sections.values():
        partner = private.channels.get(each.channel)
        each.name, each.rate = (partner.name, partner.fee) if partner else ("", private.handling_fee)
    return sorted(sections.values(), key=lambda each: (each.channel != "own", each.channel))


def told(span: Month, sections: list[Section], currency: str) -> dict[str, Any]:
    """The statement; ``total`` is what is due, ``sums`` adds up each column."""
    shown = [each.json() for each in sections]
    names = ("used", "no_show", "cancel_fees", "gross", "handling_fee", "net", "memos")
    sums = {name: sum(each[name] for each in shown) for name in names}
    about = {"month": span.name, "due": span.due.isoformat(), "currency": currency}
    return about | {"channels": shown, "sums": sums, "total": sums["net"]}


def _used(span: Month) -> Iterator[tuple[str, int]]:
    """What each stamp of the month was worth: the units of a line share what was paid for it, to the yen."""
    touched = StampLine.select(StampLine.line).join(Stamp).where(_within(Stamp.at, span), Stamp.undone_at.is_null())
    query = StampLine.select(
        StampLine.line, Ticket.channel, TicketLine.units, TicketLine.paid, Stamp.at, StampLine.units
    )
    query = query.join(Stamp).switch(StampLine).join(TicketLine).join(Ticket)
    query = query.where(StampLine.line.in_(touched), Stamp.undone_at.is_null())
    ordered = query.order_by(StampLine.line, Stamp.at, Stamp.id)
    for _, uses in groupby(rows(ordered), key=lambda row: row[0]):
        before = 0
        for _, channel, units, paid, at, count in uses:
            if span.starts <= at < span.ends:
                yield channel, _worth(paid, units, before + count) - _worth(paid, units, before)
            before += count


def _unused(span: Month, now: datetime) -> Iterator[tuple[str, int]]:
    """What was left of tickets whose visiting day, or last day of validity, was in the month and is over."""
    dated = (Ticket.session != "") & _within(Ticket.starts_at, span)
    valid = (Ticket.session == "") & (Ticket.window_until > span.starts) & (Ticket.window_until <= span.ends)
    over = (dated | valid) & (Ticket.window_until <= now) & Ticket.cancelled_at.is_null()
    for channel, units, paid, used, _ in _lines(over):
        yield channel, paid - _worth(paid, units, used)


def _kept(span: Month) -> Iterator[tuple[str, int]]:
    """What cancelling cost: what was paid for what had not been used, less what goes back."""
    ended = _within(Ticket.cancelled_at, span) & Ticket.cancelled_by.not_in(LOST)
    back = Refund.select(Refund.ticket, fn.SUM(Refund.amount)).join(Ticket, on=(Refund.ticket == Ticket.id))
    back = back.where(ended, Refund.state.in_(refunds.ALIVE)).group_by(Refund.ticket)
    returned = {ticket: int(amount) for ticket, amount in rows(back)}
    left: dict[int, int] = defaultdict(int)
    channels: dict[int, str] = {}
    for channel, units, paid, used, ticket in _lines(ended):
        left[ticket] += paid - _worth(paid, units, used)
        channels[ticket] = channel
    for ticket, amount in left.items():
        yield channels[ticket], max(0, amount - returned.get(ticket, 0))


def _lines(which: Any) -> Iterator[tuple[str, int, int, int, int]]:
    """Channel, units, what was paid, units used, and ticket of each line of those tickets."""
    used = StampLine.select(StampLine.line, fn.SUM(StampLine.units)).join(Stamp).switch(StampLine)
    used = used.join(TicketLine).join(Ticket).where(which, Stamp.undone_at.is_null()).group_by(StampLine.line)
    spent = {line: int(units) for line, units in rows(used)}
    query = TicketLine.select(TicketLine.id, Ticket.channel, TicketLine.units, TicketLine.paid, Ticket.id).join(Ticket)
    for line, channel, units, paid, ticket in rows(query.where(which)):
        yield channel, units, paid, spent.get(line, 0), ticket


def _worth(paid: int, units: int, count: int) -> int:
    """What ``count`` of ``units`` are of what was paid; all of them are all of it."""
    return paid * count // units if units else 0


def _within(moment: Any, span: Month) -> Any:
    return (moment >= span.starts) & (moment < span.ends)
