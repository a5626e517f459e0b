"""What a month has earned, stamp by stamp and ticket by ticket (S4-55, S4-58).

Earned is what was used in the month, what lay unused when its day or validity was over (no-show: the shop is paid all
the same), and what cancelling cost. Moving the money stays with Stripe and the bank; cash given back at the door is a
memo and in no sum (A21). Who organised it is what the ticket says, as it was sold.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from peewee import fn

from webhook.database import rows
from webhook.models import Memo, Refund, Stamp, StampLine, Ticket, TicketLine
from webhook.orders import refunds
from webhook.statements.months import Month

LOST = ("dispute", "refund")
"""Cancelled by a bank or at Stripe's own pages: no money stays."""
_ORGANISER = Ticket.face.path("organiser", "id").as_text()


@dataclass(frozen=True, kw_only=True)
class Earned:
    """An amount in the smallest unit; ``organiser`` is empty for the shop itself.

    What a cancellation left names its ``ticket`` by id.
    """

    channel: str
    organiser: str
    what: Literal["used", "no_show", "cancel_fees", "memos"]
    amount: int
    ticket: int = 0


@dataclass(frozen=True)
class _Whose:
    channel: str
    organiser: str | None

    def earned(self, what: Literal["used", "no_show", "cancel_fees", "memos"], amount: int) -> Earned:
        return Earned(channel=self.channel, organiser=self.organiser or "", what=what, amount=amount)


def of(span: Month, now: datetime) -> Iterator[Earned]:
    """All of a month, in no order."""
    yield from (whose.earned("used", amount) for whose, amount in _used(span))
    yield from (whose.earned("no_show", amount) for whose, amount in _unused(span, now))
    yield from (replace(whose.earned("cancel_fees", amount), ticket=ticket) for whose, amount, ticket in _kept(span))
    given = Memo.select(Ticket.channel, _ORGANISER, Memo.amount).join(Ticket).where(_within(Memo.at, span))
    yield from (_Whose(channel, organiser).earned("memos", amount) for channel, organiser, amount in rows(given))


def _used(span: Month) -> Iterator[tuple[_Whose, int]]:
    """What each stamp of the month was worth: the units of a line share what was paid for it, to the yen."""
    touched = Stamp.select(Stamp.ticket).where(_within(Stamp.at, span), Stamp.undone_at.is_null())
    query = StampLine.select(
        StampLine.line, Ticket.channel, _ORGANISER, TicketLine.units, TicketLine.paid, Stamp.at, StampLine.units
    )
    query = query.join(TicketLine).switch(StampLine).join(Stamp).join(Ticket)
    query = query.where(Stamp.ticket.in_(touched), Stamp.undone_at.is_null())
    ordered = query.order_by(StampLine.line, Stamp.at, Stamp.id)
    for _, uses in groupby(rows(ordered), key=lambda row: row[0]):
        before = 0
        for _, channel, organiser, units, paid, at, count in uses:
            if span.starts <= at < span.ends:
                yield _Whose(channel, organiser), _worth(paid, units, before + count) - _worth(paid, units, before)
            before += count


def _unused(span: Month, now: datetime) -> Iterator[tuple[_Whose, int]]:
    """What was left of tickets whose visiting day, or last day of validity, was in the month and is over."""
    dated = (Ticket.session != "") & _within(Ticket.starts_at, span)
    valid = (Ticket.session == "") & (Ticket.window_until > span.starts) & (Ticket.window_until <= span.ends)
    over = (dated | valid) & (Ticket.window_until <= now) & Ticket.cancelled_at.is_null()
    for whose, units, paid, used, _ in _lines(over):
        yield whose, paid - _worth(paid, units, used)


def _kept(span: Month) -> Iterator[tuple[_Whose, int, int]]:
    """What cancelling cost: what was paid for what had not been used, less what goes back.

    When the shop gives back what had been used as well, that is taken off again: it was earned once, and is no more.
    """
    ended = _within(Ticket.cancelled_at, span) & Ticket.cancelled_by.not_in(LOST)
    back = Refund.select(Refund.ticket, fn.SUM(Refund.amount)).join(Ticket, on=(Refund.ticket == Ticket.id))
    back = back.where(ended, Refund.state.in_(refunds.ALIVE)).group_by(Refund.ticket)
    returned = {ticket: int(amount) for ticket, amount in rows(back)}
    left: dict[int, int] = defaultdict(int)
    owners: dict[int, _Whose] = {}
    for whose, units, paid, used, ticket in _lines(ended):
        left[ticket] += paid - _worth(paid, units, used)
        owners[ticket] = whose
    for ticket, amount in left.items():
        yield owners[ticket], amount - returned.get(ticket, 0), ticket


def _lines(which: Any) -> Iterator[tuple[_Whose, int, int, int, int]]:
    """Whose it is, units, what was paid, units used, and ticket of each line of those tickets."""
    used = StampLine.select(StampLine.line, fn.SUM(StampLine.units)).join(Stamp).join(Ticket)
    used = used.where(which, Stamp.undone_at.is_null()).group_by(StampLine.line)
    spent = {line: int(units) for line, units in rows(used)}
    query = TicketLine.select(
        TicketLine.id, Ticket.channel, _ORGANISER, TicketLine.units, TicketLine.paid, Ticket.id
    ).join(Ticket)
    for line, channel, organiser, units, paid, ticket in rows(query.where(which)):
        yield _Whose(channel, organiser), units, paid, spent.get(line, 0), ticket


def _worth(paid: int, units: int, count: int) -> int:
    """What ``count`` of ``units`` are of what was paid; all of them are all of it."""
    return paid * count // units if units else 0


def _within(moment: Any, span: Month) -> Any:
    return (moment >= span.starts) & (moment < span.ends)
