"""The parts of a statement: what each channel sold, and the same money by who organised what was sold.

Both add up to the same, to the yen. The fee of a channel is rounded down once and shared by what each part of it
has earned. What an organiser leaves to the shop (``fee`` of ``organisers`` in ``shop.md``) comes off after that.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from webhook import money
from webhook.catalogue import localised
from webhook.models import Ticket
from webhook.private import Private
from webhook.statements import earnings
from webhook.statements.earnings import Earned
from webhook.statements.months import Month

WHOLE = 100_000
"""A fee is in thousandths of a percent."""
_EARNED = ("used", "no_show", "cancel_fees")


@dataclass(kw_only=True)
class Section:
    """What was earned in one channel, or by one organiser, in the smallest unit.

    ``rate`` is in thousandths of a percent: what the channel takes, or what the organiser leaves to the shop.
    ``fee`` is what the channels take.
    """

    id: str
    name: str = ""
    rate: int = 0
    fee: int = 0
    amounts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def gross(self) -> int:
        """What was earned."""
        return sum(self.amounts[kind] for kind in _EARNED)

    def json(self) -> dict[str, Any]:
        """What a channel and an organiser have in common."""
        earned = {kind: self.amounts[kind] for kind in _EARNED} | {"gross": self.gross}
        more = {"handling_fee": self.fee, "net": self.gross - self.fee, "memos": self.amounts["memos"]}
        return {"name": self.name, "rate": self.rate / 1000} | earned | more


@dataclass(frozen=True, kw_only=True)
class Statement:
    """The sections of a month: the shop's own first, then the others by id; and each cancellation that left something.

    ``cancelled`` pairs what was kept with its part of the channel's fee (S4-14).
    """

    channels: list[Section]
    organisers: list[Section]
    cancelled: list[tuple[Earned, int]]


def of(span: Month, private: Private, now: datetime) -> Statement:
    """The statement of a month. An organiser's name is in the first language that ``shop.md`` has it in."""
    earned = list(earnings.of(span, now))
    channels = _sections(((each.channel, each) for each in earned), own="own")
    organisers = _sections(((each.organiser, each) for each in earned), own="")
    cancelled: list[tuple[Earned, int]] = []
    for channel in channels.values():
        partner = private.channels.get(channel.id)
        channel.name, channel.rate = (partner.name, partner.fee) if partner else ("", private.handling_fee)
        channel.fee = channel.gross * channel.rate // WHOLE
        mine = [each for each in earned if each.channel == channel.id and each.what in _EARNED]
        parts = list(zip(mine, money.shared(channel.fee, [each.amount for each in mine]), strict=True))
        for each, fee in parts:
            organisers[each.organiser].fee += fee
        cancelled += [(each, fee) for each, fee in parts if each.ticket and each.amount]
    for organiser in organisers.values():
        known = private.organisers.get(organiser.id)
        organiser.name, organiser.rate = (known.name, known.fee) if known else (organiser.id, 0)
    return Statement(channels=_ordered(channels, "own"), organisers=_ordered(organisers, ""), cancelled=cancelled)


def told(span: Month, statement: Statement, currency: str) -> dict[str, Any]:
    """The statement; ``total`` is what is due, ``sums`` adds up each column.

    Of an organiser ``commission`` is what stays with the shop and ``payout`` what goes to them; the shop's own part
    has the id "" and no commission.
    """
    channels = [{"channel": each.id} | each.json() for each in statement.channels]
    organisers = [{"organiser": each.id} | _payout(each) for each in statement.organisers]
    names = (*_EARNED, "gross", "handling_fee", "net", "memos")
    sums, totals = _sums(channels, names), _sums(organisers, (*names, "commission", "payout"))
    about = {"month": span.name, "due": span.due.isoformat(), "currency": currency, "total": sums["net"]}
    tables = {"channels": channels, "sums": sums, "organisers": organisers, "organiser_sums": totals}
    return about | tables | {"cancellations": _cancellations(statement.cancelled)}


def _sections(earned: Iterable[tuple[str, Earned]], *, own: str) -> dict[str, Section]:
    sections = {own: Section(id=own)}
    for key, each in earned:
        sections.setdefault(key, Section(id=key)).amounts[each.what] += each.amount
    return sections


def _payout(organiser: Section) -> dict[str, Any]:
    told = organiser.json()
    commission = organiser.gross * organiser.rate // WHOLE
    return told | {"commission": commission, "payout": told["net"] - commission}


def _cancellations(cancelled: list[tuple[Earned, int]]) -> list[dict[str, Any]]:
    """What each cancelled ticket left, oldest first."""
    ids = [each.ticket for each, _ in cancelled]
    tickets = {ticket.id: ticket for ticket in Ticket.select().where(Ticket.id.in_(ids))}
    lines = []
    for each, fee in cancelled:
        ticket = tickets[each.ticket]
        about = {"order": ticket.order.number if ticket.order else None, "ticket": ticket.number}
        what = {"title": localised(ticket.face["title"], ""), "at": ticket.cancelled_at.isoformat()}
        kept = {"channel": each.channel, "organiser": each.organiser, "cancel_fee": each.amount}
        lines.append(about | what | kept | {"handling_fee": fee, "net": each.amount - fee})
    return sorted(lines, key=lambda line: (line["at"], line["ticket"]))


def _sums(sections: list[dict[str, Any]], names: Iterable[str]) -> dict[str, int]:
    return {name: sum(each[name] for each in sections) for name in names}


def _ordered(sections: Mapping[str, Section], own: str) -> list[Section]:
    return sorted(sections.values(), key=lambda each: (each.id != own, each.id))
