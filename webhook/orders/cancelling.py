"""Ending tickets: by their holder under the policy that was sold, by the shop for one order. Seats go back at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from webhook import face, policy, prepaid, worth
from webhook.catalogue import Catalogue, Shop
from webhook.database import locked, transaction
from webhook.mailing import notices, outbox
from webhook.models import CallingOff, Order, Refund, Ticket
from webhook.orders import refunds, settling, states
from webhook.policy import Quote
from webhook.refusals import Refused
from webhook.selling import stock, waiting

REASONS = ("weather", "minimum_not_reached", "performer_or_venue", "other")
"""What a shop may give as its reason (S4-20)."""
By = Literal["holder", "shop"]


@dataclass(frozen=True, kw_only=True)
class Why:
    """Who ends a ticket and for what reason; ``detail`` is in the shop's own words.

    ``exception`` is what allows a refund of something prepaid.
    """

    by: By
    reason: str = ""
    detail: str = ""
    exception: str = ""
    calling_off: CallingOff | None = None


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What ending some tickets gives back, by method of payment; of ``prepaid`` ones the law asks why."""

    orders: int
    tickets: int
    refund: int
    fee: int
    by_method: dict[str, dict[str, int]]
    prepaid: bool = False


def reason(reason: str, detail: str) -> tuple[str, str]:
    """A reason that may be told to the fan; refuses with ``reason_needed`` and, for ``other``, ``detail_needed``."""
    if reason not in REASONS:
        raise Refused("reason_needed", 422, field="reason")
    if reason == "other" and not detail:
        raise Refused("detail_needed", 422, field="detail")
    return reason, detail


def exception(wanted: str) -> str:
    """What allows a refund of something prepaid, if anything is said; refuses others with ``exception_needed``."""
    if wanted and wanted not in prepaid.EXCEPTIONS:
        raise Refused("exception_needed", 422, field="exception")
    return wanted


def is_prepaid(ticket: Ticket, order: Order, shop: Shop) -> bool:
    """Whether the law on prepaid goods has something to say to a refund of the ticket."""
    issued, zone = order.paid_at or ticket.issued_at, ZoneInfo(shop.time_zone)
    return prepaid.counts(shop) and prepaid.is_instrument(ticket.kind, issued, ticket.window_until, zone)


def paid(ticket: Ticket) -> int:
    """What a ticket cost, discounts off."""
    return sum(line.paid for line in ticket.lines)


def method(ticket: Ticket) -> str:
    """How a ticket was paid: card, konbini or none."""
    payment = refunds.paid_by(ticket.order) if ticket.order else None
    return payment.method if payment and paid(ticket) else "none"


def quote(ticket: Ticket, zone: ZoneInfo, now: datetime) -> Quote:
    """What its holder gets back now (S4-13, S4-26).

    Refuses with ``cancelled``, ``cancel_given`` once all its units were given away, ``cancel_used`` or ``cancel_over``.
    """
    if ticket.cancelled_at:
        raise Refused("cancelled", 409)
    current = worth.of(ticket, now)
    if not current.total:
        raise Refused("cancel_given", 409)
    if current.used:
        raise Refused("cancel_used", 409)
    sold = face.read(ticket.face)
    if ticket.starts_at is None or ticket.suspended_at or ticket.order_id is None or ticket.given:
        raise Refused("cancel_over", 409)
    found = policy.quote(sold.cancel, paid(ticket), ticket.starts_at, zone, now)
    if found is None:
        raise Refused("cancel_over", 409)
    return found


def by_holder(ticket: Ticket, seen: int | None, catalogue: Catalogue, now: datetime) -> Quote:
    """Cancel for the holder. ``seen`` is the refund that was shown; another one is refused with ``refund_changed``."""
    with transaction():
        order, ticket = _locked(ticket)
        found = quote(ticket, ZoneInfo(catalogue.shop.time_zone), now)
        if seen is not None and seen != found.refund:
            raise Refused("refund_changed", 409, refund=found.refund)
        end(ticket, order, found, Why(by="holder"), catalogue, now)
    return found


def by_shop(order: Order, why: Why, *, full: bool, catalogue: Catalogue, now: datetime) -> Bill:
    """Cancel what is left of an order, or give up an order that is not paid yet.

    Refuses with ``cancelled``, ``no_show_final``, or ``exception_needed`` where money for something prepaid goes back.
    """
    with transaction():
        order = locked(Order.select().where(Order.id == order.id)).get()
        if order.status in states.WAITING:
            settling.lapse(order, "cancelled", catalogue, now)
            return bill([])
        live = list(
            locked(Ticket.select().where(Ticket.order == order, Ticket.cancelled_at.is_null()).order_by(Ticket.id))
        )
        if not live:
            raise Refused("cancelled", 409)
        if all(_is_no_show(ticket, now) for ticket in live):
            raise Refused("no_show_final", 409)
        ended = [(ticket, shop_quote(ticket, full=full, catalogue=catalogue, now=now)) for ticket in live]
        regulated = _regulated(ended, order, catalogue.shop)
        if regulated and not why.exception:
            raise Refused("exception_needed", 422, field="exception")
        for ticket, found in ended:
            its_own = why if ticket.id in regulated else replace(why, exception="")
            end(ticket, order, found, its_own, catalogue, now)
    return bill(ended)


def _regulated(ended: Iterable[tuple[Ticket, Quote]], order: Order, shop: Shop) -> set[int]:
    """The ids of those tickets for which money goes back that the law says something about."""
    return {ticket.id for ticket, found in ended if found.refund and is_prepaid(ticket, order, shop)}


def _is_no_show(ticket: Ticket, now: datetime) -> bool:
    """Once its day is over a no-show stays one (S4-42); money can still be given back for goodwill."""
    return worth.of(ticket, now).state == "no_show"


def preview(order: Order, *, full: bool, catalogue: Catalogue, now: datetime) -> Bill:
    """What cancelling an order for the shop would give back."""
    live = [ticket for ticket in settling.tickets_of(order) if ticket.cancelled_at is None]
    ended = [(ticket, shop_quote(ticket, full=full, catalogue=catalogue, now=now)) for ticket in live]
    return replace(bill(ended), prepaid=bool(_regulated(ended, order, catalogue.shop)))


def shop_quote(ticket: Ticket, *, full: bool, catalogue: Catalogue, now: datetime) -> Quote:
    """What a ticket gives back when the shop ends it: everything (S4-21), or else what the policy gives now."""
    cost = paid(ticket)
    if full or ticket.starts_at is None:
        return Quote(refund=cost, fee=0)
    zone = ZoneInfo(catalogue.shop.time_zone)
    found = policy.quote(face.read(ticket.face).cancel, cost, ticket.starts_at, zone, now)
    return found or Quote(refund=0, fee=cost)


def bill(ended: Iterable[tuple[Ticket, Quote]]) -> Bill:
    """The sums of several tickets."""
    methods: dict[str, dict[str, int]] = defaultdict(lambda: {"orders": 0, "refund": 0})
    seen: set[tuple[str, int | None]] = set()
    tickets = refund = fee = 0
    for ticket, found in ended:
        how = method(ticket)
        tickets, refund, fee = tickets + 1, refund + found.refund, fee + found.fee
        methods[how]["refund"] += found.refund
        methods[how]["orders"] += (how, ticket.order_id) not in seen
        seen.add((how, ticket.order_id))
    orders = len({order for _, order in seen})
    return Bill(orders=orders, tickets=tickets, refund=refund, fee=fee, by_method=dict(methods))


def end(ticket: Ticket, order: Order, found: Quote, why: Why, catalogue: Catalogue, now: datetime) -> Refund | None:
    """One ticket ends, in the caller's transaction and under the lock of its order: state, seats, money and mails."""
    job = why.calling_off
    ticket.cancelled_at, ticket.cancelled_by, ticket.suspended_at = now, why.by, None
    ticket.cancel_reason, ticket.cancel_detail, ticket.calling_off = why.reason, why.detail, job
    ticket.save()
    _seats_back(ticket, catalogue, now)
    more: dict[str, Any] = {"fee": found.fee, "ticket": ticket, "calling_off": job, "exception": why.exception}
    refund = refunds.plan(order, found.refund, "cancelled", now, **more)
    refunds.refresh(order)
    values = {"ticket": ticket.id, "refund": refund.amount if refund else 0, "fee": found.fee, "method": method(ticket)}
    if why.by == "holder":
        template, key = "cancelled", f"cancelled:{ticket.number}"
    else:
        template, key = "called-off", f"called-off:{ticket.number}:{job.id if job else 0}"
        values |= {"reason": why.reason, "detail": why.detail, "single": job is None}
    outbox.post(
        key, template, ticket.contact or order.customer.email, ticket.locale, values | {"order": order.number}, now
    )
    if job is None:
        notices.cancelled(ticket, order, found, why.by, why.reason, now)
    return refund


def seats(ticket: Ticket) -> list[stock.Seats]:
    """What a ticket takes from the stock: its units, or the passes and vouchers they are of."""
    uses = face.read(ticket.face).uses
    return [
        stock.Seats(item=ticket.item, session=ticket.session, ticket=line.type, quantity=line.units // uses)
        for line in ticket.lines
        if line.units
    ]


def _seats_back(ticket: Ticket, catalogue: Catalogue, now: datetime) -> None:
    freed = seats(ticket)
    stock.take_back(freed)
    waiting.freed({(each.item, each.session, each.ticket) for each in freed}, catalogue, now)


def _locked(ticket: Ticket) -> tuple[Order, Ticket]:
    """The order first, then the ticket, as everybody takes them; the door locks the ticket alone.

    What nobody ordered, such as a coupon, is refused with ``cancel_over``.
    """
    if ticket.order_id is None:
        raise Refused("cancel_over", 409)
    order: Order = locked(Order.select().where(Order.id == ticket.order_id)).get()
    return order, locked(Ticket.select().where(Ticket.id == ticket.id)).get()
